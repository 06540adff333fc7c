"""The scale of a foot's photo in which a sheet of known size lies: millimetres for each pixel at the foot."""

from __future__ import annotations

import math

import cv2
import numpy as np

from locator.errors import LocatorError
from locator.geometry import Floats, pixels_to_grid
from locator.images import ImageSource, open_image
from locator.thumb import sheet as sheets
from locator.thumb.measure import ENOUGH
from locator.types import Foot, View

__all__ = ["mm_per_px"]

#: How high above the sheet the outline and the skin of a foot that stands on the floor lie, in mm, half way between sole and
#: instep. A sheet is held beside a foot that is seen from elsewhere, as far from the camera.
_HEIGHT: dict[View, float] = {"dorsal": 30.0, "anterior": 30.0}


def mm_per_px(image: ImageSource, foot: Foot, sheet: str) -> float:
    """Millimetres for each pixel of the upright photo, at a foot in it, from a sheet that lies under or beside it.

    `image` is the foot's photo as for `locate`, `foot` in its pixels with an outline, `sheet` as for `measure`. Its error is
    `measured.SCALE_ERROR`. Raises ThumbError when the sheet is not found, ImageError; LocatorError for an unknown sheet or a
    foot without outline.
    """
    if sheet not in sheets.sizes():
        raise LocatorError(f"expected a sheet of {', '.join(sheets.sizes())}, got {sheet!r}; choose one of them")
    if len(foot.outline) < 3:
        raise LocatorError("the foot has no outline to compare with the sheet; locate it in its photo first")
    photo = open_image(image, at_least=ENOUGH)
    plane = sheets.find(photo.rgb, sheet)
    outline = pixels_to_grid(np.array(foot.outline), photo.reduced)
    on_sheet = plane.mm(outline, _HEIGHT.get(foot.view, 0.0))
    return math.sqrt(_area(on_sheet) / _area(outline)) / photo.reduced


def _area(polygon: Floats) -> float:
    return float(abs(cv2.contourArea(polygon.astype(np.float32))))
