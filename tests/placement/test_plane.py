import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from locator.placement.plane import area, crossings, distance, following, hull, inside, turn

L_SHAPE = np.array([[0, 0], [4, 0], [4, 1], [1, 1], [1, 3], [0, 3]], float)
points = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=30)


def test_inside_knows_the_notch_of_an_l() -> None:
    asked = np.array([[0.5, 2.5], [3.5, 0.5], [3, 2], [-1, 1], [0.5, 0.5]])
    assert inside(asked, L_SHAPE).tolist() == [True, True, False, False, True]
    assert not inside(np.array([0.0, 0.0]), L_SHAPE[:2])


def test_crossings_are_distances_along_the_line() -> None:
    assert np.allclose(crossings(L_SHAPE, np.array([2.0, 0.5]), np.array([1.0, 0.0])), [-2, 2])
    assert np.allclose(crossings(L_SHAPE, np.array([0.5, 2.0]), np.array([0.0, 1.0])), [-2, 1])
    assert len(crossings(L_SHAPE, np.array([9.0, 9.0]), np.array([1.0, 0.0]))) == 0


def test_distance_is_to_the_border() -> None:
    assert distance(np.array([3.0, 2.0]), L_SHAPE) == 1
    assert distance(np.array([0.5, 2.0]), L_SHAPE) == 0.5
    assert np.isclose(distance(np.array([5.0, 2.0]), L_SHAPE), np.sqrt(2))


def test_area_and_following() -> None:
    assert area(L_SHAPE) == area(L_SHAPE[::-1]) == 6
    assert following(L_SHAPE)[[0, -1]].tolist() == [[4, 0], [0, 0]]


def test_turn_is_clockwise_on_the_screen() -> None:
    assert turn(np.array([0.0, -1.0])).tolist() == [1.0, 0.0]


@given(points)
def test_a_hull_holds_all_points_and_turns_one_way(xy: list[tuple[int, int]]) -> None:
    given_points = np.array(xy, float)
    edge = hull(given_points)
    assert set(map(tuple, edge)) <= set(map(tuple, given_points))
    if len(edge) < 3:
        return
    step = np.roll(edge, -1, axis=0) - edge
    for start, way in zip(edge, step, strict=True):
        side = way[0] * (given_points[:, 1] - start[1]) - way[1] * (given_points[:, 0] - start[0])
        assert (side >= 0).all()
