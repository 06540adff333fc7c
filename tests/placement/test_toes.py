import numpy as np
import pytest

from locator.placement.frame import frame_of
from locator.placement.toes import Toe, toe_of
from locator.placement.warp import warp_of
from locator.types import Foot, Side
from tests.placement.feet import annotated, average_foot, hiding, without


def toe(foot: Foot, number: int) -> Toe:
    frame = frame_of(foot)
    assert frame is not None
    return toe_of(foot, warp_of(foot, frame), number)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_toe_runs_from_its_webs_to_its_tip(side: Side, number: int) -> None:
    foot = average_foot("plantar", side)
    frame = toe(foot, number)
    assert frame.seen
    assert np.allclose(frame.to_photo(np.array([[1.0, 0.5]]))[0], foot.landmarks[f"toe{number}_tip"].xy)
    assert 0.04 * 600 < np.linalg.norm(frame.across) < 0.13 * 600
    # w = 1 is the side of the little toe, on either foot.
    little, big = (np.array(foot.landmarks[name].xy) for name in ("mtp5_lateral", "mtp1_medial"))
    assert frame.across @ (little - big) > 0


def test_between_two_webs_a_toe_is_as_wide_as_they_are_apart() -> None:
    foot = average_foot("dorsal", "left")
    sides = toe(foot, 3).to_photo(np.array([[0.0, 0.0], [0.0, 1.0]]))
    assert np.linalg.norm(sides[0] - foot.landmarks["web23"].xy) < 12
    assert np.linalg.norm(sides[1] - foot.landmarks["web34"].xy) < 12


def test_a_toe_narrows_to_its_tip() -> None:
    frame = toe(average_foot("plantar", "left"), 1)
    widths = [float(np.linalg.norm(np.diff(frame.to_photo(np.array([[s, 0.0], [s, 1.0]])), axis=0))) for s in (0, 0.5, 0.8, 1)]
    assert widths[0] == pytest.approx(widths[1])
    assert widths[1] > widths[2] > widths[3] == pytest.approx(0.4 * widths[0])


def test_hidden_or_missing_parts_make_a_toe_unseen() -> None:
    foot = average_foot("plantar", "left")
    whole = toe(foot, 2)
    for cut in (hiding(foot, "toe2_tip"), without(foot, "toe2_tip"), without(foot, "web12")):
        guessed = toe(cut, 2)
        assert not guessed.seen
        assert np.linalg.norm(guessed.tip - whole.tip) < 0.03 * 600
        assert np.linalg.norm(guessed.base - whole.base) < 0.03 * 600


def test_real_big_toes_are_wider_than_second_toes() -> None:
    for truth, foot in annotated():
        if truth["view"] in ("plantar", "dorsal") and {"web12", "web23", "toe1_tip", "toe2_tip"} <= foot.landmarks.keys():
            assert np.linalg.norm(toe(foot, 1).across) > np.linalg.norm(toe(foot, 2).across)
