"""The tab Atlas without a browser: what is drawn, listed and said for what the reader chose."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from locator import favourites
from locator.atlas import LANGUAGES, load_atlas
from locator.charts import CHART_VIEWS, drawing_of
from locator.errors import RecordError
from locator.favourites import Own
from locator.images import open_image
from locator.quiz import judge
from locator.types import Image, Result

if importlib.util.find_spec("gradio") is None:
    pytest.skip("needs the extra app (gradio)", allow_module_level=True)

from app import atlas_own, atlas_quiz
from app import atlas_view as view
from app.atlas_view import Look
from app.words import Words

WORDS, ATLAS = Words(), load_atlas()
PLAIN = Look("plantar", "left", "both", "all", "", "", [], None)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(look: Look, lang: str = "en") -> list[ET.Element]:
    html = view.boards(look, view.find(look), WORDS, lang)
    return [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.S)]


def keys(element: ET.Element) -> set[str]:
    return {one.get("data-key", "") for one in element.iter() if "mark" in one.get("class", "").split()}


def listed(look: Look, lang: str = "en") -> list[str]:
    return re.findall(r'data-key="([^"]+)"', view.list_beside(look, view.find(look), WORDS, lang))


@pytest.mark.parametrize("shown", CHART_VIEWS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_names_what_the_drawings_show_and_what_lies_beyond(shown, lang) -> None:
    look = dataclasses.replace(PLAIN, view=shown, side="both")
    on_drawings = set().union(*map(keys, drawn(look, lang)))
    beyond = {point.code for point in ATLAS.points if point.out_of_frame}
    assert set(listed(look, lang)) == on_drawings | beyond
    assert len(listed(look, lang)) == len(on_drawings | beyond), "each once"


def test_soles_face_the_viewer_and_backs_do_not() -> None:
    def sides(seen):
        return [svg.get("data-side") for svg in drawn(dataclasses.replace(PLAIN, view=seen, side="both"))]

    assert sides("plantar") == ["right", "left"]
    assert sides("dorsal") == ["left", "right"]


def test_schools_stand_side_by_side() -> None:
    western, chinese = drawn(dataclasses.replace(PLAIN, charts="compare"))
    assert "heart_western" in keys(western) - keys(chinese)
    assert "heart_chinese" in keys(chinese) - keys(western)


def test_filters_leave_out() -> None:
    (points,) = drawn(dataclasses.replace(PLAIN, view="medial", kinds="points", meridian="SP"))
    assert keys(points) == {"SP1", "SP2", "SP3", "SP4", "SP5", "SP6"}


def test_several_goals_are_ranked_with_their_cautions_and_without_promise() -> None:
    look = dataclasses.replace(PLAIN, goals=["stress", "digestion", "low_back_pain"])
    found = view.find(look)
    html = view.list_beside(look, found, WORDS, "en")
    assert listed(look) == [one.entry.key for one in found.ranked]
    assert "2 of 3" in html
    assert html.index("2 of 3") < html.index("1 of 3")
    assert "It promises no effect" in html
    assert "Pregnancy" in html, "a caution of the goal low back pain"
    assert html.index("Pregnancy") < html.index("2 of 3"), "cautions come first"
    assert ATLAS.evidence.statement.en in html


def test_leg_pain_is_not_sciatica() -> None:
    assert [goal.id for goal in view.find(dataclasses.replace(PLAIN, goals=["leg_pain"])).goals] == ["leg_pain"]


@pytest.mark.parametrize(("query", "first"), [("LV-3", "LR3"), ("涌泉", "KI1"), ("kidneys", "kidneys"), ("my heel hurts", "KI7")])
def test_a_search_lights_what_it_finds(query, first) -> None:
    look = dataclasses.replace(PLAIN, query=query)
    found = view.find(look)
    assert first in found.keys
    for svg in drawn(look):
        for mark in svg.iter():
            if "mark" in mark.get("class", "").split():
                assert ("dim" in mark.get("class").split()) == (mark.get("data-key") not in found.keys)


def test_a_search_for_nothing_known_says_what_to_do_and_stays_text() -> None:
    look = dataclasses.replace(PLAIN, query="<img src=x>")
    html = view.list_beside(look, view.find(look), WORDS, "en")
    assert "<img" not in html
    assert 'role="status"' in html
    html = view.list_beside(look, view.find(look), WORDS, "zh-Hans")
    assert "<img" not in html
    assert 'lang="zh-Hans">没有叫' in html


def test_the_drawing_turns_to_what_is_chosen() -> None:
    assert view.turned_to(PLAIN, "KI1").view == "plantar"
    turned = view.turned_to(PLAIN, "spleen")
    assert (turned.view, turned.side, turned.chosen) == ("plantar", "left", "spleen")
    assert view.turned_to(dataclasses.replace(PLAIN, side="right"), "spleen").side == "left"
    assert view.turned_to(dataclasses.replace(PLAIN, side="both"), "spleen").side == "both"
    assert view.turned_to(PLAIN, "ST42").view == "dorsal"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_points_beyond_the_drawings_say_where_they_are(lang) -> None:
    look = view.turned_to(PLAIN, "BL40")
    assert (look.view, look.side) == (PLAIN.view, PLAIN.side)
    assert ATLAS.point("BL40").out_of_frame.say(lang) in view.boards(look, None, WORDS, lang)
    assert ATLAS.point("BL40").out_of_frame.say(lang) in view.card(look, WORDS, lang)


def test_another_drawing_is_named_when_the_reader_turned_away() -> None:
    look = dataclasses.replace(view.turned_to(PLAIN, "KI1"), view="medial")
    assert "KI1 Yongquan (Gushing Spring) is on another drawing: Left foot · Sole." in view.boards(look, None, WORDS, "en")


def test_the_list_of_ones_own_is_kept_as_the_file_that_is_saved() -> None:
    own = favourites.with_step(favourites.with_routine(favourites.with_favourite(Own(), "KI1"), "<b>"), "<b>", "kidneys", 75)
    assert atlas_own.read(atlas_own.kept(own)) == own == favourites.loads(atlas_own.kept(own))
    assert atlas_own.read("") == Own()
    with pytest.raises(RecordError):
        atlas_own.read('{"schema": "locator-own/9"}')
    steps = atlas_own._steps(own, "<b>", WORDS, "en")
    assert "<b>" not in steps
    assert "75 s" in steps
    assert "1 min 15 s" in steps


def test_a_step_gets_no_longer_than_it_may() -> None:
    own = favourites.with_step(favourites.with_routine(Own(), "a"), "a", "KI1", 10)
    for _ in range(3):
        own = atlas_own._ACTS["shorter"](own, "a", 0)
    assert own.routine("a").seconds == favourites.SHORTEST


def test_an_empty_browser_saves_a_list_that_can_be_loaded() -> None:
    script = (Path(atlas_own.__file__).with_name("atlas_save.js")).read_text(encoding="utf-8")
    (text,) = re.findall(r"'(\{.*?\})'", script)
    assert favourites.loads(text) == Own()


def test_the_quiz_is_played_on_a_drawing_without_a_photo() -> None:
    assert atlas_quiz.begin("photo", None, None, 1) is None
    for place in (f"{seen}-{side}" for seen in CHART_VIEWS for side in ("left", "right")):
        play = atlas_quiz.begin(place, None, None, 1)
        assert play.asked
        assert 'data-open="yes"' in atlas_quiz._picture(play, WORDS, "en")


def test_the_quiz_shows_answer_and_truth_where_they_are(samples) -> None:
    drawing = drawing_of("plantar", "right")
    photo = open_image(samples / "right-sole.jpg")
    result = Result(Image("", 3 * photo.width, 3 * photo.height), drawing.result.feet)
    play = atlas_quiz.begin("photo", result, str(samples / "right-sole.jpg"), 5)
    answer = judge(play.result, play.question, (100.0, 200.0), thumb_mm=20)
    played = dataclasses.replace(play, answer=answer, score=play.score.plus(answer))
    svg = ET.fromstring(re.search(r"<svg.*</svg>", atlas_quiz._picture(played, WORDS, "en"), re.S)[0])
    assert svg.get("data-open") is None, "an answered question takes no second answer"
    x0, y0, width, height = map(float, svg.get("viewBox").split())
    bx0, by0, bx1, by1 = play.foot.box
    assert x0 <= bx0
    assert y0 <= by0
    assert bx1 <= x0 + width
    assert by1 <= y0 + height
    truth = next(one for one in svg.iter() if one.get("class") == "truth")
    assert (float(truth.get("cx")), float(truth.get("cy"))) == pytest.approx(answer.truth, abs=0.06)
    said = atlas_quiz._verdict(played, WORDS, "zh-Hant")
    assert f"{answer.question.code} " in said
    assert "公釐" in said, "the thumb's breadth gives millimetres"
