"""A drawing as SVG, its points and zones each an element that can be picked, by pointer or keyboard.

Colours of skin and ink are CSS variables with defaults (--chart-skin, --chart-shade, --chart-shadow, --chart-line, --chart-nail,
--chart-ink, --chart-halo), so a page can set them for light and dark. Classes for a style sheet: `chart`, `mark` with `zone` or
`point`, `label`, `chosen`, `dim`. Every mark carries `data-key`, the code or id of its entry.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Iterator
from html import escape

import numpy as np

from locator.atlas import AtlasPoint, AtlasZone, Entry, Lang, load_atlas
from locator.charts.feet import Drawing, Line
from locator.drawing.areas import arrange
from locator.drawing.choice import Choice, ChosenPoint, ChosenZone
from locator.drawing.labels import Request, Spot, place
from locator.drawing.layers import School
from locator.drawing.palette import RGB, meridian_colour, system_colour
from locator.drawing.text import measure
from locator.drawing.words import word
from locator.types import XY

__all__ = ["PAD", "Shown", "chart_choice", "chart_svg", "figure", "zone_number"]

#: Room beside, and above and below, the drawing for labels, in its units.
PAD, PAD_Y = 90, 40
#: Radius of a point's mark, and of the disc that takes clicks and fingers.
MARK, REACH = 9.0, 22.0
#: Size of letters in a drawing that is higher than wide, and in a wide one, which is shown smaller.
LETTERS, WIDE_LETTERS = 25, 30
#: Share of the drawing's height over which the leg fades.
FADE = 0.16
_WARNING = " ⚠"


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """What a drawing shows: `points`, `zones`, of one `meridian` or one `school` (with what both schools draw) if given.
    Where `lit` is not None only these keys stand out and the rest is dimmed; `chosen` is ringed."""

    points: bool = True
    zones: bool = True
    meridian: str | None = None
    school: School | None = None
    lit: frozenset[str] | None = None
    chosen: str | None = None


def chart_choice(drawing: Drawing, shown: Shown) -> Choice:
    """The points and zones that the drawing shows."""
    atlas = load_atlas()
    points = [ChosenPoint(drawing.foot, one, atlas.point(one.code)) for one in drawing.foot.points if one.visible]
    zones = [ChosenZone(drawing.foot, one, atlas.zone(one.id)) for one in drawing.foot.zones if one.visible]
    return Choice(
        tuple(one for one in points if shown.points and shown.meridian in (None, one.entry.meridian)),
        tuple(one for one in zones if shown.zones and (shown.school is None or one.entry.school in (shown.school, "both"))),
        (),
    )


def zone_number(zone: AtlasZone) -> int:
    """The number that stands for a zone on every drawing, from 1: group by group, in the atlas's order."""
    return _numbers()[zone.id]


@functools.cache
def _numbers() -> dict[str, int]:
    atlas = load_atlas()
    order = [system.id for system in atlas.systems]
    return {zone.id: number for number, zone in enumerate(sorted(atlas.zones, key=lambda zone: order.index(zone.system)), 1)}


@functools.lru_cache(maxsize=256)
def chart_svg(drawing: Drawing, lang: Lang, shown: Shown) -> str:
    """The drawing with its points and zones, named in `lang`. Points bear their codes, zones their numbers."""
    choice = chart_choice(drawing, shown)
    size = LETTERS if drawing.size[1] > drawing.size[0] else WIDE_LETTERS
    discs = np.array([(*one.placed.xy, MARK) for one in choice.points], float).reshape(-1, 3)
    areas = arrange([one.placed.polygons for one in choice.zones], discs)
    ordered = [choice.zones[area.index] for area in areas]
    marks = [_zone(one, lang, shown) for one in ordered] + [_point(one, lang, shown) for one in choice.points]
    wanted = [
        *(
            _Label(str(zone_number(one.entry)), (area.x, area.y), 0.0, area.radius > 0.4 * size, one.entry, False)
            for one, area in zip(ordered, areas, strict=True)
        ),
        *(_Label(one.entry.code, one.placed.xy, MARK, False, one.entry, bool(one.entry.cautions)) for one in choice.points),
    ]
    wanted = [label for label in wanted if shown.lit is None or label.entry.key in shown.lit]
    labels = "".join(_labels(wanted, discs, drawing, size))
    content = f'{"".join(marks)}<g class="labels" aria-hidden="true">{labels}</g>'
    return _svg(drawing, lang, content, f"chart {shown.school or 'all'}")


def figure(drawing: Drawing, lang: Lang, content: str, kind: str) -> str:
    """The bare drawing with other SVG `content` on it, in the drawing's units; `kind` is added to the classes."""
    return _svg(drawing, lang, content, f"chart {kind}")


def _svg(drawing: Drawing, lang: Lang, content: str, css: str) -> str:
    width, height = drawing.size
    title = f"{word(f'side.{drawing.side}', lang)} · {word(f'view.{drawing.view}', lang)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css}" role="group" aria-label="{escape(title)}" lang="{lang}"'
        f' viewBox="{-PAD} {-PAD_Y} {width + 2 * PAD} {height + 2 * PAD_Y}"'
        f' data-view="{drawing.view}" data-side="{drawing.side}">{_foot(drawing, css)}{content}</svg>'
    )


