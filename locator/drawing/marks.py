"""What a drawing is made of: areas, outlines, landmarks, point marks and labels. All draw in place."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from locator.drawing.labels import Box
from locator.drawing.palette import DARK, GREY, LIGHT, LIT, PAPER, RGB
from locator.drawing.primitives import Canvas, box_, circle_, dashes_, disc_, fill_, line_
from locator.drawing.style import Style
from locator.drawing.text import measure, text_
from locator.landmarks import SKELETON
from locator.types import XY, Foot

__all__ = [
    "Run",
    "area_",
    "guides_",
    "halo_",
    "has_ring",
    "label_",
    "label_size",
    "landmarks_",
    "leader_",
    "lines_",
    "lit_",
    "meridian_",
    "number_",
    "outline_",
    "point_",
    "reach",
    "ring_",
    "run_",
]

AREA_ALPHA = 0.5  # opacity of a zone: the skin shows through, the colours stay apart
SEEN = 0.5  # landmarks less likely to be seen than this are drawn hollow


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line of text in one weight and colour."""

    text: str
    bold: bool = False
    colour: RGB = DARK


def run_(canvas: Canvas, at: tuple[float, float], runs: Sequence[Run], size: int, lang: str) -> None:
    """Write pieces of text one after another; `at` is as in `text_`."""
    x, y = at
    for run in runs:
        text_(canvas, (x, y), run.text, size, run.colour, lang, bold=run.bold)
        x += measure(run.text, size, lang, bold=run.bold)


def area_(canvas: Canvas, polygons: Sequence[Sequence[XY]], colour: RGB, style: Style, *, hidden: bool) -> None:
    """A zone: translucent with a firm edge on a white casing; a hidden zone is only a dashed edge."""
    if hidden:
        for polygon in polygons:
            line_(canvas, polygon, LIGHT, style.line, closed=True)
            dashes_(canvas, polygon, GREY, style.line, 4 * style.line, closed=True)
        return
    fill_(canvas, polygons, colour, AREA_ALPHA)
    for polygon in polygons:
        line_(canvas, polygon, LIGHT if colour != LIGHT else GREY, style.casing, closed=True)
    for polygon in polygons:
        line_(canvas, polygon, colour, style.line, closed=True)


