"""The tab Photo without a browser: what its actions make of what the components hold, and what it says."""

from __future__ import annotations

import dataclasses
import importlib.util
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image as Picture

from locator import correct, record
from locator.atlas import LANGUAGES, load_atlas
from locator.landmarks import NAMES
from locator.pipeline import locate
from locator.placement import place
from locator.samples import samples
from locator.scaling import scaled
from locator.types import Image, Result, Side, View
from tests.placement.feet import average_foot

if importlib.util.find_spec("gradio") is None:
    pytest.skip("needs the extra app (gradio)", allow_module_level=True)

import gradio as gr

from app import photo_view as say
from app.photo_do import LAYERS, Do, Held, Seen
from app.photo_save import save
from app.words import Words

WORDS = Words()
FREE = Held(False, 0, None)


@pytest.fixture(scope="module")
def do() -> Do:
    return Do(WORDS)


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return SimpleNamespace(session_hash=tmp_path.name)


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("photo") / "photo.jpg"
    Picture.new("RGB", (2400, 2400), (170, 140, 120)).save(path)
    return str(path)


def result_of(*feet: tuple[View, Side]) -> Result:
    placed = tuple(place(average_foot(view, side), size=(3600, 3600)) for view, side in feet)
    return scaled(Result(Image("photo.jpg", 3600, 3600), placed), 2400, 2400)


def seen(photo: str | None, result: Result | None, **changes: Any) -> Seen:
    usual = Seen(photo, result, None, "en", ["points", "uncertainty"], "agreed", "", None, None, 1, 700.0, 700.0)
    return dataclasses.replace(usual, **changes)


# --- looking ---


@pytest.mark.usefixtures("weights")
def test_a_photo_is_looked_at_once_and_kept_without_a_change(do: Do, request_: Any, tmp_path: Path) -> None:
    sample = samples()["right-sole"]
    path, result = do.look(sample, request_)
    assert Path(path).is_relative_to(tmp_path)
    assert Path(path).read_bytes() == sample.read_bytes()
    assert (result.feet[0].side, result.feet[0].view) == ("right", "plantar")


def test_what_is_no_picture_is_told_in_a_sentence(do: Do, request_: Any, tmp_path: Path) -> None:
    bad = tmp_path / "<b>.jpg"
    bad.write_text("no picture")
    with pytest.raises(gr.Error) as told:
        do.look(bad, request_)
    assert "give a JPEG" in told.value.message
    assert "<b>" not in told.value.message


# --- showing ---


def test_before_a_photo_there_is_nothing_to_show(do: Do) -> None:
    picture, reduced, notes, card, shown, drawn = do.show(seen(None, None), FREE)
    assert (picture, reduced, notes, card, drawn) == (None, 1, "", "", "")
    assert shown["choices"] == []


def test_at_first_the_points_are_drawn_and_listed(do: Do, photo: str) -> None:
    result = result_of(("plantar", "right"))
    picture, reduced, notes, card, shown, drawn = do.show(seen(photo, result), FREE)
    assert reduced == 2
    assert picture.shape == (1200, 1200, 3)
    keys = [key for _, key in shown["choices"]]
    assert "0:KI1" in keys
    assert not {key.partition(":")[2] for key in keys} & {zone.id for zone in load_atlas().zones}
    assert shown["value"] is None
    assert "Right foot · sole" in drawn
    assert f"{len(keys)} points, 0 zones" in drawn
    assert 'role="status"' in drawn
    assert "Pregnancy: KI1" in notes
    assert "article" not in card
    assert "Click a point" in card


def test_each_switch_changes_the_picture(do: Do, photo: str) -> None:
    result = result_of(("medial", "right"), ("plantar", "left"))
    plain = do.show(seen(photo, result, switches=["points"]), FREE)[0]
    for switch in LAYERS[1:]:
        changed = do.show(seen(photo, result, switches=["points", switch]), FREE)[0]
        assert (changed.shape != plain.shape) or (changed != plain).any(), switch
    assert (do.show(seen(photo, result, switches=[]), FREE)[0] != plain).any()


