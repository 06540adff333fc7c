from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.types import Landmark
from locator.vision.definitions import defined

ABOVE, BELOW, INSIDE, OUTSIDE = (
    np.array(camera) for camera in ((0.5, 0.1, 0.86), (0.2, 0.1, -0.97), (0.1, 0.98, 0.1), (0.1, -0.98, 0.1))
)
LENGTH = 300.0


def rounded(*corners: tuple[float, float], step: float = 1.0) -> np.ndarray:
    """A closed line through corners, in steps as `extremes.snap` gives them."""
    pieces = []
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        count = max(1, int(np.hypot(*np.subtract(end, start)) / step))
        pieces.append(np.linspace(start, end, count, endpoint=False))
    return np.concatenate(pieces)


#: A left sole, toes at the top, inner side to the right: the ball bulges at y = 100 and 120, the arch is deepest at y = 180.
SOLE = rounded((20, 0), (90, 0), (95, 60), (110, 100), (80, 180), (85, 250), (80, 300), (20, 300), (15, 250), (0, 120), (10, 60))
#: An ankle seen from above, toes downwards: bones bulge at y = 50 to both sides.
ANKLE = rounded((10, 0), (90, 0), (92, 30), (100, 50), (90, 70), (100, 300), (0, 300), (10, 70), (0, 50), (8, 30))


def marks(**places: tuple[float, float]) -> dict[str, Landmark]:
    return {name: Landmark(*place, 0.8, 9.0) for name, place in places.items()}


def ankle() -> dict[str, Landmark]:
    """The crease is said to lie 20 aside of the line between the malleoli and the cleft, and 30 % along it."""
    return marks(malleolus_medial=(97, 44), malleolus_lateral=(3, 56), web23=(50, 250), ankle_front=(70, 110))


def sole() -> dict[str, Landmark]:
    return marks(
        heel_medial=(85, 250),
        heel_lateral=(15, 250),
        heel_center=(64, 262),
        heel_back=(50, 300),
        mtp1_medial=(103, 108),
        mtp5_lateral=(5, 110),
        arch_apex=(84, 168),
        web12=(70, 40),
        web23=(50, 40),
        web45=(20, 60),
    )


def inner_side() -> dict[str, Landmark]:
    return marks(
        malleolus_medial=(60, 90), achilles=(10, 110), ankle_front=(110, 110), heel_back=(0, 210), mtp1_medial=(200, 210)
    )


def outer_side() -> dict[str, Landmark]:
    return marks(malleolus_lateral=(60, 110), achilles=(10, 70), heel_back=(0, 210), mtp5_lateral=(200, 210))


#: Landmarks, outline, camera.
Seen = tuple[Callable[[], dict[str, Landmark]], np.ndarray, np.ndarray]
SEEN: list[Seen] = [(ankle, ANKLE, ABOVE), (sole, SOLE, BELOW), (inner_side, SOLE, INSIDE), (outer_side, SOLE, OUTSIDE)]


def test_seen_from_above_the_crease_lies_between_the_malleoli() -> None:
    moved = defined(ankle(), ANKLE, LENGTH, ABOVE)["ankle_front"]
    feret = np.hypot(90, 300)  # from the corner of the heel's end to that of the toes'
    assert moved.xy == pytest.approx((50, 250 - (140 + 0.636 * feret) / 2), abs=0.5)
    assert (moved.visibility, moved.sigma) == (0.8, 9.0)


def test_seen_from_above_the_malleoli_lie_where_the_outline_stands_out() -> None:
    moved = defined(ankle(), ANKLE, LENGTH, ABOVE)
    assert moved["malleolus_medial"].xy == pytest.approx((100, 50), abs=1)
    assert moved["malleolus_lateral"].xy == pytest.approx((0, 50), abs=1)


def test_on_soles_the_heels_centre_lies_between_its_sides_and_as_far_ahead_as_usual() -> None:
    moved = defined(sole(), SOLE, LENGTH, BELOW)["heel_center"]
    feret = np.hypot(70, 300)  # from a corner of the heel to the opposite one of the toes
    assert moved.xy == pytest.approx((50, 300 - (38 + 0.104 * feret) / 2), abs=0.1)  # the network saw it 38 before the heel's end
    assert (moved.visibility, moved.sigma) == (0.8, 9.0)


