"""Drawings as markup that a browser can show and people can pick from."""

import xml.etree.ElementTree as ET

import pytest

from locator.atlas import LANGUAGES, load_atlas
from locator.charts import CHART_VIEWS, Shown, chart_choice, chart_svg, drawing_of, figure, zone_number
from locator.types import SIDES

SVG = "{http://www.w3.org/2000/svg}"
ATLAS = load_atlas()


def marks(svg):
    return [group for group in ET.fromstring(svg).iter(f"{SVG}g") if "mark" in group.get("class", "").split()]


def keys(svg):
    return {mark.get("data-key") for mark in marks(svg)}


@pytest.mark.parametrize("view", CHART_VIEWS)
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_mark_is_named_in_the_language(view, side, lang) -> None:
    drawing = drawing_of(view, side)
    found = marks(chart_svg(drawing, lang, Shown()))
    assert len(found) == len(drawing.foot.points) + len(drawing.foot.zones)
    for mark in found:
        entry = ATLAS.find(mark.get("data-key"))
        assert mark.get("role") == "button"
        assert entry.name(lang) in mark.get("aria-label")
        assert mark.find(f"{SVG}title").text == mark.get("aria-label")


def test_only_what_is_chosen_is_shown() -> None:
    medial = drawing_of("medial", "left")
    assert keys(chart_svg(medial, "en", Shown(zones=False, meridian="KI"))) == {f"KI{n}" for n in (2, 3, 4, 5, 6, 7, 8)}
    assert not any(key.isupper() for key in keys(chart_svg(medial, "en", Shown(points=False))))


def test_schools_differ_by_what_only_one_draws() -> None:
    sole = drawing_of("plantar", "left")
    western = keys(chart_svg(sole, "en", Shown(points=False, school="western")))
    chinese = keys(chart_svg(sole, "en", Shown(points=False, school="chinese")))
    assert western & chinese == {zone.id for zone in ATLAS.zones if zone.id in western and zone.school == "both"}
    assert {ATLAS.zone(key).school for key in western - chinese} == {"western"}
    assert {ATLAS.zone(key).school for key in chinese - western} == {"chinese"}


def test_what_is_not_lit_is_dimmed_and_bears_no_label() -> None:
    svg = chart_svg(drawing_of("plantar", "left"), "en", Shown(lit=frozenset({"KI1", "kidneys"}), chosen="kidneys"))
    for mark in marks(svg):
        assert ("dim" in mark.get("class").split()) == (mark.get("data-key") not in ("KI1", "kidneys"))
        assert ("chosen" in mark.get("class").split()) == (mark.get("data-key") == "kidneys")
    assert {text.get("data-of") for text in ET.fromstring(svg).iter(f"{SVG}text")} == {"KI1", "kidneys"}


def test_labels_say_codes_numbers_and_cautions() -> None:
    svg = ET.fromstring(chart_svg(drawing_of("lateral", "right"), "en", Shown()))
    texts = {text.get("data-of"): "".join(text.itertext()) for text in svg.iter(f"{SVG}text")}
    assert texts["BL60"] == "BL60 ⚠"
    assert texts["GB40"] == "GB40"
    zones = [one.entry for one in chart_choice(drawing_of("lateral", "right"), Shown()).zones]
    assert {texts[zone.id] for zone in zones if zone.id in texts} <= {str(zone_number(zone)) for zone in zones}


def test_a_zone_has_one_number_everywhere() -> None:
    assert sorted(map(zone_number, ATLAS.zones)) == list(range(1, len(ATLAS.zones) + 1))


def test_marks_lie_where_placement_put_them() -> None:
    drawing = drawing_of("dorsal", "left")
    placed = {point.code: point for point in drawing.foot.points}
    for mark in marks(chart_svg(drawing, "en", Shown(zones=False))):
        dot = mark.findall(f"{SVG}circle")[-1]
        assert float(dot.get("cx")) == pytest.approx(placed[mark.get("data-key")].x, abs=0.06)


def test_a_bare_figure_carries_what_is_put_on_it() -> None:
    svg = figure(drawing_of("plantar", "left"), "zh-Hant", '<circle class="aim"/>', "quiz")
    root = ET.fromstring(svg)
    assert root.get("class") == "chart quiz"
    assert root.get("aria-label") == "左足 · 足底"
    assert not marks(svg)
    assert root.findall(f"{SVG}circle")
