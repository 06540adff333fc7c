"""The tab Routines: what it shows before a session, the data of its player, and the player's clock in Node."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import re
import shutil
import subprocess
from html import escape, unescape
from typing import Any

import pytest

from locator.atlas import LANGUAGES, Lang, load_atlas
from locator.sessions import Pace, conditions, offer, plan
from tests.chinese import english_prose, of_the_other_script
from tests.conftest import ROOT, SAMPLES

if importlib.util.find_spec("gradio") is None:
    pytest.skip("needs the extra app (gradio)", allow_module_level=True)

from app import routines, routines_view
from app.words import Words
from locator.favourites import Own, OwnRoutine, OwnStep, dumps
from locator.pipeline import locate

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js to run app/routines_course.js")


@pytest.fixture(scope="module")
def words() -> Words:
    return Words()


def wish(stated: list[str], routine: str | None = None, goal: str | None = None) -> routines._Wish:
    return routines._Wish(stated, routine, goal, longer=False, untimed=60, closing=True)


def played(
    words: Words, lang: Lang = "en", routine: str = "ankle_pain", stated: tuple[str, ...] = (), **photo: Any
) -> dict[str, Any]:
    session = plan(offer(load_atlas().routine(routine), stated), lang)
    told = routines_view.player(session, words, lang, result=photo.get("result"), photo=photo.get("photo"), run="r1")
    data: dict[str, Any] = json.loads(told)
    return data


# --- before the session ---


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_routine_shows_its_cautions_steps_and_source(words: Words, lang: Lang) -> None:
    for routine in load_atlas().routines:
        offered = offer(routine)
        shown = routines_view.preview(offered, Pace(), words, lang)
        assert shown.index('class="cautions"') < shown.index("<ol>")
        assert shown.count("<li", shown.index("<ol>"), shown.index("</ol>")) == len(routine.steps)
        assert all(caution.name(lang) in shown for caution in offered.cautions)
        assert all(load_atlas().source(id).name(lang) in shown.replace("&#x27;", "'") for id in routine.sources)
        assert load_atlas().evidence.statement.get(lang) in shown
        assert not re.search(r"\{\w+\}", shown), "a text with an unfilled field"
        if lang != "en":
            told = unescape(re.sub("<[^>]+>", " ", shown))
            assert not english_prose(told), english_prose(told)
            assert not of_the_other_script(told, lang), of_the_other_script(told, lang)


def test_a_hidden_point_is_named_with_its_reason(words: Words) -> None:
    shown = routines_view.preview(offer(load_atlas().routine("ankle_pain"), ["pregnancy"]), Pace(), words, "en")
    assert "Step 3 is left out (BL60 Kunlun" in shown
    assert "Pregnancy" in shown
    steps = shown[shown.index("<ol>") : shown.index("</ol>")]
    assert "BL60" not in steps
    assert "GB40" in steps


def test_what_is_withheld_has_no_start(words: Words) -> None:
    text, ready, confirm, start = routines._show(wish(["thrombosis"], "sleep"), words, "en")
    assert "Not offered with: Thrombosis" in text
    assert "ask a doctor" in text
    assert "<ol>" not in text
    assert (ready["visible"], confirm["value"], start["interactive"]) == (False, False, False)


def test_swelling_gets_cautions_and_no_routine(words: Words) -> None:
    text, ready, _, start = routines._show(wish([], None, "swelling"), words, "en")
    assert "No self-massage is offered" in text
    assert "Lymph drainage is for trained people" in text
    assert (ready["visible"], start["interactive"]) == (False, False)


def test_a_goal_without_a_sequence_says_so(words: Words) -> None:
    text, ready, *_ = routines._show(wish([], None, "sciatica"), words, "en")
    assert "No source gives a sequence" in text
    assert "GB40" in text
    assert ready["visible"] is True


def test_starting_wants_the_cautions_read_and_the_clinician_asked(words: Words) -> None:
    *_, confirm, start = routines._show(wish(["pregnancy"], "endorphins"), words, "en")
    assert "agreed, knowing of: Pregnancy" in confirm["label"]
    assert (confirm["value"], start["interactive"]) == (False, False)
    *_, confirm, start = routines._show(wish([], "digestion"), words, "en")
    assert "agreed" not in confirm["label"]
    assert "about 5 min" in start["value"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_condition_with_every_routine_can_be_shown(words: Words, lang: Lang) -> None:
    for condition in conditions():
        for routine in load_atlas().routines:
            text, *_ = routines._show(wish([condition.id], routine.id), words, lang)
            assert escape(condition.name(lang)) in text


def test_a_routine_of_ones_own_keeps_its_times_and_the_conditions(words: Words) -> None:
    kept = dumps(Own(routines=(OwnRoutine("Evening", (OwnStep("KI1", 45), OwnStep("BL60", 90))), OwnRoutine("Empty"))))
    mine = dataclasses.replace(wish([], routines._MINE + "Evening"), own=kept)
    offered = mine.offered()
    assert offered is not None
    assert [step.seconds for step in plan(offered, "en", mine.pace).steps] == [45, 90]
    text, *_ = routines._show(dataclasses.replace(mine, stated=["pregnancy"]), words, "en")
    assert "Step 2 is left out (BL60 Kunlun" in text
    assert [one.name for one in routines._listed(kept)] == ["Evening"]
    gone = dataclasses.replace(mine, own="")
    assert gone.offered() is None
    assert routines._listed("no list") == ()


# --- the player's data ---


def test_a_session_without_photo_is_on_drawings(words: Words) -> None:
    session = played(words)["session"]
    assert [step["keys"] for step in session["steps"]] == [["KI6"], ["GB40"], ["BL60"], ["BL62"]]
    assert [step["seconds"] for step in session["steps"]] == [30, 120, 300, 60]
    for step in session["steps"]:
        assert [scene["picture"] in session["pictures"] for scene in step["scenes"]] == [True]
        assert all(key in session["cards"] for key in step["keys"])
        assert "tab Photo" in step["why"]
    assert "photo" not in session["pictures"]
    assert "Pregnancy" in [caution["name"] for caution in session["steps"][2]["cautions"]]


def test_a_session_with_a_photo_lights_that_foot(words: Words, weights: None) -> None:  # noqa: ARG001
    path = SAMPLES / "right-sole.jpg"
    session = played(words, routine="anxiety", result=locate(path), photo=str(path))["session"]
    assert list(session["pictures"]) == ["photo"]
    assert 'data-key="KI1"' in session["steps"][0]["scenes"][0]["overlay"]
    assert [scene["overlay"] for scene in session["steps"][2]["scenes"]] == [""], "a step without a place shows the plain photo"
    assert "%" in session["cards"]["KI1"]["html"], "the card gives the error on this foot"


def test_places_that_no_picture_shows_are_told_in_words(words: Words) -> None:
    step = played(words, routine="heel_pain")["session"]["steps"][4]
    assert step["scenes"] == []
    assert [one.split()[0] for one in step["elsewhere"]] == ["BL40", "BL57"]
    assert "knee" in step["elsewhere"][0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_player_speaks_the_readers_language(words: Words, lang: Lang) -> None:
    data = played(words, lang)
    assert data["lang"] == lang
    assert data["session"]["name"] == load_atlas().routine("ankle_pain").name(lang)
    player = "".join((ROOT / "app" / name).read_text(encoding="utf-8") for name in routines_view.SCRIPTS)
    used = set(re.findall(r"""\bt\("([\w.]+)\"""", player))
    assert used
    assert used <= set(data["words"])


