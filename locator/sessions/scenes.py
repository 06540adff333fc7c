"""What is on stage during a step: the person's photo, or our drawing where the photo does not show the place, as SVG.

A picture is made once and used by many scenes: its empty <g class="lit"> takes a scene's `overlay`. Classes for a style sheet:
`dark` (what lies around the lit places), `spot` with `point` or `zone`, `halo`, `dot`, `label`.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
from PIL import Image

from locator.atlas import Lang, load_atlas
from locator.charts import CHART_VIEWS, drawing_of, figure
from locator.drawing.palette import RGB, meridian_colour, system_colour
from locator.drawing.text import measure
from locator.images import Pixels, jpeg_url
from locator.sessions.light import Spot, light
from locator.types import XY, Result, Side, View

__all__ = ["PHOTO", "Scene", "drawing_picture", "photo_picture", "scenes"]

#: The name of the person's photo among the pictures.
PHOTO = "photo"
#: The photo's longer side on stage, in pixels; sharp on a phone, light to send.
_LONGEST = 1400
_LIT = '<g class="lit"></g>'
#: Of a lit point, in hundredths of the picture's longer side: its mark's radius, how far off its code begins, the letters' size.
_MARK, _APART, _LETTERS = 3.4, 5.0, 3.6
#: Pixels in which codes are measured.
_MEASURED = 20

Box = tuple[float, float, float, float]


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """One picture of a step. `picture` is PHOTO or "<view>-<side>" of a drawing; `box` the SVG viewBox "x y width height", ""
    for the whole picture; `overlay` the SVG of what is lit, `keys` its codes and ids. `view` is None for the photo."""

    picture: str
    keys: tuple[str, ...]
    box: str = ""
    overlay: str = ""
    view: View | None = None
    side: Side | None = None


def scenes(keys: Sequence[str], result: Result | None, side: Side | None = None) -> tuple[tuple[Scene, ...], tuple[str, ...]]:
    """The scenes that show `keys` (codes and ids), and the keys that neither photo nor drawing can show.

    What `result` shows is lit on the photo; the rest on as few drawings as will do, of the foot `side` if given, else of the
    one in the photo, else the right one.
    """
    lit = light(result, keys) if result else None
    found = [_photo_scene(keys, lit.spots, lit.box)] if lit and lit.box else []
    rest = list(lit.absent if lit else dict.fromkeys(keys))
    if side is None and result and result.feet:
        side = result.feet[0].side
    drawn = []
    while rest:
        usual = (*load_atlas().find(rest[0]).views, None)[0]
        view, one = max(_drawings(side), key=lambda each: (len(_shown(rest, *each)), each[0] == usual))
        shown = _shown(rest, view, one)
        if not shown:
            break
        drawing = drawing_of(view, one)
        overlay = _overlay(light(drawing.result, shown).spots, max(drawing.size) / 100, dark=None)
        drawn.append(Scene(f"{view}-{one}", shown, "", overlay, view, one))
        rest = [key for key in rest if key not in shown]
    drawn.sort(key=lambda scene: min(map(list(keys).index, scene.keys)))
    return (*found, *drawn), tuple(rest)


def photo_picture(rgb: Pixels, size: tuple[int, int]) -> str:
    """The photo as SVG in its own pixels: `rgb` is HxWx3 uint8, at any size; `size` the (width, height) of the whole photo."""
    image = Image.fromarray(rgb)
    image.thumbnail((_LONGEST, _LONGEST))
    url = jpeg_url(np.asarray(image), 82)
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" aria-hidden="true">'
        f'<image href="{url}" width="{width}" height="{height}" preserveAspectRatio="none"/>{_LIT}</svg>'
    )


def drawing_picture(name: str, lang: Lang) -> str:
    """The drawing that a scene calls `name`, as SVG."""
    view, side = name.split("-")
    drawing = next(drawing_of(one, which) for one, which in _drawings(None) if (one, which) == (view, side))
    # Ids of its own: a mask of the same name on a hidden tab would make this one vanish.
    return figure(drawing, lang, _LIT, "staged").replace(f"fade-{name}", f"staged-{name}")


def _drawings(side: Side | None) -> Iterable[tuple[View, Side]]:
    sides: tuple[Side, ...] = ("right", "left") if side is None else (side, "left" if side == "right" else "right")
    return ((view, one) for one in sides for view in CHART_VIEWS)


def _shown(keys: Iterable[str], view: View, side: Side) -> tuple[str, ...]:
    seen = {spot.key for spot in light(drawing_of(view, side).result, keys).spots}
    return tuple(key for key in keys if key in seen)


def _photo_scene(keys: Sequence[str], spots: Sequence[Spot], box: tuple[float, float, float, float]) -> Scene:
    x0, y0, x1, y1 = box
    overlay = _overlay(spots, max(x1 - x0, y1 - y0) / 100, dark=box)
    return Scene(
        PHOTO,
        tuple(key for key in dict.fromkeys(keys) if key in {spot.key for spot in spots}),
        f"{x0:.0f} {y0:.0f} {x1 - x0:.0f} {y1 - y0:.0f}",
        overlay,
    )


def _overlay(spots: Sequence[Spot], unit: float, *, dark: tuple[float, float, float, float] | None) -> str:
    """The lit spots, in sizes of `unit` (a hundredth of the picture's longer side); around them it grows dark inside `dark`."""
    zones = [spot for spot in spots if spot.polygons]
    points = [spot for spot in spots if spot.xy]
    shade = ""
    if dark is not None:
        x0, y0, x1, y1 = dark
        holes = "".join(f'<path d="{_path(spot.polygons)}"/>' for spot in zones) + "".join(
            f'<circle cx="{spot.xy[0]:.1f}" cy="{spot.xy[1]:.1f}" r="{7 * unit:.1f}"/>' for spot in points if spot.xy
        )
        soft = f'<filter id="soft" x="-1" y="-1" width="3" height="3"><feGaussianBlur stdDeviation="{1.5 * unit:.1f}"/></filter>'
        area = f'x="{x0:.0f}" y="{y0:.0f}" width="{x1 - x0:.0f}" height="{y1 - y0:.0f}"'
        shade = (
            f'<defs>{soft}<mask id="around" maskUnits="userSpaceOnUse" {area}><rect {area} fill="#fff"/>'
            f'<g filter="url(#soft)">{holes}</g></mask></defs><rect class="dark" {area} mask="url(#around)"/>'
        )
    sides = _label_sides([spot.xy for spot in points if spot.xy], [spot.key for spot in points], unit)
    named = (_point(spot, side, unit) for spot, side in zip(points, sides, strict=True))
    return shade + "".join([*(_zone(spot, unit) for spot in zones), *named])


def _zone(spot: Spot, unit: float) -> str:
    colour = _hex(system_colour(load_atlas().zone(spot.key).system))
    return (
        f'<g class="spot zone" data-key="{escape(spot.key)}"><path class="halo" d="{_path(spot.polygons)}" stroke="{colour}"'
        f' stroke-width="{1.6 * unit:.1f}"/><path class="dot" d="{_path(spot.polygons)}" fill="{colour}" stroke="{colour}"'
        f' stroke-width="{0.5 * unit:.1f}"/></g>'
    )


def _label_sides(at: Sequence[XY], codes: Sequence[str], unit: float) -> list[int]:
    """Where each point's code goes: to its left (-1) or right (1), away from its nearest neighbour if it can; 0 for a code that
    would lie on another one or on another point's mark on either side: it is left out."""
    taken: list[Box] = []
    sides = []
    for number, ((x, y), code) in enumerate(zip(at, codes, strict=True)):
        others = [xy for other, xy in enumerate(at) if other != number]
        near = min(others, key=lambda xy: math.dist(xy, (x, y)), default=None)
        first = -1 if near is not None and (x, y) <= near else 1
        length = measure(code, _MEASURED, bold=True) / _MEASURED * _LETTERS * unit
        marks = [(ox - _MARK * unit, oy - _MARK * unit, ox + _MARK * unit, oy + _MARK * unit) for ox, oy in others]
        side = 0
        for wish in (first, -first):
            near_end, far_end = sorted((x + wish * _APART * unit, x + wish * (_APART * unit + length)))
            box = (near_end, y - 0.5 * _LETTERS * unit, far_end, y + 0.5 * _LETTERS * unit)
            if not any(_meet(box, other) for other in (*taken, *marks)):
                taken.append(box)
                side = wish
                break
        sides.append(side)
    return sides


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _point(spot: Spot, side: int, unit: float) -> str:
    colour = _hex(meridian_colour(load_atlas().point(spot.key).meridian))
    x, y = spot.xy or (0.0, 0.0)
    at = f'cx="{x:.1f}" cy="{y:.1f}"'
    label = ""
    if side:
        anchor = "start" if side > 0 else "end"
        label = (
            f'<text class="label" x="{x + side * _APART * unit:.1f}" y="{y + 1.3 * unit:.1f}" font-size="{_LETTERS * unit:.1f}"'
            f' stroke-width="{0.9 * unit:.1f}" text-anchor="{anchor}">{escape(spot.key)}</text>'
        )
    return (
        f'<g class="spot point" data-key="{escape(spot.key)}"><circle class="halo" {at} r="{_MARK * unit:.1f}" stroke="{colour}"'
        f' stroke-width="{0.9 * unit:.1f}"/><circle class="dot" {at} r="{1.5 * unit:.1f}" fill="{colour}"'
        f' stroke-width="{0.5 * unit:.1f}"/>{label}</g>'
    )


def _path(polygons: Iterable[Iterable[XY]]) -> str:
    return "".join("M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in polygon) + "Z" for polygon in polygons)


def _hex(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
