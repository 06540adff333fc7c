"""The spine: picture -> feet with landmarks -> cun, points and zones."""

from __future__ import annotations

import dataclasses

from locator.images import ImageSource, open_image
from locator.placement import place
from locator.types import XY, Foot, Image, Landmark, Result
from locator.vision import see

__all__ = ["ENOUGH", "locate"]

#: Pixels on the longer side that looking needs: a foot over an eighth of the picture still fills the network's 256 px crop.
ENOUGH = 2000


def locate(
    image: ImageSource, *, thumb_px: float | None = None, thumb_mm: float | None = None, mm_per_px: float | None = None
) -> Result:
    """Find the bare feet in a picture and where acupoints and reflex zones lie on them.

    `image` is a path, a PIL image or an HxWx3 uint8 RGB array. For a better cun give the width of the person's thumb at its
    knuckle: `thumb_px` in pixels of the upright photo, or `thumb_mm` in mm with the photo's `mm_per_px`. Coordinates in the
    result are (x, y) pixels of the upright photo at full size. No foot is no error: `refused` says why `feet` is empty.
    Raises ImageError when the picture cannot be opened, ModelError when the weights are missing or damaged.
    """
    photo = open_image(image, at_least=ENOUGH)
    sighting = see(photo.rgb)
    feet = (_at_full_size(foot, photo.reduced) for foot in sighting.feet)
    return Result(
        Image(photo.file, photo.width, photo.height),
        tuple(place(foot, thumb_px=thumb_px, thumb_mm=thumb_mm, mm_per_px=mm_per_px) for foot in feet),
        sighting.refused,
        (*photo.warnings, *sighting.warnings),
    )


def _at_full_size(foot: Foot, reduced: int) -> Foot:
    """The foot in pixels of the photo, of which each pixel that was looked at averages `reduced` x `reduced`.

    Pixel centres lie on whole numbers (docs/coordinates.md), so the first large pixel is centred on (reduced - 1) / 2.
    """
    if reduced == 1:
        return foot

    def full(value: float) -> float:
        return value * reduced + (reduced - 1) / 2

    def full_xy(xy: XY) -> XY:
        return full(xy[0]), full(xy[1])

    x0, y0, x1, y1 = foot.box
    return dataclasses.replace(
        foot,
        box=(full(x0), full(y0), full(x1), full(y1)),
        outline=tuple(full_xy(xy) for xy in foot.outline),
        landmarks={
            name: Landmark(*full_xy(mark.xy), mark.visibility, mark.sigma * reduced) for name, mark in foot.landmarks.items()
        },
    )
