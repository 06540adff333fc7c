"""A person's own thumb, and the scale of a photo: each takes a result and gives a new one with the cun that follows."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from locator.errors import LocatorError
from locator.placement import place
from locator.types import Foot, Result

__all__ = ["SCALE_ERROR", "with_scale", "with_thumb", "with_thumb_px"]

#: Standard error of a photo's scale at the foot as a share: what it was taken from lies up to 6 cm nearer to the camera than the
#: skin, or farther, at half a metre and more (estimate).
SCALE_ERROR = 0.05


def with_thumb(result: Result, mm: float | None, error: float = 0.0) -> Result:
    """The result with the person's own cun in mm: the breadth of their thumb is one cun (WHO 2008). None changes nothing.

    `error` is the breadth's standard error as a share. Where the photo's scale is known (`with_scale`), points are placed anew
    with this cun; elsewhere only lengths in mm follow from it, and where the thumb itself was measured in this photo its points
    stay. LocatorError when `mm` is not positive.
    """
    if mm is None:
        return result
    if not (math.isfinite(mm) and mm > 0):
        raise LocatorError(f"the breadth of a thumb must be a positive number of mm, got {mm}; measure it again")

    def with_own(foot: Foot) -> Foot:
        cun = foot.cun
        if cun is None or cun.source == "thumb" or cun.mm is None:
            return dataclasses.replace(foot, cun=cun and dataclasses.replace(cun, mm=mm))
        error_here = math.hypot(error, SCALE_ERROR)
        return place(foot, thumb_mm=mm, mm_per_px=cun.mm / cun.px, thumb_error=error_here, size=_size(result))

    return dataclasses.replace(result, feet=tuple(map(with_own, result.feet)))


def with_thumb_px(result: Result, px: float, error: float = 0.0) -> Result:
    """The result with points placed anew by a thumb that is `px` pixels broad in this photo, as far from the camera as the feet.

    `error` is the standard error of that breadth as a share. LocatorError when `px` is not positive.
    """

    def with_own(foot: Foot) -> Foot:
        scale = foot.cun.mm / foot.cun.px if foot.cun is not None and foot.cun.mm else None
        return place(foot, thumb_px=px, thumb_error=error, mm_per_px=scale, size=_size(result))

    return dataclasses.replace(result, feet=tuple(map(with_own, result.feet)))


def with_scale(result: Result, mm_per_px: Sequence[float] | None) -> Result:
    """The result with a scale, mm for each pixel of the photo, for each of its feet; None forgets it. Lengths in mm follow, no
    point moves.

    LocatorError when there are not as many scales as feet, or one is not positive.
    """
    if mm_per_px is not None and len(mm_per_px) != len(result.feet):
        raise LocatorError(f"a scale is needed for each of {len(result.feet)} feet, got {len(mm_per_px)}; give one for each")
    for scale in mm_per_px or ():
        if not (math.isfinite(scale) and scale > 0):
            raise LocatorError(f"a scale must be a positive number of mm for each pixel, got {scale}; measure it again")
    scales = [None] * len(result.feet) if mm_per_px is None else mm_per_px

    def with_own(foot: Foot, scale: float | None) -> Foot:
        return dataclasses.replace(foot, cun=foot.cun and dataclasses.replace(foot.cun, mm=scale and scale * foot.cun.px))

    return dataclasses.replace(result, feet=tuple(map(with_own, result.feet, scales)))


def _size(result: Result) -> tuple[int, int]:
    return result.image.width, result.image.height
