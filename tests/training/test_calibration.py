"""Reliability figures on records and annotations written here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from locator.record import dumps
from locator.types import Foot, Image, Landmark, Result
from training import calibration
from training.calibration import Mark

SQUARE = ((0.0, 0.0), (300.0, 0.0), (300.0, 400.0), (0.0, 400.0))  # its diameter is 500


def write(folder: Path, shift: float) -> tuple[Path, Path]:
    """One photo: a landmark seen, found `shift` pixels away with sigma 10, one inferred, one not annotated."""
    marks = {
        "web23": Landmark(100 + shift, 50, 0.9, 10),
        "ankle_front": Landmark(100, 300, 0.4, 20),
        "toe1_tip": Landmark(5, 5, 0.9, 3),
    }
    foot = Foot(0.9, "left", 0.9, "dorsal", 0.9, (0, 0, 300, 400), SQUARE, marks)
    results = folder / "results.jsonl"
    results.write_text(dumps(Result(Image("d1.jpg", 300, 400), (foot,)), compact=True) + "\n", encoding="utf-8")
    said = {"primary": True, "side": "left", "view": "dorsal", "outline": SQUARE}
    said["landmarks"] = {"web23": [100, 50, 2], "ankle_front": [100, 300, 1]}
    (folder / "annotations").mkdir()
    (folder / "annotations" / "d1.json").write_text(json.dumps({"id": "d1", "feet": [said]}), encoding="utf-8")
    return results, folder / "annotations"


def test_errors_and_sigmas_are_shares_of_the_foots_length(tmp_path: Path) -> None:
    marks = calibration.landmark_marks(*write(tmp_path, shift=15))
    assert [mark.seen for mark in marks] == [True, False]
    assert marks[0].error == pytest.approx(15 / 500)
    assert marks[0].sigma == pytest.approx(10 / 500)
    assert calibration.within(marks[:1], 1) == 0
    assert calibration.within(marks[:1], 2) == 1


def test_errors_as_large_as_said_lie_on_the_diagonal() -> None:
    rng = np.random.default_rng(0)
    sigma = rng.uniform(0.01, 0.06, 5000)
    marks = [Mark(float(abs(e)), float(s), 0.9, True) for s, e in zip(sigma, rng.normal(0, sigma), strict=True)]
    for said, found, count in calibration.groups(marks):
        assert found == pytest.approx(said, rel=0.1)
        assert count == 1000
    assert calibration.within(marks, 1) == pytest.approx(0.683, abs=0.02)


def test_visibility_is_compared_with_what_people_saw() -> None:
    marks = [Mark(0, 1, 0.9, i < 9) for i in range(10)] + [Mark(0, 1, 0.1, i < 1) for i in range(10)]
    assert calibration.seen_by_visibility(marks) == [(pytest.approx(0.1), 0.1, 10), (pytest.approx(0.9), 0.9, 10)]


def test_both_diagrams_are_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="diagrams need the extra `train`: pip install -e '.[train]'")
    marks = [Mark(0.01 * k, 0.01 * k, 0.1 * k, k % 2 == 0) for k in range(1, 10)]
    calibration.draw(marks, marks, [], tmp_path / "docs" / "diagram.png")
    assert (tmp_path / "docs" / "diagram.png").read_bytes().startswith(b"\x89PNG")