def outline_(canvas: Canvas, foot: Foot, style: Style) -> None:
    """The foot's outline, white on dark."""
    if foot.outline:
        line_(canvas, foot.outline, DARK, style.line + 2 * max(1, style.line // 2), closed=True)
        line_(canvas, foot.outline, LIGHT, style.line, closed=True)


def guides_(canvas: Canvas, foot: Foot, style: Style) -> None:
    """Dashed lines that join the landmarks seen."""
    for a, b in SKELETON:
        ends = [foot.landmarks[name] for name in (a, b) if name in foot.landmarks and foot.landmarks[name].visibility >= SEEN]
        if len(ends) == 2:
            line_(canvas, [mark.xy for mark in ends], DARK, style.line + 2)
            dashes_(canvas, [mark.xy for mark in ends], LIGHT, style.line, 5 * style.line)


def landmarks_(canvas: Canvas, foot: Foot, style: Style) -> None:
    """Small dots; landmarks that are probably hidden are hollow."""
    radius = max(2.0, 0.45 * style.mark)
    for mark in foot.landmarks.values():
        disc_(canvas, mark.xy, radius + style.line, DARK)
        disc_(canvas, mark.xy, radius, LIGHT if mark.visibility >= SEEN else GREY)


def lines_(canvas: Canvas, lines: Sequence[tuple[str, Sequence[XY]]], style: Style) -> None:
    """The charts' guide lines, each with its name at its first end: dashed, on a dark casing."""
    for _, line in lines:
        line_(canvas, line, DARK, style.line + 2)
        dashes_(canvas, line, LIGHT, style.line, 3 * style.line)
    for name, line in lines:
        width = measure(name, style.small, style.lang)
        x, y = max(line, key=lambda xy: xy[0])
        x = min(x + style.gap, canvas.shape[1] - width - 2 * style.gap)
        text_(canvas, (x, y), name, style.small, DARK, style.lang, halo=max(1, round(style.small / 7)))


def meridian_(canvas: Canvas, points: Sequence[XY], colour: RGB, style: Style) -> None:
    """The course of a meridian, drawn straight from point to point."""
    line_(canvas, points, LIGHT, 2 * style.line + 2)
    line_(canvas, points, colour, 2 * style.line)


def halo_(canvas: Canvas, centre: XY, style: Style) -> None:
    """What makes a lit point stand out: three rings round it, dark, bright, dark."""
    radius = 2.2 * style.mark + 2 * style.line
    circle_(canvas, centre, radius, DARK, 3 * style.line + 4)
    circle_(canvas, centre, radius, LIT, 3 * style.line)


def lit_(canvas: Canvas, polygons: Sequence[Sequence[XY]], style: Style) -> None:
    """What makes a lit zone stand out: a broad bright edge."""
    for polygon in polygons:
        line_(canvas, polygon, DARK, 3 * style.line + 4, closed=True)
        line_(canvas, polygon, LIT, 3 * style.line, closed=True)


def ring_(canvas: Canvas, centre: XY, sigma: float, colour: RGB, style: Style) -> None:
    """The ring of one sigma round a point."""
    disc_(canvas, centre, sigma, colour, 0.18)
    circle_(canvas, centre, sigma, LIGHT, style.casing)
    circle_(canvas, centre, sigma, colour, style.line)


def reach(style: Style) -> float:
    """Radius of a point's mark with its rings."""
    return style.mark + max(1.0, 0.5 * style.line)


def has_ring(sigma: float, style: Style) -> bool:
    """Whether a ring of one sigma shows round the mark."""
    return sigma > reach(style) + style.line


def point_(canvas: Canvas, centre: XY, colour: RGB, style: Style, *, hidden: bool) -> None:
    """A point's mark: a disc of its meridian's colour in a white and a dark ring; a hidden point is a hollow, dashed ring."""
    if hidden:
        radius = 1.15 * style.mark
        circle_(canvas, centre, radius, LIGHT, 2 * style.line + 1)
        circle_(canvas, centre, radius, GREY, style.line, dash=2 * style.line)
        return
    disc_(canvas, centre, reach(style), DARK)
    disc_(canvas, centre, style.mark, LIGHT)
    disc_(canvas, centre, style.mark - max(1.0, 0.9 * style.line), colour)


def leader_(canvas: Canvas, start: XY, end: XY, style: Style) -> None:
    """The line from a mark to its label."""
    line_(canvas, [start, end], LIGHT, style.hair + 2)
    line_(canvas, [start, end], DARK, style.hair)


def label_size(runs: Sequence[Run], style: Style) -> tuple[float, float]:
    """Width and height of a label with its padding."""
    width = sum(measure(run.text, style.text, style.lang, bold=run.bold) for run in runs)
    return width + 0.6 * style.text, 1.3 * style.text


def label_(canvas: Canvas, box: Box, runs: Sequence[Run], colour: RGB, style: Style) -> None:
    """Dark text on a paper-coloured plate edged in `colour`."""
    box_(canvas, box, 0.3 * style.text, PAPER, 0.9)
    box_(canvas, box, 0.3 * style.text, colour, edge=style.hair)
    run_(canvas, (box[0] + 0.3 * style.text, (box[1] + box[3]) / 2), runs, style.text, style.lang)


def number_(canvas: Canvas, box: Box, text: str, style: Style) -> None:
    """A zone's number on the zone itself: dark on a white halo."""
    x0, y0, x1, y1 = box
    width = measure(text, style.text, bold=True)
    at = ((x0 + x1 - width) / 2, (y0 + y1) / 2)
    text_(canvas, at, text, style.text, DARK, bold=True, halo=max(1, round(style.text / 9)))
