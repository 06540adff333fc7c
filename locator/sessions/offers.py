"""What a person's conditions leave of a routine: all, some, or none of it, and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Literal

from locator.atlas import Atlas, load_atlas
from locator.atlas.practice import Caution, Routine, Step
from locator.errors import AtlasError

__all__ = ["Change", "Offer", "OfferedStep", "conditions", "offer"]

_ORDER = ("avoid", "ask", "gentle")


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """What a stated condition does to one step (`step` counts from 0).

    `hidden`: nothing of the step is left; `without`: `keys` (codes and ids) are left out; `gentler`: `keys` are worked lightly;
    `replaced`: the technique `keys[0]` gives way to `keys[1]`.
    """

    step: int
    kind: Literal["hidden", "without", "gentler", "replaced"]
    keys: tuple[str, ...]
    caution: Caution


@dataclasses.dataclass(frozen=True, slots=True)
class OfferedStep:
    """A step as it may be done; `gentle`: lightly, whatever its technique says. `number` is its place in the routine, from 0."""

    number: int
    step: Step
    gentle: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """What is left of `routine`. `withheld_by` holds the cautions that leave nothing of it; empty unless it is withheld.

    `cautions` are all that concern it, the gravest first: the stated conditions, then the routine's, its points' and zones',
    and those for everybody. `ask` are those among them that call for a clinician's word before the start.
    """

    routine: Routine
    status: Literal["offered", "changed", "withheld"]
    steps: tuple[OfferedStep, ...]
    changes: tuple[Change, ...]
    withheld_by: tuple[Caution, ...]
    cautions: tuple[Caution, ...]
    ask: tuple[Caution, ...]


def conditions() -> tuple[Caution, ...]:
    """The conditions that a person can state: pregnancy, diabetes, wounds, thrombosis ... (`asked` in the atlas's cautions)."""
    return tuple(caution for caution in load_atlas().cautions if caution.asked)


def offer(routine: Routine, stated: Iterable[str] = ()) -> Offer:
    """`routine` for a person who states the conditions `stated` (ids of `conditions()`).

    A condition that forbids massage withholds every routine. One that forbids certain points and zones takes them out; a point
    whose caution nobody confirmed stays, gently. AtlasError for an id that is not among `conditions()`.
    """
    atlas = load_atlas()
    told = tuple(_condition(id) for id in dict.fromkeys(stated))
    withheld_by = tuple(caution for caution in told if caution.forbids_massage)
    steps, changes = _left(routine, told, atlas)
    if not withheld_by and _works(routine.steps) and not _works(one.step for one in steps):
        withheld_by = tuple({change.caution.id: change.caution for change in changes}.values())
    cautions = _cautions(routine, told, atlas)
    return Offer(
        routine=routine,
        status="withheld" if withheld_by else "changed" if changes else "offered",
        steps=() if withheld_by else steps,
        changes=() if withheld_by else changes,
        withheld_by=withheld_by,
        cautions=cautions,
        ask=tuple(one for one in cautions if _needs_a_word(one, routine, told)),
    )


def _needs_a_word(caution: Caution, routine: Routine, told: tuple[Caution, ...]) -> bool:
    """Whether a clinician should agree first: for a stated condition, or where the routine itself says so."""
    return (caution.action != "gentle" and caution in told) or (caution.action == "ask" and caution.id in routine.cautions)


def _condition(id: str) -> Caution:
    known = {caution.id: caution for caution in conditions()}
    if id not in known:
        raise AtlasError(f"{id!r} is not a condition that a person can state; choose among {', '.join(known)}")
    return known[id]


def _works(steps: Iterable[Step]) -> bool:
    """Whether any step is more than preparation or advice."""
    return any(step.timer for step in steps)


def _left(routine: Routine, told: tuple[Caution, ...], atlas: Atlas) -> tuple[tuple[OfferedStep, ...], tuple[Change, ...]]:
    """The steps that remain and what was changed to get there."""
    steps: list[OfferedStep] = []
    changes: list[Change] = []
    for number, step in enumerate(routine.steps):
        here: list[Change] = []
        for caution in told:
            here += _changes(number, step, caution, atlas)
        gone = {key for change in here if change.kind == "without" for key in change.keys}
        if step.keys and gone >= set(step.keys):
            changes += [dataclasses.replace(change, kind="hidden") for change in here if change.kind == "without"]
            continue
        changes += here
        instead = {change.keys[0]: change.keys[1] for change in here if change.kind == "replaced"}
        update = {
            "points": tuple(code for code in step.points if code not in gone),
            "zones": tuple(id for id in step.zones if id not in gone),
            "techniques": tuple(dict.fromkeys(instead.get(id, id) for id in step.techniques)),
        }
        gentle = any(change.kind == "gentler" for change in here)
        steps.append(OfferedStep(number, step.model_copy(update=update), gentle))
    return tuple(steps), tuple(changes)


def _changes(number: int, step: Step, caution: Caution, atlas: Atlas) -> Iterable[Change]:
    if caution.action == "avoid":
        standing = {key: one.standing for key in step.keys for one in atlas.find(key).cautions if one.condition == caution.id}
        out = tuple(key for key, firm in standing.items() if firm != "unconfirmed")
        lightly = tuple(key for key in standing if key not in out)
        if out:
            yield Change(number, "without", out, caution)
        if lightly and step.timer:
            yield Change(number, "gentler", lightly, caution)
    for id in step.techniques:
        if id in caution.instead:
            yield Change(number, "replaced", (id, caution.instead[id]), caution)


def _cautions(routine: Routine, told: tuple[Caution, ...], atlas: Atlas) -> tuple[Caution, ...]:
    keys = dict.fromkeys(key for step in routine.steps for key in step.keys)
    entries = (atlas.caution(one.condition) for key in keys for one in atlas.find(key).cautions)
    everybody = (one for one in atlas.cautions if not (one.asked or one.points or one.zones))
    found = {one.id: one for one in (*told, *map(atlas.caution, routine.cautions), *entries, *everybody)}
    return tuple(sorted(found.values(), key=lambda one: (one not in told, _ORDER.index(one.action))))
