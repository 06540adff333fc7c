"""The data files themselves: complete, consistent, geometrically sound, and true to the domain reference."""

from __future__ import annotations

import json
import re
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

from locator.atlas import Atlas, AtlasZone, load_atlas
from locator.atlas.names import key
from locator.types import VIEWS

DATA = Path(__file__).resolve().parents[2] / "locator" / "atlas" / "data"
DOMAIN = Path(__file__).resolve().parents[3] / "shared" / "domain"
XY = tuple[float, float]


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


def domain(name: str) -> dict[str, Any]:
    if not DOMAIN.is_dir():
        pytest.skip("needs the domain reference in ../shared/domain")
    found: dict[str, Any] = json.loads((DOMAIN / name).read_text(encoding="utf-8"))
    return found


def test_counts(atlas: Atlas) -> None:
    assert len(atlas.points) == 64
    assert len(atlas.zones) == 80


def test_no_file_gives_a_key_twice() -> None:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [name for name, _ in pairs]
        assert len(keys) == len(set(keys)), f"{path.name}: a key stands twice in {keys}"
        return dict(pairs)

    for path in DATA.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique)


def test_every_source_is_used(atlas: Atlas) -> None:
    """A source that nothing cites is a fact that was lost."""
    text = "".join(path.read_text(encoding="utf-8") for path in DATA.glob("*.json") if path.name != "sources.json")
    uncited = [source.id for source in atlas.sources if f'"{source.id}"' not in text and not re.search(rf"\b{source.id}\b", text)]
    assert uncited == []


def test_pinyin_is_the_plain_name_with_tones(atlas: Atlas) -> None:
    for point in atlas.points:
        assert point.pinyin != point.plain_pinyin, f"{point.code} has no tone mark"
        assert re.fullmatch(r"[A-Za-zü]+", point.plain_pinyin), point.code


def test_chinese_names_are_chinese(atlas: Atlas) -> None:
    for entry in atlas.entries:
        for name in (entry.names.zh_hant, entry.names.zh_hans):
            assert re.fullmatch(r"[\u4e00-\u9fff、（）]+", name), (entry.key, name)


def test_simplified_names_hold_no_traditional_only_character(atlas: Atlas) -> None:
    """Where the two scripts differ, a character of the one that the other never uses must stay in its own."""
    hant = {c for entry in atlas.entries for c in entry.names.zh_hant}
    hans = {c for entry in atlas.entries for c in entry.names.zh_hans}
    different = [
        (a, b)
        for entry in atlas.entries
        for a, b in zip(entry.names.zh_hant, entry.names.zh_hans, strict=False)
        if len(entry.names.zh_hant) == len(entry.names.zh_hans) and a != b
    ]
    # 下視丘/下丘脑, 食道/食管 and 胰臟/胰腺 are different words, not one word in two scripts.
    assert {a for a, _ in different} & hans <= {"丘", "道"}
    assert {b for _, b in different} & hant <= {"丘", "管", "腺"}


def test_points_out_of_frame_say_where_they_are(atlas: Atlas) -> None:
    out = {point.code for point in atlas.points if point.out_of_frame}
    assert out == {"SP7", "BL40", "BL57", "BL58", "KI9", "GB35", "GB36", "GB37", "LR5", "LR6"}
    for point in atlas.points:
        assert point.out_of_frame or point.fallback, f"{point.code} is in the frame but has no rough place"
        assert point.out_of_frame or point.views, f"{point.code} is in the frame but in no view"
        assert set(point.views) <= set(VIEWS)


def test_independent_sources_count_charts_of_one_origin_once(atlas: Atlas) -> None:
    for zone in atlas.zones:
        origins = {atlas.source(id).counted_with or id for id in zone.sources if atlas.source(id).kind not in ("memory", "seed")}
        assert zone.independent_sources == len(origins), zone.id
    assert sum(zone.cross_checked for zone in atlas.zones) == 68


