from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from locator.live.belief import Belief
from locator.live.constants import constants
from locator.types import VIEWS, View
from locator.vision.landmarks import log_odds

DT = 1 / 30


def belief() -> Belief:
    return Belief(constants().side, constants().view)


def scores(**shares: float) -> np.ndarray:
    return np.array([shares.get(view, 0.0) for view in VIEWS])


SOLE = scores(plantar=0.9, medial=0.1)


def test_odds() -> None:
    assert log_odds(0.5, 6) == 0
    assert log_odds(0.9, 6) == pytest.approx(math.log(9))
    assert (log_odds(1.0, 6), log_odds(0.0, 6)) == (6, -6)


def test_the_first_frame_is_believed() -> None:
    one = belief()
    assert not one.learn(2.0, SOLE, 0.0, right=True)
    assert (one.right, one.view) == (True, "plantar")
    other = belief()
    assert other.learn(-2.0, SOLE, 0.0, right=True)
    assert not other.right
    assert other.side_score == pytest.approx(1 / (1 + math.exp(-2)))


def test_some_frames_of_the_other_side_change_nothing() -> None:
    one = belief()
    for _ in range(20):
        one.learn(3.0, SOLE, DT, right=True)
    assert not any(one.learn(-3.0, SOLE, DT, right=True) for _ in range(10))
    assert one.right


def test_lasting_evidence_turns_it_once() -> None:
    one = belief()
    for _ in range(20):
        one.learn(1.5, SOLE, DT, right=True)
    changes = [one.learn(-4.0, SOLE, DT, right=one.right) for _ in range(90)]
    assert sum(changes) == 1
    assert not one.right


def test_wavering_evidence_never_flickers() -> None:
    one, rng = belief(), np.random.default_rng(1)
    changes = [one.learn(float(rng.normal(0.2, 2)), SOLE, DT, right=one.right) for _ in range(600)]
    assert sum(changes) <= 1


def test_a_side_view_is_the_inner_one_unless_the_odds_are_high() -> None:
    outer = scores(lateral=0.8, dorsal=0.2)
    doubtful, sure = belief(), belief()
    assert doubtful.learn(1.0, outer, 0.0, right=True)
    assert (doubtful.right, doubtful.view) == (False, "medial")
    assert doubtful.side_score == 0.5
    assert not sure.learn(5.0, outer, 0.0, right=True)
    assert (sure.right, sure.view) == (True, "lateral")


def test_a_foot_that_was_known_from_above_stays_itself_from_its_outer_side() -> None:
    one = belief()
    for _ in range(30):
        one.learn(5.0, scores(dorsal=1), DT, right=True)
    for _ in range(60):
        one.learn(2.0, scores(lateral=0.9, dorsal=0.1), DT, right=True)
    assert (one.right, one.view) == (True, "lateral")


@pytest.mark.parametrize(("share", "view"), [(0.52, "dorsal"), (0.75, "medial")])
def test_a_view_must_lead_clearly(share: float, view: View) -> None:
    one = belief()
    one.learn(5.0, scores(dorsal=0.6, medial=0.4), 0.0, right=True)
    for _ in range(30):
        one.learn(5.0, scores(dorsal=1 - share, medial=share), DT, right=True)
    assert one.view == view


def test_a_new_view_is_taken_within_a_fifth_of_a_second() -> None:
    one = belief()
    for _ in range(30):
        one.learn(5.0, scores(dorsal=1), DT, right=True)
    for _ in range(6):
        one.learn(5.0, scores(medial=1), DT, right=True)
    assert one.view == "medial"


def test_a_foot_between_two_views_does_not_flicker() -> None:
    one, seen = belief(), []
    for k in range(300):
        share = 0.5 + 0.1 * math.sin(k / 6)
        one.learn(5.0, scores(plantar=share, medial=1 - share), DT, right=True)
        seen.append(one.view)
    assert sum(now != before for before, now in itertools.pairwise(seen)) <= 300 * DT / constants().view.soon


def test_a_foot_that_turns_and_turns_back_is_believed_both_times() -> None:
    one, seen = belief(), []
    for shown in ("plantar", "medial", "plantar"):
        for _ in range(12):
            one.learn(5.0, scores(**{shown: 0.9, "dorsal": 0.1}), DT, right=True)
        seen.append(one.view)
    assert seen == ["plantar", "medial", "plantar"]


def test_doubt() -> None:
    one = belief()
    assert one.doubtful
    one.learn(5.0, SOLE, 0.0, right=True)
    assert not one.doubtful


def test_a_frame_without_evidence_changes_the_view_only() -> None:
    one = belief()
    one.learn(1.0, scores(dorsal=1), 0.0, right=True)
    for _ in range(6):
        one.learn(None, scores(medial=1), DT, right=True)
    assert (one.lean, one.view) == (1.0, "medial")
    one.learn(-1.0, scores(medial=1), DT, right=True)
    assert one.lean == pytest.approx(0.0)  # the second evidence counts as much as the first