def test_the_widest_places_of_a_heel_may_lie_at_two_heights() -> None:
    """Seen askew, the outer side is widest far before the inner one; the centre is between what lies beside itself."""
    askew = sole() | marks(heel_lateral=(0, 130))
    assert defined(askew, SOLE, LENGTH, BELOW)["heel_center"].xy[0] == pytest.approx(50, abs=0.5)


def test_where_the_outline_lacks_a_side_the_heels_centre_lies_between_its_widest_places() -> None:
    half = SOLE[SOLE[:, 0] > 50]  # the other half lies outside the picture
    assert defined(sole(), half, LENGTH, BELOW)["heel_center"].xy[0] == pytest.approx(50, abs=0.1)


def test_on_soles_the_ball_ends_where_it_bulges() -> None:
    moved = defined(sole(), SOLE, LENGTH, BELOW)
    assert moved["mtp1_medial"].xy == pytest.approx((110, 100), abs=2)
    assert moved["mtp5_lateral"].xy == pytest.approx((0, 120), abs=2)


def test_on_soles_the_arch_is_where_the_inner_outline_is_deepest() -> None:
    assert defined(sole(), SOLE, LENGTH, BELOW)["arch_apex"].xy == pytest.approx((80, 180), abs=3)


@pytest.mark.parametrize("right", [False, True])
def test_on_inner_sides_malleolus_and_achilles_are_set_by_each_other(right: bool) -> None:
    flip = -1 if right else 1
    given = {name: Landmark(flip * mark.x, mark.y, mark.visibility, mark.sigma) for name, mark in inner_side().items()}
    moved = defined(given, SOLE * [flip, 1], LENGTH, INSIDE)
    assert moved["malleolus_medial"].xy == pytest.approx((flip * (10 + 0.52 * 100), 90))  # as high as it was
    assert moved["achilles"].xy == pytest.approx((flip * 11, 100))  # half of the 20 that it lay below, along heel and tendon
    assert moved.keys() == {"malleolus_medial", "achilles"}


def test_on_outer_sides_the_achilles_lies_as_high_as_the_outer_malleolus() -> None:
    moved = defined(outer_side(), SOLE, LENGTH, OUTSIDE)
    assert moved["achilles"].xy == pytest.approx((10 - 20 / 7, 110))  # the 40 that it lay above, along heel and tendon
    assert moved.keys() == {"achilles"}


@pytest.mark.parametrize("seen", SEEN)
def test_a_definition_holds_in_its_view_alone(seen: Seen) -> None:
    landmarks, outline, camera = seen
    assert defined(landmarks(), outline, LENGTH, camera)
    for other in ((0.7, 0.55, 0.45), (-0.7, -0.5, 0.5), (-0.9, 0.1, 0.3)):
        assert defined(landmarks(), outline, LENGTH, np.array(other)) == {}


@pytest.mark.parametrize("camera", [(0.1, 0.9, 0.4), (-0.7, 0.0, 0.7), (0.2, 0.0, -0.98)])
def test_from_aside_behind_and_below_the_ankles_front_stays(camera: tuple[float, float, float]) -> None:
    assert "ankle_front" not in defined(ankle(), ANKLE, LENGTH, np.array(camera))


@pytest.mark.parametrize("seen", SEEN)
def test_what_lacks_a_landmark_to_go_by_stays(seen: Seen) -> None:
    landmarks, outline, camera = seen
    whole = defined(landmarks(), outline, LENGTH, camera)
    for missing in landmarks():
        some = {name: mark for name, mark in landmarks().items() if name != missing}
        moved = defined(some, outline, LENGTH, camera)
        assert moved.items() <= whole.items()  # what moves still, moves as before
        assert missing not in moved
    assert defined({}, outline, LENGTH, camera) == {}


@pytest.mark.parametrize("seen", SEEN)
@given(data=st.data())
def test_wherever_landmarks_lie_they_stay_numbers(seen: Seen, data: st.DataObject) -> None:
    landmarks, outline, camera = seen
    place = st.tuples(st.floats(-500, 500), st.floats(-500, 500))
    anywhere = marks(**{name: data.draw(place) for name in landmarks()})
    moved = defined(anywhere, outline, LENGTH, camera)
    assert np.isfinite([mark.xy for mark in moved.values()]).all()
