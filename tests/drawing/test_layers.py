import dataclasses

import pytest

from locator.drawing.layers import Layers, select
from locator.errors import AtlasError


def test_names_in_any_writing_become_codes():
    layers = select(points=("LV-3", "Yongquan", "kid 3", "LR3"), zones="kidneys", meridian="Kidney", goal="my heel hurts")
    assert layers.points == ("LR3", "KI1", "KI3")
    assert layers.zones == ("kidneys",)
    assert (layers.meridian, layers.goal) == ("KI", "heel_pain")


def test_a_shared_name_stands_for_all_its_points():
    assert select(points="Bafeng").points == ("EX-LE10-1", "EX-LE10-2", "EX-LE10-3", "EX-LE10-4")


def test_nothing_named_is_the_default():
    assert select() == Layers()
    assert select(points=(), zones=()) == Layers(points=(), zones=())


def test_selecting_twice_changes_nothing():
    once = select(points=["lv3"], zones=["liver"], meridian="UB", goal="sleep", lang="zh-Hant", school="chinese", outline=False)
    assert select(**dataclasses.asdict(once)) == once


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"points": "Atlantis"}, "Atlantis"),
        ({"points": "kidneys"}, "not an acupoint"),
        ({"zones": "KI1"}, "not a reflex zone"),
        ({"meridian": "XY"}, "XY"),
        ({"goal": "world peace"}, "world peace"),
        ({"lang": "de"}, "unknown language 'de'; choose one of en, zh-Hans, zh-Hant"),
        ({"school": "thai"}, "unknown school 'thai'; choose one of western, chinese"),
        ({"shadow": True}, "unknown layer 'shadow'"),
    ],
)
def test_unknown_names_are_refused(wrong, message):
    with pytest.raises(AtlasError, match=message):
        select(**wrong)


def test_lit_entries_are_looked_up_whether_points_or_zones():
    assert select(lit=("LV-3", "kidneys")).lit == ("LR3", "kidneys")
    assert select().lit == ()
    with pytest.raises(AtlasError, match="QQ9"):
        select(lit="QQ9")


def test_text_sizes_beyond_reading_are_refused():
    assert select(text=2.0).text == 2.0
    with pytest.raises(AtlasError, match="to 4 times its usual size"):
        select(text=9.0)
