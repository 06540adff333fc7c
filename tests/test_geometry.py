from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.geometry import (
    FILL,
    Frame,
    Pixels,
    apply,
    compose,
    crop_matrix,
    forefoot,
    frame_around,
    frame_overlap,
    grid_to_pixels,
    hindfoot,
    invert,
    letterbox_matrix,
    on_grid,
    pixels_to_grid,
    scale_of,
    warp,
)

SIZE = (192, 256)
frames = st.builds(
    Frame,
    cx=st.floats(-500, 5000),
    cy=st.floats(-500, 5000),
    width=st.floats(20, 3000),
    height=st.floats(20, 3000),
    angle=st.floats(-math.pi, math.pi),
)
points = st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000))


@given(frames, points, st.booleans())
def test_a_point_comes_back_from_the_crop(frame: Frame, point: tuple[float, float], mirrored: bool) -> None:
    matrix = crop_matrix(frame, SIZE, mirrored=mirrored)
    assert apply(invert(matrix), apply(matrix, point)) == pytest.approx(point, abs=1e-4)


@given(frames, st.booleans())
def test_the_crop_holds_the_frame_upright(frame: Frame, mirrored: bool) -> None:
    matrix = crop_matrix(frame, SIZE, mirrored=mirrored)
    toe_left, toe_right, heel_right, heel_left = apply(matrix, frame.corners())
    if mirrored:
        toe_left, toe_right, heel_right, heel_left = toe_right, toe_left, heel_left, heel_right
    assert (toe_left + heel_right) / 2 == pytest.approx([(SIZE[0] - 1) / 2, (SIZE[1] - 1) / 2], abs=1e-3)
    assert toe_left[1] == pytest.approx(toe_right[1], abs=1e-3)
    assert toe_left[1] < heel_left[1]
    assert toe_left[0] < toe_right[0]
    assert heel_left[0] == pytest.approx(toe_left[0], abs=1e-3)
    shares = (toe_right[0] - toe_left[0]) / SIZE[0], (heel_left[1] - toe_left[1]) / SIZE[1]
    assert max(shares) == pytest.approx(FILL, abs=1e-4)


@given(frames)
def test_mirroring_flips_the_crop_and_nothing_else(frame: Frame) -> None:
    plain, mirrored = (crop_matrix(frame, SIZE, mirrored=m) for m in (False, True))
    corners = frame.corners()
    flipped = apply(mirrored, corners)
    assert np.column_stack([SIZE[0] - 1 - flipped[:, 0], flipped[:, 1]]) == pytest.approx(apply(plain, corners), abs=1e-3)
    assert np.linalg.det(plain[:, :2]) > 0 > np.linalg.det(mirrored[:, :2])


def test_angle_turns_clockwise_on_the_screen() -> None:
    assert Frame(0, 0, 1, 2, math.radians(90)).up == pytest.approx((1, 0))  # toes to the right
    toe = apply(crop_matrix(Frame(100, 100, 40, 80, math.radians(90)), SIZE), (140, 100))
    assert toe == pytest.approx([95.5, 127.5 - 0.4 * 256], abs=1e-6)


@given(frames)
def test_frame_around_its_corners_is_the_frame(frame: Frame) -> None:
    found = frame_around(frame.corners(), frame.angle)
    assert [found.cx, found.cy, found.width, found.height] == pytest.approx(
        [frame.cx, frame.cy, frame.width, frame.height], abs=1e-4
    )
    assert frame_overlap(frame, found) == pytest.approx(1, abs=1e-3)


def test_overlap_of_shifted_and_crossed_frames() -> None:
    a = Frame(0, 0, 10, 20, 0.7)
    (ux, uy) = a.up
    assert frame_overlap(a, Frame(10 * ux, 10 * uy, 10, 20, 0.7)) == pytest.approx(1 / 3, abs=1e-3)
    assert frame_overlap(a, Frame(50, 50, 10, 20, 0.7)) == 0
    assert frame_overlap(a, Frame(0, 0, 10, 20, 0.7 + math.pi / 2)) == pytest.approx(100 / 300, abs=1e-3)


@given(st.integers(1, 8000), st.integers(1, 8000))
def test_letterbox_centres_the_photo(width: int, height: int) -> None:
    matrix = letterbox_matrix((width, height), 192)
    low, high = apply(matrix, [(-0.5, -0.5), (width - 0.5, height - 0.5)])  # the photo's outer edges
    assert low + high == pytest.approx([191, 191], abs=1e-6)
    assert max(high - low) == pytest.approx(192)
    assert scale_of(matrix) == pytest.approx(192 / max(width, height))


