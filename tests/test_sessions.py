"""Routines under a person's conditions, and the sessions they come to."""

from __future__ import annotations

import base64
import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from locator.atlas import LANGUAGES, Atlas, load_atlas
from locator.atlas.practice import Routine
from locator.drawing.text import measure
from locator.errors import AtlasError
from locator.pipeline import locate
from locator.sessions import (
    PHOTO,
    Pace,
    conditions,
    drawing_picture,
    for_goal,
    light,
    offer,
    own,
    photo_picture,
    plan,
    scenes,
)
from tests.conftest import SAMPLES

FORBIDDING = ("edema", "fracture", "neuropathy", "thrombosis", "infection", "plantar_warts", "wounds")


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


def all_routines() -> list[Routine]:
    made = [for_goal(goal) for goal in load_atlas().goals]
    return [*load_atlas().routines, *(routine for routine in made if routine and routine not in load_atlas().routines)]


def test_conditions_are_states_of_a_person() -> None:
    known = {caution.id for caution in conditions()}
    assert {"pregnancy", "diabetes", "hypertension", "elderly", *FORBIDDING} <= known
    assert not {"painless", "artery", "moxibustion", "see_doctor"} & known


def test_an_unknown_condition_is_an_error_that_names_the_known(atlas: Atlas) -> None:
    for wrong in ("hiccups", "artery"):
        with pytest.raises(AtlasError, match="choose among pregnancy"):
            offer(atlas.routine("sleep"), [wrong])


@pytest.mark.parametrize("condition", FORBIDDING)
def test_a_condition_that_forbids_massage_withholds_every_routine(condition: str) -> None:
    for routine in all_routines():
        offered = offer(routine, [condition])
        assert (offered.status, offered.steps) == ("withheld", ()), routine.id
        assert [caution.id for caution in offered.withheld_by] == [condition]
        with pytest.raises(AtlasError, match="is not offered with"):
            plan(offered, "en")


def test_no_point_that_a_source_forbids_in_pregnancy_is_left(atlas: Atlas) -> None:
    forbidden = {
        entry.key
        for entry in atlas.entries
        for caution in entry.cautions
        if caution.condition == "pregnancy" and caution.standing != "unconfirmed"
    }
    assert "BL60" in forbidden
    for routine in all_routines():
        for one in offer(routine, ["pregnancy"]).steps:
            assert not forbidden & set(one.step.keys), routine.id


def test_bl60_is_hidden_in_pregnancy_and_the_rest_of_the_routine_stays(atlas: Atlas) -> None:
    routine = atlas.routine("ankle_pain")
    offered = offer(routine, ["pregnancy"])
    assert offered.status == "changed"
    assert [(change.step, change.kind, change.keys, change.caution.id) for change in offered.changes] == [
        (2, "hidden", ("BL60",), "pregnancy")
    ]
    assert [one.step.points for one in offered.steps] == [("KI6",), ("GB40",), ("BL62",)]
    assert [one.number for one in offered.steps] == [0, 1, 3]
    assert offered.ask[0].id == "pregnancy"
    assert offer(routine).status == "offered"
    assert [one.step.points for one in offer(routine).steps] == [step.points for step in routine.steps]


def test_a_routine_of_nothing_but_a_forbidden_point_is_withheld(atlas: Atlas) -> None:
    routine = for_goal(atlas.goal("arthritis"))
    assert routine is not None
    assert [step.points for step in routine.steps] == [("BL60",)]
    offered = offer(routine, ["pregnancy"])
    assert offered.status == "withheld"
    assert [caution.id for caution in offered.withheld_by] == ["pregnancy"]


def test_a_step_keeps_what_is_not_forbidden() -> None:
    """Uterus and ovary zones go, the kidneys beside them stay."""
    both = own("mine", ["kidneys"]).steps[0].model_copy(update={"zones": ("kidneys", "uterus_prostate")})
    routine = own("mine", ["kidneys"]).model_copy(update={"steps": (both,)})
    offered = offer(routine, ["pregnancy"])
    assert [(change.kind, change.keys) for change in offered.changes] == [("without", ("uterus_prostate",))]
    assert offered.steps[0].step.zones == ("kidneys",)


def test_an_unconfirmed_caution_makes_a_point_gentle(atlas: Atlas) -> None:
    """KI1: some traditions avoid strong stimulation in pregnancy, unconfirmed."""
    plain, pregnant = (plan(offer(atlas.routine("anxiety"), stated), "en") for stated in ((), ["pregnancy"]))
    assert "firm" in {beat.strength for step in plain.steps for beat in step.rhythm}
    assert "firm" not in {beat.strength for step in pregnant.steps for beat in step.rhythm}
    assert [len(step.rhythm) for step in plain.steps] == [len(step.rhythm) for step in pregnant.steps]


def test_a_technique_gives_way_to_a_gentler_one(atlas: Atlas) -> None:
    firm = atlas.routine("home_foot_massage").steps[2].model_copy(update={"techniques": ("deep",)})
    offered = offer(atlas.routine("home_foot_massage").model_copy(update={"steps": (firm,)}), ["deep_tissue"])
    assert [(change.kind, change.keys) for change in offered.changes] == [("replaced", ("deep", "swedish"))]
    assert offered.steps[0].step.techniques == ("swedish",)


