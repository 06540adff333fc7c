import importlib.util
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from locator.atlas import LANGUAGES
from locator.drawing.text import _mask, fits, font_file, measure, text_, wrap

ROOT = Path(__file__).resolve().parents[2]
FONTS = resources.files("locator.drawing") / "fonts"


def _atlas_characters():
    words = (ROOT / f"locator/{part}/words.json" for part in ("cards", "drawing", "sheets"))
    files = [*(ROOT / "locator/atlas/data").glob("*.json"), *words]
    return sorted(set().union(*(path.read_text(encoding="utf-8") for path in files)) - {"\n"})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_font_holds_every_character_of_the_atlas(lang):
    font = ImageFont.truetype(str(FONTS / font_file(lang)), 24)
    tofu = bytes(font.getmask("\U0010ffff"))
    missing = [char for char in _atlas_characters() if not char.isspace() and bytes(font.getmask(char)) == tofu]
    assert not missing, f"run tools/subset_font.py: no glyph for {' '.join(missing)}"


@pytest.mark.parametrize("bold", [False, True])
def test_fonts_hold_pinyin_with_tone_marks(bold):
    font = ImageFont.truetype(str(FONTS / font_file("en", bold=bold)), 24)
    tofu = bytes(font.getmask("\U0010ffff"))
    assert not [char for char in "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńň⚠" if bytes(font.getmask(char)) == tofu]


def test_traditional_and_simplified_glyphs_differ():
    # 骨 has one code point; its inner corner turns left in mainland and right in Taiwanese print.
    hans, *_ = _mask("骨", 64, font_file("zh-Hans"), 0)
    hant, *_ = _mask("骨", 64, font_file("zh-Hant"), 0)
    assert hans.shape != hant.shape or (hans != hant).any()


def test_fonts_are_small_and_licensed():
    fonts = [file for file in FONTS.iterdir() if file.name.endswith(".otf")]
    assert {file.name for file in fonts} == {font_file(lang, bold=bold) for lang in LANGUAGES for bold in (False, True)}
    assert sum(len(file.read_bytes()) for file in fonts) < 1_500_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()


@pytest.mark.skipif(importlib.util.find_spec("fontTools") is None, reason="needs fonttools, as tools/subset_font.py does")
def test_font_tables_hold_every_character_of_the_atlas():
    from fontTools.ttLib import TTFont

    for lang in LANGUAGES:
        held = set(TTFont(str(FONTS / font_file(lang))).getBestCmap())
        assert not [char for char in _atlas_characters() if ord(char) not in held]


def test_text_is_centred_on_the_height_of_capitals():
    canvas = np.full((60, 200, 3), 255, np.uint8)
    text_(canvas, (10, 30), "HEH", 40, (0, 0, 0))
    rows, columns = np.nonzero(canvas[..., 0] < 128)
    assert abs((rows.min() + rows.max()) / 2 - 30) <= 1
    assert columns.min() >= 10
    assert columns.max() <= 10 + measure("HEH", 40)


def test_text_beyond_the_border_is_cut_off():
    canvas = np.full((20, 20, 3), 255, np.uint8)
    text_(canvas, (-30, -5), "湧泉湧泉", 30, (0, 0, 0), "zh-Hant", halo=2)
    text_(canvas, (500, 500), "out", 30, (0, 0, 0))
    assert (canvas != 255).any()


@given(st.lists(st.sampled_from(["pregnancy", "KI1", "涌泉", "；", "Zúlínqì", "（传统）", "a", "。"]), min_size=1, max_size=30))
@settings(max_examples=60)
def test_wrapped_lines_fit_and_lose_nothing(words):
    text = " ".join(words)
    lines = wrap(text, 150, 20, "zh-Hans")
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(measure(line, 20, "zh-Hans") <= 150 for line in lines)


def test_wrap_breaks_a_word_that_is_too_long():
    lines = wrap("Untersuchungsergebnis", 60, 20)
    assert len(lines) > 1
    assert "".join(lines) == "Untersuchungsergebnis"


def test_closing_marks_do_not_begin_a_line():
    for width in range(60, 200, 7):
        assert not [line for line in wrap("位置由照片估计，请勿按压。请咨询医生！", width, 20, "zh-Hans") if line[0] in "，。！"]


def test_fits_ends_long_text_with_an_ellipsis():
    assert fits("short", 500, 20) == "short"
    cut = fits("a rather long name of a zone", 100, 20)
    assert cut.endswith("…")
    assert measure(cut, 20) <= 100
