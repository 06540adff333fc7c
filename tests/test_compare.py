from __future__ import annotations

import dataclasses
import math

import pytest

from locator.compare import kappa, matched
from locator.types import Foot, Image, Landmark, Result


def foot(x: float, **marks: tuple[float, float]) -> Foot:
    outline = ((x, 0.0), (x + 30, 0.0), (x + 30, 40.0), (x, 40.0))
    landmarks = {name: Landmark(*xy) for name, xy in marks.items()}
    return Foot(0.9, "left", 0.9, "plantar", 0.9, (x, 0, x + 30, 40), outline, landmarks)


def result(*feet: Foot) -> Result:
    return Result(Image("a.jpg", 200, 100), feet)


def test_feet_are_matched_by_what_they_cover() -> None:
    a, b, far = foot(0), foot(60), foot(150)
    near_a, near_b = foot(4), foot(57)
    pairs = matched(result(near_b, near_a, far), result(a, b))
    assert [(pair.found, pair.truth) for pair in pairs] == [(near_a, a), (near_b, b), (far, None)]
    assert [pair.found for pair in matched(result(), result(a))] == [None]


def test_a_foot_is_matched_once() -> None:
    close = foot(2)
    assert [pair.found for pair in matched(result(close), result(foot(0), foot(3)))].count(close) == 1


def test_errors_are_shares_of_the_foots_length() -> None:
    truth = foot(0, toe1_tip=(10, 10), heel_back=(10, 30), web12=(5, 5))
    hidden = dataclasses.replace(truth.landmarks["web12"], visibility=0.2)
    truth = dataclasses.replace(truth, landmarks={**truth.landmarks, "web12": hidden})
    found = foot(0, toe1_tip=(13, 14), web12=(9, 9))
    (pair,) = matched(result(found), result(truth))
    assert pair.errors() == {"toe1_tip": pytest.approx(5 / math.hypot(30, 40)), "heel_back": None}


def test_kappa_of_a_known_table() -> None:
    # Cohen's table with 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: agreement 0.7, chance 0.5, kappa 0.4.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("a", "a"), ("b", "b")]) == 1
    assert kappa([("a", "b"), ("b", "a")]) == -1
    assert kappa([]) is None
    assert kappa([("a", "a")] * 3) is None
