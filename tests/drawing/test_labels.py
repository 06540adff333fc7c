import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locator.drawing.labels import Request, Spot, column, place

GAP = 3.0


def _apart(a, b, gap):
    return a[0] >= b[2] + gap - 1e-6 or b[0] >= a[2] + gap - 1e-6 or a[1] >= b[3] + gap - 1e-6 or b[1] >= a[3] + gap - 1e-6


def _requests(points, width=50.0, height=16.0, radius=6.0, size=(400, 300)):
    return [Request(x, y, width, height, radius, (size[0] / 2, size[1] / 2)) for x, y in points]


def _marks(points, radius=6.0):
    return np.array([(x, y, radius) for x, y in points], float).reshape(-1, 3)


points = st.lists(st.tuples(st.floats(10, 390), st.floats(10, 290)), max_size=40)


@given(points)
@settings(max_examples=40)
def test_labels_touch_neither_each_other_nor_marks_nor_the_border(points):
    spots = [spot for spot in place(_requests(points), _marks(points), (400, 300), GAP) if spot]
    for n, spot in enumerate(spots):
        x0, y0, x1, y1 = spot.box
        assert min(x0, y0) >= GAP - 1e-6
        assert x1 <= 399 - GAP + 1e-6
        assert y1 <= 299 - GAP + 1e-6
        assert (x1 - x0, y1 - y0) == pytest.approx((50, 16))
        assert all(_apart(spot.box, other.box, GAP) for other in spots[n + 1 :])
        for x, y in points:
            assert np.hypot(x - min(max(x, x0), x1), y - min(max(y, y0), y1)) >= 6


@given(points)
@settings(max_examples=10)
def test_placement_is_deterministic(points):
    assert place(_requests(points), _marks(points), (400, 300), GAP) == place(_requests(points), _marks(points), (400, 300), GAP)


def test_a_lonely_label_stands_at_its_mark_and_points_outward():
    (spot,) = place(_requests([(300, 150)]), _marks([(300, 150)]), (400, 300), GAP)
    assert spot.leader is None
    assert spot.box[0] > 300
    (spot,) = place(_requests([(100, 150)]), _marks([(100, 150)]), (400, 300), GAP)
    assert spot.box[2] < 100


def test_labels_of_a_cluster_get_leaders_that_do_not_cross():
    cluster = [(200 + 14 * (n % 4), 150 + 14 * (n // 4)) for n in range(12)]
    spots = place(_requests(cluster), _marks(cluster), (400, 300), GAP)
    assert all(spots)
    leaders = [(point, spot.leader) for point, spot in zip(cluster, spots, strict=True) if spot.leader]
    assert len(leaders) >= 6

    def side(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    crossings = sum(
        side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
        for n, (a, b) in enumerate(leaders)
        for c, d in leaders[n + 1 :]
    )
    assert crossings <= 1


def test_a_centred_label_stands_on_its_anchor():
    request = Request(200, 150, 20, 16, 0, (200, 150), centred=True)
    assert place([request], _marks([]), (400, 300), GAP) == [Spot((190, 142, 210, 158), None)]


def test_a_tied_label_always_has_a_leader():
    (spot,) = place([Request(200, 150, 40, 16, 10, (100, 150), tied=True)], _marks([]), (400, 300), GAP)
    assert spot.leader is not None


def test_no_room_is_said():
    assert place(_requests([(200, 150)], width=500), _marks([]), (400, 300), GAP) == [None]


def test_leader_ends_on_the_edge_of_its_label():
    cluster = [(200 + 8 * n, 150) for n in range(8)]
    for spot in place(_requests(cluster), _marks(cluster), (400, 300), GAP):
        if spot.leader:
            x, y = spot.leader
            x0, y0, x1, y1 = spot.box
            assert x0 - 1e-6 <= x <= x1 + 1e-6
            assert y0 - 1e-6 <= y <= y1 + 1e-6
            assert min(abs(x - x0), abs(x - x1), abs(y - y0), abs(y - y1)) < 1e-6


@given(points.filter(len))
@settings(max_examples=40)
def test_column_stacks_all_labels_beside_the_picture(points):
    spots, width = column(_requests(points), 400, 300, GAP)
    assert len(spots) == len(points)
    for n, spot in enumerate(spots):
        assert spot.leader is not None
        assert spot.box[0] >= 400
        assert spot.box[2] <= 400 + width
        assert spot.box[1] >= 0
        assert spot.box[3] <= 300
        assert all(_apart(spot.box, other.box, GAP) for other in spots[n + 1 :])


def test_column_keeps_labels_at_the_height_of_their_marks():
    (spot,), _ = column(_requests([(100, 200)]), 400, 300, GAP)
    assert spot.box[1] == pytest.approx(200 - 8)
    assert column([], 400, 300, GAP) == ([], 0.0)
