"""Corrections: what a person sets is kept, and points and zones follow."""

import dataclasses
import math

import pytest

from locator import correct, measured, record
from locator.errors import LocatorError
from locator.pipeline import locate
from locator.placement import foot_length, place
from locator.types import Image, Result
from locator.vision.quality import SIDE_UNSURE
from tests.placement.feet import average_foot

SIZE = (2400, 2400)


def seen(view="plantar", side="right"):
    foot = place(average_foot(view, side), size=SIZE)
    return Result(Image("foot.jpg", *SIZE), (foot, foot))


def point(result, code, foot=0):
    return next(point for point in result.feet[foot].points if point.code == code)


def test_a_moved_landmark_takes_its_points_along_and_leaves_the_rest():
    before = seen()
    x, y = before.feet[0].landmarks["web23"].xy
    after = correct.move_landmark(before, 0, "web23", (x + 12, y + 30))
    mark = after.feet[0].landmarks["web23"]
    assert mark.xy == (x + 12, y + 30)
    assert (mark.visibility, mark.corrected) == (1.0, True)
    assert mark.sigma == pytest.approx(correct.BY_HAND * foot_length(before.feet[0]))
    old, new = point(before, "KI1"), point(after, "KI1")
    assert (new.x - old.x, new.y - old.y) == pytest.approx((8, 20), abs=0.5)  # two thirds of it: KI1 lies a third down the line
    assert after.feet[0].zones != before.feet[0].zones
    assert after.feet[1] == before.feet[1]
    assert before == seen()


def test_a_landmark_that_was_not_found_can_be_placed():
    before = seen()
    marks = {name: mark for name, mark in before.feet[0].landmarks.items() if name != "heel_center"}
    bare = dataclasses.replace(before, feet=(dataclasses.replace(before.feet[0], landmarks=marks),))
    xy = before.feet[0].landmarks["heel_center"].xy
    assert correct.move_landmark(bare, 0, "heel_center", xy).feet[0].landmarks["heel_center"].corrected


def test_a_landmark_that_the_photo_does_not_show_is_dropped_and_what_rests_on_it_is_placed_without():
    before = seen()
    after = correct.drop_landmark(before, 0, "web23")
    assert after.feet[0].landmarks.keys() == before.feet[0].landmarks.keys() - {"web23"}
    assert point(after, "KI1").xy != point(before, "KI1").xy
    assert after.feet[1] == before.feet[1]
    with pytest.raises(LocatorError, match="foot number 1 has no landmark 'web23'"):
        correct.drop_landmark(after, 0, "web23")


@pytest.mark.parametrize(
    ("foot", "name", "xy", "says"),
    [
        (2, "web23", (10, 10), "no foot number 3: 2 found"),
        (-1, "web23", (10, 10), "no foot number 0"),
        (0, "elbow", (10, 10), "no landmark 'elbow'"),
        (0, "web23", (9000, 10), "outside the photo"),
        (0, "web23", (float("nan"), 10), "outside the photo"),
    ],
)
def test_what_cannot_be_moved_is_told(foot, name, xy, says):
    with pytest.raises(LocatorError, match=says):
        correct.move_landmark(seen(), foot, name, xy)


def test_the_record_keeps_that_a_landmark_was_corrected():
    after = correct.move_landmark(seen(), 0, "web23", (500, 500))
    again = record.loads(record.dumps(after))
    assert again.feet[0].landmarks["web23"].corrected
    assert not again.feet[0].landmarks["web12"].corrected
    assert sum("corrected" in mark for mark in after.to_dict()["feet"][0]["landmarks"].values()) == 1


@pytest.mark.parametrize("view", ["plantar", "dorsal"])
def test_the_other_side_has_its_big_toe_on_the_other_side(view):
    before = seen(view)
    after = correct.set_side(before, 0, "left")
    foot = after.feet[0]
    assert (foot.side, foot.side_score, foot.view) == ("left", 1.0, view)
    assert foot.landmarks["toe1_tip"].xy == before.feet[0].landmarks["toe5_tip"].xy
    assert foot.landmarks["web12"].xy == before.feet[0].landmarks["web45"].xy
    assert foot.points
    assert foot.zones
    if view == "plantar":
        assert {zone.id for zone in foot.zones} - {zone.id for zone in before.feet[0].zones} >= {"spleen"}


def test_a_side_that_was_wrong_only_in_name_keeps_its_landmarks():
    right = seen()
    mislabelled = dataclasses.replace(right, feet=(dataclasses.replace(right.feet[0], side="left"),))
    after = correct.set_side(mislabelled, 0, "right")
    assert after.feet[0].landmarks == right.feet[0].landmarks
    assert after.feet[0].points == right.feet[0].points


def test_setting_the_same_side_says_it_is_sure_and_moves_nothing():
    before = seen()
    unsure = dataclasses.replace(before, feet=tuple(dataclasses.replace(foot, side_score=0.6) for foot in before.feet))
    after = correct.set_side(unsure, 1, "right")
    assert after.feet[1].side_score == 1.0
    assert after.feet[1].points == before.feet[1].points
    assert after.feet[0].side_score == 0.6


@pytest.mark.parametrize(("view", "other"), [("medial", "lateral"), ("lateral", "medial")])
def test_an_inner_side_seen_the_other_way_round_is_an_outer_side(view, other):
    before = seen(view, "left")
    for after in (correct.set_side(before, 0, "right"), correct.set_view(before, 0, other)):
        foot = after.feet[0]
        assert (foot.side, foot.view) == ("right", other)
        assert foot.landmarks[f"malleolus_{other}"].xy == before.feet[0].landmarks[f"malleolus_{view}"].xy
        assert f"malleolus_{view}" not in foot.landmarks
        assert {point.code for point in foot.points} != {point.code for point in before.feet[0].points}
        assert foot.points