# --- the player's clock ---

_STEPS = '[{"seconds": 10}, {"seconds": null}, {"seconds": 20}]'


def in_node(expression: str) -> Any:
    program = (
        "const source = require('fs').readFileSync('app/routines_course.js', 'utf8');"
        "const { READY, begin, pass, go, phaseAt, strength, minutes, fill }"
        " = new Function('module', source + ';return module.exports')({});"
        f"const steps = {_STEPS};"
        f"console.log(JSON.stringify({expression}));"
    )
    done = subprocess.run(["node", "-e", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@needs_node
def test_a_timed_step_ends_by_itself_and_an_open_one_waits() -> None:
    assert in_node("[pass(begin(), 14.9, steps).step, pass(begin(), 15.5, steps).step, pass(begin(), 9000, steps).step]") == [
        0,
        1,
        1,
    ]
    after = in_node("pass(begin(), 16, steps)")
    assert after["spent"] == pytest.approx(1.0)
    assert after["full"] == [0]
    assert not after["done"]


@needs_node
def test_a_tab_that_slept_through_several_steps_catches_up() -> None:
    timed = "[{seconds: 10}, {seconds: 10}, {seconds: 10}]"
    state = in_node(f"pass(begin(), 31, {timed})")
    assert (state["step"], state["spent"]) == (2, pytest.approx(1.0))
    assert in_node(f"pass(begin(), 46, {timed}).done") is True
    assert in_node(f"pass(begin(), 46, {timed}).full") == [0, 1, 2]


@needs_node
def test_a_pause_stops_the_clock() -> None:
    assert in_node("pass({ ...begin(), running: false }, 100, steps).spent") == 0


@needs_node
def test_leafing_does_not_count_as_done() -> None:
    assert in_node("go(begin(), 1, steps).full") == []
    assert in_node("go(go(begin(), 1, steps), 2, steps).full") == [1]
    last = in_node("go(go(go(begin(), 1, steps), 2, steps), 3, steps)")
    assert last["done"] is True
    assert in_node("go(begin(), -1, steps).step") == 0


@needs_node
def test_a_rhythm_comes_round() -> None:
    pulsed = '[{seconds: 30, strength: "firm"}, {seconds: 3, strength: "rest"}]'
    assert in_node(f"[0, 29.9, 30.1, 33.5].map((at) => phaseAt({pulsed}, at).index)") == [0, 0, 1, 0]
    assert in_node(f"strength(phaseAt({pulsed}, 10))") == 1
    assert in_node(f"strength(phaseAt({pulsed}, 31))") == 0
    assert in_node("phaseAt([], 3)") is None


@needs_node
def test_times_and_texts() -> None:
    assert in_node("[minutes(5), minutes(65), minutes(600)]") == ["0:05", "1:05", "10:00"]
    assert in_node("fill('Step {n} of {count}', { n: 2, count: 7 })") == "Step 2 of 7"
