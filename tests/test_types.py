"""Results are values: equal ones have equal hashes, changed ones another."""

import dataclasses

from locator import correct
from locator.placement import place
from locator.types import Image, Result
from tests.placement.feet import average_foot


def test_results_can_be_told_apart_by_their_hash():
    foot = place(average_foot("plantar", "right"), size=(3000, 3000))
    result = Result(Image("", 3000, 3000), (foot,))
    same = dataclasses.replace(result, feet=(dataclasses.replace(foot, landmarks=dict(reversed(foot.landmarks.items()))),))
    assert same == result
    assert hash(same) == hash(result)
    moved = correct.move_landmark(result, 0, "web23", (900.0, 900.0))
    assert len({result, same, moved, correct.set_side(result, 0, "left")}) == 3
