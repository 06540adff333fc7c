from __future__ import annotations

import dataclasses
import math

import pytest

from locator.scoring import Truth, score
from locator.types import Foot, Image, Landmark, Result, Side, View

LENGTH = math.hypot(30, 40)


def foot(side: Side = "left", view: View = "plantar", shift: float = 0.0, **marks: tuple[float, float]) -> Foot:
    outline = ((shift, 0.0), (shift + 30, 0.0), (shift + 30, 40.0), (shift, 40.0))
    return Foot(0.9, side, 0.9, view, 0.9, (shift, 0, shift + 30, 40), outline, {n: Landmark(*xy) for n, xy in marks.items()})


def photo(name: str, *feet: Foot) -> Result:
    return Result(Image(name, 200, 100), feet)


def test_errors_by_landmark_view_and_reviewer() -> None:
    truths = [
        Truth(photo("a.jpg", foot(toe1_tip=(10, 10), heel_back=(10, 30))), "ann"),
        Truth(photo("b.jpg", foot("right", "dorsal", toe1_tip=(10, 10))), "bob"),
        Truth(photo("c.jpg", foot(toe1_tip=(1, 1))), "bob"),
        Truth(photo("gone.jpg", foot(toe1_tip=(1, 1))), "bob"),
    ]
    results = [
        photo("a.jpg", foot(toe1_tip=(11, 10), heel_back=(10, 36)), foot(shift=100, toe1_tip=(1, 1))),
        photo("b.jpg", foot("left", "dorsal", heel_back=(10, 10))),
        photo("c.jpg"),
        photo("stranger.jpg", foot(toe1_tip=(1, 1))),
        photo("a.jpg"),
    ]
    scores = score(results, truths)
    assert (scores.photos, scores.absent, scores.feet, scores.found, scores.extra) == (4, 1, 3, 2, 1)
    assert (scores.side, scores.view) == (0.5, 1.0)
    assert [row.name for row in scores.landmarks] == ["toe1_tip", "heel_back"]
    toe, heel = scores.landmarks
    assert (toe.count, toe.missed, toe.close) == (3, 2, pytest.approx(1 / 3))
    assert toe.median == toe.tail == pytest.approx(1 / LENGTH)
    assert (heel.count, heel.missed, heel.close) == (1, 0, 0)
    assert [(row.name, row.count, row.missed) for row in scores.views] == [("plantar", 3, 1), ("dorsal", 1, 1)]
    assert [(row.name, row.count, row.missed) for row in scores.reviewers] == [("ann", 2, 0), ("bob", 2, 2)]
    assert (scores.whole.count, scores.whole.missed, scores.whole.close) == (4, 2, 0.25)


def test_a_set_against_itself_is_perfect() -> None:
    photos = [photo(f"{n}.jpg", foot(toe1_tip=(10, n), heel_back=(n, 30))) for n in range(20)]
    scores = score(photos, map(Truth, photos))
    assert (scores.side, scores.view, scores.whole.median, scores.whole.close, scores.whole.missed) == (1, 1, 0, 1, 0)
    assert [row.name for row in scores.reviewers] == [""]


def test_without_a_truth() -> None:
    scores = score([photo("a.jpg", foot())], [])
    assert (scores.photos, scores.side, scores.whole.median, scores.whole.close) == (0, None, None, 0.0)
    assert dataclasses.asdict(scores)["landmarks"] == ()
