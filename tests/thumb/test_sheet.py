"""Sheets drawn by a camera that is known, so that what is found can be checked to a part of a pixel."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from locator.errors import ThumbError
from locator.geometry import Floats, Pixels
from locator.images import open_image
from locator.thumb.sheet import FOCAL, find, sizes

WIDTH, HEIGHT = 900, 1200


def camera(tilt: float, focal: float = FOCAL[0], distance: float = 480.0) -> Floats:
    """(3, 4): mm on the ground, and above it, to pixels."""
    f, t = focal * HEIGHT, np.radians(tilt)
    inner = np.array([[f, 0, (WIDTH - 1) / 2], [0, f, (HEIGHT - 1) / 2], [0, 0, 1.0]])
    turned = np.array([[1, 0, 0], [0, np.cos(t), np.sin(t)], [0, -np.sin(t), np.cos(t)]])
    return np.asarray(inner @ np.column_stack([turned @ np.diag([1, 1, -1.0]), [0, 0, distance]]))


def project(matrix: Floats, points: Floats) -> Floats:
    seen = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(seen[:, :2] / seen[:, 2:])


def corners(name: str, matrix: Floats, turned: float = 8.0) -> Floats:
    shorter, longer = sizes()[name]
    a = np.radians(turned)
    flat = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.array([shorter, longer]) / 2
    flat = flat @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    return project(matrix, np.column_stack([flat, np.zeros(4)]))


def photo(name: str, matrix: Floats, *, arm: bool = False, paper: int = 235, ground: int = 120) -> Pixels:
    rng = np.random.default_rng(3)
    large = np.full((HEIGHT * 4, WIDTH * 4, 3), ground, np.uint8)
    cv2.fillPoly(large, [np.rint((corners(name, matrix) * 4 + 1.5) * 16).astype(np.int32)], (paper,) * 3, cv2.LINE_AA, 4)
    if arm:
        cv2.line(large, (1800, 2600), (2200, 4780), (190, 140, 115), 400)
    small = cv2.resize(large, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.clip(small + rng.normal(0, 4, small.shape), 0, 255).astype(np.uint8)


def unordered(found: Floats, true: Floats) -> float:
    """Greatest distance of a true corner from the nearest found one."""
    return float(np.linalg.norm(found[:, None] - true[None], axis=2).min(0).max())


@pytest.mark.parametrize("name", ["A4", "Letter", "A5", "card"])
@pytest.mark.parametrize("tilt", [0.0, 14.0])
def test_corners_are_found_to_a_pixel(name: str, tilt: float) -> None:
    matrix = camera(tilt)
    plane = find(photo(name, matrix), name)
    assert unordered(plane.corners, corners(name, matrix)) < 1.0
    assert plane.tilt() == pytest.approx(tilt, abs=3 if name != "card" else 12)
    assert plane.stretch() == pytest.approx(1, abs=0.02)


def test_an_arm_across_an_edge_is_no_matter() -> None:
    matrix = camera(6.0)
    assert unordered(find(photo("A4", matrix, arm=True), "A4").corners, corners("A4", matrix)) < 1.5


@pytest.mark.parametrize(("paper", "ground"), [(235, 200), (60, 180)])
def test_pale_and_dark_sheets_are_found(paper: int, ground: int) -> None:
    matrix = camera(3.0)
    plane = find(photo("A4", matrix, paper=paper, ground=ground), "A4")
    assert unordered(plane.corners, corners("A4", matrix)) < 1.5


@pytest.mark.parametrize("height", [0.0, 12.0])
def test_lengths_above_the_sheet_are_true(height: float) -> None:
    matrix = camera(12.0)
    plane = find(photo("A4", matrix), "A4")
    ends = np.array([[20.0, -30.0, height], [38.0, -22.0, height]])
    measured = plane.mm(project(matrix, ends), height)
    assert np.linalg.norm(measured[1] - measured[0]) == pytest.approx(np.linalg.norm(ends[1] - ends[0]), rel=0.01)


def test_a_point_that_lies_beside_the_sheet_rules_it_out() -> None:
    matrix = camera(0.0)
    rgb = photo("card", matrix)
    assert find(rgb, "card", under=(WIDTH / 2, HEIGHT / 2)).tilt() < 12
    with pytest.raises(ThumbError) as caught:
        find(rgb, "card", under=(20.0, 20.0))
    assert caught.value.reason == "no_sheet"


@pytest.mark.parametrize(
    ("name", "tilt", "asked", "reason"),
    [("A4", 0.0, "Letter", "other_sheet"), ("Letter", 0.0, "A4", "other_sheet"), ("A5", 55.0, "A5", "tilted")],
)
def test_another_sheet_or_a_low_camera_is_refused(name: str, tilt: float, asked: str, reason: str) -> None:
    with pytest.raises(ThumbError) as caught:
        find(photo(name, camera(tilt)), asked)
    assert caught.value.reason == reason


def test_no_sheet_no_answer(samples: Path) -> None:
    for name in ("empty-floor.jpg", "left-top.jpg", "hand.jpg"):
        with pytest.raises(ThumbError):
            find(open_image(samples / name).rgb, "A4")


def test_paper_under_a_real_foot(photos: Path) -> None:
    plane = find(open_image(photos / "d056.jpg", at_least=1000).rgb, "A4")
    assert plane.tilt() < 8
    by_eye = np.array([[212, 352], [805, 399], [741, 1218], [150, 1204]])  # the third is bent, a leg lies across the last side
    assert unordered(plane.corners, by_eye) < 0.02 * 1400