def test_side_specific_zones(atlas: Atlas) -> None:
    sided = {side: {zone.id for zone in atlas.zones if zone.foot == side} for side in ("left", "right")}
    assert sided["left"] == {"heart_chinese", "heart_western", "spleen", "descending_colon", "sigmoid_rectum"}
    assert sided["right"] == {"liver", "gallbladder", "ascending_colon", "ileocecal_appendix"}


def test_a_zone_known_only_from_an_article_says_so(atlas: Atlas) -> None:
    for zone in atlas.zones:
        only_articles = all(atlas.source(id).kind == "seed" for id in zone.sources)
        assert only_articles == (zone.school == "seed"), zone.id


def segments(polygon: tuple[XY, ...]) -> list[tuple[XY, XY]]:
    return list(zip(polygon, (*polygon[1:], polygon[0]), strict=True))


def cross(o: XY, a: XY, b: XY) -> float:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def meet(first: tuple[XY, XY], second: tuple[XY, XY]) -> bool:
    (a, b), (c, d) = first, second
    return cross(a, b, c) * cross(a, b, d) < 0 and cross(c, d, a) * cross(c, d, b) < 0


def area(polygon: tuple[XY, ...]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in segments(polygon))) / 2


def test_polygons_are_simple_and_not_empty(atlas: Atlas) -> None:
    for zone in atlas.zones:
        for polygon in zone.polygons:
            assert area(polygon) > 1e-4, zone.id
            assert not any(meet(a, b) for a, b in combinations(segments(polygon), 2)), f"{zone.id} crosses itself"


def longitudinal(atlas: Atlas, u: float, v: float) -> int:
    """The body zone at (u, v): its range of u runs linearly from the heel (v = 0) to the toe webs (v = 0.8)."""
    t = min(1.0, max(0.0, v / 0.8))
    bounds = [z.u_at_heel[1] + t * (z.u_at_toes[1] - z.u_at_heel[1]) for z in atlas.longitudinal_zones]
    return next((z.zone for z, bound in zip(atlas.longitudinal_zones, bounds, strict=True) if u <= bound), 5)


def test_longitudinal_zones_fit_the_shape(atlas: Atlas) -> None:
    for zone in atlas.zones:
        reached = {
            "toe": lambda z: set(z.toe_box.toes if z.toe_box else ()),
            "pq": lambda z: {1 if z.surfaces[0] == "medial" else 5},
            "uv": lambda z: {longitudinal(atlas, u, v) for polygon in z.polygons for u, v in polygon},
        }[zone.frame](zone)
        listed = set(zone.longitudinal)
        assert listed <= set(range(min(reached), max(reached) + 1)), zone.id
        assert listed == set(range(min(listed), max(listed) + 1)) or len(zone.polygons) > 1, f"{zone.id} has a gap"


def test_longitudinal_zones_cover_the_foot_without_gap(atlas: Atlas) -> None:
    for edge in ("u_at_toes", "u_at_heel"):
        ranges = [getattr(zone, edge) for zone in atlas.longitudinal_zones]
        assert ranges[0][0] == 0
        assert ranges[-1][1] == 1
        assert all(a[1] == b[0] for a, b in pairwise(ranges))


def test_guide_lines_follow_each_other_from_toes_to_heel(atlas: Atlas) -> None:
    lines = {line.id: line.polyline for line in atlas.guide_lines}
    heights = [max(v for _, v in lines[id]) for id in ("toe_base", "diaphragm", "waist", "pelvic_heel")]
    assert heights == sorted(heights, reverse=True)


def test_routine_steps_with_a_caution_name_it(atlas: Atlas) -> None:
    """A point that must not be pressed in pregnancy makes its routine and its goal carry the pregnancy caution."""
    for item in (*atlas.routines, *atlas.goals):
        points = item.points if hasattr(item, "points") else [code for step in item.steps for code in step.points]
        conditions = {
            caution.condition for code in points for caution in atlas.point(code).cautions if caution.standing == "stated"
        }
        assert conditions <= set(item.cautions), item.id


def test_cautions_and_entries_name_each_other(atlas: Atlas) -> None:
    for caution in atlas.cautions:
        carrying = {entry.key for entry in atlas.entries if any(c.condition == caution.id for c in entry.cautions)}
        assert carrying == {*caution.points, *caution.zones}, caution.id


