from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra `train`")

from locator.geometry import pixels_to_grid
from training.canvas import FEET_COLUMNS, STRIDE, detector_sample, picture_sample
from training.chunks import Renders
from training.dataset import HIDDEN, UNDEFINED, VISIBLE, Stream, landmark_sample

SIZE = (192, 256)


@pytest.fixture(scope="module")
def renders(renders_folder: Path) -> Renders:
    return Renders(renders_folder, "train")


def yellow(image: np.ndarray) -> np.ndarray:
    """Centroid of the drawn big toe."""
    r, g, b = (image[..., c].astype(int) for c in range(3))
    ys, xs = np.nonzero((r > 190) & (g > 190) & (b < 110))
    return np.array([xs.mean(), ys.mean()])


def test_the_exact_crop_is_upright_and_a_left_foot(renders: Renders) -> None:
    sides = set()
    for foot in range(len(renders.feet)):
        sample = landmark_sample(renders, foot, SIZE)
        assert sample is not None
        toe = sample["landmarks"][0]
        assert np.hypot(*(yellow(sample["image"]) - toe)) < 2.5
        assert toe[1] < SIZE[1] / 2
        assert toe[0] < SIZE[0] / 2, "the big toe of a left sole lies on the left when the toes are up"
        assert sample["mirrored"] == 0
        assert sample["sided"] == 1
        sides.add(renders.foot(*renders.feet[foot]).right)
    assert sides == {False, True}


def test_the_wrong_mirror_puts_the_big_toe_on_the_other_side(renders: Renders) -> None:
    for foot in range(6):
        right, wrong = landmark_sample(renders, foot, SIZE), landmark_sample(renders, foot, SIZE, wrong=True)
        assert right is not None
        assert wrong is not None
        assert wrong["mirrored"] == 1
        flipped = np.array([SIZE[0] - 1 - right["landmarks"][:, 0], right["landmarks"][:, 1]]).T
        np.testing.assert_allclose(wrong["landmarks"], flipped, atol=1e-2)
        np.testing.assert_array_equal(wrong["camera"], right["camera"])


def test_mask_surface_and_coords_agree_with_the_picture(renders: Renders) -> None:
    for foot in range(len(renders.feet)):
        sample = landmark_sample(renders, foot, SIZE)
        assert sample is not None
        assert np.abs(sample["surface"].sum(0, dtype=int) - 255).max() <= 4
        nail = np.argwhere(sample["surface"][5] > 200).mean(0)[::-1]  # the big toe is labelled as nail
        assert np.hypot(*(nail - pixels_to_grid(sample["landmarks"][0], 4))) < 1
        rows = np.nonzero(sample["mask"].max(1) > 127)[0]
        assert 0.72 < (rows[-1] - rows[0] + 1) / len(sample["mask"]) < 0.86  # the frame fills 0.8 of the crop
        inside = sample["surface"][1] == 255
        anterior = np.where(inside, sample["coords"][..., 0], 0).max(1).astype(int)
        first, last = np.nonzero(anterior)[0][[2, -3]]
        assert anterior[first] > 200 > anterior[(first + last) // 2] > 60


def test_random_samples_keep_their_landmarks_on_the_picture(renders: Renders) -> None:
    rng = np.random.default_rng(3)
    errors, states = [], set()
    for i in range(60):
        sample = landmark_sample(renders, i % len(renders.feet), SIZE, rng)
        if sample is None:
            continue
        states |= set(sample["state"].tolist())
        outside = ((sample["landmarks"] < -0.5) | (sample["landmarks"] > np.array(SIZE) - 0.5)).any(1)
        assert (sample["state"][outside] == UNDEFINED).all()
        x, y = sample["landmarks"][0]
        if sample["state"][0] == VISIBLE and 8 < x < SIZE[0] - 8 and 8 < y < SIZE[1] - 8:
            column, row = np.round(pixels_to_grid((x, y), 4)).astype(int)
            errors.append(sample["surface"][5, row, column] < 128)
    assert {UNDEFINED, HIDDEN, VISIBLE} == states
    assert len(errors) > 20
    assert not any(errors)


def test_detector_rows_point_at_the_drawn_feet(renders: Renders) -> None:
    rng = np.random.default_rng(5)
    rows = 0
    for _ in range(40):
        sample = detector_sample(renders, 192, rng)
        for values in sample["feet"]:
            foot = dict(zip(FEET_COLUMNS, values.tolist(), strict=True))
            if not foot["valid"]:
                continue
            rows += 1
            at = (np.array([foot["row"], foot["column"]]) * 2 + 0.5).astype(int)  # the mask has stride 4, the grid 8
            assert sample["mask"][max(0, at[0] - 1) : at[0] + 3, max(0, at[1] - 1) : at[1] + 3].max() > 127
            assert np.hypot(foot["up_x"], foot["up_y"]) == pytest.approx(1, abs=1e-4)
    assert rows > 20


def test_whole_pictures_have_exact_frames(renders: Renders) -> None:
    """On a letterboxed scene the big toe lies where the row's direction calls for."""
    for scene in range(len(renders.scenes)):
        sample = picture_sample(renders, scene, 192)
        valid = sample["feet"][sample["feet"][:, 0] > 0]
        for values in valid[: 1 if len(valid) == 1 else 0]:
            foot = dict(zip(FEET_COLUMNS, values.tolist(), strict=True))
            centre = (np.array([foot["column"] + foot["dx"], foot["row"] + foot["dy"]]) + 0.5) * STRIDE - 0.5
            toe = yellow(sample["image"]) - centre
            up = np.array([foot["up_x"], foot["up_y"]])
            height = np.exp(foot["log_height"]) * 192
            assert toe @ up == pytest.approx(0.3 * height, abs=2)


def test_a_stream_repeats_with_its_seed_and_meets_new_chunks(renders_folder: Path, tmp_path: Path) -> None:
    shutil.copy(renders_folder / "train-00000.npz", tmp_path)
    renders = Renders(tmp_path, "train")
    before = len(renders.feet)
    first, again = (next(iter(Stream("landmarks", renders, (96, 128), 3, (7,)))) for _ in range(2))
    for name, value in first.items():
        np.testing.assert_array_equal(value, again[name])
    shutil.copy(renders_folder / "train-00001.npz", tmp_path)
    assert renders.refresh() == 1
    assert len(renders.feet) > before
