import numpy as np
import pytest

from locator.drawing.primitives import box_, circle_, dashes_, disc_, fill_, line_, polygon_mask, stamp_

RED = (200, 10, 30)


def _canvas(height=60, width=80, value=255):
    return np.full((height, width, 3), value, np.uint8)


def test_disc_lies_at_its_centre_to_a_fraction_of_a_pixel():
    canvas = _canvas(value=0)
    disc_(canvas, (30.4, 25.7), 8, (255, 255, 255))
    weight = canvas[..., 0].astype(float)
    rows, columns = np.mgrid[:60, :80]
    assert (weight * columns).sum() / weight.sum() == pytest.approx(30.4, abs=0.1)
    assert (weight * rows).sum() / weight.sum() == pytest.approx(25.7, abs=0.1)
    assert weight.sum() / 255 == pytest.approx(np.pi * 8**2, rel=0.15)  # OpenCV adds half a pixel


def test_translucent_disc_mixes_colours_inside_only():
    canvas = _canvas(value=100)
    disc_(canvas, (40, 30), 10, (200, 200, 200), 0.5)
    assert abs(int(canvas[30, 40, 0]) - 150) <= 1
    assert (canvas[:10] == 100).all()


def test_huge_disc_costs_no_more_than_the_canvas():
    canvas = _canvas(value=100)
    disc_(canvas, (40, 30), 5e5, (200, 200, 200), 0.5)
    assert (np.abs(canvas.astype(int) - 150) <= 1).all()


def test_fill_paints_overlapping_polygons_once():
    a, b = [(10, 10), (40, 10), (40, 40), (10, 40)], [(20, 20), (60, 20), (60, 50), (20, 50)]
    canvas = _canvas()
    fill_(canvas, [a, b], (0, 0, 0), 0.5)
    assert abs(int(canvas[30, 30, 0]) - 128) <= 1  # in both
    assert abs(int(canvas[15, 15, 0]) - 128) <= 1  # in one
    assert (canvas[55, 70] == 255).all()


def test_polygon_outside_the_picture_has_an_empty_mask():
    mask, _ = polygon_mask([[(-50, -50), (-20, -50), (-20, -20)]], (60, 80))
    assert mask.size == 0 or not mask.any()


def test_shapes_may_reach_beyond_the_border():
    canvas = _canvas()
    fill_(canvas, [[(-20, -20), (30, -20), (30, 20), (-20, 20)]], RED)
    disc_(canvas, (79, 59), 10, RED, 0.5)
    circle_(canvas, (0, 59), 10, RED, 2)
    line_(canvas, [(-100, 30), (200, 31)], RED, 2)
    dashes_(canvas, [(-100, 50), (200, 51)], RED, 2, 6)
    box_(canvas, (60, -10, 120, 10), 4, RED)
    stamp_(canvas, (-5, -5), np.full((3, 3), 255, np.uint8), RED)
    assert (canvas[0, 0] == RED).all()
    assert (canvas[30, 79] != 255).any()


def test_dashes_have_gaps_and_reach_both_ends():
    canvas = _canvas(30, 200)
    dashes_(canvas, [(10, 15), (190, 15)], (0, 0, 0), 3, 10)
    row = canvas[15, :, 0] < 128
    starts = np.flatnonzero(np.diff(row.astype(int)) == 1)
    assert row[11]
    assert row[188]
    assert 7 <= len(starts) <= 11
    assert 0.3 < row[10:190].mean() < 0.75


def test_dashed_circle_is_not_closed():
    canvas = _canvas(80, 80)
    circle_(canvas, (40, 40), 25, (0, 0, 0), 2, dash=8)
    angle = np.linspace(0, 2 * np.pi, 360)
    ring = canvas[np.rint(40 + 25 * np.sin(angle)).astype(int), np.rint(40 + 25 * np.cos(angle)).astype(int), 0]
    assert 0.25 < (ring < 128).mean() < 0.8


def test_box_has_round_corners_and_can_be_an_edge():
    canvas = _canvas()
    box_(canvas, (10, 10, 70, 50), 10, RED)
    assert (canvas[30, 40] == RED).all()
    assert (canvas[11, 11] == 255).all()
    canvas = _canvas()
    box_(canvas, (10, 10, 70, 50), 10, RED, edge=2)
    assert (canvas[30, 40] == 255).all()
    assert (canvas[10, 40] == RED).all()
