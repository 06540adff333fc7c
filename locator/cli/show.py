"""The atlas as text for a terminal, in the reader's language (data: words.json)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from locator import cards
from locator.atlas import Atlas, Entry, Lang
from locator.cards.words import word as card_word
from locator.drawing.words import word as drawing_word
from locator.wording import Wording, joined

__all__ = ["entry", "listing"]

word = Wording("locator.cli")

_WIDTH = 100
#: What stays together at the end of a line: a word of Latin letters or a Chinese character, with the marks around it.
_PIECE = re.compile(r"[（「『《]*(?:[^\s\u2e80-\uffef]+|\S)[，。；：、！？）」』》]*\s*")


def listing(atlas: Atlas, lang: Lang) -> str:
    """All points, then all zones, one a line: code, names, from where a photo shows it."""
    lines: list[str] = []
    for kind, key, entries in (("points", "code", atlas.points), ("zones", "id", atlas.zones)):
        head = tuple(word(f"head.{name}", lang) for name in (key, "name", "chinese", "seen"))
        rows = [(one.key, one.name(lang), one.name("zh-Hant"), _seen(one, lang)) for one in entries]
        lines += [word(kind, lang, count=len(rows)), *_table(head, rows), ""]
    return "\n".join([*lines, *_wrap(f"{atlas.evidence.disclaimer.get(lang)} {atlas.evidence.statement.get(lang)}")])


def entry(one: Entry, lang: Lang) -> str:
    """The card of one point or zone: cautions, where it lies, what each source says, how far that is proven, names."""
    made = cards.card(one, lang)
    lines = [f"{one.key}  {made.title}"]
    for section in made.sections:
        lines += ["", section.title]
        for line in section.lines:
            action = "" if line.severity == "none" else card_word(f"severity.{line.severity}", lang) + " – "
            lines += _wrap(f"- {action}{line}")
    return "\n".join(lines)


def _seen(one: Entry, lang: Lang) -> str:
    return joined((drawing_word(f"view.{view}", lang) for view in one.views), lang, ",") or word("unseen", lang)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(_columns, column)) for column in zip(head, *rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - _columns(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    ]


def _columns(text: str) -> int:
    """Terminal columns: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _wrap(text: str) -> Iterator[str]:
    """Lines of at most `_WIDTH` columns, all but the first indented."""
    line = ""
    for piece in _PIECE.findall(text):
        if line.strip() and _columns(line + piece.rstrip()) > _WIDTH:
            yield line.rstrip()
            line = "  "
        line += piece
    yield line.rstrip()
