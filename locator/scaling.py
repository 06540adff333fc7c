"""A result in the pixels of a smaller or larger copy of its photo."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from locator.types import XY, Foot, Image, Result

__all__ = ["scaled", "scaled_foot"]


def scaled(result: Result, width: int, height: int) -> Result:
    """The result for a copy of its photo of `width` x `height` pixels; coordinates and sigmas change, lengths in mm do not.

    The copy shows the same as the photo, so corners stay corners (docs/coordinates.md: pixel centres are whole numbers).
    """
    if (width, height) == (result.image.width, result.image.height) or not result.image.width or not result.image.height:
        return result
    across, down = width / result.image.width, height / result.image.height
    feet = tuple(scaled_foot(foot, across, down) for foot in result.feet)
    return dataclasses.replace(result, image=Image(result.image.file, width, height), feet=feet)


def scaled_foot(foot: Foot, across: float, down: float) -> Foot:
    """The foot in a copy of its photo that has `across` times as many columns and `down` times as many rows."""
    if across == down == 1:
        return foot
    length = (across * down) ** 0.5

    def move(xy: Iterable[XY]) -> tuple[XY, ...]:
        return tuple(((x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5) for x, y in xy)

    (x0, y0), (x1, y1) = move((foot.box[:2], foot.box[2:]))
    marks = zip(foot.landmarks.items(), move(mark.xy for mark in foot.landmarks.values()), strict=True)
    points = zip(foot.points, move(point.xy for point in foot.points), strict=True)
    return dataclasses.replace(
        foot,
        box=(x0, y0, x1, y1),
        outline=move(foot.outline),
        landmarks={name: dataclasses.replace(mark, x=x, y=y, sigma=mark.sigma * length) for (name, mark), (x, y) in marks},
        cun=foot.cun and dataclasses.replace(foot.cun, px=foot.cun.px * length, sigma=foot.cun.sigma * length),
        points=tuple(dataclasses.replace(point, x=x, y=y, sigma=point.sigma * length) for point, (x, y) in points),
        zones=tuple(dataclasses.replace(zone, polygons=tuple(map(move, zone.polygons))) for zone in foot.zones),
    )
