"""One cun on this foot, from the best measure the photo offers. Ratios and their errors: cun.json."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterator
from importlib import resources
from typing import Any

import numpy as np

from locator.errors import LocatorError
from locator.placement.frame import Frame, is_seen
from locator.types import Cun, Foot

__all__ = ["cun_of", "leg_cun_of", "thumb_error_of"]

#: Error of the length of a foot, as a share, when an end is out of view and an average foot is fitted instead (estimate).
FITTED_ERROR = 0.08


@functools.cache
def _data() -> dict[str, Any]:
    text = resources.files("locator.placement").joinpath("cun.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def cun_of(
    foot: Foot,
    frame: Frame | None,
    *,
    thumb_px: float | None = None,
    thumb_mm: float | None = None,
    mm_per_px: float | None = None,
    thumb_error: float = 0.0,
) -> Cun | None:
    """The cun from the first source of cun.json that can be measured, or None when none can.

    `thumb_px`: breadth of the person's thumb in pixels of this photo; `thumb_mm` with the photo's scale `mm_per_px` says the
    same. `thumb_error`: standard error of that breadth in this photo, as a share of it. `px` and `sigma` of the result are
    photo pixels; `mm` is filled when `mm_per_px` is given. The sigma joins the definition's own error with that of what was
    measured. LocatorError when a number is not positive, the error negative, or the scale missing.
    """
    if not (math.isfinite(thumb_error) and thumb_error >= 0):
        raise LocatorError(f"thumb_error is a share, 0 or more, got {thumb_error}; leave it out when it is not known")
    for name, value in (("thumb_px", thumb_px), ("thumb_mm", thumb_mm), ("mm_per_px", mm_per_px)):
        if value is not None and not (math.isfinite(value) and value > 0):
            raise LocatorError(f"{name} must be a positive number, got {value}; measure again or leave it out")
    if thumb_mm is not None and mm_per_px is None and thumb_px is None:
        raise LocatorError("thumb_mm was given without mm_per_px; give the photo's scale too, or the thumb's width as thumb_px")
    if thumb_px is None and thumb_mm is not None and mm_per_px is not None:
        thumb_px = thumb_mm / mm_per_px
    for source, length, error in _measures(foot, frame, thumb_px, thumb_error):
        entry = _data()["sources"][source]
        px = entry["ratio"] * length
        sigma = math.hypot(entry["error"] * px, entry["ratio"] * error)
        return Cun(px, sigma, source, None if mm_per_px is None else px * mm_per_px)
    return None


def thumb_error_of(cun: Cun) -> float:
    """The `thumb_error` that a cun by the thumb was made with; 0 for a cun of another source."""
    if cun.source != "thumb":
        return 0.0
    own = float(_data()["sources"]["thumb"]["error"])
    return math.sqrt(max(0.0, (cun.sigma / cun.px) ** 2 - own**2))


def leg_cun_of(frame: Frame) -> Cun | None:
    """The cun above the malleoli, from the foot's length; None in views that do not show the leg from its side."""
    entry = _data()["leg"].get(frame.chart.name)
    if entry is None:
        return None
    px = entry["foot_lengths"] * frame.length
    return Cun(px, math.hypot(entry["error"], 0 if frame.whole else FITTED_ERROR) * px, "foot_length")


def _measures(foot: Foot, frame: Frame | None, thumb_px: float | None, thumb_error: float) -> Iterator[tuple[str, float, float]]:
    """(source, measured length, its standard error) in pixels, best first."""
    if thumb_px is not None:
        yield "thumb", thumb_px, thumb_error * thumb_px
    if frame is None:
        return
    marks = foot.landmarks
    bone = f"malleolus_{frame.chart.name}"
    if frame.chart.axes[0] == "distal" and is_seen(foot, bone):
        height = float((np.array(marks[bone].xy) - frame.origin) @ frame.axes[1])
        if height > 0:
            yield f"{frame.chart.name}_malleolus_height", height, marks[bone].sigma / math.sqrt(2)
    if frame.whole:
        yield "foot_length", frame.length, marks["heel_back"].sigma
    if is_seen(foot, "mtp1_medial") and is_seen(foot, "mtp5_lateral") and "lateral" in frame.chart.axes:
        a, b = marks["mtp1_medial"], marks["mtp5_lateral"]
        yield "ball_breadth", math.dist(a.xy, b.xy), math.hypot(a.sigma, b.sigma) / math.sqrt(2)
    yield "foot_length", frame.length, FITTED_ERROR * frame.length
