"""Where a step's points and zones lie in a photo: what is lit while the step is done."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from locator.types import XY, Foot, Result, Side

__all__ = ["Lit", "Spot", "light"]

#: What is shown around the lit feet, as a part of their size.
_MARGIN = 0.06


@dataclasses.dataclass(frozen=True, slots=True)
class Spot:
    """One lit point (`xy`, with `sigma`) or zone (`polygons`) on one foot, in pixels of the upright photo. `foot` counts in
    the order of `Result.feet`."""

    key: str
    foot: int
    side: Side
    xy: XY | None = None
    sigma: float = 0.0
    polygons: tuple[tuple[XY, ...], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Lit:
    """The spots of a step that the photo shows. `box` (x0, y0, x1, y1) frames the feet that hold them, inside the photo; it
    is None when nothing is lit. `absent` are the codes and ids that the photo shows on no foot."""

    spots: tuple[Spot, ...]
    box: tuple[float, float, float, float] | None
    absent: tuple[str, ...]


def light(result: Result, keys: Iterable[str]) -> Lit:
    """Find `keys` (codes of points, ids of zones) among what `result` shows; hidden points and zones are not lit."""
    keys = tuple(dict.fromkeys(keys))
    spots = tuple(spot for number, foot in enumerate(result.feet) for spot in _spots(number, foot) if spot.key in keys)
    seen = {spot.key for spot in spots}
    feet = [result.feet[number] for number in sorted({spot.foot for spot in spots})]
    return Lit(spots, _frame(feet, result) if feet else None, tuple(key for key in keys if key not in seen))


def _spots(number: int, foot: Foot) -> Iterable[Spot]:
    for point in foot.points:
        if point.visible:
            yield Spot(point.code, number, foot.side, xy=point.xy, sigma=point.sigma)
    for zone in foot.zones:
        if zone.visible and zone.polygons:
            yield Spot(zone.id, number, foot.side, polygons=zone.polygons)


def _frame(feet: Iterable[Foot], result: Result) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = zip(*(foot.box for foot in feet), strict=True)
    left, top, right, bottom = min(x0), min(y0), max(x1), max(y1)
    edge = _MARGIN * max(right - left, bottom - top)
    return (
        max(0.0, left - edge),
        max(0.0, top - edge),
        min(float(result.image.width), right + edge),
        min(float(result.image.height), bottom + edge),
    )
