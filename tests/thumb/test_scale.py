"""The scale of a foot's photo, from sheets drawn by a camera that is known."""

from __future__ import annotations

import dataclasses
import math
from typing import Any, cast

import numpy as np
import pytest

from locator.errors import LocatorError, ThumbError
from locator.geometry import Floats
from locator.thumb import mm_per_px
from locator.types import XY, Foot, View
from tests.thumb.test_sheet import camera, photo, project

#: A foot's outline in mm on the ground: an ellipse of 90 x 240 mm beside the sheet's middle.
_TURN = np.linspace(0, 2 * math.pi, 60, endpoint=False)
_OUTLINE = np.column_stack([20 + 45 * np.cos(_TURN), 10 + 120 * np.sin(_TURN)])


def foot(matrix: Floats, view: View, height: float) -> Foot:
    at = project(matrix, np.column_stack([_OUTLINE, np.full(len(_OUTLINE), height)]))
    outline = cast("tuple[XY, ...]", tuple(map(tuple, at.tolist())))
    return Foot(1.0, "left", 1.0, view, 1.0, (*at.min(0).tolist(), *at.max(0).tolist()), outline, {})


def seen_mm_per_px(one: Foot) -> float:
    x, y = np.array(one.outline).T
    across = abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2
    return math.sqrt(math.pi * 45 * 120 / across)


@pytest.mark.parametrize(("view", "height"), [("plantar", 0.0), ("dorsal", 30.0)])
@pytest.mark.parametrize("tilt", [0.0, 12.0])
def test_the_scale_is_that_at_the_foots_height(view: View, height: float, tilt: float) -> None:
    matrix = camera(tilt)
    one = foot(matrix, view, height)
    assert mm_per_px(photo("A4", matrix), one, "A4") == pytest.approx(seen_mm_per_px(one), rel=0.01)


def test_a_large_photo_has_a_scale_in_its_own_pixels() -> None:
    matrix = camera(0.0)
    small = photo("card", matrix)
    large = np.repeat(np.repeat(small, 4, 0), 4, 1)
    one = foot(matrix, "plantar", 0.0)
    larger = dataclasses.replace(one, outline=tuple((4 * x + 1.5, 4 * y + 1.5) for x, y in one.outline))
    assert mm_per_px(large, larger, "card") == pytest.approx(mm_per_px(small, one, "card") / 4, rel=0.01)


def test_what_gives_no_scale_is_told() -> None:
    matrix = camera(0.0)
    one = foot(matrix, "plantar", 0.0)
    with pytest.raises(ThumbError) as caught:
        mm_per_px(np.full((400, 300, 3), 90, np.uint8), one, "A4")
    assert caught.value.reason == "no_sheet"
    refused: list[tuple[Any, str, str]] = [
        (one, "A3", "expected a sheet of A4"),
        (dataclasses.replace(one, outline=()), "A4", "no outline"),
    ]
    for which, sheet, says in refused:
        with pytest.raises(LocatorError, match=says):
            mm_per_px(photo("A4", matrix), which, sheet)
