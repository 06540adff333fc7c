"""Cards: complete, cautions first, in the language asked for, and safe as HTML."""

import dataclasses
import json
import re
from html.parser import HTMLParser
from importlib import resources

import pytest

from locator.atlas import LANGUAGES, load_atlas
from locator.cards import Line, card, html, landmark_name
from locator.cards.rules import in_words
from locator.cards.words import span, word
from locator.errors import AtlasError
from locator.landmarks import NAMES
from locator.placement import place
from locator.types import PlacedPoint, PlacedZone
from tests.chinese import english_prose, of_the_other_script
from tests.placement.feet import average_foot

ATLAS = load_atlas()
RULES = [
    rule["rule"]
    for views in json.loads(resources.files("locator.placement").joinpath("rules.json").read_text())["points"].values()
    for rules in views.values()
    for rule in rules
]


@pytest.fixture(scope="module")
def placed_foot():
    return place(average_foot("plantar", "right"))


class _Reader(HTMLParser):
    """Checks that tags balance; keeps the text and each heading."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.headings, self.tags = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)
        if self.open and self.open[-1].startswith("h"):
            self.headings.append(data)


def _keys(entry, prefix=""):
    for key, value in entry.items():
        if isinstance(value, dict) and "en" in value and all(isinstance(text, str) for text in value.values()):
            yield prefix + key
        elif isinstance(value, dict) and not all(isinstance(text, str) for text in value.values()):
            yield from _keys(value, f"{prefix}{key}.")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_entry_has_a_card_with_its_cautions_first(lang):
    for entry in ATLAS.entries:
        made = card(entry, lang)
        assert made.sections[0].kind == "cautions"
        told = " ".join(line.text for line in made.sections[0].lines)
        assert all(caution.say(lang) in told for caution in entry.cautions)
        assert all(claim.caution.say(lang) in told for claim in entry.claims if claim.caution)
        assert all(section.lines and section.title for section in made.sections)
        claims = str(made.section("claims"))
        assert all(benefit.say(lang) in claims for claim in entry.claims for benefit in claim.benefits)
        evidence = str(made.section("evidence"))
        assert ATLAS.evidence.statement.get(lang) in evidence
        assert ATLAS.evidence.disclaimer.get(lang) in evidence
        assert str(made).count(made.title)


def test_severity_is_that_of_the_gravest_caution():
    made = card(ATLAS.find("BL60"), "en")
    assert made.severity == "avoid"
    assert [line.severity for line in made.sections[0].lines] == ["avoid", "none", "ask"]
    assert card(ATLAS.find("ST42"), "en").severity == "gentle"
    assert card(ATLAS.find("kidneys"), "en").severity == "none"


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant"])
def test_a_chinese_card_is_chinese_throughout(lang):
    for entry in ATLAS.entries:
        for section in card(entry, lang).sections:
            for line in section.lines:
                assert section.kind == "names" or line.lang == lang, (entry.key, line)
                assert section.kind == "names" or not english_prose(str(line)), (entry.key, str(line))
                assert section.kind == "names" or not of_the_other_script(str(line), lang), (entry.key, str(line))


def test_names_in_another_language_are_marked_so():
    made = card(ATLAS.find("BL60"), "zh-Hant")
    assert made.title == "崑崙"
    assert made.section("where").lines[0].text == "外踝後方，外踝尖與跟腱之間的凹陷處。"
    assert '<b>英文</b> <span lang="en">Kunlun Mountains' in html(made)
    assert '<span lang="en">UB60, B60' in html(made)


def test_a_claim_is_told_as_one():
    said = str(card(ATLAS.find("BL60"), "zh-Hans").section("claims"))
    assert "文章 001" in said
    assert "据称有助于：足肿、踝痛、大腿痛" in said
    assert "said to help with: swollen feet, ankle pain" in str(card(ATLAS.find("BL60"), "en").section("claims"))


def test_error_is_told_in_mm_when_the_scale_is_known_else_in_cun_and_percent(placed_foot):
    point = next(point for point in placed_foot.points if point.code == "KI1")
    told = str(card(ATLAS.find("KI1"), "en", placed=point, foot=placed_foot))
    assert f"{point.sigma / placed_foot.cun.px:.2g} cun" in told
    assert "% of the foot's length) of the mark" in told
    assert " mm" not in told
    scaled = dataclasses.replace(placed_foot, cun=dataclasses.replace(placed_foot.cun, mm=20.0))
    told = str(card(ATLAS.find("KI1"), "en", placed=point, foot=scaled))
    assert f"{point.sigma / placed_foot.cun.px * 20:.2g} mm (" in told
    assert "20 mm, " in told


def test_without_a_foot_the_rule_is_told_and_no_error(placed_foot):
    point = placed_foot.points[0]
    assert [line.label for line in card(ATLAS.find(point.code), "en", placed=point).section("placed").lines] == ["Placed"]
    assert card(ATLAS.find(point.code), "en").section("placed") is None


def test_a_hidden_point_is_told_first():
    hidden = PlacedPoint("KI1", 1.0, 2.0, 3.0, False, "at heel_back")
    assert "does not show" in card(ATLAS.find("KI1"), "en", placed=hidden).section("placed").lines[0].text


def test_a_zone_tells_how_far_charts_differ():
    zone = ATLAS.find("kidneys")
    placed = PlacedZone("kidneys", (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)),), True)
    told = str(card(zone, "en", placed=placed).section("placed"))
    assert f"{100 * max(zone.chart_spread):.2g} %" in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_can_be_said(lang):
    remarks = ["", *(f" ({remark})" for remark in word.data["remark"])]
    for number, rule in enumerate(dict.fromkeys(RULES)):
        said = in_words(rule + remarks[number % len(remarks)], lang)
        assert "_" not in said
        assert not any(name in said for name in NAMES if re.search(r"\d", name))
        if lang != "en":
            assert not {"from", "toward", "at", "cun"} & set(said.split())


def test_rules_in_words():
    assert in_words("at toe1_tip (from hidden landmarks)", "en") == (
        "at the tip of the big toe (some of these landmarks are hidden in the photo)"
    )
    assert in_words("0.1 cun proximal and lateral of toe2_nail_lateral", "en") == (
        "from the outer corner of the nail of the second toe 0.1 cun toward the heel and the outer side"
    )
    assert in_words("3 leg cun up of BL60", "zh-Hans") == "从BL60向上方（膝）3 寸（小腿寸）"
    assert in_words("my own way", "en") == "my own way"


def test_remarks_are_those_that_placement_adds():
    source = resources.files("locator.placement").joinpath("placing.py").read_text()
    assert all(f'" ({remark})"' in source for remark in word.data["remark"])


def test_every_landmark_and_word_is_there_in_every_language():
    assert [*word.data["landmark"]] == [*NAMES]
    keys = [*_keys(word.data)]
    assert len(keys) > 150
    for lang in LANGUAGES:
        assert all(word(key, lang) for key in keys)
        assert len({landmark_name(name, lang) for name in NAMES}) == len(NAMES)
    assert landmark_name("elbow", "en") == "elbow"


def test_spans_of_time():
    assert span((30, 120), "en") == "30–120 s"
    assert span((300, 300), "zh-Hans") == "5 分钟"
    assert span((60, 120), "en") == "1–2 min"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_html_is_whole_and_says_what_the_card_says(lang):
    for entry in ATLAS.entries:
        made = card(entry, lang)
        reader = _Reader()
        reader.feed(html(made, level=2))
        assert not reader.open
        said = "".join(reader.text)
        assert all(line.text in said for section in made.sections for line in section.lines)
        assert reader.headings[-len(made.sections) :] == [section.title for section in made.sections]
        assert [attrs["lang"] for tag, attrs in reader.tags if tag == "article"] == [lang]


def test_html_escapes():
    made = card(ATLAS.find("KI1"), "en")
    line = Line("<script>alert(1)</script>", "en", '"&<b>')
    hostile = dataclasses.replace(made, sections=(dataclasses.replace(made.sections[0], lines=(line,)),))
    text = html(hostile)
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "&quot;&amp;&lt;b&gt;" in text


def test_an_unknown_language_is_refused():
    with pytest.raises(AtlasError, match="choose one of"):
        card(ATLAS.find("KI1"), "fr")


def test_every_source_of_cun_has_words():
    from locator.placement.cun import _data

    for source in _data()["sources"]:
        assert word(f"cun.{source}", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_letters_that_give_places_on_charts_are_told_in_words(lang):
    def told(key, kind):
        section = next(section for section in card(ATLAS.find(key), lang).sections if section.kind == kind)
        return {line.label: line.text for line in section.lines if len(line.label) == 1}

    assert set(told("KI1", "disagreements")) == {"v"}
    assert set(told("gallbladder", "disagreements")) == {"u", "v"}
    assert set(told("pituitary", "disagreements")) == {"s", "w"}
    assert set(told("spine_lumbar", "where")) == {"v"}
    assert set(told("adrenals", "disagreements")) == {"v"}
    assert set(told("SP1", "press")) == set()  # "30 s" is a time
    assert {"0", "1"} <= set(re.findall(r"\d", told("KI1", "disagreements")["v"]))
