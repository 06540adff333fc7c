"""The labels on the photo: what each says, and drawing them where there is room."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from locator.drawing.labels import Request, Spot, column, place
from locator.drawing.marks import Run, label_, label_size, leader_, number_, reach
from locator.drawing.palette import DARK, GREY, PAPER, RGB, WARNING, meridian_colour, system_colour
from locator.drawing.primitives import Canvas, disc_
from locator.drawing.style import Style

if TYPE_CHECKING:
    from locator.atlas import AtlasPoint, AtlasZone
    from locator.drawing.areas import Area
    from locator.types import XY, PlacedPoint

__all__ = ["Caption", "draw_captions", "number_caption", "point_captions", "settle", "zone_caption"]

_FEW = 10  # up to so many points, labels hold names as well as codes ...
_SHARE = 0.05  # ... if they cover no more than this of the photo
_WARNING = Run(" ⚠", True, WARNING)


@dataclasses.dataclass(frozen=True, slots=True)
class Caption:
    """A label to place: its text, the colour of its edge, whether it belongs to a zone, and whether it is a zone's number
    (which needs no plate when it stands on its zone)."""

    request: Request
    runs: tuple[Run, ...]
    colour: RGB
    is_zone: bool = False
    number: bool = False


def point_captions(placed: Sequence[tuple[PlacedPoint, AtlasPoint, XY]], size: tuple[int, int], style: Style) -> list[Caption]:
    """Labels of points, each given as placed, from the atlas, and with the middle of its foot. They hold names when few."""
    named = [_point(*one, style, named=True) for one in placed]
    covered = sum(caption.request.width * caption.request.height for caption in named)
    if len(named) <= _FEW and covered <= _SHARE * size[0] * size[1]:
        return named
    return [_point(*one, style, named=False) for one in placed]


def _point(point: PlacedPoint, entry: AtlasPoint, middle: XY, style: Style, *, named: bool) -> Caption:
    ink = DARK if point.visible else GREY
    runs = [Run(point.code, True, ink)]
    if named:
        part = f" {entry.part[0]}/{entry.part[1]}" if entry.part else ""
        runs.append(Run(f" {entry.pinyin}{part}" if style.lang == "en" else f" {entry.name(style.lang)}", False, ink))
    if entry.cautions:
        runs.append(_WARNING)
    colour = meridian_colour(entry.meridian) if point.visible else GREY
    return Caption(_request(point.xy, runs, reach(style), middle, style), tuple(runs), colour)


def number_caption(number: int, entry: AtlasZone, area: Area, middle: XY, style: Style, *, hidden: bool) -> Caption:
    """The number that stands for a zone in the legend, on the zone if it has room."""
    runs = [Run(str(number), True)]
    request = _request((area.x, area.y), runs, 0.0, middle, style)
    request = dataclasses.replace(request, centred=area.radius >= 0.42 * request.height)
    return Caption(request, tuple(runs), GREY if hidden else system_colour(entry.system), is_zone=True, number=True)


def zone_caption(entry: AtlasZone, area: Area, middle: XY, style: Style, *, hidden: bool) -> Caption:
    """A zone's name, on the zone if it has room, else beside it."""
    runs = [Run(entry.name(style.lang), False, GREY if hidden else DARK)]
    if entry.cautions:
        runs.append(_WARNING)
    colour = GREY if hidden else system_colour(entry.system)
    request = _request((area.x, area.y), runs, area.radius, middle, style)
    roomy = np.hypot(request.width, request.height) <= 2 * area.radius
    return Caption(dataclasses.replace(request, centred=bool(roomy), tied=True), tuple(runs), colour, is_zone=True)


def _request(at: XY, runs: Sequence[Run], radius: float, middle: XY, style: Style) -> Request:
    width, height = label_size(runs, style)
    return Request(at[0], at[1], width, height, radius, middle)


def settle(
    captions: Sequence[Caption], discs: NDArray[np.float64], size: tuple[int, int], style: Style
) -> tuple[list[Spot], int]:
    """A spot for every caption, and by how many pixels the picture must be widened for those that found none on it."""
    requests = [caption.request for caption in captions]
    spots = place(requests, discs, size, style.gap)
    homeless = [n for n, spot in enumerate(spots) if spot is None]
    beside, extra = column([requests[n] for n in homeless], float(size[0]), float(size[1]), style.gap)
    found = dict(zip(homeless, beside, strict=True))
    return [spot or found[n] for n, spot in enumerate(spots)], int(np.ceil(extra))


def draw_captions(canvas: Canvas, captions: Sequence[Caption], discs: NDArray[np.float64], style: Style) -> Canvas:
    """Draw the labels with their leader lines; `discs` (N, 3) are the marks, as (x, y, radius), that they must not cover.

    Draws in place and returns `canvas`, or a copy with paper added on the right when not all labels found room.
    """
    height, width = canvas.shape[:2]
    spots, extra = settle(captions, discs, (width, height), style)
    if extra:
        canvas = np.asarray(cv2.copyMakeBorder(canvas, 0, 0, 0, extra, cv2.BORDER_CONSTANT, value=PAPER), np.uint8)
    for caption, spot in zip(captions, spots, strict=True):
        if spot.leader is not None:
            _leader_(canvas, caption, spot.leader, style)
    for caption, spot in zip(captions, spots, strict=True):
        if caption.number and spot.leader is None:
            number_(canvas, spot.box, caption.runs[0].text, style)
        else:
            label_(canvas, spot.box, caption.runs, caption.colour, style)
    return canvas


def _leader_(canvas: Canvas, caption: Caption, end: XY, style: Style) -> None:
    """From the edge of a point's mark, or from a dot on a zone."""
    start = np.array([caption.request.x, caption.request.y])
    along = np.array(end) - start
    if not caption.is_zone:
        start = start + along * min(1.0, caption.request.radius / max(float(np.hypot(*along)), 1e-9))
    leader_(canvas, (float(start[0]), float(start[1])), end, style)
    if caption.is_zone:
        disc_(canvas, (caption.request.x, caption.request.y), 1.5 * style.line + 1, PAPER)
        disc_(canvas, (caption.request.x, caption.request.y), 1.5 * style.line, DARK)
