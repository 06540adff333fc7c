import dataclasses

import numpy as np
import pytest

from locator.atlas import load_atlas
from locator.drawing.areas import Area
from locator.drawing.captions import draw_captions, number_caption, point_captions, settle, zone_caption
from locator.drawing.style import Style
from locator.types import PlacedPoint

STYLE = Style(text=20, small=18, mark=8.0, line=2, gap=3.0, lang="en")
MIDDLE = (500.0, 500.0)


def _text(caption):
    return "".join(run.text for run in caption.runs)


def _points(codes, **changes):
    atlas = load_atlas()
    placed = [PlacedPoint(code, 100 + 60 * n, 300, 5, True, "") for n, code in enumerate(codes)]
    return [(dataclasses.replace(point, **changes), atlas.point(point.code), MIDDLE) for point in placed]


def test_few_points_are_labelled_with_names_many_with_codes():
    few = point_captions(_points(["KI2", "LR2"]), (1000, 1000), STYLE)
    assert [_text(caption) for caption in few] == ["KI2 Rángǔ", "LR2 Xíngjiān"]
    many = point_captions(_points([point.code for point in load_atlas().points[:15]]), (1000, 1000), STYLE)
    assert _text(many[0]) == "ST41"


def test_names_are_left_out_where_they_would_cover_a_small_photo():
    assert [_text(caption) for caption in point_captions(_points(["KI2", "LR2"]), (200, 150), STYLE)] == ["KI2", "LR2"]


def test_chinese_labels_hold_characters():
    captions = point_captions(_points(["KI1"]), (1000, 1000), dataclasses.replace(STYLE, lang="zh-Hant"))
    assert "湧泉" in _text(captions[0])


@pytest.mark.parametrize("size", [(1000, 1000), (200, 150)])
def test_points_with_a_caution_carry_a_warning_sign(size):
    warned, plain = point_captions(_points(["BL60", "BL61"]), size, STYLE)
    assert "⚠" in _text(warned)
    assert "⚠" not in _text(plain)


def test_hidden_points_have_grey_labels():
    (hidden,) = point_captions(_points(["KI2"], visible=False), (1000, 1000), STYLE)
    (seen,) = point_captions(_points(["KI2"]), (1000, 1000), STYLE)
    assert hidden.colour != seen.colour
    assert hidden.runs[0].colour != seen.runs[0].colour


def test_zone_labels_stand_on_their_zone_when_it_has_room():
    kidney = load_atlas().zone("kidneys")
    assert number_caption(7, kidney, Area(0, 300, 300, 40), MIDDLE, STYLE, hidden=False).request.centred
    assert not number_caption(7, kidney, Area(0, 300, 300, 4), MIDDLE, STYLE, hidden=False).request.centred
    assert zone_caption(kidney, Area(0, 300, 300, 60), MIDDLE, STYLE, hidden=False).request.centred
    beside = zone_caption(kidney, Area(0, 300, 300, 10), MIDDLE, STYLE, hidden=False)
    assert not beside.request.centred
    (spot,), extra = settle([beside], np.zeros((0, 3)), (1000, 1000), STYLE)
    assert spot.leader is not None
    assert extra == 0


def test_labels_without_room_widen_the_picture():
    captions = point_captions(_points([point.code for point in load_atlas().points[:30]], x=30.0, y=30.0), (90, 60), STYLE)
    canvas = np.full((60, 90, 3), 128, np.uint8)
    drawn = draw_captions(canvas, captions, np.zeros((0, 3)), STYLE)
    assert drawn.shape[0] == 60
    assert drawn.shape[1] > 90 + 60
    spots, extra = settle(captions, np.zeros((0, 3)), (90, 60), STYLE)
    assert drawn.shape[1] == 90 + extra
    assert all(spot.box[2] <= 90 + extra for spot in spots)