def test_no_routine_for_swelling(atlas: Atlas) -> None:
    assert for_goal(atlas.goal("swelling")) is None


def test_every_goal_leads_to_its_own_entries(atlas: Atlas) -> None:
    for goal in atlas.goals:
        routine = for_goal(goal)
        if routine is not None and goal.routine is None:
            assert [key for step in routine.steps for key in step.keys] == [*goal.points, *goal.zones]
            assert set(goal.cautions) <= {caution.id for caution in offer(routine).cautions}


def test_cautions_come_gravest_first_and_concern_everybody(atlas: Atlas) -> None:
    cautions = offer(atlas.routine("endorphins"), ["hypertension"]).cautions
    ids = [caution.id for caution in cautions]
    assert ids[0] == "hypertension"
    assert {"artery", "painless", "light_pressure", "see_doctor"} <= set(ids)
    rest = [["avoid", "ask", "gentle"].index(caution.action) for caution in cautions[1:]]
    assert rest == sorted(rest)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_routine_becomes_a_session(lang: str) -> None:
    for routine in all_routines():
        session = plan(offer(routine), lang)
        assert len(session.steps) == len(routine.steps)
        assert session.name == routine.name(lang)
        for step, source in zip(session.steps, routine.steps, strict=True):
            assert step.keys == source.keys
            assert bool(step.seconds) == source.timer, (routine.id, step.text)
            assert step.sources
            if source.seconds:
                assert step.timing == "stated"
                assert source.seconds[0] <= (step.seconds or 0) <= source.seconds[1]
            if source.timer and source.points:
                assert step.rhythm, (routine.id, step.text)


def test_times_are_the_sources_or_named_as_suggestions(atlas: Atlas) -> None:
    ankle = plan(offer(atlas.routine("ankle_pain")), "en").steps
    assert [(step.seconds, step.timing) for step in ankle] == [
        (30, "technique"),  # no time for KI6 itself: that of any acupoint
        (120, "stated"),  # light and firm, 60 s each: one round
        (300, "stated"),
        (60, "stated"),
    ]
    longer = plan(offer(atlas.routine("ankle_pain")), "en", Pace(longer=True)).steps
    assert [step.seconds for step in longer] == [120, 600, 300, 120]
    stress = plan(offer(atlas.routine("stress_relief_basic")), "en").steps
    assert {step.timing for step in stress} == {"suggested"}
    open_ended = plan(offer(atlas.routine("stress_relief_basic")), "en", Pace(untimed=None)).steps
    assert {(step.seconds, step.timing) for step in open_ended} == {(None, "none")}


def test_rhythms_are_those_of_the_article(atlas: Atlas) -> None:
    _, light_and_firm, pulsed, circles = plan(offer(atlas.routine("ankle_pain")), "en").steps
    assert [(beat.seconds, beat.strength) for beat in light_and_firm.rhythm] == [(60, "light"), (60, "firm")]
    assert [beat.strength for beat in pulsed.rhythm] == ["firm", "rest"]
    assert pulsed.rhythm[0].seconds == 30
    assert light_and_firm.paced_by_source
    assert pulsed.paced_by_source
    assert circles.rhythm[0].motion == "circle"
    assert not circles.paced_by_source


def test_digestion_goes_from_the_right_foot_to_the_left() -> None:
    sides = [plan(offer(own("mine", [key])), "en").steps[0].side for key in ("ascending_colon", "descending_colon", "kidneys")]
    assert sides == ["right", "left", None]


def test_closing_comes_last_with_its_source(atlas: Atlas) -> None:
    closing = atlas.routine("closing")
    assert closing.closes
    alone = plan(offer(atlas.routine("sleep")), "en")
    closed = plan(offer(atlas.routine("sleep")), "en", closing=offer(closing))
    assert closed.steps[: len(alone.steps)] == alone.steps
    assert len(closed.steps) == len(alone.steps) + len(closing.steps)
    assert atlas.source("K5").title in closed.sources


def test_own_routines_work_each_entry_alone(atlas: Atlas) -> None:
    routine = own("  Evening ", ["KI7", "kidneys", "LV-3"])
    assert routine.names.en == "Evening"
    assert [step.keys for step in routine.steps] == [("KI7",), ("kidneys",), ("LR3",)]
    pairs = {technique.id for technique in atlas.techniques if technique.pairs}
    assert pairs
    assert not pairs & {id for step in routine.steps for id in step.techniques}
    session = plan(offer(routine), "en", Pace(own=(45.0, None, 20.0)))
    assert [(step.seconds, step.timing) for step in session.steps] == [(45, "own"), (60, "suggested"), (20, "own")]
    with pytest.raises(AtlasError, match="no steps"):
        own("empty", [])
    with pytest.raises(AtlasError, match="no point or zone"):
        own("wrong", ["nowhere at all"])


