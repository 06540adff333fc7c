"""Finding entries, goals and meridians."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.atlas import LANGUAGES, Atlas, AtlasPoint, AtlasZone, load_atlas
from locator.errors import AtlasError


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("LV-3", "LR3"),
        ("lv3", "LR3"),
        ("UB60", "BL60"),
        ("K1", "KI1"),
        ("Kid 6", "KI6"),
        ("F3", "LR3"),
        ("R1", "KI1"),
        ("E41", "ST41"),
        ("M41", "ST41"),
        ("M-LE 5", "SHIMIAN"),
        ("M-LE-05", "SHIMIAN"),
        ("BL-54 Weizhong", "BL40"),
        ("Weizhong BL-54", "BL40"),
        ("BL54 (old numbering)", "BL40"),
        ("Yongquan", "KI1"),
        ("Yǒngquán", "KI1"),
        ("湧泉", "KI1"),
        ("涌泉", "KI1"),
        ("涌泉穴", "KI1"),
        ("Gushing Spring", "KI1"),
        ("Calm Sleep", "BL62"),
        ("Illuminated Sea", "KI6"),
        ("nüxi", "NUXI"),
        ("Bafeng 3/4", "EX-LE10-3"),
        ("EX-LE12-5", "EX-LE12-5"),
        ("EX-LE21", "LINEITING"),
        ("kidneys", "kidneys"),
        ("Kidney", "kidneys"),
        ("liver zone", "liver"),
        ("肝反射区", "liver"),
        ("solar plexus", "solar_plexus"),
        ("ascending colon", "ascending_colon"),
        ("腎上腺", "adrenals"),
    ],
)
def test_find(atlas: Atlas, text: str, wanted: str) -> None:
    assert atlas.find(text).key == wanted


def test_every_code_name_and_alias_finds_its_entry(atlas: Atlas) -> None:
    for entry in atlas.entries:
        assert atlas.find(entry.key) is entry
        names = [entry.name(lang) for lang in LANGUAGES] + [entry.names.get(lang) for lang in LANGUAGES]
        pinyin = [entry.pinyin, entry.plain_pinyin] if isinstance(entry, AtlasPoint) else []
        for text in (*names, *entry.aliases, *pinyin):
            assert entry in atlas.find_all(text), (entry.key, text)


def test_former_codes_need_the_name(atlas: Atlas) -> None:
    for text in ("BL54", "UB-54", "V54"):
        with pytest.raises(AtlasError, match=r"Zhibian.*not on the foot.*Weizhong: write BL40"):
            atlas.find(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Yongqan", "did you mean KI1 Yongquan"),
        ("kidnees", "did you mean kidneys"),
        ("LI4", "LI4 is not in the atlas"),
        ("LR14", "LR14 is not in the atlas"),
        ("P7", "can mean LU7 or PC7"),
        ("XQ3", "no meridian is written like XQ3"),
        ("M-LE 8", "numbering of extra points"),
        ("KI3 Yongquan", "contradicts itself"),
        ("KI1 nonsense", "'nonsense' is not a name"),
        ("heart", "heart_chinese .* or heart_western"),
        ("EX-LE10", "EX-LE10-1 .* or EX-LE10-4"),
        ("spine", "spine_cervical"),
        ("  ", "no code or name"),
    ],
)
def test_errors_say_what_to_do(atlas: Atlas, text: str, message: str) -> None:
    with pytest.raises(AtlasError, match=message) as caught:
        atlas.find(text)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_an_entry_or_an_atlas_error(text: str) -> None:
    atlas = load_atlas()
    for ask in (atlas.find_all, atlas.goal, atlas.meridian):
        with contextlib.suppress(AtlasError):
            assert ask(text)
    assert all(entry in atlas.entries for entry in atlas.search(text))


def test_shared_names_give_all(atlas: Atlas) -> None:
    assert {entry.key for entry in atlas.find_all("Bafeng")} == {f"EX-LE10-{n}" for n in range(1, 5)}
    assert {entry.key for entry in atlas.find_all("EX-LE12")} == {f"EX-LE12-{n}" for n in range(1, 6)}
    assert {entry.key for entry in atlas.find_all("heart")} == {"heart_chinese", "heart_western"}


def test_point_and_zone_do_not_mix(atlas: Atlas) -> None:
    with pytest.raises(AtlasError, match="reflex zone, not an acupoint"):
        atlas.point("kidneys")
    with pytest.raises(AtlasError, match="acupoint, not a reflex zone"):
        atlas.zone("KI1")


def test_names_in_each_language(atlas: Atlas) -> None:
    point = atlas.point("KI1")
    assert [point.name(lang) for lang in ("en", "zh-Hant", "zh-Hans")] == ["Yongquan (Gushing Spring)", "湧泉", "涌泉"]
    assert atlas.point("EX-LE10-1").name("zh-Hans") == "八风 1/4"
    assert atlas.zone("kidneys").name("zh-Hans") == "肾脏"
    with pytest.raises(AtlasError, match="no names in language 'fr'"):
        point.name("fr")


def test_search_puts_the_named_entry_first(atlas: Atlas) -> None:
    for entry in atlas.entries:
        assert atlas.search(entry.key)[0] is entry


@pytest.mark.parametrize(
    ("query", "first", "among"),
    [
        ("kidney", "kidneys", {"KI1", "KI6", "adrenals"}),
        ("insomnia", "SHIMIAN", {"BL62"}),
        ("heel pain", None, {"KI4", "SHIMIAN", "BL62"}),
        ("足跟痛", None, {"KI4", "SHIMIAN"}),
        ("colon", None, {"transverse_colon", "ascending_colon", "descending_colon"}),
        ("pregnancy", None, {"BL60", "SP6", "uterus_prostate"}),
        ("BL54", "BL40", set()),
    ],
)
def test_search(atlas: Atlas, query: str, first: str | None, among: set[str]) -> None:
    found = [entry.key for entry in atlas.search(query)]
    assert among <= set(found)
    assert first is None or found[0] == first


def test_search_wants_every_word(atlas: Atlas) -> None:
    both = {entry.key for entry in atlas.search("spring kidney")}
    assert both == {entry.key for entry in atlas.search("spring")} & {entry.key for entry in atlas.search("kidney")}
    assert both == {"KI1", "KI5"}
    assert atlas.search("quasar") == []
    assert atlas.search("") == []
    assert len(atlas.search("big toe", limit=3)) == 3


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("heel pain", "heel_pain"),
        ("my heel hurts", "heel_pain"),
        ("insomnia", "sleep"),
        ("失眠", "sleep"),
        ("我失眠了", "sleep"),
        ("lower back pain", "low_back_pain"),
        ("腰痛", "low_back_pain"),
        ("high blood pressure", "blood_pressure"),
        ("swollen feet", "swelling"),
    ],
)
def test_goal(atlas: Atlas, text: str, wanted: str) -> None:
    assert atlas.goal(text).id == wanted


def test_for_goal(atlas: Atlas) -> None:
    points, zones, routine = atlas.for_goal("ankle pain")
    assert [point.code for point in points] == ["KI6", "GB40", "BL60", "BL62"]
    assert zones == ()
    assert routine is not None
    assert [step.points for step in routine.steps] == [("KI6",), ("GB40",), ("BL60",), ("BL62",)]
    with pytest.raises(AtlasError, match="choose one of heel pain"):
        atlas.for_goal("flying")


def test_no_self_massage_for_swelling(atlas: Atlas) -> None:
    """The sources contradict themselves on edema, so nothing is offered and the caution is shown instead."""
    assert atlas.for_goal("edema") == ((), (), None)
    assert "edema" in atlas.goal("edema").cautions


def test_every_goal_offers_something_or_says_why_not(atlas: Atlas) -> None:
    for goal in atlas.goals:
        points, zones, routine = atlas.for_goal(goal.id)
        assert points or zones or routine or "No self-massage is offered" in goal.note.text, goal.id
        named = {code for step in (routine.steps if routine else ()) for code in (*step.points, *step.zones)}
        assert named <= {entry.key for entry in (*points, *zones)}, f"{goal.id} leaves out what its routine works"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("KI", "KI"), ("kid", "KI"), ("Kidney", "KI"), ("kidney meridian", "KI"), ("腎經", "KI"), ("LV", "LR"), ("M", "ST")],
)
def test_meridian(atlas: Atlas, text: str, wanted: str) -> None:
    assert atlas.meridian(text).code == wanted


@pytest.mark.parametrize(
    ("text", "message"), [("P", "can be LU or PC"), ("moon", "is not a meridian"), ("", "is not a meridian")]
)
def test_meridian_errors(atlas: Atlas, text: str, message: str) -> None:
    with pytest.raises(AtlasError, match=message):
        atlas.meridian(text)


def test_lookups_by_id(atlas: Atlas) -> None:
    assert atlas.technique("reduce").seconds == (60, 120)
    assert atlas.caution("pregnancy").points[0] == "BL60"
    with pytest.raises(AtlasError, match="there is no technique 'tickle'; choose one of stroke"):
        atlas.technique("tickle")


def test_kinds(atlas: Atlas) -> None:
    assert isinstance(atlas.find("KI1"), AtlasPoint)
    assert isinstance(atlas.find("liver"), AtlasZone)