def test_what_is_picked_is_lit_and_its_card_shown(do: Do, photo: str) -> None:
    result = result_of(("plantar", "right"))
    plain = do.show(seen(photo, result), FREE)[0]
    picture, _, _, card, shown, _ = do.show(seen(photo, result, picked="0:KI1"), FREE)
    assert (picture != plain).any()
    assert 'data-key="KI1"' in card
    assert card.index("card-cautions") < card.index("card-where")
    assert shown["value"] == "0:KI1"


def test_what_is_no_longer_drawn_is_no_longer_picked(do: Do, photo: str) -> None:
    result = result_of(("plantar", "right"))
    _, _, _, card, shown, _ = do.show(seen(photo, result, picked="0:kidneys"), FREE)
    assert shown["value"] is None
    assert "article" not in card
    assert do.show(seen(photo, result, picked="7:KI1"), FREE)[4]["value"] is None


def test_a_thumb_turns_cun_into_millimetres(do: Do, photo: str) -> None:
    result = result_of(("plantar", "right"))
    _, _, notes, card, _, _ = do.show(seen(photo, result, thumb=21.5, picked="0:KI1"), FREE)
    assert "21.5 mm" in notes
    assert re.search(r"within [\d.]+ mm \(", card)
    assert "mm (" not in do.show(seen(photo, result, picked="0:KI1"), FREE)[3]


def test_of_two_feet_each_is_listed_with_its_number(do: Do, photo: str) -> None:
    result = result_of(("plantar", "right"), ("plantar", "left"))
    labels = dict(do.show(seen(photo, result), FREE)[4]["choices"])
    assert {"0:KI1", "1:KI1"} <= set(labels.values())
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_refusals_and_warnings_are_told_first_and_in_the_readers_language(do: Do, photo: str, lang: str) -> None:
    warning = "the foot is blurred: hold the camera still and tap on the foot to focus"
    result = dataclasses.replace(result_of(("plantar", "right")), warnings=(warning,))
    notes = do.show(seen(photo, result, lang=lang), FREE)[2]
    assert notes.index("warning") < notes.index("cautions")
    assert (warning in notes) == (lang == "en")
    empty = Result(Image("photo.jpg", 2400, 2400), refused="<no> foot")
    _, _, notes, card, _, drawn = do.show(seen(photo, empty, lang=lang), FREE)
    assert "&lt;no&gt; foot" in notes
    assert (card, drawn) == ("", "")


# --- clicking ---


def test_a_click_picks_a_point_in_pixels_of_the_copy(do: Do, photo: str) -> None:
    result = result_of(("plantar", "right"))
    ki1 = next(point for point in result.feet[0].points if point.code == "KI1")
    at = ((ki1.x + 0.5) / 2 - 0.5, (ki1.y + 0.5) / 2 - 0.5)
    after, undo, picked, foot, name, status = do.click(at, [], seen(photo, result, reduced=2), FREE)
    assert (after, undo, picked, foot, name, status) == (result, [], "0:KI1", 0, None, "")


def test_a_click_beside_everything_says_what_to_do(do: Do, photo: str) -> None:
    result = result_of(("plantar", "right"))
    _, _, picked, _, _, status = do.click((1.0, 1.0), [], seen(photo, result, reduced=2), FREE)
    assert picked is None
    assert "click nearer" in status


def test_two_clicks_move_a_landmark_and_can_be_undone(do: Do, photo: str) -> None:
    result = result_of(("plantar", "right"))
    x, y = result.feet[0].landmarks["web23"].xy
    moving = Held(True, 0, None)
    same, undo, _, foot, taken, status = do.click((x, y), [], seen(photo, result), moving)
    assert (same, undo, foot, taken["value"]) == (result, [], 0, "web23")
    assert "Cleft between toes 2 and 3: now click" in status
    held = Held(True, 0, "web23")
    assert (do.show(seen(photo, result), held)[0] != do.show(seen(photo, result), moving)[0]).any()
    after, undo, _, _, name, status = do.click((x + 30, y + 60), [], seen(photo, result), held)
    assert after.feet[0].landmarks["web23"].corrected
    assert undo == [result]
    assert name is None
    assert "moved" in status
    assert after.feet[0].points != result.feet[0].points


def test_far_from_landmarks_nothing_is_taken(do: Do, photo: str) -> None:
    result = result_of(("plantar", "right"))
    after, undo, _, _, name, status = do.click((1.0, 1.0), [], seen(photo, result), Held(True, 0, None))
    assert (after, undo, name) == (result, [], None)
    assert "No landmark is near" in status


