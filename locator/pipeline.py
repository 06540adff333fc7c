"""The spine: picture -> feet with landmarks -> cun, points and zones."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from locator.geometry import grid_to_pixels
from locator.images import ImageSource, open_image
from locator.placement import place
from locator.types import XY, Foot, Image, Landmark, Result
from locator.vision import see

__all__ = ["ENOUGH", "locate"]

#: Pixels on the longer side that looking needs: a foot over an eighth of the picture still fills the network's 224 px crop.
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
    size = (photo.width, photo.height)
    return Result(
        Image(photo.file, *size),
        tuple(place(foot, thumb_px=thumb_px, thumb_mm=thumb_mm, mm_per_px=mm_per_px, size=size) for foot in feet),
        sighting.refused,
        (*photo.warnings, *sighting.warnings),
    )


def _at_full_size(foot: Foot, reduced: int) -> Foot:
    """The foot in pixels of the photo, of which each pixel that was looked at averages `reduced` x `reduced`."""
    if reduced == 1:
        return foot

    def full(points: Iterable[XY]) -> tuple[XY, ...]:
        return tuple((float(x), float(y)) for x, y in grid_to_pixels(list(points), reduced))

    (x0, y0), (x1, y1) = full([foot.box[:2], foot.box[2:]])
    places = full(mark.xy for mark in foot.landmarks.values())
    return dataclasses.replace(
        foot,
        box=(x0, y0, x1, y1),
        outline=full(foot.outline),
        landmarks={
            name: Landmark(x, y, mark.visibility, mark.sigma * reduced)
            for (name, mark), (x, y) in zip(foot.landmarks.items(), places, strict=True)
        },
    )
