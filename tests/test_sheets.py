"""Sheets: whole, self-contained, cautions and limits on them, in each language."""

import dataclasses
import datetime
import io
import re
from html import unescape

import numpy as np
import pytest
from PIL import Image as Picture

from locator import sheets
from locator.atlas import LANGUAGES, load_atlas
from locator.drawing import draw, select
from locator.messages import in_language
from locator.placement import place
from locator.scaling import scaled
from locator.sheets import paper
from locator.types import Image, Result
from tests.chinese import english_prose, of_the_other_script
from tests.placement.feet import average_foot

DAY = datetime.date(2026, 11, 24)
SIZE = (1000, 1000)
WARNING = "the foot is blurred: hold the camera still and tap on the foot to focus"


@pytest.fixture(scope="module")
def result():
    foot = place(average_foot("lateral", "left"), size=(3000, 3000))
    return scaled(Result(Image("secret name.jpg", 3000, 3000), (foot,), warnings=(WARNING,)), *SIZE)


@pytest.fixture(scope="module")
def photo():
    return np.full((SIZE[1], SIZE[0], 3), 170, np.uint8)


def pages(data):
    """The pages of a PDF as pictures."""
    found = re.findall(rb"stream\r?\n(\xff\xd8.*?)\r?\nendstream", data, re.S)
    return [Picture.open(io.BytesIO(page)) for page in found]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_html_holds_picture_cards_cautions_limits_and_date(photo, result, lang):
    sheet = sheets.make(photo, result, select(points=("BL60", "GB40"), lang=lang), made=DAY)
    assert {card.key for card in sheet.cards} == {"BL60", "GB40"}
    text = sheets.html(sheet)
    atlas = load_atlas()
    assert f'<html lang="{lang}">' in text
    for needed in (atlas.evidence.disclaimer.get(lang), atlas.evidence.statement.get(lang), "2026-11-24", "BL60"):
        assert needed in text
    assert atlas.point("BL60").cautions[0].say(lang) in text
    assert "the foot is blurred" in text
    assert text.index(atlas.evidence.disclaimer.get(lang)) < text.index("<main>")
    assert "data:image/jpeg;base64," in text
    assert "http:" not in text
    assert "https:" not in text
    assert "<script" not in text
    assert "secret name" not in text


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant"])
def test_a_chinese_sheet_is_chinese_throughout(photo, result, lang):
    shown = sheets.make(photo, in_language(result, lang), select(lang=lang), made=DAY)
    assert len(shown.cards) > 10
    told = re.sub("<style>.*?</style>|<[^>]+>", " ", sheets.html(shown), flags=re.S)
    assert not english_prose(unescape(told)), english_prose(unescape(told))
    assert not of_the_other_script(told, lang), of_the_other_script(told, lang)


def test_the_picture_is_the_drawing_without_its_legend(photo, result):
    layers = select(points="BL60")
    sheet = sheets.make(photo, result, layers, made=DAY)
    assert (sheet.picture == draw(photo, result, dataclasses.replace(layers, legend=False))).all()


def test_of_two_feet_the_one_that_shows_a_point_is_told_of(photo, result):
    foot = result.feet[0]
    hidden = dataclasses.replace(foot, points=tuple(dataclasses.replace(point, visible=False) for point in foot.points))
    two = dataclasses.replace(result, feet=(hidden, foot))
    sheet = sheets.make(photo, two, select(points="BL60"), made=DAY)
    assert len(sheet.cards) == 1
    assert "does not show" not in str(sheet.cards[0].section("placed"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pdf_is_of_a4_pages_with_the_picture_on_the_first(photo, result, lang):
    red = photo.copy()
    red[:] = (250, 10, 10)
    sheet = sheets.make(red, result, select(points="BL60", lang=lang), made=DAY)
    data = sheets.pdf(sheet)
    assert data.startswith(b"%PDF")
    assert f"/Count {len(pages(data))}".encode() in data
    first = np.asarray(pages(data)[0]).astype(int)
    assert first.shape == (1754, 1240, 3)
    assert ((first[..., 0] > 200) & (first[..., 1] < 60)).mean() > 0.05
    assert first[-90:].min() < 160, "no disclaimer at the foot"
    assert (first[:90] > 240).all(), "no margin at the top"


def test_long_sheets_go_on_over_pages_and_lose_no_card(photo, result, monkeypatch):
    written = []
    original = paper._Paper.write
    monkeypatch.setattr(
        paper._Paper, "write", lambda self, text, size, **more: (written.append(text), original(self, text, size, **more))
    )
    sheet = sheets.make(photo, result, select(), made=DAY)
    made = paper.pdf(sheet)
    assert len(pages(made)) > 3
    for card in sheet.cards:
        assert any(card.title in text for text in written)
        for caution in card.section("cautions").lines:
            assert any(caution.text in text for text in written)


def test_a_sheet_without_choice_says_so(photo, result):
    sheet = sheets.make(photo, result, select(points=(), zones=()), made=DAY)
    assert sheet.cards == ()
    assert "No point or zone was chosen" in sheets.html(sheet)
    assert len(pages(sheets.pdf(sheet))) == 1


def test_text_is_escaped(photo, result):
    hostile = dataclasses.replace(result, warnings=("<img src=x onerror=alert(1)>",))
    text = sheets.html(sheets.make(photo, hostile, select(points="BL60"), made=DAY))
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text
