"""Names as people type them: one spelling for comparing, and an index from spellings to entries."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable

from locator.atlas.model import AtlasPoint, AtlasZone
from locator.atlas.words import LANGUAGES

__all__ = ["NameIndex", "fold", "key", "quote"]

#: Words that say what kind of thing is meant, not which one.
_DECORATION = re.compile(
    r"\b(acupressure|acupuncture|acupoint|point|reflexology|reflex|zone|area|the)s?\b|穴位?$|反射[區区]$|[區区]$", re.I
)
_REMARK = re.compile(r"\s*[(（][^()（）]*[)）]\s*")
_SEPARATOR = re.compile(r"[/、,，;；]")


@functools.lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """`text` in lower case, without accents and tone marks, with one space for anything but letters and digits."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", plain).strip()


def key(text: str) -> str:
    """The spelling under which `text` is looked up: `fold` without spaces, so "LV-3", "lv 3" and "Lv3" are one."""
    return fold(text).replace(" ", "")


def quote(text: object) -> str:
    """`text` in quotes for a message of one line, cut when it is long."""
    quoted = repr(text)
    return quoted if len(quoted) <= 60 else quoted[:57] + "..."


class NameIndex:
    """From every code, id, name and alias to its entries. A code or id goes before a name, a name before an alias."""

    def __init__(self, entries: Iterable[AtlasPoint | AtlasZone]) -> None:
        self._tiers: tuple[dict[str, list[AtlasPoint | AtlasZone]], ...] = ({}, {}, {})
        for entry in entries:
            for tier, texts in zip(self._tiers, _spellings(entry), strict=True):
                for text in texts:
                    found = tier.setdefault(key(text), [])
                    if entry not in found:
                        found.append(entry)

    def get(self, text: str) -> tuple[AtlasPoint | AtlasZone, ...]:
        """The entries called exactly `text`, or with words such as "point" or "zone", a remark in parentheses or an
        English plural left out; empty when there are none."""
        for variant in (text, _DECORATION.sub("", text), _REMARK.sub("", text), _DECORATION.sub("", _REMARK.sub("", text))):
            for spelling in (key(variant), key(variant) + "s", key(variant).removesuffix("s")):
                for tier in self._tiers:
                    if spelling in tier:
                        return tuple(tier[spelling])
        return ()

    def near(self, text: str, count: int = 3) -> tuple[AtlasPoint | AtlasZone, ...]:
        """Up to `count` entries whose names look most like `text`."""
        found: dict[str, AtlasPoint | AtlasZone] = {}
        spellings = {spelling: entries for tier in reversed(self._tiers) for spelling, entries in tier.items()}
        for spelling in difflib.get_close_matches(key(text), spellings, n=2 * count, cutoff=0.6):
            found.update({entry.key: entry for entry in spellings[spelling]})
        return tuple(found.values())[:count]


def _spellings(entry: AtlasPoint | AtlasZone) -> tuple[set[str], set[str], set[str]]:
    """What an entry is called: its code or id, its names, its aliases."""
    names = {entry.name(lang) for lang in LANGUAGES} | {entry.names.get(lang) for lang in LANGUAGES}
    if isinstance(entry, AtlasPoint):
        pinyin = {entry.plain_pinyin, _REMARK.sub("", entry.name())}
        return {entry.code}, names | pinyin | set(entry.other_english), set(entry.aliases)
    parts = {part for name in names for part in _SEPARATOR.split(_REMARK.sub("", name)) if part.strip()}
    return {entry.id}, names, parts | set(entry.aliases)