def _foot(drawing: Drawing, css: str) -> str:
    """Its id names the kind too: where one of two like ids is on a hidden tab, browsers draw neither fade."""
    width, height = drawing.size
    name = "-".join(("fade", *css.split(), drawing.view, drawing.side))
    fade = mask = ""
    if drawing.fade is not None:
        y1, y2 = (0.3 * FADE, FADE) if drawing.fade == "top" else (1 - 0.3 * FADE, 1 - FADE)
        fade = (
            f'<linearGradient id="{name}-g" gradientUnits="userSpaceOnUse" x1="0" x2="0"'
            f' y1="{y1 * height:g}" y2="{y2 * height:g}"><stop offset="0" stop-color="#000"/>'
            '<stop offset="1" stop-color="#fff"/></linearGradient>'
            f'<mask id="{name}" maskUnits="userSpaceOnUse" x="-20" y="-20" width="{width + 40}" height="{height + 40}">'
            f'<rect x="-20" y="-20" width="{width + 40}" height="{height + 40}" fill="url(#{name}-g)"/></mask>'
        )
        mask = f' mask="url(#{name})"'
    line = 'stroke="var(--chart-line, #6b5448)" stroke-linejoin="round" stroke-linecap="round"'
    tones = zip(drawing.tones, ("--chart-shade, #f0d9c9", "--chart-shadow, #e3c4b0"), strict=True)
    return (
        f'{fade}<g class="foot" aria-hidden="true"{mask}>'
        f'<path d="{_path(drawing.body)}" fill="var(--chart-skin, #f8eadf)"/>'
        + "".join(f'<path d="{_paths(areas)}" fill="var({colour})"/>' for areas, colour in tones)
        + f'<path d="{_paths(drawing.nails)}" fill="var(--chart-nail, #fdf4ee)" {line} stroke-width="1.6" stroke-opacity="0.7"/>'
        f'<path d="{"".join(_path(part, closed=False) for part in drawing.lines)}" fill="none" {line} stroke-width="3"/>'
        f'<path d="{_path(drawing.body)}" fill="none" {line} stroke-width="4"/></g>'
    )


def _zone(one: ChosenZone, lang: Lang, shown: Shown) -> str:
    name = escape(one.entry.name(lang))
    shape = f'<path d="{_paths(one.placed.polygons)}" fill="{_hex(system_colour(one.entry.system))}"/>'
    return f"{_mark(one.entry, 'zone', name, shown)}{shape}</g>"


def _point(one: ChosenPoint, lang: Lang, shown: Shown) -> str:
    x, y = one.placed.xy
    at = f'cx="{x:.1f}" cy="{y:.1f}"'
    name = escape(f"{one.entry.code} {one.entry.name(lang)}")
    fill = _hex(meridian_colour(one.entry.meridian))
    shape = f'<circle class="reach" {at} r="{REACH}"/><circle class="dot" {at} r="{MARK}" fill="{fill}"/>'
    return f"{_mark(one.entry, 'point', name, shown)}{shape}</g>"


def _mark(entry: Entry, kind: str, name: str, shown: Shown) -> str:
    """The opening tag of a mark that can be picked. Only one is a stop of the Tab key; arrow keys go on (app/atlas.js)."""
    css = f"mark {kind}" + (" chosen" if entry.key == shown.chosen else "")
    css += " dim" if shown.lit is not None and entry.key not in shown.lit else ""
    return (
        f'<g class="{css}" data-key="{escape(entry.key)}" role="button" tabindex="-1" aria-label="{name}"><title>{name}</title>'
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Label:
    text: str
    at: XY
    radius: float
    centred: bool
    entry: Entry
    warned: bool

    def request(self, size: int, middle: XY) -> Request:
        text = self.text + (_WARNING if self.warned else "")
        return Request(
            self.at[0] + PAD,
            self.at[1] + PAD_Y,
            measure(text, size, bold=True) + 4,
            1.05 * size,
            self.radius,
            middle,
            self.centred,
        )


def _labels(labels: list[_Label], discs: np.ndarray, drawing: Drawing, size: int) -> Iterator[str]:
    """Codes and numbers where there is room, with leader lines where they stand apart."""
    width, height = drawing.size
    requests = [label.request(size, (width / 2 + PAD, height / 2 + PAD_Y)) for label in labels]
    spots = place(requests, discs + np.array([PAD, PAD_Y, 0.0]), (width + 2 * PAD, height + 2 * PAD_Y), 3.0)
    for label, spot in zip(labels, spots, strict=True):
        if spot is not None:
            yield _label(label, spot, size)


def _label(label: _Label, spot: Spot, size: int) -> str:
    x0, y0, x1, y1 = spot.box
    leader = ""
    if spot.leader is not None:
        (ax, ay), (bx, by) = label.at, spot.leader
        leader = f'<path class="leader" d="M{ax:.1f},{ay:.1f}L{bx - PAD:.1f},{by - PAD_Y:.1f}"/>'
    warning = f'<tspan class="warning">{_WARNING}</tspan>' if label.warned else ""
    kind = "code" if isinstance(label.entry, AtlasPoint) else "number"
    return (
        f'{leader}<text class="label {kind}" data-of="{escape(label.entry.key)}" x="{(x0 + x1) / 2 - PAD:.1f}"'
        f' y="{(y0 + y1) / 2 - PAD_Y + 0.35 * size:.1f}" font-size="{size}" text-anchor="middle">'
        f"{escape(label.text)}{warning}</text>"
    )


def _path(line: Line, *, closed: bool = True) -> str:
    return "M" + " ".join(f"{x:g},{y:g}" for x, y in line) + ("Z" if closed else "")


def _paths(lines: Iterable[Line]) -> str:
    return "".join(map(_path, lines))


def _hex(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
