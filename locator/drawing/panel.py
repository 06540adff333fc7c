"""The paper beside or below the photo: a header, rows in columns, and a footer, laid out and drawn.

The panel goes where the whole picture comes out closest to a square, as it prints best.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from math import ceil, inf
from typing import Literal

import cv2
import numpy as np

from locator.drawing.marks import Run, point_, ring_, run_
from locator.drawing.palette import DARK, GREY, HAIR, PAPER, RGB
from locator.drawing.primitives import Canvas, box_, line_
from locator.drawing.style import Style
from locator.drawing.text import LINE, measure, text_, wrap

__all__ = ["Row", "Swatch", "add_panel"]

Kind = Literal["point", "hidden", "zone", "ring", "caution", "none"]

_COLUMN = (12.0, 21.0)  # narrowest and widest column, in font sizes
_TABS = {"point": 1.5, "hidden": 1.5, "zone": 2.2, "ring": 1.5, "caution": 1.5, "none": 0.0}  # where the text begins
_MOST_COLUMNS = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Swatch:
    """The sign before a row: a point's mark, a zone's colour with its `number`, a ring, a warning sign, or none."""

    kind: Kind
    colour: RGB = DARK
    number: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One entry: `code` in bold, then `text`, wrapped to its column. `heading` rows are larger; they and rows that
    lead (a group's name) stay with the next row."""

    text: str
    code: str = ""
    swatch: Swatch = Swatch("none")
    colour: RGB = DARK
    heading: bool = False
    leads: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class _Set:
    """A row broken into lines for one column width."""

    row: Row
    lines: tuple[tuple[Run, ...], ...]
    height: float


@dataclasses.dataclass(frozen=True, slots=True)
class _Plan:
    """A panel laid out: outer size, and its parts; each column holds rows one below the other."""

    width: int
    height: int
    column: float
    header: tuple[_Set, ...]
    columns: tuple[tuple[_Set, ...], ...]
    footer: tuple[_Set, ...]


def add_panel(photo: Canvas, header: Sequence[Row], rows: Sequence[Row], footer: Sequence[Row], style: Style) -> Canvas:
    """A new picture: `photo` at its top-left corner, the panel to its right or below it."""
    height, width = photo.shape[:2]
    below = _below(header, rows, footer, width, style)
    plans = [((max(width, below.width), height + below.height), below, (0, height))]
    for plan in _right(header, rows, footer, height, style):
        plans.append(((width + plan.width, plan.height), plan, (width, 0)))
    size, plan, (x, y) = min(plans, key=lambda option: _cost(option[0], width * height, option[1]))
    picture = _extended(photo, *size)
    _draw(picture[y:, x:], plan, style)
    return picture


def _cost(size: tuple[int, int], photo: int, plan: _Plan) -> float:
    """Low for a picture that is small, nearly square, and has little paper beyond `photo` (its pixels) and the panel."""
    blank = 1 - (photo + plan.width * plan.height) / (size[0] * size[1])
    return float(max(size) ** 1.5 / min(size) ** 0.5 * (1 + 2 * blank))


def _extended(photo: Canvas, width: int, height: int) -> Canvas:
    bottom, right = height - photo.shape[0], width - photo.shape[1]
    return np.asarray(cv2.copyMakeBorder(photo, 0, bottom, 0, right, cv2.BORDER_CONSTANT, value=PAPER), np.uint8)


def _margin(style: Style) -> float:
    return 1.2 * style.small


def _column(rows: Sequence[Row], style: Style) -> float:
    """Width of a column that holds most rows on one line."""
    widest = max((_natural(row, style) for row in rows), default=0.0)
    return min(max(widest + 1, _COLUMN[0] * style.small), _COLUMN[1] * style.small)


def _natural(row: Row, style: Style) -> float:
    code = measure(f"{row.code}  ", _size(row, style), bold=True) if row.code else 0.0
    return _TABS[row.swatch.kind] * style.small + code + measure(row.text, _size(row, style), style.lang)


def _size(row: Row, style: Style) -> int:
    return style.text if row.heading else style.small


def _right(header: Sequence[Row], rows: Sequence[Row], footer: Sequence[Row], height: int, style: Style) -> Iterator[_Plan]:
    """Panels beside the photo, with one column, two, and so on; at least as high as the photo."""
    margin, column = _margin(style), _column(rows, style)
    items = _set(rows, column, style)
    for count in range(1, min(_MOST_COLUMNS, max(1, len(items))) + 1):
        inner = count * column + (count - 1) * margin
        columns = _balanced(items, count, style)
        top, bottom = _set(header, inner, style), _set(footer, inner, style)
        tall = ceil(_height(top, columns, bottom, style))
        yield _Plan(ceil(inner + 2 * margin), max(height, tall), column, top, columns, bottom)


