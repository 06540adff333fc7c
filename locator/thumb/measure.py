"""The spine: photo of a hand -> joints -> breadth of the thumb in pixels -> in millimetres, with a sheet of known size."""

from __future__ import annotations

import math

from locator.errors import LocatorError, ThumbError
from locator.geometry import Floats, Pixels, grid_to_pixels
from locator.images import ImageSource, open_image
from locator.thumb import hand as hands
from locator.thumb import sheet as sheets
from locator.thumb.breadth import Breadth, across
from locator.thumb.hand import Hand
from locator.thumb.thumb import Thumb
from locator.types import XY

__all__ = ["ENOUGH", "measure"]

#: Pixels on the longer side that are looked at: a hand over a third of them has a thumb of 60 pixels.
ENOUGH = 1600
#: A thumb is not round: in hands laid flat, palm down, the joint of our hand mesh looks up to 10 % narrower (mean 6.5 %) than
#: with its nail to the camera (docs/decisions/0006-thumb.md). How it is held is not known: root mean square over 0 to 10 %.
_POSTURE = 0.06
#: How much nearer to the camera, or farther, the hand may lie than the foot, as a share of the distance (estimate: 2 of 40 cm).
_DISTANCE = 0.05
#: Half the thumb's thickness over its breadth: how high its edges lie above the sheet. The hand may be held higher, in mm.
_HEIGHT, _RAISED = 0.45, 8.0
#: Error of the sheet's own scale, as a share: paper that is not flat, a lens that bends lines (estimate).
_SHEET = 0.01


def measure(image: ImageSource, *, sheet: str | None = None) -> Thumb:
    """The breadth of the thumb at its interphalangeal joint in a photo of a hand, thumb spread, nail to the camera.

    `image` is a path, a PIL image or an HxWx3 uint8 RGB array. With `sheet` ("A4", "Letter", "A5", "card") a sheet of that size
    under the hand, or a card beside it, gives millimetres. Without one the result is in pixels only, for a foot in the same
    photo, as far from the camera as the hand; that they may differ is part of `sigma_px`.
    Raises ThumbError (what to do instead), ImageError, ModelError; LocatorError when the extra `thumb` is missing.
    """
    if sheet is not None and sheet not in sheets.sizes():
        raise LocatorError(f"expected a sheet of {', '.join(sheets.sizes())}, got {sheet!r}; choose one of them")
    photo = open_image(image, at_least=ENOUGH)
    found = _choose(hands.find(photo.rgb))
    breadth = across(photo.rgb, found)
    posture = _POSTURE * breadth.px
    mm = sigma_mm = None
    corners: tuple[XY, ...] = ()

    def full(points: Floats) -> tuple[XY, ...]:
        return tuple((float(x), float(y)) for x, y in grid_to_pixels(points, photo.reduced))

    if sheet is not None:
        plane = _sheet(photo.rgb, sheet, breadth)
        mm, error = _on(plane, breadth.ends)
        sigma_mm = math.hypot(mm / breadth.px * math.hypot(breadth.sigma, posture), error)
        corners = full(plane.corners)
    sigma = math.sqrt(breadth.sigma**2 + posture**2 + (_DISTANCE * breadth.px) ** 2)
    first, second = full(breadth.ends)
    return Thumb(
        breadth.px * photo.reduced,
        sigma * photo.reduced,
        mm,
        sigma_mm,
        found.side,
        (first, second),
        full(breadth.outline),
        full(found.joints),
        sheet,
        corners,
    )


def _choose(found: list[Hand]) -> Hand:
    """The one hand whose thumb can be measured. Raises ThumbError."""
    if not found:
        raise ThumbError("no_hand", "no hand was found: show the whole hand, flat, with the thumb spread")
    spreading = [hand for hand in found if hand.spreads]
    if not spreading:
        raise ThumbError("hidden", "no thumb is held away from the fingers: spread it, with its nail to the camera")
    if len(spreading) > 1:
        raise ThumbError("several_hands", f"{len(spreading)} hands were found: show one hand alone")
    return spreading[0]


def _sheet(rgb: Pixels, name: str, breadth: Breadth) -> sheets.Plane:
    """The sheet in the picture. A card lies beside the hand, paper under it: so no floor tile is taken for it, and its edge,
    which could be taken for the thumb's, must not run where the thumb was measured. Raises ThumbError."""
    if name == "card":
        return sheets.find(rgb, name)
    plane = sheets.find(rgb, name, under=breadth.ends.mean(0))
    if not all(plane.holds(end, 0.2 * breadth.px) for end in breadth.ends):
        raise ThumbError("off_sheet", "the thumb lies across the paper's edge: lay the hand in the middle of the paper")
    return plane


def _on(plane: sheets.Plane, ends: Floats) -> tuple[float, float]:
    """Breadth in mm and the error that comes from the sheet, the thumb's height above it and the camera."""

    def length(height: float, focal: float = sheets.FOCAL[0]) -> float:
        return math.dist(*plane.mm(ends, height, focal))

    mm = length(_HEIGHT * length(0.0))
    height = _HEIGHT * mm
    raised = length(height + _RAISED) - mm
    zoom = max(abs(length(height, focal) - mm) for focal in sheets.FOCAL[1:]) / 2
    return mm, math.sqrt(raised**2 + zoom**2 + (_SHEET * mm) ** 2)
