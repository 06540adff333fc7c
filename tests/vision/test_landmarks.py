from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from locator.geometry import frame_around
from locator.images import open_image
from locator.landmarks import NAMES
from locator.vision.landmarks import Reading, closer, read, steadied

pytestmark = pytest.mark.usefixtures("weights")
PICTURES = ("left-top.jpg", "right-sole.jpg", "right-top-dark.jpg")


@pytest.fixture(scope="module")
def readings() -> list[tuple[Reading, Reading, np.ndarray, list[int]]]:
    """Of some sample feet: a reading, the closer one, the true landmarks (53, 2), and which of these are seen."""
    folder = Path(__file__).resolve().parents[2] / "sample_images"
    found = []
    for name in PICTURES:
        rgb = open_image(folder / name).rgb
        foot = json.loads((folder / "truth.json").read_text())[name]["feet"][0]
        truth = np.full((len(NAMES), 2), np.nan)
        for landmark, mark in foot["landmarks"].items():
            truth[NAMES.index(landmark)] = mark["x"], mark["y"]
        seen = [NAMES.index(landmark) for landmark, mark in foot["landmarks"].items() if mark["visible"]]
        up = truth[NAMES.index("toe2_tip")] - truth[NAMES.index("heel_center")]
        frame = frame_around(truth[~np.isnan(truth[:, 0])], float(np.arctan2(up[0], -up[1])))
        reading = steadied(rgb, read(rgb, frame, mirrored=foot["side"] == "right"))
        found.append((reading, closer(rgb, reading), truth, seen))
    return found


def test_a_closer_look_moves_toes_and_ankle_alone(readings: list[tuple[Reading, Reading, np.ndarray, list[int]]]) -> None:
    ankle = {"malleolus_medial", "malleolus_lateral", "achilles", "ankle_front"}
    for reading, near, _, _ in readings:
        moved = np.hypot(*(near.points - reading.points).T)
        closer_to = np.array([name.startswith(("toe", "web")) or name in ankle for name in NAMES])
        assert (moved[~closer_to] == 0).all()
        assert (moved[closer_to] > 0).mean() > 0.5
        assert near.mask is reading.mask


def test_what_several_looks_agree_on_is_surer(readings: list[tuple[Reading, Reading, np.ndarray, list[int]]]) -> None:
    for reading, near, _, seen in readings:
        assert np.median((near.sigma / reading.sigma)[seen]) < 1
        assert (near.sigma > 0).all()


def test_a_closer_look_is_nearer_to_where_toes_are(readings: list[tuple[Reading, Reading, np.ndarray, list[int]]]) -> None:
    errors = {"whole": [], "near": []}
    for reading, near, truth, seen in readings:
        toes = [row for row in seen if NAMES[row].endswith("_tip") or NAMES[row].startswith("web")]
        for name, one in (("whole", reading), ("near", near)):
            errors[name] += (np.hypot(*(one.points - truth)[toes].T) / reading.frame.height).tolist()
    assert len(errors["near"]) > 20
    assert np.median(errors["near"]) < np.median(errors["whole"])
    assert np.median(errors["near"]) < 0.02
