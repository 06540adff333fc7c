"""What a card is: titled sections of plain text."""

from __future__ import annotations

import dataclasses
from typing import Literal, get_args

from locator.atlas import Lang
from locator.wording import labelled

__all__ = ["SEVERITIES", "Card", "Kind", "Line", "Section", "Severity"]

#: How serious a caution is, mildest first: none known, be gentle, ask a clinician first, avoid.
Severity = Literal["none", "gentle", "ask", "avoid"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
Kind = Literal["cautions", "names", "where", "placed", "press", "goals", "claims", "evidence", "disagreements", "notes"]


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One statement: `label` says in the card's language what `text` is about ("" for none). `lang` is the language of `text`
    and `label_lang` that of `label`; they differ for a name in another language. `severity` marks a caution."""

    text: str
    lang: Lang
    label: str = ""
    label_lang: Lang = "en"
    severity: Severity = "none"

    def __str__(self) -> str:
        return labelled(self.label, self.text, self.label_lang)


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """Lines under a title in the card's language."""

    kind: Kind
    title: str
    lines: tuple[Line, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """One point or zone. `key` is its code or id, `title` its name in `lang`; `severity` the gravest of its cautions. Sections
    that would be empty are left out, except "cautions", which come first and say so when none is known."""

    key: str
    is_zone: bool
    title: str
    lang: Lang
    severity: Severity
    sections: tuple[Section, ...]

    def section(self, kind: Kind) -> Section | None:
        """The section of this kind, or None when the card has none."""
        return next((section for section in self.sections if section.kind == kind), None)

    def __str__(self) -> str:
        head = self.title if self.is_zone else f"{self.key} {self.title}"
        parts = [head, *("\n".join([part.title, *(f"- {line}" for line in part.lines)]) for part in self.sections)]
        return "\n\n".join(parts)
