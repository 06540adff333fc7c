import numpy as np
import pytest

from locator.atlas import load_atlas
from locator.placement import place
from locator.placement.frame import foot_length
from locator.placement.plane import distance, inside
from locator.types import SIDES, VIEWS, Foot, PlacedZone, Side, View
from tests.placement.feet import Move, annotated, average_foot, hiding


def zones(foot: Foot) -> dict[str, PlacedZone]:
    return {zone.id: zone for zone in place(foot).zones}


def area(polygon: np.ndarray) -> float:
    x, y = polygon.T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def middle(zone: PlacedZone) -> np.ndarray:
    """Centroid of the zone's area."""
    weights, centres = [], []
    for polygon in zone.polygons:
        a = np.array(polygon) - polygon[0]
        b = np.roll(a, -1, axis=0)
        cross = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
        weights.append(abs(cross.sum()))
        centres.append(polygon[0] + ((a + b) * cross[:, None]).sum(axis=0) / (3 * cross.sum()))
    return np.asarray(np.average(centres, axis=0, weights=weights))


def crosses_itself(polygon: np.ndarray) -> bool:
    """Whether two edges that are not neighbours cross properly."""
    a, b = polygon, np.roll(polygon, -1, axis=0)

    def side(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> np.ndarray:
        return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])

    one = side(a[:, None], b[:, None], a[None]) * side(a[:, None], b[:, None], b[None]) < -1e-9
    two = side(a[None], b[None], a[:, None]) * side(a[None], b[None], b[:, None]) < -1e-9
    return bool((one & two).any())


def assert_sound(foot: Foot) -> None:
    outline = np.array(foot.outline)
    slack = 0.003 * max(np.ptp(outline, axis=0))
    for zone in place(foot).zones:
        for polygon in zone.polygons:
            shape = np.array(polygon)
            assert area(shape) > 0, zone.id
            assert not crosses_itself(shape), zone.id
            out = shape[~inside(shape, outline)]
            assert all(distance(point, outline) <= slack for point in out), zone.id


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("side", SIDES)
def test_zones_of_an_average_foot_are_whole_and_within_it(view: View, side: Side) -> None:
    foot = average_foot(view, side)
    assert_sound(foot)
    surface = "dorsal" if view == "anterior" else view
    due = {zone.id for zone in load_atlas().zones if surface in zone.views and zone.foot in ("both", side)}
    got = zones(foot)
    assert set(got) <= due
    # Zones that wrap from the sole onto a side, or run up the leg, may lie past the edge of a side view.
    missing = due - set(got)
    assert len(missing) <= 0.15 * len(due), missing
    assert sum(zone.visible for zone in got.values()) >= 0.8 * len(due)


def test_zones_on_real_feet_are_whole_and_within_them() -> None:
    for _, foot in annotated():
        assert_sound(foot)


def test_one_sided_zones_keep_to_their_side() -> None:
    left, right = (zones(average_foot("plantar", side)) for side in SIDES)
    assert {"heart_chinese", "spleen", "descending_colon", "sigmoid_rectum"} <= set(left) - set(right)
    assert {"liver", "gallbladder", "ascending_colon", "ileocecal_appendix"} <= set(right) - set(left)


def test_zones_lie_where_their_landmarks_are() -> None:
    for side in SIDES:
        foot = average_foot("plantar", side)
        marks = {name: np.array(mark.xy) for name, mark in foot.landmarks.items()}
        found = zones(foot)
        heel, toes = marks["heel_back"], marks["toe2_tip"]
        axis = (toes - heel) / np.linalg.norm(toes - heel) ** 2

        def along(zone: str, found: dict[str, PlacedZone] = found, heel: np.ndarray = heel, axis: np.ndarray = axis) -> float:
            return float((middle(found[zone]) - heel) @ axis)

        assert along("heel_gonads_pelvis") < along("small_intestine") < along("kidneys") < along("lungs") < along("eyes")
        assert np.linalg.norm(middle(found["pituitary"]) - marks["toe1_tip"]) < 0.1 * 600
        assert np.linalg.norm(middle(found["heel_gonads_pelvis"]) - marks["heel_center"]) < 0.06 * 600
        # The spine follows the inner edge, the shoulder lies on the outer one.
        inner, outer = marks["mtp1_medial"], marks["mtp5_lateral"]
        assert np.linalg.norm(middle(found["spine_thoracic"]) - inner) < np.linalg.norm(middle(found["spine_thoracic"]) - outer)
        assert np.linalg.norm(middle(found["shoulder"]) - outer) < np.linalg.norm(middle(found["shoulder"]) - inner)


def test_the_spine_runs_along_the_border_of_an_inner_side() -> None:
    foot = average_foot("medial", "left")
    found = zones(foot)
    order = ["spine_sacrum_coccyx", "spine_lumbar", "spine_thoracic", "spine_cervical"]
    assert [middle(found[name])[0] for name in order] == sorted(middle(found[name])[0] for name in order)
    ground = max(y for _, y in foot.outline)
    assert all(0.02 * 600 < ground - middle(found[name])[1] < 0.13 * 600 for name in order)


def test_zones_turn_and_mirror_with_the_foot() -> None:
    foot = average_foot("plantar", "left")
    move = Move(63, 0.7, (300, 40), mirror=True)
    moved = move.foot(foot)
    before, after = zones(foot), zones(moved)
    length = foot_length(moved)
    assert length is not None
    shared = set(before) & set(after)
    assert len(shared) > 35
    for name in shared:
        assert np.allclose(middle(after[name]), move.xy(middle(before[name])), atol=0.01 * length), name


def test_zones_of_a_hidden_toe_are_not_visible() -> None:
    found = zones(hiding(average_foot("plantar", "left"), "toe1_tip"))
    assert not found["pituitary"].visible
    assert found["kidneys"].visible


def test_without_an_outline_there_is_nothing_to_lay_zones_on() -> None:
    foot = average_foot("plantar", "left")
    bare = type(foot)(1, "left", 1, "plantar", 1, foot.box, (), foot.landmarks)
    assert place(bare).zones == ()
    assert "KI1" in {point.code for point in place(bare).points}
