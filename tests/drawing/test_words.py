import json
from importlib import resources

import pytest

from locator.atlas import LANGUAGES
from locator.drawing.words import word
from locator.errors import AtlasError
from locator.types import SIDES, VIEWS


def _keys(entry, prefix=""):
    for key, value in entry.items():
        if all(isinstance(text, str) for text in value.values()):
            yield prefix + key
        else:
            yield from _keys(value, f"{prefix}{key}.")


def test_every_word_exists_in_every_language():
    data = json.loads((resources.files("locator.drawing") / "words.json").read_text(encoding="utf-8"))
    keys = list(_keys(data))
    assert len(keys) > 15
    for lang in LANGUAGES:
        assert all(word(key, lang) for key in keys)


def test_sides_and_views_have_words():
    assert word("side.left", "en") == "Left foot"
    assert len({word(f"side.{side}", "zh-Hant") for side in SIDES}) == 2
    assert len({word(f"view.{view}", "zh-Hans") for view in VIEWS}) == 6


def test_unknown_language_is_refused():
    with pytest.raises(AtlasError, match="choose one of en, zh-Hans, zh-Hant"):
        word("points", "fr")
