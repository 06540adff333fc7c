"""What the chosen layers come to on one result: the points and zones to draw, each with its foot and its atlas entry."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

from locator.atlas import Atlas, AtlasPoint, AtlasZone
from locator.drawing.layers import Layers
from locator.types import XY, Foot, PlacedPoint, PlacedZone, Result

__all__ = ["Choice", "ChosenPoint", "ChosenZone", "choose"]


class ChosenPoint(NamedTuple):
    """A point to draw on a foot."""

    foot: Foot
    placed: PlacedPoint
    entry: AtlasPoint


class ChosenZone(NamedTuple):
    """A zone to draw on a foot."""

    foot: Foot
    placed: PlacedZone
    entry: AtlasZone


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """All that is drawn, foot by foot, and `absent`: codes and ids that were asked for and that this photo does not show."""

    points: tuple[ChosenPoint, ...]
    zones: tuple[ChosenZone, ...]
    absent: tuple[str, ...]

    @property
    def drawn(self) -> frozenset[str]:
        """Codes of the points and ids of the zones that are drawn."""
        return frozenset([*(one.entry.code for one in self.points), *(one.entry.id for one in self.zones)])

    @property
    def courses(self) -> tuple[tuple[str, tuple[XY, ...]], ...]:
        """For each foot and meridian with two visible points drawn: its code, and the points in the order of their numbers.
        Points outside the numbering (extra points) lie on no course."""
        numbered: dict[tuple[int, str], list[tuple[int, XY]]] = {}
        for foot, placed, entry in self.points:
            number = entry.code.removeprefix(entry.meridian)
            if placed.visible and number.isdecimal():
                numbered.setdefault((id(foot), entry.meridian), []).append((int(number), placed.xy))
        return tuple(
            (meridian, tuple(xy for _, xy in sorted(points))) for (_, meridian), points in numbered.items() if len(points) > 1
        )

    @property
    def seen(self) -> frozenset[str]:
        """Those of `drawn` that the photo shows on at least one foot."""
        points = (one.entry.code for one in self.points if one.placed.visible)
        return frozenset([*points, *(one.entry.id for one in self.zones if one.placed.visible)])


def choose(layers: Layers, result: Result, atlas: Atlas) -> Choice:
    """What `layers`, as `select` returns them, come to. AtlasError when the result holds a code that the atlas lacks."""
    points, zones = _wanted(layers, atlas)
    named = {*(layers.points or ()), *(layers.zones or ())}
    all_points = [ChosenPoint(foot, placed, atlas.point(placed.code)) for foot in result.feet for placed in foot.points]
    all_zones = [ChosenZone(foot, placed, atlas.zone(placed.id)) for foot in result.feet for placed in foot.zones]
    shown_points = tuple(
        one
        for one in all_points
        if one.entry.code in points and (one.placed.visible or one.entry.code in named) and _inside(one.placed, result)
    )
    shown_zones = tuple(
        one
        for one in all_zones
        if one.entry.id in zones and (one.placed.visible or one.entry.id in named) and one.placed.polygons
    )
    if _is_free(layers):
        return Choice(shown_points, shown_zones, ())
    missing = (points | zones) - Choice(shown_points, shown_zones, ()).drawn
    return Choice(shown_points, shown_zones, tuple(entry.key for entry in atlas.entries if entry.key in missing))


def _is_free(layers: Layers) -> bool:
    """Whether nothing is asked for by name."""
    return not layers.points and not layers.zones and layers.meridian is None and layers.goal is None


def _wanted(layers: Layers, atlas: Atlas) -> tuple[set[str], set[str]]:
    """Codes of points and ids of zones that the layers ask for."""
    fitting = {zone.id for zone in atlas.zones if layers.school is None or zone.school in (layers.school, "both")}
    points, zones = set(layers.points or ()), set(layers.zones or ())
    if _is_free(layers):
        if layers.points is None:
            points = {point.code for point in atlas.points}
        if layers.zones is None:
            zones = {zone.id for zone in atlas.zones if zone.confidence == "high"} & fitting
        return points, zones
    if layers.meridian is not None:
        points |= {point.code for point in atlas.points if point.meridian == layers.meridian}
    if layers.goal is not None:
        for_goal = atlas.for_goal(layers.goal)
        points |= {point.code for point in for_goal.points}
        zones |= {zone.id for zone in for_goal.zones} & fitting
    return points, zones


def _inside(point: PlacedPoint, result: Result) -> bool:
    return 0 <= point.x <= result.image.width - 1 and 0 <= point.y <= result.image.height - 1
