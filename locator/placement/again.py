"""Cun, points and zones anew for a foot that was placed before, at the scale that it had."""

from __future__ import annotations

from locator.placement.cun import thumb_error_of
from locator.placement.placing import place
from locator.types import Foot

__all__ = ["place_again"]


def place_again(foot: Foot, size: tuple[int, int] | None = None) -> Foot:
    """The foot with cun, points and zones for its landmarks and outline as they are now.

    A thumb that was measured in this photo still gives the cun, and mm stay known where they were; `size` is the photo's
    (width, height) as for `place`.
    """
    cun = foot.cun
    return place(
        foot,
        thumb_px=cun.px if cun is not None and cun.source == "thumb" else None,
        mm_per_px=cun.mm / cun.px if cun is not None and cun.mm else None,
        thumb_error=0.0 if cun is None else thumb_error_of(cun),
        size=size,
    )