def test_setting_the_view_places_the_points_of_that_view():
    before = seen("dorsal")
    after = correct.set_view(before, 0, "plantar")
    foot = after.feet[0]
    assert (foot.view, foot.view_score, foot.side) == ("plantar", 1.0, "right")
    assert "KI1" in {point.code for point in foot.points}
    assert correct.set_view(after, 0, "dorsal").feet[0].view == "dorsal"


def test_unknown_sides_and_views_are_told():
    with pytest.raises(LocatorError, match="unknown side 'both'; choose one of left, right"):
        correct.set_side(seen(), 0, "both")
    with pytest.raises(LocatorError, match="unknown view 'top'; choose one of plantar"):
        correct.set_view(seen(), 0, "top")


def test_swapping_toes_twice_changes_nothing_but_what_has_no_mirror_image():
    before = seen()
    twice = correct.swap_toes(correct.swap_toes(before, 0), 0).feet[0].landmarks
    assert set(before.feet[0].landmarks) - set(twice) <= {"arch_apex", "navicular"}
    assert all(twice[name] == before.feet[0].landmarks[name] for name in twice)


def test_feet_can_be_removed_to_the_last():
    before = seen()
    one = correct.remove_foot(before, 0)
    assert one.feet == before.feet[1:]
    assert one.refused is None
    none = correct.remove_foot(one, 0)
    assert none.feet == ()
    assert "another photo" in none.refused


def test_a_correction_keeps_the_scale_that_was_known():
    foot = place(average_foot("plantar", "right"), thumb_px=60.0, mm_per_px=0.4, size=SIZE)
    before = Result(Image("foot.jpg", *SIZE), (foot,))
    cun = correct.move_landmark(before, 0, "web23", (500, 500)).feet[0].cun
    assert (cun.source, cun.px) == ("thumb", 60.0)
    assert cun.mm == pytest.approx(24.0)
    assert math.isfinite(cun.sigma)


@pytest.mark.usefixtures("weights")
class TestLookAgain:
    def test_what_is_said_is_taken_and_landmarks_come_from_the_photo(self, samples):
        photo = samples / "right-sole.jpg"
        before = locate(photo)
        wrong = correct.set_side(before, 0, "left")
        again = correct.look_again(photo, wrong, 0, side="right")
        foot = again.feet[0]
        assert (foot.side, foot.side_score, foot.view) == ("right", 1.0, "plantar")
        length = foot_length(before.feet[0])
        for name, mark in before.feet[0].landmarks.items():
            assert math.dist(mark.xy, foot.landmarks[name].xy) < 0.03 * length, name
        assert [point.code for point in foot.points] == [point.code for point in before.feet[0].points]
        assert foot.zones

    def test_a_flank_told_by_its_view_is_of_the_side_that_fits(self, samples):
        photo = samples / "right-inner.jpg"
        before = locate(photo)
        outer = correct.look_again(photo, before, 0, view="lateral")
        assert (outer.feet[0].view, outer.feet[0].view_score, outer.feet[0].side) == ("lateral", 1.0, "left")
        inner = correct.look_again(photo, outer, 0, view="medial")
        assert (inner.feet[0].view, inner.feet[0].side) == ("medial", "right")

    def test_what_was_said_before_and_moved_by_hand_stays(self, samples):
        photo = samples / "left-top.jpg"
        moved = correct.move_landmark(locate(photo), 0, "toe2_tip", (300, 200))
        told = correct.look_again(photo, moved, 0, view="plantar")
        both = correct.look_again(photo, told, 0, side="right").feet[0]
        assert (both.side, both.side_score, both.view, both.view_score) == ("right", 1.0, "plantar", 1.0)
        assert both.landmarks["toe2_tip"] == moved.feet[0].landmarks["toe2_tip"]

    def test_the_scale_and_the_thumb_stay(self, samples):
        photo = samples / "right-inner.jpg"
        before = measured.with_thumb(measured.with_scale(locate(photo), (0.5,)), 20.0, 0.07)
        after = correct.look_again(photo, before, 0, side="right").feet[0].cun
        assert (after.source, after.px, after.mm) == ("thumb", pytest.approx(40.0), pytest.approx(20.0))
        assert after.sigma == pytest.approx(before.feet[0].cun.sigma)

    def test_a_place_without_a_foot_is_renamed(self, samples):
        before = seen()
        after = correct.look_again(samples / "empty-floor.jpg", before, 0, side="left")
        assert after.feet[0] == correct.set_side(before, 0, "left").feet[0]

    @pytest.mark.parametrize(("told", "says"), [({"side": "both"}, "unknown side"), ({"view": "above"}, "unknown view")])
    def test_what_is_no_side_or_view_is_refused(self, samples, told, says):
        with pytest.raises(LocatorError, match=says):
            correct.look_again(samples / "right-sole.jpg", seen(), 0, **told)


def test_whoever_sets_the_side_is_not_warned_of_it_any_more():
    doubt = ("foot 1 (right)" + SIDE_UNSURE, "foot 2 (right)" + SIDE_UNSURE)
    before = dataclasses.replace(seen(), warnings=doubt)
    assert correct.set_side(before, 0, "left").warnings == doubt[1:]