def test_no_two_goals_share_a_word(atlas: Atlas) -> None:
    owner: dict[str, str] = {}
    for goal in atlas.goals:
        for word in {key(w) for w in (*goal.words, *goal.names.model_dump().values())}:
            assert owner.setdefault(word, goal.id) == goal.id, f"{word} belongs to {owner[word]} and {goal.id}"


def test_no_words_of_the_reference_slip_through(atlas: Atlas) -> None:
    """Readers see articles and plain anatomy, not the reference's shorthand."""
    for entry in atlas.entries:
        for told in (entry.location, *entry.disagreements, *entry.notes):
            assert not re.search(r"\bseeds?\b|\(memory\)|\bMT\d|\bMTP|\bMM\b|\bLM\b", told.text), (entry.key, told)


def test_points_keep_the_reference(atlas: Atlas) -> None:
    for wanted in domain("acupoints.json")["points"]:
        point = atlas.point(wanted["code"])
        hant, _, hans = wanted["hanzi"].partition("/")
        assert (point.names.zh_hant, point.names.zh_hans) == (hant, hans or hant)
        assert point.plain_pinyin == wanted["pinyin"].split(" ")[0]
        assert point.names.en.lower() in wanted["english"].lower()
        assert atlas.meridian(point.meridian).names.en.startswith(wanted["meridian"])
        assert point.surface == wanted["surface"]
        assert sorted((*point.views, *point.also_seen)) == sorted(wanted["views"])
        assert (point.rule, list(point.landmarks)) == (wanted["rule"], wanted["landmarks"])
        assert (point.confidence.place, point.confidence.computation) == tuple(wanted["confidence"].values())
        numbers = {name: value for name, value in wanted["fallback"].items() if name != "out_of_frame"}
        if set(numbers) > {"view"}:
            assert point.fallback is not None
            assert point.fallback.model_dump(exclude_none=True) == numbers
        assert bool(point.out_of_frame) == wanted["fallback"].get("out_of_frame", False)
        assert len(point.claims) == len(wanted["seeds"])
        assert len(point.disagreements) >= len(wanted["disagreements"])
        assert bool(point.cautions) == bool(wanted["cautions"])
        assert len(point.sources) >= len(wanted["sources"])


def shape(zone: AtlasZone) -> Any:
    if zone.toe_box:
        return {"toes": list(zone.toe_box.toes), "s": list(zone.toe_box.s), "w": list(zone.toe_box.w)}
    polygons = [[list(xy) for xy in polygon] for polygon in zone.polygons]
    return polygons if len(polygons) > 1 else polygons[0]


def test_zones_keep_the_reference(atlas: Atlas) -> None:
    reference = domain("reflex_zones.json")
    for wanted in reference["zones"]:
        zone = atlas.zone(wanted["id"])
        assert shape(zone) == wanted["polygon"]
        assert (zone.foot, zone.confidence) == (wanted["foot"], wanted["confidence"])
        assert zone.frame in wanted["frame"]
        assert (zone.independent_sources, zone.cross_checked) == (wanted["n_sources"], wanted["cross_checked"])
        assert len(zone.claims) == len(wanted["seeds"])
        assert len(zone.disagreements) >= len(wanted["disagreements"])
        assert {id: {"u": u, "v": v} for id, (u, v) in zone.chart_centroids.items()} == wanted["chart_centroids"]
        if "chart_spread" in wanted and zone.chart_spread:
            assert zone.chart_spread == pytest.approx(tuple(wanted["chart_spread"].values()), abs=2e-3)
    for line, wanted in zip(atlas.guide_lines, reference["guide_lines"], strict=True):
        assert (line.id, [list(xy) for xy in line.polyline]) == (wanted["id"], wanted["polyline"])


def test_every_alias_of_the_reference_resolves(atlas: Atlas) -> None:
    for wanted in domain("acupoints.json")["points"]:
        for alias in wanted["aliases"]:
            assert atlas.find(alias).key == wanted["code"], alias
