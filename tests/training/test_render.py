"""Real renders: labels and pictures agree, and a seed makes the same chunk again."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("anny", reason="training needs the extra `train`: pip install -e '.[train]'")
pytest.importorskip("scipy", reason="training needs the extra `train`: pip install -e '.[train]'")
pytest.importorskip("torch", reason="training needs the extra `train`: pip install -e '.[train]'")
pytest.importorskip("moderngl", reason="training needs the extra `train`: pip install -e '.[train]'")

from locator.geometry import Frame
from training import negatives, render, shapes
from training.chunks import FOOT_CLASSES, Renders
from training.render import flipped
from training.scene import random_scene, random_stance


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        render._renderer()
    except Exception as error:  # moderngl raises its own, by platform
        pytest.skip(f"no EGL context on this machine ({error}): install Mesa's EGL and DRI drivers")
    path = tmp_path_factory.mktemp("renders")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "PER_CHUNK", 12)
        render.make_chunk(path / "train-00000.npz", 3)
        render.make_chunk(path / "val-00000.npz", 3)
    return path


def test_the_same_seed_makes_the_same_chunk(folder: Path) -> None:
    with np.load(folder / "train-00000.npz") as a, np.load(folder / "val-00000.npz") as b:
        for name in a.files:
            assert np.array_equal(a[name], b[name]), name


def test_visible_landmarks_lie_on_their_foot(folder: Path) -> None:
    renders = Renders(folder, "train")
    assert renders.feet
    for chunk, row in renders.feet:
        foot, label = renders.foot(chunk, row), chunk.picture("label", renders.sample_of(chunk, row))
        mine = (label >> 3 == foot.index) & (label > 0)
        ys, xs = np.nonzero(mine)
        for x, y in foot.landmarks[foot.state == 2]:
            assert np.hypot(xs - x, ys - y).min() < 2.5


def test_both_feet_of_a_picture_have_one_skin_tone_of_six(folder: Path) -> None:
    renders = Renders(folder, "train")
    for chunk, _ in renders.scenes:
        for rows in filter(None, chunk.rows):
            tones = {renders.tone(chunk, row) for row in rows}
            assert len(tones) == 1
            assert tones < set(range(6))


def test_frames_hold_the_foot(folder: Path) -> None:
    renders = Renders(folder, "train")
    for chunk, row in renders.feet:
        foot, label = renders.foot(chunk, row), chunk.picture("label", renders.sample_of(chunk, row))
        ys, xs = np.nonzero((label >> 3 == foot.index) & np.isin(label & 7, FOOT_CLASSES))
        frame = foot.frame
        right = np.array([-frame.up[1], frame.up[0]])
        offset = np.stack([xs - frame.cx, ys - frame.cy], 1)
        assert np.abs(offset @ frame.up).max() < frame.height / 2 + 3
        assert np.abs(offset @ right).max() < frame.width / 2 + 3


def test_cameras_are_unit_vectors_and_soles_are_seen_from_below(folder: Path) -> None:
    renders = Renders(folder, "train")
    for chunk, row in renders.feet:
        foot, label = renders.foot(chunk, row), chunk.picture("label", renders.sample_of(chunk, row))
        assert np.linalg.norm(foot.camera) == pytest.approx(1, abs=1e-5)
        if abs(foot.camera[2]) > 0.8:
            mine = label[(label >> 3 == foot.index) & (label > 0)] & 7
            sole, top = (mine == 1).sum(), np.isin(mine, (2, 5)).sum()
            assert (sole > top) == (foot.camera[2] < 0)


def test_flipping_twice_is_nothing_and_once_the_other_foot(folder: Path) -> None:
    with np.load(folder / "train-00000.npz") as data:
        names = ("foot_side", "landmarks", "foot_axis", "foot_frame", "foot_camera", "landmark_state", "foot_index")
        row = {name: data[name][0] for name in names}
    once, twice = flipped(row), flipped(flipped(row))
    assert once["foot_side"] != row["foot_side"]
    assert Frame(*once["foot_frame"].tolist()).up[0] == pytest.approx(-Frame(*row["foot_frame"].tolist()).up[0])
    for name in names:
        np.testing.assert_allclose(twice[name], row[name], rtol=1e-5, atol=1e-3)


def test_pictures_do_not_depend_on_what_was_drawn_before(folder: Path) -> None:  # noqa: ARG001 (skips without EGL)
    rng = np.random.default_rng(4)
    person = shapes.random_person(rng)
    scene = None
    while scene is None:
        scene = random_scene(rng, random_stance(rng, person))
    draw = lambda s: render._renderer().render(s.solids, s.sheets, s.background, s.camera.view, s.camera.projection, s.light)[0]  # noqa: E731
    first = draw(scene)
    for _ in range(6):
        other = negatives.random_negative(rng)
        if other is not None:
            draw(other)
    gc.collect()
    np.testing.assert_array_equal(draw(scene), first)
