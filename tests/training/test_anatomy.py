"""Landmarks on the template and on random feet, seen by made-up cameras."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("anny", reason="training needs the extra `train`: pip install -e '.[train]'")
pytest.importorskip("scipy", reason="training needs the extra `train`: pip install -e '.[train]'")
pytest.importorskip("torch", reason="training needs the extra `train`: pip install -e '.[train]'")

from locator.landmarks import NAMES
from training import anatomy, relief, shapes, template

AT = {name: k for k, name in enumerate(NAMES)}


@pytest.fixture(scope="module")
def place() -> np.ndarray:
    return template.body().place


@pytest.fixture(scope="module")
def foot() -> shapes.FootShape:
    rng = np.random.default_rng(5)
    return shapes.make_foot(rng, shapes.random_person(rng), standing=True)


def seen(foot: shapes.FootShape, camera: tuple[float, float, float]) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Landmark pixels by name and all pixels of an orthographic picture with the toes up, 100 px a foot length."""
    eye = np.array(camera, float)
    eye /= np.linalg.norm(eye)
    up = np.array([1.0, 0.0, 0.0]) if abs(eye[0]) < 0.9 else np.array([0.0, 0.0, 1.0])
    right = np.cross(up, eye)
    right /= np.linalg.norm(right)
    up = np.cross(eye, right)
    vertices = foot.vertices.astype(float) / foot.length
    pixels = 100 * np.stack([vertices @ right, -(vertices @ up)], 1)
    chosen = anatomy.locate(vertices, foot.normals.astype(float), pixels, eye, foot.stray)
    return {name: pixels[chosen[k]] for name, k in AT.items()}, pixels


def test_every_landmark_has_a_rule() -> None:
    assert [name for name, spot in zip(NAMES, anatomy.spots(), strict=True) if spot is None] == ["arch_apex"]


def test_template_landmarks_lie_where_anatomy_says(place: np.ndarray) -> None:
    at = {name: place[spot.bases[0]] for name, spot in zip(NAMES, anatomy.spots(), strict=True) if spot is not None}
    tips = [at[f"toe{k}_tip"][1] for k in range(1, 6)]
    webs = [at[w][1] for w in ("web12", "web23", "web34", "web45")]
    assert sorted(tips + webs) == [v for pair in zip(tips, [*webs, np.inf], strict=True) for v in pair][:-1]
    assert at["mtp1_medial"][0] == pytest.approx(0.74, abs=0.02)  # ANSUR II: ball of foot length / foot length
    assert at["malleolus_medial"][2] > at["malleolus_lateral"][2] + 0.03
    assert at["malleolus_medial"][1] < 0 < at["malleolus_lateral"][1]
    assert at["heel_back"][0] == pytest.approx(0, abs=0.01)
    assert at["heel_center"][2] == pytest.approx(0, abs=0.02)
    for k in range(1, 6):
        assert at[f"toe{k}_nail_medial"][1] < at[f"toe{k}_nail_lateral"][1]


def test_from_below_the_bulges_are_the_outline(foot: shapes.FootShape) -> None:
    marks, pixels = seen(foot, (0, 0, -1))
    ball = (template.body().place[:, 2] < 0.13) & (pixels[:, 1] < -66) & (pixels[:, 1] > -80)
    # sole with the toes up: a left foot has its big toe on the left
    assert marks["toe1_tip"][0] < marks["toe5_tip"][0]
    assert marks["mtp1_medial"][0] == pytest.approx(pixels[ball, 0].min(), abs=1.0)
    assert marks["heel_back"][1] == pytest.approx(pixels[:, 1][np.abs(pixels[:, 0] - marks["heel_back"][0]) < 10].max(), abs=2.0)


def test_from_the_inner_side_the_arch_is_the_top_of_the_lower_edge(foot: shapes.FootShape) -> None:
    marks, _ = seen(foot, (0, -1, 0))
    sole = marks["heel_center"][0]
    # toes up, inner side of a left foot: the sole is on the right
    assert marks["malleolus_medial"][0] < marks["arch_apex"][0] < sole + 1
    assert marks["heel_back"][1] > marks["arch_apex"][1] > marks["mtp1_medial"][1]


def test_toe_tips_reach_the_outline_from_above(foot: shapes.FootShape) -> None:
    marks, pixels = seen(foot, (0, 0, 1))
    for k in range(1, 6):
        of_toe = template.body().toe == k
        assert marks[f"toe{k}_tip"][1] == pytest.approx(pixels[of_toe, 1].min(), abs=2.5)


def test_feet_differ_and_stay_feet() -> None:
    rng = np.random.default_rng(0)
    person = shapes.random_person(rng)
    feet = [shapes.make_foot(rng, person, standing) for standing in (True, False, False)]
    for made in feet:
        extent = np.ptp(made.vertices[template.body().place[:, 2] < 0.2], axis=0) / made.length
        assert 0.8 < extent[0] < 1.25
        assert 0.28 < extent[1] < 0.6
        np.testing.assert_allclose(np.linalg.norm(made.normals, axis=1), 1, atol=1e-3)
    assert np.abs(feet[1].vertices - feet[2].vertices).max() > 0.003


def test_malleoli_lie_where_their_own_relief_stands_out() -> None:
    rng = np.random.default_rng(2)
    person = shapes.random_person(rng)
    place = template.body().place
    for _ in range(3):
        foot = shapes.make_foot(rng, person, standing=True)
        for name, side in (("malleolus_medial", -1.0), ("malleolus_lateral", 1.0)):
            chosen = anatomy.locate(
                foot.vertices / foot.length, foot.normals, foot.vertices[:, [0, 2]], np.array([0.0, side, 0.0]), foot.stray
            )
            bump, hollow = relief.malleoli(foot.stray)[name], relief.hollows(foot.stray)[name.replace("malleolus", "hollow")]
            bone = place[chosen[AT[name]]]
            np.testing.assert_allclose(bone[[0, 2]], place[bump.argmax()][[0, 2]], atol=0.02)
            assert place[hollow.argmin(), 0] < bone[0] - 0.04  # behind the bone
            assert place[chosen[AT["achilles"]], 2] == pytest.approx(bone[2], abs=0.03)
