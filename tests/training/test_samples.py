"""The sample pictures: what lies in sample_images/ is what the scenes say, small, upright and free of metadata."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from locator.landmarks import NAMES

pytest.importorskip("scipy", reason="training needs the extra `train`: pip install -e '.[train]'")

from training.samples import scenes

FOLDER = Path(__file__).resolve().parents[2] / "sample_images"
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
HANDS = json.loads((FOLDER / "hands.json").read_text(encoding="utf-8"))  # made by training.samples.hands
WITH_FEET = [name for name, entry in TRUTH.items() if entry["feet"]]


def test_every_scene_has_its_picture_and_truth() -> None:
    expected = {f"{scene.name}.jpg": [(foot.side, foot.view) for foot in scene.feet] for scene in scenes.SCENES}
    assert {name: [(foot["side"], foot["view"]) for foot in entry["feet"]] for name, entry in TRUTH.items()} == expected
    pictures = {*expected, *HANDS}
    assert {path.name for path in FOLDER.glob("*.jpg")} == pictures
    sources = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in sources for name in pictures)


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_picture_is_small_and_carries_no_metadata(name: str) -> None:
    path = FOLDER / name
    assert path.stat().st_size < 350_000
    with Image.open(path) as picture:
        assert picture.size == (TRUTH[name]["width"], TRUTH[name]["height"])
        assert max(picture.size) <= 1600
        assert not picture.getexif()
        assert not {"exif", "icc_profile", "comment"} & set(picture.info)


@pytest.mark.parametrize("name", WITH_FEET)
def test_visible_landmarks_lie_in_the_picture_and_on_a_foot(name: str) -> None:
    pixels = np.asarray(Image.open(FOLDER / name))
    for foot in TRUTH[name]["feet"]:
        assert set(foot["landmarks"]) == set(NAMES)
        seen = [mark for mark in foot["landmarks"].values() if mark["visible"]]
        assert len(seen) >= 12
        at = np.array([[round(mark["y"]), round(mark["x"])] for mark in seen])
        assert (at >= 0).all()
        assert (at < pixels.shape[:2]).all()
        red, _, blue = pixels[at[:, 0], at[:, 1]].astype(int).T
        assert np.mean(red > blue) > 0.8  # skin, whatever its tone


@pytest.mark.parametrize("name", WITH_FEET)
def test_big_toe_lies_on_the_side_of_the_body_middle(name: str) -> None:
    """Seen from the front of the toes, order and handedness agree: a mirrored picture fails."""
    for foot in TRUTH[name]["feet"]:
        if foot["view"] not in ("plantar", "dorsal"):
            continue
        first, last, heel = (
            np.array([foot["landmarks"][k][axis] for axis in "xy"]) for k in ("mtp1_medial", "mtp5_lateral", "heel_back")
        )
        along, across = (first + last) / 2 - heel, last - first
        lateral_is_clockwise = along[0] * across[1] - along[1] * across[0] > 0  # y points down
        assert lateral_is_clockwise == ((foot["side"] == "right") == (foot["view"] == "dorsal"))
