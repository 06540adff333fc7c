import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locator.placement import foot_length
from locator.placement.chart import across, chart_of
from locator.placement.frame import frame_of
from locator.types import SIDES, VIEWS, Side, View
from tests.placement.feet import Move, annotated, average_foot, evaluator, hiding, without

moves = st.builds(
    Move,
    st.floats(-180, 180),
    st.floats(0.2, 5),
    st.tuples(st.floats(-3000, 3000), st.floats(-3000, 3000)),
    st.booleans(),
)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("side", SIDES)
def test_an_average_foot_lies_on_its_chart(view: View, side: Side) -> None:
    foot = average_foot(view, side)
    frame = frame_of(foot)
    assert frame is not None
    assert frame.length == pytest.approx(600, rel=0.01)
    for name, xy in chart_of(view).landmarks.items():
        assert np.allclose(frame.to_chart(np.array(foot.landmarks[name].xy)), xy, atol=0.01), name
        assert np.allclose(frame.to_photo(frame.to_chart(np.array([10.0, 20.0]))), [10, 20])


@given(st.sampled_from(VIEWS), st.sampled_from(SIDES), moves)
@settings(max_examples=60)
def test_the_frame_turns_with_the_foot(view: View, side: Side, move: Move) -> None:
    foot = average_foot(view, side)
    before, after = frame_of(foot), frame_of(move.foot(foot))
    assert before is not None
    assert after is not None
    assert after.length == pytest.approx(before.length * move.zoom, rel=1e-6)
    for chart in ([0.0, 0.0], [0.3, 0.4]):
        there = move.xy(before.to_photo(np.array(chart)))
        assert np.allclose(after.to_photo(np.array(chart)), there, atol=1e-4 * after.length)


@pytest.mark.parametrize(
    ("view", "side", "way", "points"),
    [
        # Toes up, a left sole has its big toe on the image's left and a left dorsum on its right.
        ("plantar", "left", "lateral", [1, 0]),
        ("plantar", "right", "lateral", [-1, 0]),
        ("dorsal", "left", "lateral", [-1, 0]),
        ("dorsal", "right", "lateral", [1, 0]),
        # Standing, a left foot points to the image's right when seen from its inner side, to the left from its outer side.
        ("medial", "left", "anterior", [1, 0]),
        ("medial", "right", "anterior", [-1, 0]),
        ("lateral", "left", "anterior", [-1, 0]),
        ("lateral", "right", "anterior", [1, 0]),
        # From behind, a left foot's outer side is on the image's left.
        ("posterior", "left", "lateral", [-1, 0]),
    ],
)
def test_directions_are_the_persons(view: View, side: Side, way: str, points: list[int]) -> None:
    foot = average_foot(view, side)
    upright = {"lateral": "distal", "anterior": "up"}[way] if view != "posterior" else "up"
    frame = frame_of(foot)
    assert frame is not None
    x, y = frame.directions()[upright]
    turned = frame_of(Move(-90 - float(np.degrees(np.arctan2(y, x)))).foot(foot))
    assert turned is not None
    assert np.allclose(turned.directions()[upright], [0, -1], atol=1e-6)
    assert np.allclose(turned.directions()[way], points, atol=1e-6)


def test_landmarks_overrule_a_wrong_side() -> None:
    foot = average_foot("plantar", "left")
    wrong = type(foot)(1, "right", 1, "plantar", 1, foot.box, foot.outline, foot.landmarks)
    right, corrected = frame_of(foot), frame_of(wrong)
    assert right is not None
    assert corrected is not None
    assert np.allclose(right.axes, corrected.axes)


def test_the_length_is_measured_where_both_ends_show_and_fitted_elsewhere() -> None:
    foot = average_foot("plantar", "right")
    whole = frame_of(foot)
    assert whole is not None
    assert whole.whole
    for cut in (without(foot, "heel_back"), hiding(foot, "heel_back"), without(foot, "toe1_tip", "toe2_tip")):
        frame = frame_of(cut)
        assert frame is not None
        assert not frame.whole
        assert frame.length == pytest.approx(whole.length, rel=0.02)
    assert foot_length(foot) == pytest.approx(594, rel=0.02)


def test_too_little_to_go_by_gives_no_frame() -> None:
    foot = average_foot("plantar", "right")
    one = {"web23": foot.landmarks["web23"]}
    assert frame_of(type(foot)(1, "right", 1, "plantar", 1, foot.box, foot.outline, one)) is None
    assert foot_length(type(foot)(1, "right", 1, "plantar", 1, foot.box, foot.outline, {})) is None


def test_u_runs_between_the_edges_of_the_chart() -> None:
    chart = chart_of("plantar")
    edges = across(chart, np.array([[0, 0.74], [1, 0.64], [0.5, 0.15]]))
    assert np.allclose(edges, [[-0.19, 0.74], [0.185, 0.64], [0, 0.15]])


def test_lengths_of_real_feet_agree_with_their_extent() -> None:
    score = evaluator()
    for truth, foot in annotated():
        if foot.view in ("plantar", "medial") and "heel_back" in foot.landmarks and "toe1_tip" in foot.landmarks:
            length = foot_length(foot)
            assert length is not None
            # A side view's greatest extent runs to the leg when the foot is short in the picture, so it only bounds.
            assert 0.85 * score.feret(truth["outline"]) < length <= 1.01 * score.feret(truth["outline"]), truth["view"]