@given(points, st.sampled_from([2, 4, 8]))
def test_grid_cells_lie_amid_their_pixels(point: tuple[float, float], stride: int) -> None:
    assert pixels_to_grid(grid_to_pixels(point, stride), stride) == pytest.approx(point, abs=1e-6)
    assert grid_to_pixels((0, 0), stride) == pytest.approx(np.arange(stride).mean())


@given(frames, points, st.sampled_from([2, 4]))
def test_on_grid_is_the_same_transform_between_grids(frame: Frame, point: tuple[float, float], stride: int) -> None:
    matrix = crop_matrix(frame, SIZE)
    detour = pixels_to_grid(apply(matrix, grid_to_pixels(point, stride)), stride)
    assert apply(on_grid(matrix, stride), point) == pytest.approx(detour, abs=1e-3)


@given(frames, frames, points)
def test_compose_does_first_then_second(a: Frame, b: Frame, point: tuple[float, float]) -> None:
    first, second = crop_matrix(a, SIZE), crop_matrix(b, SIZE)
    assert apply(compose(second, first), point) == pytest.approx(apply(second, apply(first, point)), rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("scale", [0.07, 0.3, 0.49, 0.8, 1.7])
def test_warp_puts_a_blob_where_the_transform_says(scale: float) -> None:
    picture = np.zeros((900, 1200, 3), np.uint8)
    centre, radius = (700, 400), 25 / scale
    cv2.circle(picture, centre, round(radius), (255, 255, 255), -1)
    matrix = crop_matrix(Frame(700 - 30 / scale, 400 + 20 / scale, 100 / scale, 200 / scale, 0.4), SIZE, fill=200 / 256)
    weights = warp(picture, matrix, SIZE, border=0)[..., 0].astype(float)
    found = [(weights * axis).sum() / weights.sum() for axis in np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))]
    inside = apply(matrix, centre)
    assert found == pytest.approx(inside, abs=0.15)


def test_warp_lays_grey_or_the_edge_outside() -> None:
    picture = np.full((50, 50, 3), 200, np.uint8)
    matrix = crop_matrix(Frame(0, 0, 20, 40, 0), SIZE)
    assert (warp(picture, matrix, SIZE)[0, 0] == 127).all()
    assert (warp(picture, matrix, SIZE, border=None)[0, 0] == 200).all()


def frozen(picture: Pixels) -> Pixels:
    """The same pixels, as `open_image` gives them: nobody can write to them."""
    return np.frombuffer(picture.tobytes(), np.uint8).reshape(picture.shape)


def test_what_is_kept_of_a_picture_that_cannot_change_changes_no_crop() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (2, 500, 700, 3), dtype=np.uint8)
    for picture in noise:
        fixed = frozen(picture)
        for angle in (0.0, 0.3, 0.0):
            for mirrored in (False, True):
                matrix = crop_matrix(Frame(350, 250, 300, 450, angle), (96, 128), mirrored=mirrored)
                assert (warp(fixed, matrix, (96, 128)) == warp(picture, matrix, (96, 128))).all()


def test_a_picture_is_averaged_once_for_all_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[int, ...]] = []
    resize = cv2.resize
    monkeypatch.setattr(cv2, "resize", lambda *a, **k: done.append(a[0].shape) or resize(*a, **k))
    picture = frozen(np.full((500, 700, 3), 9, np.uint8))
    for angle, mirrored in ((0.3, False), (0.3, True), (0.2, False)):
        warp(picture, crop_matrix(Frame(350, 250, 300, 450, angle), (96, 128), mirrored=mirrored), (96, 128))
    assert len(done) == 1


def test_a_picture_that_changes_is_looked_at_anew() -> None:
    picture = np.full((500, 700, 3), 200, np.uint8)
    view = picture[:]
    view.flags.writeable = False
    matrix = crop_matrix(Frame(350, 250, 300, 450, 0), (96, 128))
    assert warp(view, matrix, (96, 128))[64, 48, 0] == 200
    picture[:] = 50
    assert warp(view, matrix, (96, 128))[64, 48, 0] == 50


def test_forefoot_and_hindfoot_are_the_two_ends_of_a_foot() -> None:
    turned = Frame(100, 200, 80, 200, math.pi / 2)  # toes to the right
    front, rear = forefoot(turned), hindfoot(turned)
    assert (front.cx, front.cy, front.width, front.height) == pytest.approx((150, 200, 80, 110))
    assert (rear.cx, rear.cy, rear.width, rear.height) == pytest.approx((50, 200, 80, 110))


@given(frames)
def test_the_two_ends_meet_in_the_middle(frame: Frame) -> None:
    front, rear = forefoot(frame), hindfoot(frame)
    assert (front.cx + rear.cx, front.cy + rear.cy) == pytest.approx((2 * frame.cx, 2 * frame.cy))
    assert (front.height + rear.height) / frame.height == pytest.approx(1.1)
