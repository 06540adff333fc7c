"""What looking at a photo or searching the atlas says in English, in the reader's language (data: messages.json)."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from importlib import resources

from locator.atlas import Lang, load_atlas
from locator.atlas.search import describe
from locator.types import Result

__all__ = ["in_language", "told"]

Message = tuple[re.Pattern[str], dict[str, str]]


@functools.cache
def _messages() -> tuple[tuple[Message, ...], dict[str, dict[str, str]]]:
    data = json.loads(resources.files("locator").joinpath("messages.json").read_text(encoding="utf-8"))
    patterns = []
    for texts in data["messages"]:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(texts["en"]))
        patterns.append((re.compile(pattern, re.S), texts))
    return tuple(patterns), data["words"]


def told(sentence: str, lang: Lang) -> tuple[str, Lang]:
    """A warning or refusal of a result, or what a search of the atlas answers when it finds nothing, in `lang`, and the language
    that it is in: English when it has no translation."""
    if lang == "en":
        return sentence, "en"
    messages, words = _messages()
    for pattern, texts in messages:
        if found := pattern.fullmatch(sentence):
            values = {name: _word(value, words, lang) for name, value in found.groupdict().items()}
            return texts[lang].format(**values), lang
    return sentence, "en"


def in_language(result: Result, lang: Lang) -> Result:
    """The result with its warnings and its refusal told in `lang`, for showing; records stay English."""
    return dataclasses.replace(
        result,
        refused=None if result.refused is None else told(result.refused, lang)[0],
        warnings=tuple(told(warning, lang)[0] for warning in result.warnings),
    )


def _word(value: str, words: dict[str, dict[str, str]], lang: Lang) -> str:
    for english, texts in words.items():
        if found := re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(english)), value):
            return texts[lang].format(**found.groupdict())
    return value if value.startswith(("'", '"')) else _entries(value, lang)


def _entries(value: str, lang: Lang) -> str:
    """Points and zones as the atlas describes them in its messages, by their names in `lang`; what is none stays as it is."""
    called = {describe(entry): entry.full_name(lang) for entry in load_atlas().entries}
    return "或".join(called.get(part, part) for part in value.split(" or "))
