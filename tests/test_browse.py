"""From what people type and switch to what is drawn."""

import dataclasses

import pytest

from locator.atlas import load_atlas
from locator.browse import View, layers_of, look_up, shown
from locator.errors import AtlasError
from locator.placement import place
from locator.types import Image, Result
from tests.placement.feet import average_foot

ATLAS = load_atlas()


@pytest.fixture(scope="module")
def result():
    size = (3000, 3000)
    return Result(
        Image("", *size), (place(average_foot("plantar", "right"), size=size), place(average_foot("medial", "right"), size=size))
    )


def keys(result, **wishes):
    return {one.entry.key for one in shown(result, layers_of(View(**wishes), result, "en"))[0]}


@pytest.mark.parametrize(
    ("text", "goal", "first"),
    [
        ("KI1", None, "KI1"),
        ("UB60", None, "BL60"),
        ("湧泉", None, "KI1"),
        ("Yongquan", None, "KI1"),
        ("my heel hurts", "heel_pain", None),
        ("sleep", "sleep", None),
        ("失眠", "sleep", "SHIMIAN"),
        ("insomnia", "sleep", None),
        ("knee", "leg_pain", "knee"),
        ("kidney", None, "kidneys"),
    ],
)
def test_codes_names_goals_and_organs_are_understood(text, goal, first):
    found = look_up(text)
    assert (found.goal and found.goal.id) == goal
    assert found.entries
    if first:
        assert found.entries[0].key == first


def test_a_goal_gives_what_the_sources_name_for_it():
    found = look_up("heel pain")
    offered = ATLAS.for_goal("heel pain")
    assert found.entries == (*offered.points, *offered.zones)


def test_what_is_a_point_and_a_goal_gives_both_each_once():
    found = look_up("失眠")
    keys = [entry.key for entry in found.entries]
    assert set(keys) == {"SHIMIAN", "BL62"}
    assert len(keys) == 2


@pytest.mark.parametrize(("text", "says"), [("", "nothing was typed"), ("  ", "nothing was typed"), ("zzqx", "zzqx")])
def test_what_means_nothing_is_told(text, says):
    with pytest.raises(AtlasError, match=says):
        look_up(text)


def test_at_first_points_are_drawn_and_no_zones(result):
    drawn = keys(result)
    assert "KI1" in drawn
    assert not drawn & {zone.id for zone in ATLAS.zones}


def test_switches_add_and_take_away(result):
    zones = {zone.id for zone in ATLAS.zones}
    assert keys(result, zones=True) > keys(result)
    assert keys(result, points=False, zones=True) <= zones
    assert keys(result, points=False) == set()


def test_charts_of_a_school_leave_out_the_other_schools_zones(result):
    chinese = keys(result, points=False, zones=True, charts="chinese")
    western = keys(result, points=False, zones=True, charts="western")
    every = keys(result, points=False, zones=True, charts="all")
    assert all(ATLAS.zone(id).school in ("chinese", "both") for id in chinese)
    assert chinese != western
    assert chinese | western <= every
    assert keys(result, points=False, zones=True) < every


def test_a_meridian_leaves_only_its_points(result):
    assert {ATLAS.point(code).meridian for code in keys(result, meridian="KI")} == {"KI"}


def test_what_is_wanted_is_drawn_alone_whatever_the_switches(result):
    assert keys(result, points=False, zones=False, wanted=("KI1", "kidneys")) == {"KI1", "kidneys"}
    _, choice = shown(result, layers_of(View(wanted=("KI1", "LR3")), result, "en"))
    assert choice.absent == ("LR3",)


def test_switches_reach_the_layers(result):
    layers = layers_of(
        View(lines=True, meridians=True, landmarks=True, uncertainty=False, lit="KI1"), result, "zh-Hant", text=1.5
    )
    assert (layers.lines, layers.meridians, layers.landmarks, layers.uncertainty) == (True, True, True, False)
    assert (layers.lit, layers.lang, layers.text, layers.legend) == (("KI1",), "zh-Hant", 1.5, False)


def test_shown_names_the_foot_and_where_each_was_placed(result):
    found, _ = shown(result, layers_of(View(zones=True), result, "en"))
    assert [one.foot for one in found] == sorted(one.foot for one in found)
    assert {one.foot for one in found} == {0, 1}
    for one in found:
        foot = result.feet[one.foot]
        assert one.placed in (*foot.points, *foot.zones)


def test_a_view_is_a_value():
    assert dataclasses.replace(View(), zones=True) == View(zones=True)
