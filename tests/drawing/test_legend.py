import dataclasses

from locator.atlas import LANGUAGES, load_atlas
from locator.drawing import legend
from locator.drawing.choice import choose
from locator.drawing.layers import select
from locator.types import PlacedPoint


def _parts(result, rings=False, **wishes):
    atlas, layers = load_atlas(), select(**wishes)
    choice = choose(layers, result, atlas)
    numbers = legend.numbers(choice, atlas)
    return (
        legend.header(result, layers, atlas),
        legend.rows(choice, numbers, layers, atlas),
        legend.footer(choice, result, layers, atlas, rings=rings),
    )


def _text(rows):
    return "\n".join(f"{row.code} {row.text}" for row in rows)


def test_every_point_and_zone_drawn_has_a_row(make):
    result = make(1400, 1050, points=20, zones=15)
    _, rows, _ = _parts(result)
    foot, atlas = result.feet[0], load_atlas()
    assert {point.code for point in foot.points} <= {row.code for row in rows}
    assert all(atlas.zone(zone.id).name() in _text(rows) for zone in foot.zones)
    numbers = [row.swatch.number for row in rows if row.swatch.kind == "zone"]
    assert numbers == [str(n) for n in range(1, 16)]


def test_zones_are_numbered_system_by_system(make):
    atlas = load_atlas()
    choice = choose(select(), make(1400, 1050, zones=25), atlas)
    systems = [atlas.zone(id).system for id in legend.numbers(choice, atlas)]
    assert systems == sorted(systems, key=[system.id for system in atlas.systems].index)


def test_cautions_of_what_is_drawn_are_said_with_their_standing(make):
    result = make(400, 600, points=0, zones=0)
    points = tuple(PlacedPoint(code, 100, 100 + 40 * n, 4, True, "") for n, code in enumerate(("BL60", "BL67", "ST41")))
    result = dataclasses.replace(result, feet=(dataclasses.replace(result.feet[0], points=points),))
    _, rows, footer = _parts(result)
    assert "Pregnancy: BL60; BL67 (disputed)" in _text(footer)
    assert {row.code for row in rows if "⚠" in row.text} == {"BL60", "BL67"}
    _, _, footer = _parts(result, points="ST41")
    assert "Pregnancy" not in _text(footer)


def test_goal_brings_its_own_cautions_and_is_named(make):
    header, _, footer = _parts(make(400, 600), goal="heel pain")
    atlas = load_atlas()
    assert "Heel pain" in _text(header)
    for id in atlas.goal("heel pain").cautions:
        assert atlas.caution(id).name() in _text(footer)


def test_disclaimer_and_lack_of_evidence_are_always_said(make):
    atlas = load_atlas()
    for lang in LANGUAGES:
        for result in (make(400, 600), dataclasses.replace(make(400, 600), feet=(), refused="no foot found")):
            _, _, footer = _parts(result, lang=lang)
            assert footer[-1].text == atlas.evidence.disclaimer.get(lang)
        assert atlas.evidence.statement.get(lang) in _text(_parts(make(400, 600), lang=lang)[2])


def test_rings_are_explained_only_where_drawn(make):
    assert "Ring:" in _text(_parts(make(400, 600), rings=True)[2])
    assert "Ring:" not in _text(_parts(make(400, 600), rings=False)[2])


def test_hidden_and_absent_are_said(make):
    result = make(400, 600, points=0, zones=0)
    points = (PlacedPoint("KI3", 100, 100, 4, False, ""),)
    result = dataclasses.replace(result, feet=(dataclasses.replace(result.feet[0], points=points),))
    _, rows, footer = _parts(result, points=("KI3", "BL40"), zones="spleen")
    assert "hidden" in _text(rows)
    assert next(row for row in rows if row.code == "KI3").swatch.kind == "hidden"
    assert "not shown by this picture: BL40; Spleen" in _text(footer)


def test_a_long_list_of_absent_names_is_cut_with_a_count(make):
    every = tuple(zone.id for zone in load_atlas().zones)
    _, _, footer = _parts(make(400, 600, points=0, zones=0), zones=every)
    assert f"(+{len(every) - 12})" in _text(footer)


def test_result_without_a_foot_says_why(make):
    result = dataclasses.replace(make(400, 600), feet=(), refused="a shoe, not a bare foot", warnings=("the photo is dark",))
    header, rows, footer = _parts(result)
    assert "No foot found" in _text(header)
    assert "a shoe" in _text(header)
    assert not rows
    assert "the photo is dark" in _text(footer)


def test_chinese_legend_holds_chinese_names(make):
    _, rows, _ = _parts(make(400, 600, points=35), lang="zh-Hant")
    assert "湧泉" in _text(rows)
    _, rows, _ = _parts(make(400, 600, points=35), lang="zh-Hans")
    assert "涌泉" in _text(rows)
