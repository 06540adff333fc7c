import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locator.landmarks import NAMES
from locator.placement import place
from locator.placement.book import load_rules
from locator.types import SIDES, VIEWS, Foot, Landmark, PlacedPoint, Side, View
from tests.placement.feet import Move, annotated, average_foot, evaluator, hiding, without
from tests.placement.test_zones import assert_sound

CONTRACT = set(NAMES[:21])
moves = st.builds(
    Move, st.floats(-180, 180), st.floats(0.2, 5), st.tuples(st.floats(-3000, 3000), st.floats(-3000, 3000)), st.booleans()
)


def points(foot: Foot) -> dict[str, PlacedPoint]:
    return {point.code: point for point in place(foot).points}


def test_annotated_landmarks_give_the_evaluators_points() -> None:
    """The bar of the project: within 0.5 % of the foot's extent wherever the reference follows from landmarks."""
    score = evaluator()
    errors: dict[str, list[float]] = {}
    for truth, foot in annotated():
        got = points(foot)
        for code, xy in score.reference_points(truth).items():
            assert code in got, (code, truth["view"])
            errors.setdefault(code, []).append(float(np.linalg.norm(np.array(got[code].xy) - xy)) / score.feret(truth["outline"]))
    assert set(errors) == {"KI1", "KI3", "KI6", "BL60", "BL62", "SHIMIAN", "ST41"}
    assert {code: max(worst) for code, worst in errors.items() if max(worst) > 0.005} == {}


@given(st.sampled_from(VIEWS), st.sampled_from(SIDES), moves)
@settings(max_examples=60)
def test_a_foot_turned_scaled_moved_or_mirrored_has_the_same_points(view: View, side: Side, move: Move) -> None:
    foot = average_foot(view, side)
    before, after = points(foot), points(move.foot(foot))
    assert before.keys() == after.keys()
    for code, point in before.items():
        assert np.allclose(after[code].xy, move.xy(point.xy), atol=1e-3 * 600 * move.zoom), code
        assert after[code].sigma == pytest.approx(point.sigma * move.zoom, rel=1e-3), code
        assert after[code].rule == point.rule
        assert after[code].visible == point.visible


def test_real_feet_turned_and_mirrored_have_the_same_points() -> None:
    move = Move(123, 0.6, (40, 900), mirror=True)
    for truth, foot in annotated():
        before, after = points(foot), points(move.foot(foot))
        assert before.keys() == after.keys(), truth["view"]
        size = max(np.ptp(np.array(foot.outline), axis=0)) * move.zoom
        for code, point in before.items():
            assert np.allclose(after[code].xy, move.xy(point.xy), atol=0.002 * size), (code, truth["view"])


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("side", SIDES)
def test_every_point_with_rules_for_the_view_is_placed(view: View, side: Side) -> None:
    got = points(average_foot(view, side))
    due = {code for code, views in load_rules().points.items() if view in views}
    if view == "anterior":
        due -= {"GB38", "GB39"}
    assert due <= set(got)
    assert all(point.sigma > 0 for point in got.values())


@pytest.mark.parametrize("view", ["plantar", "dorsal", "medial", "lateral"])
def test_the_21_landmarks_of_the_contract_are_enough(view: View) -> None:
    foot = average_foot(view, "left")
    full = points(foot)
    lean = points(dataclasses.replace(foot, landmarks={k: v for k, v in foot.landmarks.items() if k in CONTRACT}))
    assert lean.keys() == full.keys()
    for code, point in lean.items():
        gap = np.linalg.norm(np.array(point.xy) - full[code].xy)
        assert gap <= 1.5 * np.hypot(point.sigma, full[code].sigma), (code, point.rule, full[code].rule)


def test_a_hidden_landmark_costs_sureness_or_visibility_but_never_the_point() -> None:
    foot = average_foot("medial", "right")
    seen, hidden, gone = points(foot), points(hiding(foot, "malleolus_medial")), points(without(foot, "malleolus_medial"))
    assert seen["KI3"].visible
    assert not hidden["KI3"].visible
    assert hidden["KI3"].rule.endswith("(from hidden landmarks)")
    assert hidden["KI3"].xy == seen["KI3"].xy
    assert hidden["KI3"].sigma > seen["KI3"].sigma
    assert gone["KI3"].rule == "at p 0.14, q 0.32 (of an average foot)"
    assert gone["KI3"].sigma > seen["KI3"].sigma
    assert "EX-LE8" not in gone


def test_points_of_the_leg_need_the_leg_to_be_seen() -> None:
    foot = average_foot("medial", "left")
    with_leg, without_leg = points(foot), points(without(foot, "tibia_border"))
    for code in ("SP6", "KI7", "KI8"):
        assert with_leg[code].visible
        assert not without_leg[code].visible
        assert without_leg[code].rule.endswith("(estimated past the foot's outline)")
        assert without_leg[code].sigma > with_leg[code].sigma
    outer, footless = average_foot("lateral", "left"), without(average_foot("lateral", "left"), "fibula_border")
    assert all(points(outer)[code].visible and not points(footless)[code].visible for code in ("BL59", "GB38", "GB39"))


def test_oblique_photos_show_points_of_two_surfaces() -> None:
    seen = []
    for truth, foot in annotated():
        got = points(foot)
        oblique = {code for code, point in got.items() if point.rule.endswith("(seen obliquely)")}
        if truth["view"] == "oblique-dorsomedial":
            assert {"LR3", "ST43", "LR2"} <= set(got) - oblique
            assert {"SP4", "KI2", "KI6"} <= oblique
            seen.append(truth["view"])
        if truth["view"] in ("plantar", "medial") and "web34" not in foot.landmarks:
            assert oblique == set()
    assert len(seen) >= 3


