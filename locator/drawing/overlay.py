"""A whole drawing: areas, outlines, marks and labels on the photo, and the legend beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from locator.atlas import load_atlas
from locator.drawing import legend, marks
from locator.drawing.areas import arrange
from locator.drawing.captions import Caption, draw_captions, number_caption, point_captions, zone_caption
from locator.drawing.choice import ChosenZone, choose
from locator.drawing.layers import Layers, select
from locator.drawing.palette import meridian_colour, system_colour
from locator.drawing.panel import add_panel
from locator.drawing.primitives import Canvas
from locator.drawing.style import Style
from locator.errors import ImageError
from locator.placement import guide_lines
from locator.types import XY, Foot, Result

__all__ = ["draw"]

_FEW_ZONES = 6  # up to so many, zones are labelled with names in place of numbers


def draw(image: NDArray[np.uint8], result: Result, layers: Layers) -> Canvas:
    """See `locator.drawing.draw`."""
    layers = select(**{field.name: getattr(layers, field.name) for field in dataclasses.fields(layers)})
    _check(image, result)
    atlas = load_atlas()
    choice = choose(layers, result, atlas)
    size = (image.shape[1], image.shape[0])
    style = Style.of(*size, result.feet, layers.lang, layers.text)
    numbers = legend.numbers(choice, atlas)
    numbered = numbers if layers.legend and len(numbers) > _FEW_ZONES else {}
    rings = [one for one in choice.points if layers.uncertainty and marks.has_ring(one.placed.sigma, style)]
    discs = np.array([(*one.placed.xy, marks.reach(style)) for one in choice.points], np.float64).reshape(-1, 3)

    canvas = image.copy()
    captions: list[Caption] = []
    for foot in result.feet:
        named = None if layers.zone_names else layers.lit
        captions += _draw_zones(canvas, foot, [one for one in choice.zones if one.foot is foot], discs, numbered, named, style)
    for foot in result.feet:
        if layers.outline:
            marks.outline_(canvas, foot, style)
        if layers.guides:
            marks.guides_(canvas, foot, style)
        if layers.lines:
            names = {line.id: line.name(layers.lang) if layers.zone_names else "" for line in atlas.guide_lines}
            marks.lines_(canvas, [(names[id], line) for id, line in guide_lines(foot).items()], style)
        if layers.landmarks:
            marks.landmarks_(canvas, foot, style)
    for meridian, course in choice.courses if layers.meridians else ():
        marks.meridian_(canvas, course, meridian_colour(meridian), style)
    for zone in (one for one in choice.zones if one.entry.id in layers.lit):
        marks.lit_(canvas, zone.placed.polygons, style)
    for one in rings:
        marks.ring_(canvas, one.placed.xy, one.placed.sigma, meridian_colour(one.entry.meridian), style)
    for one in (one for one in choice.points if one.entry.code in layers.lit):
        marks.halo_(canvas, one.placed.xy, style)
    for one in reversed(choice.points):  # extra points come last in the atlas; one on a meridian's point must not cover it
        marks.point_(canvas, one.placed.xy, meridian_colour(one.entry.meridian), style, hidden=not one.placed.visible)
    captions += point_captions([(one.placed, one.entry, _middle(one.foot)) for one in choice.points], size, style)
    canvas = draw_captions(canvas, captions, discs, style)
    if not layers.legend:
        return canvas
    return add_panel(
        canvas,
        legend.header(result, layers, atlas),
        legend.rows(choice, numbers, layers, atlas),
        legend.footer(choice, result, layers, atlas, rings=bool(rings)),
        style,
    )


def _check(image: NDArray[np.uint8], result: Result) -> None:
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise ImageError(f"an HxWx3 uint8 RGB array is drawn on, got shape {image.shape} of {image.dtype}; convert it first")
    if result.feet and (result.image.width, result.image.height) != (image.shape[1], image.shape[0]):
        raise ImageError(
            f"the result is of a picture of {result.image.width}x{result.image.height}, got one of "
            f"{image.shape[1]}x{image.shape[0]}; draw on the upright photo at the size that was located"
        )


def _draw_zones(
    canvas: Canvas,
    foot: Foot,
    zones: Sequence[ChosenZone],
    discs: NDArray[np.float64],
    numbers: Mapping[str, int],
    named: Collection[str] | None,
    style: Style,
) -> list[Caption]:
    """Paint one foot's zones in place; returns the labels of those in `named` (None: all): numbers, or names where there are
    none."""
    captions = []
    for area in arrange([one.placed.polygons for one in zones], discs):
        entry, hidden = zones[area.index].entry, not zones[area.index].placed.visible
        marks.area_(canvas, zones[area.index].placed.polygons, system_colour(entry.system), style, hidden=hidden)
        if named is not None and entry.id not in named:
            continue
        if numbers:
            captions.append(number_caption(numbers[entry.id], entry, area, _middle(foot), style, hidden=hidden))
        else:
            captions.append(zone_caption(entry, area, _middle(foot), style, hidden=hidden))
    return captions


def _middle(foot: Foot) -> XY:
    x0, y0, x1, y1 = foot.box
    return (x0 + x1) / 2, (y0 + y1) / 2
