"""The drawing's own words in each language (data: words.json)."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from locator.errors import AtlasError

__all__ = ["word"]

_data: dict[str, Any] = json.loads(resources.files("locator.drawing").joinpath("words.json").read_text(encoding="utf-8"))


def word(key: str, lang: str) -> str:
    """The text of `key` ("points", "side.left", "view.plantar") in `lang`; AtlasError for a language it lacks."""
    entry: Any = _data
    for part in key.split("."):
        entry = entry[part]
    if lang not in entry:
        raise AtlasError(f"no drawing in language {lang!r}; choose one of {', '.join(entry)}")
    text: str = entry[lang]
    return text