def test_light_finds_what_the_photo_shows(weights: None) -> None:  # noqa: ARG001
    result = locate(SAMPLES / "right-sole.jpg")
    lit = light(result, ["KI1", "kidneys", "BL60"])
    assert {spot.key for spot in lit.spots} == {"KI1", "kidneys"}
    assert lit.absent == ("BL60",)
    assert lit.box is not None
    x0, y0, x1, y1 = lit.box
    assert 0 <= x0 < x1 <= result.image.width
    assert 0 <= y0 < y1 <= result.image.height
    for spot in lit.spots:
        places = [spot.xy] if spot.xy else [xy for polygon in spot.polygons for xy in polygon]
        assert all(x0 <= x <= x1 and y0 <= y <= y1 for x, y in places)
        assert spot.side == result.feet[spot.foot].side
    assert light(result, ["BL60"]).box is None


def test_light_and_drawings_share_the_work_of_a_step(weights: None) -> None:  # noqa: ARG001
    """A sole shows KI1; LR3 on the top of the foot needs a drawing; BL40 behind the knee no picture can show."""
    result = locate(SAMPLES / "right-sole.jpg")
    found, nowhere = scenes(["KI1", "LR3", "BL40"], result)
    assert [(scene.picture, scene.keys) for scene in found] == [(PHOTO, ("KI1",)), ("dorsal-right", ("LR3",))]
    assert nowhere == ("BL40",)
    x, y, width, height = map(float, found[0].box.split())
    assert x >= 0
    assert y >= 0
    assert x + width <= result.image.width + 1
    assert y + height <= result.image.height + 1


def test_without_a_photo_every_step_of_every_routine_is_on_a_drawing(atlas: Atlas) -> None:
    for routine in atlas.routines:
        for step in routine.steps:
            found, nowhere = scenes(step.keys, None)
            assert {key for scene in found for key in scene.keys} | set(nowhere) == set(step.keys)
            assert set(nowhere) <= {point.code for point in atlas.points if point.out_of_frame}


def test_scenes_are_sound_svg_in_the_order_of_the_step() -> None:
    keys = ("ascending_colon", "transverse_colon", "descending_colon", "KI1")
    found, _ = scenes(keys, None)
    assert [scene.picture for scene in found] == ["plantar-right", "plantar-left"]
    for scene in found:
        picture = ElementTree.fromstring(drawing_picture(scene.picture, "en"))
        slots = [element for element in picture.iter() if element.get("class") == "lit"]
        assert len(slots) == 1
        overlay = ElementTree.fromstring(f"<g>{scene.overlay}</g>")
        assert {element.get("data-key") for element in overlay if element.get("data-key")} == set(scene.keys)


def test_a_drawing_of_one_foot_is_asked_for() -> None:
    assert [scene.picture for scene in scenes(["KI1"], None, "left")[0]] == ["plantar-left"]
    assert [scene.picture for scene in scenes(["KI1"], None)[0]] == ["plantar-right"]


def test_the_staged_photo_keeps_the_photos_pixels() -> None:
    photo = np.full((3000, 2000, 3), (200, 60, 20), np.uint8)
    picture = ElementTree.fromstring(photo_picture(photo, (2000, 3000)))
    assert picture.get("viewBox") == "0 0 2000 3000"
    image = next(element for element in picture if element.tag.endswith("image"))
    assert (image.get("width"), image.get("height")) == ("2000", "3000")
    data = base64.b64decode(str(image.get("href")).removeprefix("data:image/jpeg;base64,"))
    shown = Image.open(io.BytesIO(data))
    assert max(shown.size) <= 1400
    assert shown.size[0] / shown.size[1] == pytest.approx(2 / 3, abs=0.01)
    assert np.allclose(np.asarray(shown).mean((0, 1)), (200, 60, 20), atol=4)
    assert not shown.getexif()


def labels(overlay: str) -> dict[str, tuple[float, float, float, float]]:
    """Where the codes stand: left, top, right, bottom."""
    found = {}
    for text in ElementTree.fromstring(f"<g>{overlay}</g>").iter("text"):
        size, x, y = (float(text.attrib[name]) for name in ("font-size", "x", "y"))
        wide = measure(text.text or "", 20, bold=True) / 20 * size
        left = x - wide if text.attrib["text-anchor"] == "end" else x
        found[text.text or ""] = (left, y - 0.8 * size, left + wide, y)
    return found


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_codes_that_would_meet_are_left_out(atlas: Atlas) -> None:
    crowd = [point.code for point in atlas.points if "dorsal" in point.views]
    (scene, *_), _ = scenes(crowd, None)
    boxes = labels(scene.overlay)
    assert 5 < len(boxes) < len(scene.keys)
    assert set(boxes) < set(scene.keys)
    assert scene.overlay.count('class="spot point"') == len(scene.keys)
    assert not [(a, b) for a in boxes for b in boxes if a < b and meet(boxes[a], boxes[b])]


def test_points_that_stand_apart_keep_their_codes() -> None:
    (scene, *_), _ = scenes(["KI3", "KI6"], None)
    assert set(labels(scene.overlay)) == {"KI3", "KI6"}
