"""The spine: picture -> feet with landmarks -> cun, points and zones."""

from __future__ import annotations

from locator.images import ImageSource, open_image
from locator.placement import place
from locator.scaling import scaled_foot
from locator.types import Image, Result
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
    feet = (scaled_foot(foot, photo.reduced, photo.reduced) for foot in sighting.feet)  # looked at a copy so much smaller
    size = (photo.width, photo.height)
    return Result(
        Image(photo.file, *size),
        tuple(place(foot, thumb_px=thumb_px, thumb_mm=thumb_mm, mm_per_px=mm_per_px, size=size) for foot in feet),
        sighting.refused,
        (*photo.warnings, *sighting.warnings),
    )