def test_arrow_buttons_move_a_landmark(do: Do) -> None:
    result = result_of(("plantar", "right"))
    after, undo = do.nudge((0.0, -1.0), [], result, 0, "heel_back")
    old, new = (one.feet[0].landmarks["heel_back"] for one in (result, after))
    assert new.x == old.x
    assert new.y < old.y
    assert undo == [result]
    assert do.nudge((0.0, -1.0), [], result, 0, None) == (result, [])
    assert do.nudge((0.0, -1.0), [], result, 3, "heel_back") == (result, [])


def test_undo_keeps_the_first_result_of_many(do: Do) -> None:
    result = result_of(("plantar", "right"))
    undo: list[Result] = []
    now = result
    for side in ("left", "right") * 40:
        now, undo = do.change(undo, now, lambda one, side=side: correct.set_side(one, 0, side))
    assert len(undo) <= 52
    assert undo[0] == result, "As it was found must mean what it says"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_panel_tells_side_view_and_landmarks(do: Do, lang: Any) -> None:
    result = result_of(("plantar", "right"), ("medial", "left"))
    foot, which, side, view, landmark, undo, reset, ask, size, sheet = do.panel(
        seen(None, result, lang=lang), Held(False, 1, "navicular"), []
    )
    assert (foot, side, view) == (1, "left", "medial")
    assert [number for _, number in which["choices"]] == [0, 1]
    assert which["visible"]
    assert landmark["value"] == "navicular"
    assert {name for _, name in landmark["choices"]} == set(result.feet[1].landmarks)
    assert not undo["interactive"]
    assert not reset["interactive"]
    assert ask["visible"]
    assert WORDS.text("photo.size.no_thumb", lang) in size
    assert sheet == "", "no scale is known, whatever was chosen for another photo"
    gone = correct.remove_foot(correct.remove_foot(result, 0), 0)
    foot, which, side, view, landmark, undo, _, ask, size, _ = do.panel(
        seen(None, gone, lang=lang), Held(False, 1, "navicular"), [result]
    )
    assert (foot, side, view, landmark["value"], which["visible"], ask["visible"]) == (0, None, None, None, False, False)
    assert undo["interactive"]
    assert size == ""


# --- finding ---


def test_a_goal_says_what_is_here_and_where_the_rest_is_seen(do: Do) -> None:
    result = result_of(("plantar", "right"))
    keys, picked, status = do.search("heel pain", result, "en")
    assert {"KI1", "SHIMIAN"} <= set(keys)
    assert picked is None
    assert "Heel pain: " in status
    assert "Not in this picture" in status
    assert "seen from the" in status


def test_a_single_find_is_picked(do: Do) -> None:
    assert do.search("湧泉", result_of(("plantar", "right")), "zh-Hant")[:2] == (("KI1",), "0:KI1")
    assert do.search("LR3", result_of(("plantar", "right")), "en")[:2] == (("LR3",), None)
    assert do.search("  ", result_of(("plantar", "right")), "en") == (None, None, "")


def test_what_is_not_known_is_told(do: Do) -> None:
    with pytest.raises(gr.Error, match="zzqx"):
        do.search("zzqx <i>", result_of(("plantar", "right")), "en")


# --- files ---


def saved(kind: str, what: Seen, request: Any) -> bytes:
    return Path(save(kind, what, WORDS, request)["value"]).read_bytes()


def test_files_hold_what_they_promise(photo: str, request_: Any) -> None:
    what = seen(photo, result_of(("plantar", "right")), thumb=20.0, wanted=("KI1",), picked="0:KI1")
    data = json.loads(saved("json", what, request_))
    assert data["feet"][0]["cun"]["mm"] == 20.0
    assert record.from_dict(data).feet[0].side == "right"
    picture = np.asarray(Picture.open(save("jpg", what, WORDS, request_)["value"]))
    assert picture.shape[0] >= 2400
    assert picture.shape[1] > 2400 or picture.shape[0] > 2400, "no legend"
    page = saved("html", what, request_).decode()
    assert page.count("<article") == 1
    assert "Gushing Spring" in page
    assert saved("pdf", what, request_).startswith(b"%PDF")


