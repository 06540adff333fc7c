"""A person's own list: favourite points and zones, and routines of their own, as a JSON file that they keep.

The program stores none of it; the page keeps it in the browser. Frozen values: each function returns a new `Own`.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from locator.atlas import load_atlas
from locator.errors import AtlasError, RecordError

__all__ = [
    "LARGEST_FILE",
    "SCHEMA",
    "Own",
    "OwnRoutine",
    "OwnStep",
    "dumps",
    "loads",
    "with_favourite",
    "with_routine",
    "with_step",
    "with_step_moved",
    "with_step_time",
    "without_routine",
    "without_step",
]

SCHEMA = "locator-own/1"
#: Limits that nobody meets who writes a list by hand, and that keep a stray file from filling the browser's store.
LARGEST_FILE = 256 * 1024
MOST_ROUTINES, MOST_STEPS, LONGEST_NAME = 50, 100, 80
#: How long one step may take, in seconds; without a wish of one's own it is a minute.
SHORTEST, LONGEST, USUAL = 5, 3600, 60


@dataclasses.dataclass(frozen=True, slots=True)
class OwnStep:
    """One point or zone (its code or id) and for how many seconds."""

    key: str
    seconds: int = USUAL


@dataclasses.dataclass(frozen=True, slots=True)
class OwnRoutine:
    """A named sequence of steps; names are unique within an `Own`."""

    name: str
    steps: tuple[OwnStep, ...] = ()

    @property
    def seconds(self) -> int:
        """How long all steps take together."""
        return sum(step.seconds for step in self.steps)


@dataclasses.dataclass(frozen=True, slots=True)
class Own:
    """All that is a person's own; `favourites` are codes and ids, the latest last."""

    favourites: tuple[str, ...] = ()
    routines: tuple[OwnRoutine, ...] = ()

    def routine(self, name: str) -> OwnRoutine:
        """RecordError when none is called so."""
        for routine in self.routines:
            if routine.name == name:
                return routine
        there = ", ".join(routine.name for routine in self.routines)
        raise RecordError(f"you have no routine {name!r}; " + (f"choose one of {there}" if there else "make one first"))


def with_favourite(own: Own, key: str) -> Own:
    """With this point or zone among the favourites, or without it if it was one."""
    key = load_atlas().find(key).key
    left = tuple(one for one in own.favourites if one != key)
    return dataclasses.replace(own, favourites=left if key in own.favourites else (*left, key))


def with_routine(own: Own, name: str) -> Own:
    """With a new, empty routine. RecordError for a name that is empty, too long or taken."""
    return dataclasses.replace(own, routines=_checked((*own.routines, OwnRoutine(_name(name)))))


def without_routine(own: Own, name: str) -> Own:
    gone = own.routine(name)
    return dataclasses.replace(own, routines=tuple(one for one in own.routines if one is not gone))


def with_step(own: Own, name: str, key: str, seconds: int = USUAL) -> Own:
    """With one more step at the routine's end."""
    step = OwnStep(load_atlas().find(key).key, _seconds(seconds))
    return _changed(own, name, (*own.routine(name).steps, step))


def without_step(own: Own, name: str, number: int) -> Own:
    """Without the step at `number`, from 0; RecordError when there is none."""
    steps = _steps_with(own, name, number)
    del steps[number]
    return _changed(own, name, tuple(steps))


def with_step_moved(own: Own, name: str, number: int, by: int) -> Own:
    """With a step earlier (`by` below 0) or later; at the ends it stays."""
    steps = _steps_with(own, name, number)
    steps.insert(max(0, min(len(steps) - 1, number + by)), steps.pop(number))
    return _changed(own, name, tuple(steps))


def with_step_time(own: Own, name: str, number: int, seconds: int) -> Own:
    """With another length of one step."""
    steps = _steps_with(own, name, number)
    steps[number] = OwnStep(steps[number].key, _seconds(seconds))
    return _changed(own, name, tuple(steps))