def test_an_oblique_point_is_less_sure_than_the_same_point_in_its_own_view() -> None:
    side = average_foot("medial", "left")
    marks = dict(side.landmarks)
    oblique = points(dataclasses.replace(side, view="dorsal", landmarks=marks | dorsum(side)))
    assert oblique["KI3"].rule == "midway malleolus_medial and achilles (seen obliquely)"
    assert oblique["KI3"].xy == points(side)["KI3"].xy


def dorsum(side: Foot) -> dict[str, Landmark]:
    """Toes and webs of a foot seen from its inner side and a little from above."""
    x, y = side.landmarks["toe1_tip"].xy
    names = ["web12", "web23", "web34", "web45", "toe2_tip", "toe3_tip"]
    return {name: Landmark(x - 40 - 8 * k, y - 20 - 12 * k, 0.9, 5.0) for k, name in enumerate(names)}


def test_anatomy_on_real_feet() -> None:
    """What a foot doctor would check first, without a reference point: order and sides."""
    for truth, foot in annotated():
        got = {code: np.array(point.xy) for code, point in points(foot).items()}
        marks = {name: np.array(mark.xy) for name, mark in foot.landmarks.items()}
        if truth["view"] == "dorsal" and {"ankle_front", "web12", "web23", "web45"} <= marks.keys():
            axis = marks["web23"] - marks["ankle_front"]
            axis = axis / np.linalg.norm(axis)
            for chain in (["LR2", "LR3", "ST41"], ["ST44", "ST43", "ST42", "ST41"], ["GB43", "GB42", "GB41", "ST41"]):
                way = [got[code] @ axis for code in chain]
                assert way == sorted(way, reverse=True), chain
            across = marks["web45"] - marks["web12"]
            assert got["LR3"] @ across < got["ST42"] @ across + 0.02 * across @ across
            assert got["ST43"] @ across < got["GB42"] @ across
        if truth["view"] == "medial" and {"malleolus_medial", "achilles"} <= marks.keys():
            forward = marks["toe1_tip"] - marks["heel_back"]
            way = [got[code] @ forward for code in ("KI3", "EX-LE8", "LR4", "KI2", "SP4", "SP3", "SP2", "SP1")]
            assert (np.diff(way) > -0.02 * forward @ forward).all()
            assert got["KI5"] @ forward == pytest.approx(got["KI3"] @ forward, abs=0.15 * forward @ forward)


coordinates = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))


@given(
    st.sampled_from(VIEWS),
    st.sampled_from(SIDES),
    st.dictionaries(st.sampled_from(NAMES), st.tuples(coordinates, st.floats(0, 1), st.floats(0, 500)), max_size=20),
    st.lists(coordinates, max_size=12),
)
@settings(max_examples=150)
def test_nonsense_is_placed_without_a_crash_or_a_number_that_is_none(
    view: View,
    side: Side,
    marks: dict[str, tuple[tuple[float, float], float, float]],
    outline: list[tuple[float, float]],
) -> None:
    landmarks = {name: Landmark(*xy, visibility, sigma) for name, (xy, visibility, sigma) in marks.items()}
    placed = place(Foot(1, side, 1, view, 1, (0, 0, 1, 1), tuple(outline), landmarks))
    for point in placed.points:
        assert np.isfinite([point.x, point.y, point.sigma]).all()
        assert point.sigma > 0
    assert all(np.isfinite(polygon).all() for zone in placed.zones for polygon in zone.polygons)


def test_landmarks_as_unsure_as_a_networks_keep_zones_whole() -> None:
    rng = np.random.default_rng(3)
    for _ in range(6):
        for view in ("plantar", "dorsal", "medial"):
            foot = average_foot(view, "left")
            marks = {k: Landmark(*(np.array(m.xy) + rng.normal(0, 15, 2)), 0.9, 20.0) for k, m in foot.landmarks.items()}
            got = place(dataclasses.replace(foot, landmarks=marks))
            assert sum(zone.visible for zone in got.zones) >= 0.8 * len(got.zones)
            assert_sound(got)


def test_too_few_landmarks_place_nothing_but_a_thumb_still_gives_the_cun() -> None:
    foot = average_foot("plantar", "left")
    bare = dataclasses.replace(foot, landmarks={"web23": foot.landmarks["web23"]})
    assert place(bare) == dataclasses.replace(bare, cun=None, points=(), zones=())
    cun = place(bare, thumb_px=40).cun
    assert cun is not None
    assert (cun.px, cun.source) == (40, "thumb")


def test_placing_again_changes_nothing_and_keeps_what_was_found() -> None:
    foot = average_foot("dorsal", "right")
    once = place(foot)
    assert place(once) == once
    assert dataclasses.replace(once, cun=None, points=(), zones=()) == foot
    assert once.landmarks is foot.landmarks


def test_points_beyond_the_photo_are_placed_but_not_visible() -> None:
    foot = average_foot("plantar", "left")
    middle = np.median([mark.y for mark in foot.landmarks.values()])
    whole = {point.code: point for point in place(foot).points}
    cut = {point.code: point for point in place(foot, size=(10_000, int(middle))).points}
    assert whole.keys() == cut.keys()
    beyond = {code for code, point in whole.items() if point.visible and point.y > int(middle) - 0.5}
    assert beyond
    assert {code for code in whole if whole[code].visible and not cut[code].visible} >= beyond
    assert any(point.visible for point in cut.values())