def test_without_a_photo_there_is_nothing_to_save(request_: Any) -> None:
    with pytest.raises(gr.Error, match="Put in a photo first"):
        save("pdf", seen(None, None), WORDS, request_)


# --- a scale, and the person's own cun ---


def with_card(photo: str) -> Picture.Image:
    """The photo, 2400 px, with a bank card of 4 px a mm beside the foot's toes."""
    picture = Picture.open(photo).convert("RGB")
    picture.paste((240, 240, 245), (60, 60, 60 + round(4 * 85.6), 60 + round(4 * 53.98)))
    return picture


def test_a_card_in_the_photo_gives_a_scale_and_the_thumb_moves_the_points(do: Do, photo: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    with_card(photo).save(path)
    result = result_of(("plantar", "right"))
    known, undo, told, sheet = do.scale("card", [], result, str(path), "en")
    cun = known.feet[0].cun
    assert cun.mm / cun.px == pytest.approx(0.25, rel=0.02)
    assert (undo, sheet) == ([result], "card")
    assert re.search(r"about \d+ mm long", told)
    own = seen(str(path), known, thumb=2 * cun.mm, thumb_error=0.07).own
    assert own is not None
    assert own.feet[0].cun is not None
    assert own.feet[0].cun.px == pytest.approx(2 * cun.px)
    assert own.feet[0].points != known.feet[0].points
    panel = do.panel(seen(str(path), known, thumb=2 * cun.mm), FREE, undo)
    assert "breadth of the thumb" in panel[-2]
    forgotten, undo, _, _ = do.scale("", undo, known, str(path), "en")
    assert forgotten == result
    assert undo == [result, known]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sheet_that_is_not_there_is_told_and_changes_nothing(do: Do, photo: str, lang: Any) -> None:
    result = result_of(("plantar", "right"))
    same, undo, told, sheet = do.scale("A4", [], result, photo, lang)
    assert (same, undo, sheet) == (result, [], "")
    assert WORDS.text("thumb.error.no_sheet", lang) in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_how_long_a_cun_is_and_what_would_tell_better(lang: Any) -> None:
    foot = result_of(("medial", "left")).feet[0]
    assert WORDS.text("photo.size.no_thumb", lang) in say.size(foot, None, WORDS, lang)
    assert WORDS.text("photo.size.no_scale", lang) in say.size(foot, 20.0, WORDS, lang)
    by_thumb = place(foot, thumb_px=90.0, thumb_error=0.12)
    assert "13" in say.size(by_thumb, 20.0, WORDS, lang)
    assert WORDS.text("photo.size.no_scale", lang) not in say.size(by_thumb, 20.0, WORDS, lang)
    assert say.size(None, 20.0, WORDS, lang) == ""


# --- looking again ---


@pytest.mark.usefixtures("weights")
def test_told_the_side_the_photo_is_looked_at_again(do: Do) -> None:
    path = samples()["right-inner"]
    result = locate(path)
    anew, undo, told = do.look_again([], result, 0, str(path), "en", view="lateral")
    assert (anew.feet[0].side, anew.feet[0].view) == ("left", "lateral")
    assert undo == [result]
    assert "Left foot" in told
    assert do.look_again(undo, None, 0, None, "en", side="left") == (None, undo, "")


# --- what it says ---


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sample_buttons_are_pictures_with_names(lang: Any) -> None:
    text = say.sample_buttons(Words(), lang)
    assert re.findall(r'data-sample="([^"]+)"', text) == [*samples()]
    assert len(set(re.findall(r'alt="([^"]+)"', text))) == len(samples())
    assert re.findall(r'src="samples/([^"]+)\.jpg"', text) == [*samples()]


def test_a_sample_has_a_small_picture_and_others_have_none() -> None:
    small = Picture.open(io.BytesIO(say.thumbnail("right-sole") or b""))
    assert (small.format, max(small.size)) == ("JPEG", 176)
    assert say.thumbnail("../../etc/passwd") is None


def test_landmarks_are_listed_by_their_names_in_words() -> None:
    foot = average_foot("plantar", "right")
    choices = say.landmarks(foot, "zh-Hans")
    assert {name for _, name in choices} <= set(NAMES)
    assert not any(re.search("[a-z]", label) for label, _ in choices)
