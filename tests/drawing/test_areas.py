import cv2
import numpy as np

from locator.drawing.areas import arrange

NO_MARKS = np.zeros((0, 3))


def _square(x, y, side):
    return ((x, y), (x + side, y), (x + side, y + side), (x, y + side))


def test_large_zones_are_painted_first():
    areas = arrange([(_square(20, 20, 10),), (_square(0, 0, 100),), (_square(50, 50, 30),)], NO_MARKS)
    assert [area.index for area in areas] == [1, 2, 0]


def test_label_stands_in_the_middle_of_a_lonely_zone():
    (area,) = arrange([(_square(1000, 2000, 400),)], NO_MARKS)
    assert np.hypot(area.x - 1200, area.y - 2200) < 10
    assert abs(area.radius - 200) < 10


def test_label_keeps_off_zones_above_and_off_marks():
    large, small = _square(0, 0, 300), _square(0, 0, 150)
    areas = {area.index: area for area in arrange([(large,), (small,)], np.array([(225.0, 225.0, 20.0)]))}
    at = (areas[0].x, areas[0].y)
    assert cv2.pointPolygonTest(np.array(small, np.float32), at, True) < -30
    assert np.hypot(at[0] - 225, at[1] - 225) > 40


def test_zone_of_several_polygons_is_labelled_on_the_roomiest():
    (area,) = arrange([(_square(0, 0, 20), _square(100, 0, 80), _square(300, 0, 30))], NO_MARKS)
    assert 100 < area.x < 180


def test_covered_zone_still_has_a_place():
    areas = arrange([(_square(0, 0, 100),), (_square(0, 0, 100),)], NO_MARKS)
    assert {area.radius == 0 for area in areas} == {True, False}
    assert all(0 <= area.x <= 100 for area in areas)


def test_nothing_gives_nothing():
    assert arrange([], NO_MARKS) == []