def _below(header: Sequence[Row], rows: Sequence[Row], footer: Sequence[Row], width: int, style: Style) -> _Plan:
    """The lowest panel of this width (or of one column's width where that is more)."""
    margin, column = _margin(style), _column(rows, style)
    count = max(1, int((width - margin) // (column + margin)))
    if rows:
        count = min(count, len(rows))
    inner = max(width - 2 * margin, column)
    column = (inner + margin) / count - margin if count > 1 else inner
    set_rows = _set(rows, column, style)
    columns = _balanced(set_rows, count, style)
    top, bottom = _set(header, inner, style), _set(footer, inner, style)
    height = _height(top, columns, bottom, style)
    return _Plan(ceil(inner + 2 * margin), ceil(height), column, top, columns, bottom)


def _set(rows: Sequence[Row], width: float, style: Style) -> tuple[_Set, ...]:
    items = []
    for row in rows:
        size = _size(row, style)
        room = width - _TABS[row.swatch.kind] * style.small
        code = f"{row.code}  " if row.code else ""
        taken = measure(code, size, bold=True) if code else 0.0
        first = wrap(row.text, max(room - taken, 3 * size), size, style.lang)
        rest = wrap(row.text[len(first[0]) :].strip(), room, size, style.lang) if len(first) > 1 else []
        lines: list[tuple[Run, ...]] = [
            (Run(code, True, row.colour), Run(first[0], row.heading and style.lang == "en", row.colour))
        ]
        lines += [(Run(line, False, row.colour),) for line in rest]
        height = len(lines) * LINE * size + (0.6 * size if row.heading else 0.12 * size)
        items.append(_Set(row, tuple(lines), height))
    return tuple(items)


def _total(items: Sequence[_Set]) -> float:
    return sum(item.height for item in items)


def _height(header: Sequence[_Set], columns: Sequence[Sequence[_Set]], footer: Sequence[_Set], style: Style) -> float:
    tall = max((_total(items) for items in columns), default=0.0)
    return _margin(style) * (3 if footer else 2) + _total(header) + tall + _total(footer)


def _balanced(items: Sequence[_Set], count: int, style: Style) -> tuple[tuple[_Set, ...], ...]:
    """At most `count` columns, as low as can be."""
    room = max((item.height for item in items), default=0.0)
    room = max(room, _total(items) / count)
    while len(_flow(items, room)) > count:
        room += 0.25 * style.small
    return _flow(items, room)


def _flow(items: Sequence[_Set], room: float) -> tuple[tuple[_Set, ...], ...]:
    """Fill columns of height `room` from left to right; a heading never ends a column."""
    columns: list[list[_Set]] = []
    left = -inf
    for i, item in enumerate(items):
        needed = item.height
        for follower, leader in zip(items[i + 1 :], items[i:], strict=False):
            if not (leader.row.heading or leader.row.leads):
                break
            needed += follower.height
        if needed > left + 1e-6:
            columns.append([])
            left = room
        columns[-1].append(item)
        left -= item.height
    return tuple(tuple(column) for column in columns)


def _draw(canvas: Canvas, plan: _Plan, style: Style) -> None:
    margin = _margin(style)
    y = _draw_rows(canvas, (margin, margin), plan.header, style)
    for n, column in enumerate(plan.columns):
        _draw_rows(canvas, (margin + n * (plan.column + margin), y), column, style)
    if plan.footer:
        top = plan.height - margin - _total(plan.footer)
        rule = top - 0.5 * margin
        line_(canvas, [(margin, rule), (plan.width - margin, rule)], HAIR, style.hair)
        _draw_rows(canvas, (margin, top), plan.footer, style)


def _draw_rows(canvas: Canvas, at: tuple[float, float], items: Sequence[_Set], style: Style) -> float:
    """Draw rows from (x, y) downward; returns where the next would begin."""
    x, y = at
    for item in items:
        size = _size(item.row, style)
        middle = y + LINE * size / 2 + (0.25 * size if item.row.heading else 0.0)
        _swatch(canvas, (x, middle), item.row.swatch, style)
        for n, runs in enumerate(item.lines):
            run_(canvas, (x + _TABS[item.row.swatch.kind] * style.small, middle + n * LINE * size), runs, size, style.lang)
        y += item.height
    return y


def _swatch(canvas: Canvas, at: tuple[float, float], swatch: Swatch, style: Style) -> None:
    x, y = at
    size = style.small
    small = dataclasses.replace(style, mark=0.36 * size, line=style.hair)
    if swatch.kind in ("point", "hidden"):
        point_(canvas, (x + 0.5 * size, y), swatch.colour, small, hidden=swatch.kind == "hidden")
    elif swatch.kind == "ring":
        point_(
            canvas, (x + 0.5 * size, y), swatch.colour, dataclasses.replace(style, mark=0.2 * size, line=style.hair), hidden=False
        )
        ring_(canvas, (x + 0.5 * size, y), 0.5 * size, swatch.colour, dataclasses.replace(style, line=style.hair))
    elif swatch.kind == "caution":
        text_(canvas, (x, y), "⚠", size, swatch.colour, bold=True)
    elif swatch.kind == "zone":
        box = (x, y - 0.55 * size, x + 1.7 * size, y + 0.55 * size)
        box_(canvas, box, 0.2 * size, swatch.colour, 0.6)
        box_(canvas, box, 0.2 * size, swatch.colour if swatch.colour != PAPER else GREY, edge=style.hair)
        width = measure(swatch.number, size, bold=True)
        text_(canvas, (x + (1.7 * size - width) / 2, y), swatch.number, size, DARK, bold=True, halo=max(1, round(size / 10)))
