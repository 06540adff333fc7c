"""Texts of a part of the package in each language, from a words.json beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from typing import Any, Literal

from locator.errors import AtlasError

__all__ = ["Wording", "joined", "labelled"]


class Wording:
    """The words of `package`: its file words.json, in which {"en": ..., "zh-Hans": ..., "zh-Hant": ...} end a path of keys."""

    def __init__(self, package: str) -> None:
        self.data: dict[str, Any] = json.loads(resources.files(package).joinpath("words.json").read_text(encoding="utf-8"))

    def __call__(self, key: str, lang: str, **values: object) -> str:
        """The text of `key` ("points", "side.left") in `lang`, its `{name}`s filled with `values`; AtlasError for a language
        that it lacks."""
        entry: Any = self.data
        for part in key.split("."):
            entry = entry[part]
        if lang not in entry:
            raise AtlasError(f"no texts in language {lang!r}; choose one of {', '.join(entry)}")
        text: str = entry[lang]
        return text.format_map(values) if values else text


def joined(texts: Iterable[str | None], lang: str, mark: Literal[";", ","] = ";") -> str:
    """Parts of one statement in a row, between them the mark as `lang` writes it; parts that are empty or None are left out."""
    between = {";": ("; ", "；"), ",": (", ", "、")}[mark][lang != "en"]
    return between.join(filter(None, texts))


def labelled(label: str, text: str, lang: str) -> str:
    """A text after what it is about, with the colon of `lang`; without a label the text alone."""
    return f"{label}{': ' if lang == 'en' else '：'}{text}" if label else text
