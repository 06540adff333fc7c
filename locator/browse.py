"""Choosing what to see on a photo: from what people type and switch to layers, and what of it the photo shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from locator.atlas import AtlasPoint, AtlasZone, Entry, Lang, load_atlas
from locator.atlas.names import key
from locator.atlas.practice import Goal
from locator.drawing import Layers, select
from locator.drawing.choice import Choice, choose
from locator.errors import AtlasError
from locator.types import Foot, PlacedPoint, PlacedZone, Result

__all__ = ["Charts", "Found", "Shown", "View", "layers_of", "look_up", "shown"]

#: Which zones are drawn: those that sources agree on, all, or those of one school's charts.
Charts = Literal["agreed", "all", "western", "chinese"]


class Found(NamedTuple):
    """What a question means: the goal, when it is one, and the points and zones that answer it, best first."""

    goal: Goal | None
    entries: tuple[Entry, ...]


def look_up(text: str) -> Found:
    """What people mean by a code, a name in any language, a goal, an organ or other words of the atlas.

    A code or name comes first, then a goal ("my heel hurts"), then every entry that holds all the words. What is a name and a
    goal ("失眠" is a point, and why people look for one) is both: first what is called so. AtlasError when nothing is found, or
    nothing was asked.
    """
    atlas = load_atlas()
    if not text.strip():
        raise AtlasError("nothing was typed; write a code (KI1), a name (Yongquan, 湧泉, kidneys) or a goal (heel pain)")
    try:
        named = atlas.find_all(text)
    except AtlasError as error:
        named, unknown = (), error
    goal = _goal_called(text) if named else _goal_meant(text)
    if goal is None:
        entries = named or tuple(atlas.search(text))
        if not entries:
            raise unknown from None
        return Found(None, entries)
    offered = atlas.for_goal(goal.id)
    return Found(goal, tuple({entry.key: entry for entry in (*named, *offered.points, *offered.zones)}.values()))


def _goal_called(text: str) -> Goal | None:
    """The goal that has this very name or word."""
    return next((goal for goal in load_atlas().goals if key(text) in {key(word) for word in _called(goal)}), None)


def _called(goal: Goal) -> tuple[str, ...]:
    return (goal.id, *goal.names.model_dump().values(), *goal.words)


def _goal_meant(text: str) -> Goal | None:
    try:
        return load_atlas().goal(text)
    except AtlasError:
        return None


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """What a person has chosen to see. `wanted`: keys that were asked for and that alone are drawn; None when nothing was.
    `meridian`: code of the only meridian whose points are drawn, or None. `lit`: the key that is shown in detail."""

    points: bool = True
    zones: bool = False
    lines: bool = False
    meridians: bool = False
    landmarks: bool = False
    uncertainty: bool = True
    charts: Charts = "agreed"
    meridian: str | None = None
    wanted: tuple[str, ...] | None = None
    lit: str | None = None


def layers_of(view: View, result: Result, lang: Lang, *, text: float = 1.0) -> Layers:
    """The layers that draw a view of this result without a legend. AtlasError for a key, meridian or language that is unknown."""
    atlas = load_atlas()
    if view.wanted is not None:
        entries = [atlas.find(key) for key in view.wanted]
        points = tuple(entry.key for entry in entries if isinstance(entry, AtlasPoint))
        zones = tuple(entry.key for entry in entries if isinstance(entry, AtlasZone))
    else:
        seen = _seen(result)
        points = tuple(one.code for one in atlas.points if view.points and one.code in seen and _of(one, view.meridian))
        zones = tuple(one.id for one in atlas.zones if view.zones and one.id in seen and _on(one, view.charts))
    return select(
        points=points,
        zones=zones,
        lang=lang,
        lit=() if view.lit is None else view.lit,
        lines=view.lines,
        meridians=view.meridians,
        landmarks=view.landmarks,
        uncertainty=view.uncertainty,
        legend=False,
        text=text,
    )


class Shown(NamedTuple):
    """A point or zone in the picture: the number of its foot, its atlas entry, and where it was placed."""

    foot: int
    entry: Entry
    placed: PlacedPoint | PlacedZone

    @property
    def is_zone(self) -> bool:
        return isinstance(self.placed, PlacedZone)


def shown(result: Result, layers: Layers) -> tuple[list[Shown], Choice]:
    """All that layers (as `select` returns them) draw, foot by foot, points first; and the choice itself."""
    choice = choose(layers, result, load_atlas())
    number = {id(foot): index for index, foot in enumerate(result.feet)}
    found = [Shown(number[id(one.foot)], one.entry, one.placed) for one in choice.points]
    found += [Shown(number[id(one.foot)], one.entry, one.placed) for one in choice.zones]
    return sorted(found, key=lambda one: one.foot), choice


def _of(point: AtlasPoint, meridian: str | None) -> bool:
    return meridian is None or point.meridian == meridian


def _on(zone: AtlasZone, charts: Charts) -> bool:
    if charts == "agreed":
        return zone.confidence == "high"
    return charts == "all" or zone.school in (charts, "both")


def _seen(result: Result) -> Collection[str]:
    """Keys of all points and zones that some foot shows."""

    def keys(feet: Iterable[Foot]) -> Iterable[str]:
        for foot in feet:
            yield from (point.code for point in foot.points if point.visible)
            yield from (zone.id for zone in foot.zones if zone.visible)

    return dict.fromkeys(keys(result.feet))
