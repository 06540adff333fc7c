"""What is drawn: the choice of layers, in the user's words and in the atlas's."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any, Literal, get_args

from locator.errors import AtlasError

__all__ = ["Lang", "Layers", "School", "select"]

Lang = Literal["en", "zh-Hans", "zh-Hant"]
School = Literal["western", "chinese"]


@dataclasses.dataclass(frozen=True, slots=True)
class Layers:
    """What a drawing shows.

    `points` and `zones` name entries of the atlas in any writing that `Atlas.find_all` knows; () shows none. `meridian`
    adds the points of one meridian, `goal` what the sources name for a goal ("heel pain"). What is named in any of the four
    is drawn and nothing else; a point or zone that `points` or `zones` names is drawn hollow when the photo hides it.

    With nothing named (None), all visible points are drawn, and those visible zones that the sources agree on (confidence
    "high" in the atlas): a chart of everything would be unreadable. `school` leaves out zones that only the other school
    draws, unless `zones` names them.

    `lit` names entries to light: what is drawn of them stands out from the rest.

    `outline`, `landmarks`, `guides` (lines that join the landmarks), `lines` (the charts' guide lines across the sole),
    `meridians` (lines that join the drawn points of each meridian), `legend` and `uncertainty` (rings of one sigma) are
    switches. Without the legend the picture keeps its size as long as the labels find room, and whoever shows it must show
    the cautions of the points marked with a warning sign. Without `zone_names` only lit zones are labelled, and no guide
    lines. `text` is the size of letters against the usual one: more than 1 for a picture that will be shown small.
    """

    points: tuple[str, ...] | None = None
    zones: tuple[str, ...] | None = None
    meridian: str | None = None
    goal: str | None = None
    lang: Lang = "en"
    school: School | None = None
    lit: tuple[str, ...] = ()
    outline: bool = True
    landmarks: bool = False
    guides: bool = False
    lines: bool = False
    meridians: bool = False
    legend: bool = True
    uncertainty: bool = True
    zone_names: bool = True
    text: float = 1.0


def select(
    *,
    points: str | Iterable[str] | None = None,
    zones: str | Iterable[str] | None = None,
    meridian: str | None = None,
    goal: str | None = None,
    lang: Lang = "en",
    school: School | None = None,
    lit: str | Iterable[str] = (),
    text: float = 1.0,
    **switches: bool,
) -> Layers:
    """Layers with every name looked up in the atlas and replaced by its code or id; so a wrong name shows before any work.

    `points` and `zones` take one name or several ("LV-3", "Yongquan", "Bafeng" for all four of its points, "kidneys").
    `switches` are the boolean fields of `Layers`. AtlasError for an unknown name, a zone given as a point or the reverse, an
    unknown meridian, goal, language, school or switch, or a text size outside 0.25 to 4. Applied to its own result it changes
    nothing.
    """
    from locator.atlas import AtlasPoint, AtlasZone, load_atlas

    atlas = load_atlas()
    _one_of("language", lang, get_args(Lang))
    _one_of("school", school, (*get_args(School), None))
    if not 0.25 <= text <= 4:
        raise AtlasError(f"text can be drawn at 0.25 to 4 times its usual size, got {text}; choose a size between")
    for switch in switches:
        _one_of("layer", switch, _SWITCHES)
    return Layers(
        points=_names(points, "an acupoint", lambda text: [e.code for e in atlas.find_all(text) if isinstance(e, AtlasPoint)]),
        zones=_names(zones, "a reflex zone", lambda text: [e.id for e in atlas.find_all(text) if isinstance(e, AtlasZone)]),
        meridian=None if meridian is None else atlas.meridian(meridian).code,
        goal=None if goal is None else atlas.goal(goal).id,
        lang=lang,
        school=school,
        lit=_names(lit, "an acupoint or reflex zone", lambda text: [e.key for e in atlas.find_all(text)]) or (),
        text=text,
        **switches,
    )


_SWITCHES = tuple(field.name for field in dataclasses.fields(Layers) if field.type == "bool")


def _names(names: str | Iterable[str] | None, kind: str, look_up: Callable[[str], list[str]]) -> tuple[str, ...] | None:
    if names is None:
        return None
    found: dict[str, None] = {}  # in the order given, each once
    for name in (names,) if isinstance(names, str) else names:
        keys = look_up(name)
        if not keys:
            raise AtlasError(f"{name!r} is not {kind}; give acupoints as points and reflex zones as zones")
        found.update(dict.fromkeys(keys))
    return tuple(found)


def _one_of(kind: str, value: Any, allowed: tuple[Any, ...]) -> None:
    if value not in allowed:
        raise AtlasError(f"unknown {kind} {value!r}; choose one of {', '.join(str(name) for name in allowed if name)}")
