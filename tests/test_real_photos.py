"""The whole locator on the annotated real photos, scored by their own evaluator: what releases keep.

Bars of found, side, view, outline and landmarks; acupoints a little below theirs, where they stand without a margin.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from locator.images import open_image
from locator.vision import see
from training.evaluate import SHARED, score_photos

pytestmark = pytest.mark.usefixtures("weights")


@pytest.fixture(scope="module")
def scores(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Figures over all views."""
    if not (SHARED / "tools" / "evaluate.py").exists():
        pytest.skip("needs the evaluator of ../shared/tools")
    out = tmp_path_factory.mktemp("photos") / "photos.jsonl"
    score_photos(photos, out, snapped=True)
    figures: dict[str, Any] = json.loads(out.with_suffix(".scores.json").read_text(encoding="utf-8"))["views"]["all"]
    return figures


def test_the_foot_is_found_and_named(scores: dict[str, Any]) -> None:
    assert scores["found"] >= 0.99
    assert scores["side"] >= 0.97
    assert scores["view"] >= 0.97
    assert scores["iou"] >= 0.92


def test_landmarks_lie_where_people_put_them(scores: dict[str, Any]) -> None:
    landmarks = scores["landmarks"]
    assert landmarks["median"] <= 0.016
    assert landmarks["pck@.02"] >= 0.62
    assert landmarks["pck@.05"] >= 0.93


def test_acupoints_lie_where_people_put_them(scores: dict[str, Any]) -> None:
    acupoints = scores["acupoints"]
    assert acupoints["missing"] == 0
    assert acupoints["median"] <= 0.02
    assert acupoints["pck@.05"] >= 0.88


def test_a_sole_that_lies_on_its_side_is_found(photos: Path) -> None:
    """People hold a phone in any way: a photo that says nothing of it must not be lost."""
    for path in sorted((photos / "annotations").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        (primary,) = [foot for foot in truth["feet"] if foot.get("primary")]
        if primary["view"] != "plantar":
            continue
        rgb = open_image(next(photos.glob(f"{truth['id']}.[jp]*"))).rgb
        feet = see(np.ascontiguousarray(np.rot90(rgb))).feet
        assert (primary["side"], "plantar") in [(foot.side, foot.view) for foot in feet], truth["id"]
