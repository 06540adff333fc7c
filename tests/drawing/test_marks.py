import dataclasses

import numpy as np
import pytest

from locator.drawing import marks
from locator.drawing.palette import DARK, LIGHT
from locator.drawing.style import Style

BLUE = (0, 114, 178)
STYLE = Style(text=20, small=18, mark=8.0, line=2, gap=3.0, lang="en")


def _canvas(value=128):
    return np.full((100, 120, 3), value, np.uint8)


@pytest.mark.parametrize("skin", [15, 245])
def test_mark_shows_its_colour_and_stands_out_on_any_skin(skin):
    canvas = _canvas(skin)
    marks.point_(canvas, (60, 50), BLUE, STYLE, hidden=False)
    assert tuple(canvas[50, 60]) == BLUE
    row = canvas[50, 60:80].astype(int).sum(1)
    assert row.max() - row.min() > 500  # a white and a dark ring, whatever the skin


def test_hidden_mark_is_hollow():
    canvas = _canvas()
    marks.point_(canvas, (60, 50), BLUE, STYLE, hidden=True)
    assert (canvas[48:53, 58:63] == 128).all()
    assert (canvas != 128).any()


def test_ring_has_the_radius_of_sigma():
    canvas = _canvas()
    marks.ring_(canvas, (60, 50), 30, BLUE, STYLE)
    assert tuple(canvas[50, 90]) == BLUE
    assert tuple(canvas[20, 60]) == BLUE
    assert (canvas[50, 97] == 128).all()


def test_ring_is_left_out_when_the_mark_would_cover_it():
    assert not marks.has_ring(STYLE.mark, STYLE)
    assert marks.has_ring(2 * STYLE.mark, STYLE)


def test_zone_lets_the_skin_show_through_and_a_hidden_one_is_an_empty_outline():
    square = [((20.0, 20.0), (100.0, 20.0), (100.0, 80.0), (20.0, 80.0))]
    canvas = _canvas(200)
    marks.area_(canvas, square, BLUE, STYLE, hidden=False)
    expected = marks.AREA_ALPHA * np.array(BLUE) + (1 - marks.AREA_ALPHA) * 200
    assert np.abs(canvas[50, 60] - expected).max() <= 1
    canvas = _canvas(200)
    marks.area_(canvas, square, BLUE, STYLE, hidden=True)
    assert (canvas[30:70, 30:90] == 200).all()
    assert (canvas[18:23, 30:90] != 200).any()


def test_landmarks_that_are_not_seen_are_grey(make):
    foot = make(120, 100, points=0, zones=0).feet[0]
    landmark = dataclasses.replace(foot.landmarks["heel_back"], x=60.0, y=50.0)
    for visibility, colour in ((1.0, LIGHT), (0.1, marks.GREY)):
        canvas = _canvas()
        seen = {"heel_back": dataclasses.replace(landmark, visibility=visibility)}
        marks.landmarks_(canvas, dataclasses.replace(foot, landmarks=seen), STYLE)
        assert tuple(canvas[50, 60]) == colour


def test_guides_join_landmarks_that_are_seen(make):
    from locator.landmarks import SKELETON

    a, b = SKELETON[0]
    foot = make(120, 100, points=0, zones=0).feet[0]
    at = foot.landmarks["heel_back"]
    ends = {a: dataclasses.replace(at, x=10.0, y=50.0), b: dataclasses.replace(at, x=110.0, y=50.0)}
    canvas = _canvas()
    marks.guides_(canvas, dataclasses.replace(foot, landmarks=ends), STYLE)
    assert (canvas[50, 15:105] != 128).any(1).all()
    canvas = _canvas()
    marks.guides_(canvas, dataclasses.replace(foot, landmarks={a: ends[a]}), STYLE)
    assert (canvas == 128).all()


def test_label_holds_its_text():
    runs = (marks.Run("KI1", True), marks.Run(" Yǒngquán"))
    width, height = marks.label_size(runs, STYLE)
    canvas = np.full((60, 200, 3), 128, np.uint8)
    box = (10.0, 10.0, 10.0 + width, 10.0 + height)
    marks.label_(canvas, box, runs, BLUE, STYLE)
    rows, columns = np.nonzero((canvas < 60).all(2))  # the ink
    assert columns.min() > box[0] + 2
    assert columns.max() < box[2] - 2
    assert rows.min() > box[1]
    assert rows.max() < box[3]
    assert (canvas[:8] == 128).all()


def test_number_is_dark_on_a_light_halo():
    canvas = _canvas(40)
    marks.number_(canvas, (40, 40, 80, 66), "23", STYLE)
    part = canvas[40:66, 40:80].reshape(-1, 3)
    assert (part == LIGHT).all(1).any()
    assert (np.abs(part.astype(int) - DARK).max(1) < 8).any()


def test_guide_lines_run_on_the_photo_with_their_names():
    canvas = _canvas()
    marks.lines_(canvas, [("Waist line", [(10.0, 50.0), (60.0, 50.0)])], STYLE)
    assert (canvas[50, 12:58] != 128).any(1).all()
    assert (canvas[:, 70:] != 128).any(), "no name at its end"


def test_what_is_lit_stands_out_between_dark_edges():
    for draw_lit in (
        lambda canvas: marks.halo_(canvas, (60.0, 50.0), STYLE),
        lambda canvas: marks.lit_(canvas, [[(40.0, 30.0), (80.0, 30.0), (80.0, 70.0), (40.0, 70.0)]], STYLE),
    ):
        canvas = _canvas()
        draw_lit(canvas)
        row = [tuple(pixel) for pixel in canvas[50]]
        assert row.count(marks.LIT) >= 2
        assert any(sum(map(int, pixel)) < 300 for pixel in row[: row.index(marks.LIT)]), "no dark edge before the bright one"
