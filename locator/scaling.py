"""A result in the pixels of a smaller or larger copy of its photo."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from locator.types import XY, Foot, Image, Result

__all__ = ["scaled"]


def scaled(result: Result, width: int, height: int) -> Result:
    """The result for a copy of its photo of `width` x `height` pixels; coordinates and sigmas change, lengths in mm do not.

    The copy shows the same as the photo, so corners stay corners (docs/coordinates.md: pixel centres are whole numbers).
    """
    if (width, height) == (result.image.width, result.image.height) or not result.image.width or not result.image.height:
        return result
    across, down = width / result.image.width, height / result.image.height
    length = (across * down) ** 0.5

    def move(xy: Iterable[XY]) -> tuple[XY, ...]:
        return tuple(((x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5) for x, y in xy)

    def foot(one: Foot) -> Foot:
        (x0, y0), (x1, y1) = move((one.box[:2], one.box[2:]))
        marks = zip(one.landmarks.items(), move(mark.xy for mark in one.landmarks.values()), strict=True)
        points = zip(one.points, move(point.xy for point in one.points), strict=True)
        return dataclasses.replace(
            one,
            box=(x0, y0, x1, y1),
            outline=move(one.outline),
            landmarks={name: dataclasses.replace(mark, x=x, y=y, sigma=mark.sigma * length) for (name, mark), (x, y) in marks},
            cun=one.cun and dataclasses.replace(one.cun, px=one.cun.px * length, sigma=one.cun.sigma * length),
            points=tuple(dataclasses.replace(point, x=x, y=y, sigma=point.sigma * length) for point, (x, y) in points),
            zones=tuple(dataclasses.replace(zone, polygons=tuple(map(move, zone.polygons))) for zone in one.zones),
        )

    return dataclasses.replace(
        result, image=Image(result.image.file, width, height), feet=tuple(foot(one) for one in result.feet)
    )
