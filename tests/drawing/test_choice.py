import dataclasses

import pytest

from locator.atlas import load_atlas
from locator.drawing.choice import choose
from locator.drawing.layers import select
from locator.errors import AtlasError
from locator.types import PlacedPoint, PlacedZone

SQUARE = (((10.0, 10.0), (40.0, 10.0), (40.0, 40.0)),)


@pytest.fixture
def result(make):
    """KI1 and LR3 seen, KI3 hidden; kidneys seen, spleen hidden; both hearts, which schools dispute, seen."""
    base = make(400, 600, points=0, zones=0)
    points = tuple(PlacedPoint(code, 100, 100 + 50 * n, 5, code != "KI3", "") for n, code in enumerate(("KI1", "LR3", "KI3")))
    ids = ("kidneys", "spleen", "heart_chinese", "heart_western")
    zones = tuple(PlacedZone(id, SQUARE, id != "spleen") for id in ids)
    return dataclasses.replace(base, feet=(dataclasses.replace(base.feet[0], points=points, zones=zones),))


def _drawn(result, **wishes):
    return set(choose(select(**wishes), result, load_atlas()).drawn)


def test_default_is_all_points_seen_and_the_zones_that_sources_agree_on(result):
    assert _drawn(result) == {"KI1", "LR3", "kidneys"}


def test_an_empty_choice_draws_none_of_that_kind(result):
    assert _drawn(result, points=()) == {"kidneys"}
    assert _drawn(result, zones=()) == {"KI1", "LR3"}
    assert _drawn(result, points=(), zones=()) == set()


def test_what_is_named_is_drawn_and_nothing_else(result):
    assert _drawn(result, points="LR3") == {"LR3"}
    assert _drawn(result, zones="heart_western") == {"heart_western"}
    assert _drawn(result, points="LR3", zones="kidneys") == {"LR3", "kidneys"}
    assert _drawn(result, meridian="KI") == {"KI1"}
    assert _drawn(result, meridian="KI", zones="kidneys") == {"KI1", "kidneys"}


def test_a_hidden_point_or_zone_is_drawn_only_when_named(result):
    assert "KI3" in _drawn(result, points=("KI3",))
    assert "spleen" in _drawn(result, zones=("spleen",))
    choice = choose(select(points=("KI3", "KI1")), result, load_atlas())
    assert choice.seen == {"KI1"}


def test_goal_takes_what_the_sources_name_for_it(result):
    atlas = load_atlas()
    offered = atlas.for_goal("heel pain")
    keys = {entry.key for entry in (*offered.points, *offered.zones)}
    choice = choose(select(goal="heel pain"), result, atlas)
    assert choice.drawn == keys & {"KI1", "LR3", "kidneys", "heart_chinese", "heart_western"}
    assert set(choice.absent) == keys - choice.drawn


def test_school_leaves_out_zones_of_the_other(result):
    atlas = load_atlas()
    schools = {zone.id: zone.school for zone in atlas.zones}
    goal = next(goal for goal in atlas.goals if "heart_western" in goal.zones or any(schools[z] != "both" for z in goal.zones))
    wanted = {id for id in goal.zones if schools[id] in ("chinese", "both")}
    choice = choose(select(goal=goal.id, school="chinese"), result, atlas)
    assert {key for key in (*choice.drawn, *choice.absent) if key in schools} == wanted


def test_absent_is_empty_when_nothing_was_named(result):
    assert choose(select(), result, load_atlas()).absent == ()
    assert choose(select(points=("BL40", "KI1")), result, load_atlas()).absent == ("BL40",)


def test_a_point_beyond_the_border_is_absent(result):
    foot = result.feet[0]
    outside = (dataclasses.replace(foot.points[0], x=-3.0), *foot.points[1:])
    moved = dataclasses.replace(result, feet=(dataclasses.replace(foot, points=outside),))
    assert "KI1" not in _drawn(moved)
    assert choose(select(points="KI1"), moved, load_atlas()).absent == ("KI1",)


def test_a_code_that_the_atlas_lacks_is_refused(result):
    foot = result.feet[0]
    strange = dataclasses.replace(foot, points=(PlacedPoint("XX9", 1, 1, 1, True, ""),))
    with pytest.raises(AtlasError, match="XX9"):
        choose(select(), dataclasses.replace(result, feet=(strange,)), load_atlas())


def test_courses_join_visible_points_of_a_meridian_in_the_order_of_their_numbers(make):
    base = make(400, 600, points=0, zones=0)
    codes = ("KI6", "KI1", "KI3", "LR3", "EX-LE8", "EX-LE11")
    points = tuple(PlacedPoint(code, 10.0 * n, 20.0, 5, code != "KI3", "") for n, code in enumerate(codes))
    result = dataclasses.replace(base, feet=(dataclasses.replace(base.feet[0], points=points),))
    choice = choose(select(points=codes), result, load_atlas())
    assert choice.courses == (("KI", ((10.0, 20.0), (0.0, 20.0))),)