def dumps(own: Own) -> str:
    """The list as JSON text, which `loads` reads."""
    return json.dumps({"schema": SCHEMA, **dataclasses.asdict(own)}, ensure_ascii=False, indent=1)


def loads(text: str | bytes) -> Own:
    """Read a list. RecordError, in one sentence that says where, for anything that is not one.

    Codes and names may be written in any way that the atlas knows ("LV-3"); a point named twice counts once.
    """
    if len(text) > LARGEST_FILE:
        raise RecordError(
            f"the file has {len(text) / 1024:.0f} KiB, a list has at most {LARGEST_FILE // 1024}; choose a list saved here"
        )
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise RecordError("the file is not JSON; choose a list that was saved here") from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise RecordError(f'the file is no list of this program (its "schema" must be "{SCHEMA}"); choose a list saved here')
    favourites = [_key(key, f"favourites[{n}]") for n, key in enumerate(_list(data.get("favourites", []), "favourites"))]
    routines = [_routine(one, f"routines[{n}]") for n, one in enumerate(_list(data.get("routines", []), "routines"))]
    return Own(tuple(dict.fromkeys(favourites)), _checked(tuple(routines)))


def _routine(data: Any, where: str) -> OwnRoutine:
    if not isinstance(data, dict):
        raise RecordError(f"{where} must be an object with name and steps; correct it in the file")
    steps = _list(data.get("steps", []), f"{where}.steps")
    if len(steps) > MOST_STEPS:
        raise RecordError(f"{where} has {len(steps)} steps, at most {MOST_STEPS} are kept; divide it")
    return OwnRoutine(_name(data.get("name"), where), tuple(_step(one, f"{where}.steps[{n}]") for n, one in enumerate(steps)))


def _step(data: Any, where: str) -> OwnStep:
    if not isinstance(data, dict):
        raise RecordError(f"{where} must be an object with key and seconds; correct it in the file")
    return OwnStep(_key(data.get("key"), f"{where}.key"), _seconds(data.get("seconds", USUAL), where))


def _key(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise RecordError(
            f"{where} must be the code of a point or the id of a zone, got {str(value)[:40]!r}; correct it in the file"
        )
    try:
        return load_atlas().find(value).key
    except AtlasError as error:
        raise RecordError(f"{where}: {error}") from None


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise RecordError(f"{where} must be a list, got {str(value)[:40]!r}; correct it in the file")
    return value


def _name(value: Any, where: str = "the routine") -> str:
    name = value.strip() if isinstance(value, str) else ""
    if not 0 < len(name) <= LONGEST_NAME:
        raise RecordError(f"{where} needs a name of 1 to {LONGEST_NAME} letters; give it one")
    return name


def _seconds(value: Any, where: str = "the step") -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not SHORTEST <= value <= LONGEST:
        raise RecordError(f"{where} may last {SHORTEST} to {LONGEST} seconds, got {str(value)[:40]}; give another time")
    return round(value)


def _checked(routines: tuple[OwnRoutine, ...]) -> tuple[OwnRoutine, ...]:
    names = [routine.name for routine in routines]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RecordError(f"there is a routine {twice!r} already; give the other one another name")
    if len(routines) > MOST_ROUTINES:
        raise RecordError(f"there are {len(routines)} routines, at most {MOST_ROUTINES} are kept; remove some first")
    return routines


def _steps_with(own: Own, name: str, number: int) -> list[OwnStep]:
    steps = list(own.routine(name).steps)
    if not 0 <= number < len(steps):
        raise RecordError(f"the routine {name!r} has no step {number + 1}; it has {len(steps)}")
    return steps


def _changed(own: Own, name: str, steps: tuple[OwnStep, ...]) -> Own:
    if len(steps) > MOST_STEPS:
        raise RecordError(f"the routine {name!r} is full with {MOST_STEPS} steps; begin another one")
    changed = dataclasses.replace(own.routine(name), steps=steps)
    return dataclasses.replace(own, routines=tuple(changed if one.name == name else one for one in own.routines))
