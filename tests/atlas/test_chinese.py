"""The Chinese of the atlas: there for every text, of one script, and true to the English in what can be checked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from locator.atlas import load_atlas, read_atlas
from locator.atlas.words import Told
from locator.errors import AtlasError
from tests.chinese import english_prose, of_the_other_script

DATA = Path(__file__).resolve().parents[2] / "locator" / "atlas" / "data"


def texts() -> Iterator[tuple[str, dict[str, str]]]:
    """Every set of words for readers in the data files, with where it stands."""

    def inside(item: Any, place: str) -> Iterator[tuple[str, dict[str, str]]]:
        if isinstance(item, dict):
            name = next((str(item[key]) for key in ("code", "id", "topic") if key in item), "")
            if "zh-Hant" in item:
                english = item.get("text", item.get("title", item.get("en")))
                yield f"{place} {name}", {"en": english, "zh-Hant": item["zh-Hant"], "zh-Hans": item["zh-Hans"]}
            for key, value in item.items():
                yield from inside(value, f"{place} {name} {key}")
        elif isinstance(item, list):
            for value in item:
                yield from inside(value, place)

    for path in sorted(DATA.glob("*.json")):
        yield from inside(json.loads(path.read_text(encoding="utf-8")), path.name)


TEXTS = list(texts())


def test_there_are_many() -> None:
    assert len(TEXTS) > 800


@pytest.mark.parametrize("lang", ["zh-Hant", "zh-Hans"])
def test_is_chinese_and_of_one_script(lang: str) -> None:
    for place, words in TEXTS:
        assert re.search(r"[\u4e00-\u9fff]", words[lang]), (place, words[lang])
        assert not english_prose(words[lang]), (place, words[lang], english_prose(words[lang]))
        assert not of_the_other_script(words[lang], lang), (place, words[lang], of_the_other_script(words[lang], lang))


def test_keeps_codes_and_decimals() -> None:
    """A point's code, a chart's code or a measured number is the same in any language."""
    code = r"\b(?:KI|BL|GB|LR|ST|SP)\d+\b|\bEX-LE\d+\b|\bS[123]\b|\bK5\b|(?<![\w.])\d*\.\d+|\b00\d\b"
    for place, words in ((place, words) for place, words in TEXTS if not place.endswith("names ")):
        for found in re.findall(code, words["en"]):
            for lang in ("zh-Hant", "zh-Hans"):
                assert found in words[lang], (place, found, words[lang])


@pytest.mark.parametrize(("english", "hant"), [("unconfirmed", "未經證實"), ("traditional", "傳統"), ("disputed", "爭議")])
def test_keeps_hedges(english: str, hant: str) -> None:
    hedged = [(place, words) for place, words in TEXTS if english in words["en"].lower()]
    assert hedged
    for place, words in hedged:
        assert hant in words["zh-Hant"], (place, words)


def test_the_two_scripts_say_the_same() -> None:
    """Punctuation, numbers and Latin letters agree, so neither script was changed without the other."""

    def frame(text: str) -> list[str]:
        return re.findall(r"[A-Za-z]+|\d+|[，。；：（）]", text)

    for place, words in TEXTS:
        assert frame(words["zh-Hant"]) == frame(words["zh-Hans"]), (place, words)


@pytest.mark.parametrize(
    ("name", "group", "field", "lang"),
    [
        ("points.json", "points", "location", "zh-Hans"),
        ("zones.json", "zones", "location", "zh-Hant"),
        ("goals.json", "goals", "note", "zh-Hant"),
    ],
)
def test_a_missing_translation_names_file_entry_and_language(
    tmp_path: Path, name: str, group: str, field: str, lang: str
) -> None:
    for path in DATA.glob("*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        if path.name == name:
            entry = data[group][0]
            del entry[field][lang]
        (tmp_path / path.name).write_text(json.dumps(data), encoding="utf-8")
    id_ = entry.get("code") or entry["id"]
    with pytest.raises(AtlasError, match=rf"{name}, entry {id_} of {group}, field {field}\.{lang}: Field required"):
        read_atlas(tmp_path)


def test_half_a_source_title_is_refused(tmp_path: Path) -> None:
    for path in DATA.glob("*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        if path.name == "sources.json":
            del data["sources"][0]["zh-Hans"]
        (tmp_path / path.name).write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(AtlasError, match=r"entry seed-000 of sources.*zh-Hant and zh-Hans, or neither"):
        read_atlas(tmp_path)


def test_a_source_without_chinese_is_called_by_a_name_of_its_own() -> None:
    for source in load_atlas().sources:
        if source.zh_hant is None:
            assert not english_prose(source.title), source
            assert source.name("zh-Hans") == source.title


def test_words_of_no_language_are_refused() -> None:
    told = load_atlas().point("KI1").location
    assert isinstance(told, Told)
    with pytest.raises(AtlasError, match="choose one of en"):
        told.say("fr")


@pytest.mark.parametrize(("query", "key"), [("外踝尖與跟腱", "BL60"), ("屈足卷趾", "KI1"), ("鼻窦", "sinuses"), ("足腫", "BL60")])
def test_chinese_words_of_an_entry_are_searched(query: str, key: str) -> None:
    assert key in [entry.key for entry in load_atlas().search(query)]
