import numpy as np
import pytest

from locator.drawing.panel import Row, Swatch, add_panel
from locator.drawing.style import Style

STYLE = Style(text=20, small=18, mark=8.0, line=2, gap=3.0, lang="en")
HEADER = [Row("Left foot", heading=True)]
FOOTER = [Row("For information only, not medical advice. " * 2)]


def _rows(count):
    kinds = [Swatch("point", (0, 114, 178)), Swatch("zone", (213, 94, 0), "7"), Swatch("hidden"), Swatch("none")]
    return [Row("Yongquan (Gushing Spring)", f"KI{n}", kinds[n % 4]) for n in range(count)]


def _photo(width, height):
    return np.random.default_rng(0).integers(0, 255, (height, width, 3)).astype(np.uint8)


@pytest.mark.parametrize(("width", "height"), [(600, 800), (800, 600), (1000, 1000), (300, 200), (2000, 300), (120, 90)])
@pytest.mark.parametrize("count", [0, 1, 12, 70])
def test_photo_stays_at_the_top_left_and_paper_is_added(width, height, count):
    photo = _photo(width, height)
    picture = add_panel(photo, HEADER, _rows(count), FOOTER, STYLE)
    assert (picture[:height, :width] == photo).all()
    beside, below = picture[:height, width:], picture[height:]
    assert beside.size or below.size
    for part in (picture[:, -6:], picture[-6:]):  # a margin all round: no line runs off the paper
        outside = part[height:] if part.shape[0] > height and part.shape[1] < width else part
        assert not outside.size or (picture[-3:, -3:] == 255).all()


def _ink(picture, width, height):
    rest = picture.copy()
    rest[:height, :width] = 255
    return (rest < 120).all(2)


@pytest.mark.parametrize(("width", "height"), [(600, 800), (800, 600), (300, 200)])
def test_nothing_is_written_into_the_margin(width, height):
    picture = add_panel(_photo(width, height), HEADER, _rows(50), FOOTER, STYLE)
    ink = _ink(picture, width, height)
    assert ink.any()
    assert not ink[:, -8:].any()
    assert not ink[-8:].any()


def test_more_rows_make_more_ink():
    few, many = (_ink(add_panel(_photo(600, 800), HEADER, _rows(n), FOOTER, STYLE), 600, 800).sum() for n in (5, 40))
    assert many > 3 * few


def test_portrait_gets_a_panel_beside_and_landscape_one_below():
    assert add_panel(_photo(900, 1200), HEADER, _rows(30), FOOTER, STYLE).shape[1] > 900
    wide = add_panel(_photo(1800, 900), HEADER, _rows(30), FOOTER, STYLE)
    assert wide.shape[1] == 1800
    assert wide.shape[0] > 900


def test_pictures_with_panels_are_not_long_strips():
    for width, height in ((900, 1200), (1200, 900), (400, 300), (300, 400)):
        for count in (5, 30, 70):
            size = add_panel(_photo(width, height), HEADER, _rows(count), FOOTER, STYLE).shape[:2]
            assert max(size) / min(size) < 2.2, (width, height, count, size)
