"""What a photo of a hand tells, a frozen result; and why it may tell nothing."""

from __future__ import annotations

import dataclasses
from typing import get_args

from locator.errors import ThumbReason
from locator.types import XY, Side

__all__ = ["REASONS", "Thumb"]

#: Every `ThumbError.reason`.
REASONS: tuple[ThumbReason, ...] = get_args(ThumbReason)


@dataclasses.dataclass(frozen=True, slots=True)
class Thumb:
    """The breadth of a thumb. Coordinates and `px` are pixels of the upright photo at full size.

    `px`: breadth across the interphalangeal joint. `sigma_px`: one standard deviation of it as a measure of the person's thumb
    in this photo, for a foot that is as far from the camera as the hand. `mm`, `sigma_mm`: the same in millimetres, only with a
    sheet of known size. `section`: the two ends of the measured breadth. `outline`: the thumb's two edges around the joint, one
    after the other, as a closed polygon. `joints`: the 21 joints of the hand in MediaPipe's order (3 is the thumb's
    interphalangeal joint). `side`: the person's hand. `sheet` names the sheet and `corners` are its four, or None and ().
    """

    px: float
    sigma_px: float
    mm: float | None
    sigma_mm: float | None
    side: Side
    section: tuple[XY, XY]
    outline: tuple[XY, ...]
    joints: tuple[XY, ...]
    sheet: str | None = None
    corners: tuple[XY, ...] = ()

    @property
    def mm_per_px(self) -> float | None:
        """The photo's scale at the thumb, with a sheet; `placement.cun_of` takes it with `px`."""
        return None if self.mm is None else self.mm / self.px
