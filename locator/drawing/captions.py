"""The labels on the photo: what each says, and drawing them where there is room."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from locator.drawing.labels import Request, Spot, column, place
from locator.drawing.marks import Run, label_, label_size, leader_, number_
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
    """A label to place: its text, the colour of its edge, and whether it is a zone's number (a label without a plate when
    it stands on its zone)."""

    request: Request
    runs: tuple[Run, ...]
    colour: RGB
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
    return Caption(_request(point.xy, runs, style.mark, middle, style), tuple(runs), colour)


def number_caption(number: int, entry: AtlasZone, area: Area, middle: XY, style: Style) -> Caption:
    """The number that stands for a zone in the legend, on the zone if it has room."""
    runs = [Run(str(number), True)]
    request = _request((area.x, area.y), runs, 0.0, middle, style)
    request = dataclasses.replace(request, centred=area.radius >= 0.42 * request.height)
    return Caption(request, tuple(runs), system_colour(entry.system), number=True)


def zone_caption(entry: AtlasZone, area: Area, middle: XY, style: Style, *, hidden: bool) -> Caption:
    """A zone's name beside it."""
    runs = [Run(entry.name(style.lang), False, GREY if hidden else DARK)]
    if entry.cautions:
        runs.append(_WARNING)
    colour = GREY if hidden else system_colour(entry.system)
    return Caption(_request((area.x, area.y), runs, 0.4 * style.text, middle, style), tuple(runs), colour)


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
        wider: Canvas = np.full((height, width + extra, 3), PAPER, np.uint8)
        wider[:, :width] = canvas
        canvas = wider
    for caption, spot in zip(captions, spots, strict=True):
        if spot.leader is not None:
            _leader_(canvas, caption.request, spot.leader, style)
    for caption, spot in zip(captions, spots, strict=True):
        if caption.number and spot.leader is None:
            number_(canvas, spot.box, caption.runs[0].text, style)
        else:
            label_(canvas, spot.box, caption.runs, caption.colour, style)
    return canvas


def _leader_(canvas: Canvas, request: Request, end: XY, style: Style) -> None:
    """From the edge of the mark; where a zone has no mark, from a dot on it."""
    start = np.array([request.x, request.y])
    along = np.array(end) - start
    reach = float(np.hypot(*along))
    start = start + along * min(1.0, request.radius / max(reach, 1e-9))
    leader_(canvas, (float(start[0]), float(start[1])), end, style)
    if not request.radius:
        disc_(canvas, (request.x, request.y), 1.5 * style.line + 1, PAPER)
        disc_(canvas, (request.x, request.y), 1.5 * style.line, DARK)
