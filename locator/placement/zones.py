"""Reflex zones on this foot: the atlas's shapes, bent by the view's warp and the toes, clipped to the outline."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from typing import Any

import numpy as np

from locator.atlas import AtlasZone, load_atlas
from locator.placement.chart import Chart, across, chart_of
from locator.placement.plane import Array, area, following, inside
from locator.placement.toes import toe_of
from locator.placement.warp import Warp
from locator.types import XY, Foot, PlacedZone, View

__all__ = ["place_zones"]

#: Edges are split into steps of about this many foot lengths before they are bent.
STEP = 0.025
#: Breadth in foot lengths that u from 0 to 1 spans, where a zone of the sole wraps over the border onto the side (estimate).
WRAP = 0.3
#: A zone of which the outline leaves less than this share lies out of the picture or round the edge.
SHOWN = 0.3
#: Pixels along the longer side of the outline when a zone is clipped to it.
FINE = 2000.0


def place_zones(foot: Foot, warp: Warp) -> tuple[PlacedZone, ...]:
    """The zones of the surface in view, of this foot's side, in the atlas's order.

    Polygons are photo pixels and lie within the outline. `visible` is false where most of a zone is cut off or its toe is
    hidden; a zone of which nothing is left is omitted.
    """
    outline = np.array(foot.outline, float).reshape(-1, 2)
    if len(outline) < 3:
        return ()
    clip = _Clip(outline)
    shapes = _shapes(foot, warp)
    ends = np.cumsum([len(shape.polygon) for shape in shapes])
    within = np.split(inside(np.concatenate([np.empty((0, 2)), *(shape.polygon for shape in shapes)]), outline), ends)
    placed = []
    for zone_id, parts in itertools.groupby(zip(shapes, within, strict=False), key=lambda part: part[0].zone_id):
        whole = kept = 0.0
        polygons: list[Array] = []
        seen = True
        for shape, all_within in parts:
            pieces = [shape.polygon] if all_within.all() else clip(shape.polygon)
            polygons += pieces
            whole += area(shape.polygon)
            kept += sum(map(area, pieces))
            seen = seen and shape.seen
        if polygons:
            visible = seen and kept >= SHOWN * whole
            placed.append(PlacedZone(zone_id, tuple(map(_as_tuples, polygons)), visible))
    return tuple(placed)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class _Shape:
    """A polygon of a zone in the photo, not yet clipped. `seen`: the photo shows what it lies on."""

    zone_id: str
    polygon: Array
    seen: bool


def _shapes(foot: Foot, warp: Warp) -> list[_Shape]:
    """The polygons of all zones of the surface in view, in the atlas's order."""
    view = warp.frame.chart.name
    zones = [zone for zone in load_atlas().zones if zone.foot in ("both", foot.side) and view in zone.views]
    charts = [chart for zone in zones if zone.toe_box is None for chart in _on_charts(zone.id, view)]
    bent = warp.to_photo(np.concatenate([np.empty((0, 2)), *charts]))  # all at once: a spline costs little more than for one
    polygons = iter(np.split(bent, np.cumsum([len(chart) for chart in charts])))
    numbers = {number for zone in zones if zone.toe_box is not None for number in zone.toe_box.toes}
    toes = {number: toe_of(foot, warp, number) for number in numbers}
    shapes = []
    for zone in zones:
        if zone.toe_box is None:
            shapes += [_Shape(zone.id, next(polygons), True) for _ in _on_charts(zone.id, view)]
        else:
            box = _in_toe(zone.id)
            shapes += [_Shape(zone.id, toes[number].to_photo(box), toes[number].seen) for number in zone.toe_box.toes]
    return shapes


@functools.cache
def _in_toe(zone_id: str) -> Array:
    """The box of a zone in the frame of a toe, ready to be carried to the photo."""
    toe_box = _zone(zone_id).toe_box
    assert toe_box is not None
    (s0, s1), (w0, w1) = toe_box.s, toe_box.w
    return _dense(np.array([[s0, w0], [s1, w0], [s1, w1], [s0, w1]]), 0.08)


@functools.cache
def _on_charts(zone_id: str, view: View) -> tuple[Array, ...]:
    """The polygons of a zone in the coordinates of a view's chart, ready to be bent."""
    zone = _zone(zone_id)
    return tuple(_on_chart(_dense(np.array(polygon, float), STEP), zone, chart_of(view)) for polygon in zone.polygons)


def _zone(zone_id: str) -> AtlasZone:
    return next(zone for zone in load_atlas().zones if zone.id == zone_id)


def _on_chart(polygon: Array, zone: AtlasZone, chart: Chart) -> Array:
    """A polygon of the atlas's frame in chart coordinates; one of the sole reaches a side view over the red-white border."""
    if zone.frame == "pq":
        return polygon
    border = chart.border
    if border is None:
        return across(chart, polygon)
    below = polygon[:, 0] if chart.name == "medial" else 1 - polygon[:, 0]
    return np.column_stack([polygon[:, 1], np.interp(polygon[:, 1], border[:, 0], border[:, 1]) - WRAP * below])


def _dense(polygon: Array, step: float) -> Array:
    """The polygon with its edges split into pieces no longer than `step`."""
    pieces = []
    for a, b in zip(polygon, following(polygon), strict=True):
        count = max(1, int(np.ceil(np.linalg.norm(b - a) / step)))
        pieces.append(a + np.arange(count)[:, None] / count * (b - a))
    return np.concatenate(pieces)


def _as_tuples(polygon: Array) -> tuple[XY, ...]:
    return tuple((x, y) for x, y in polygon.round(2).tolist())


class _Clip:
    """Cuts polygons to an outline on a grid of FINE cells."""

    def __init__(self, outline: Array) -> None:
        self.outline = outline
        self.low = outline.min(axis=0)
        self.scale = FINE / max(float(np.ptp(outline, axis=0).max()), 1e-9)

    def __call__(self, polygon: Array) -> list[Array]:
        import cv2

        cells, outline = ((xy - self.low) * self.scale for xy in (polygon, self.outline))
        low = np.maximum(cells.min(axis=0), -2).round() - 2
        width, height = (np.minimum(cells.max(axis=0), FINE + 2).round() + 3 - low).astype(int)
        if width <= 4 or height <= 4:
            return []
        both: Any = np.ones((height, width), np.uint8)
        for xy in (cells, outline):
            mask = np.zeros((height, width), np.uint8)
            cv2.fillPoly(mask, [(xy - low).round().astype(np.int32)], 1)
            both &= mask
        both = cv2.morphologyEx(both, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        contours, _ = cv2.findContours(both, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        pieces = [np.asarray(cv2.approxPolyDP(c, 1.2, closed=True), float).reshape(-1, 2) for c in contours]
        largest = max(map(area, pieces), default=0.0)
        kept = [piece for piece in pieces if len(piece) > 2 and area(piece) > max(4.0, 0.02 * largest)]
        return [np.asarray((piece + low) / self.scale + self.low) for piece in kept]
