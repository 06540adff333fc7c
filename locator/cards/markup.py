"""A card as HTML: semantic, escaped, without styles of its own."""

from __future__ import annotations

from html import escape

from locator.cards.model import Card, Line, Section
from locator.cards.words import word

__all__ = ["html"]

#: Sections that a screen shows folded.
_FOLDED = ("disagreements", "names", "notes")


def html(card: Card, *, level: int = 3, folded: bool = True) -> str:
    """The card as an <article>, its title a heading of `level` (1 to 5).

    All text is escaped. `folded`: names, notes and disagreements open when asked for (<details>).
    Text in another language than the card's carries `lang`. Classes for a style sheet: `card`,
    `card-zone` or `card-point`, `severity-avoid` / `-ask` / `-gentle` / `-none` (card and lines), `card-<kind of section>`.
    """
    code = "" if card.is_zone else f'<span class="card-code">{escape(card.key)}</span> '
    kind = "card-zone" if card.is_zone else "card-point"
    return (
        f'<article class="card {kind} severity-{card.severity}" lang="{card.lang}" data-key="{escape(card.key)}">'
        f"<h{level}>{code}{escape(card.title)}</h{level}>"
        f"{''.join(_section(part, card, level + 1, folded) for part in card.sections)}</article>"
    )


def _section(section: Section, card: Card, level: int, folded: bool) -> str:
    note = ' role="note"' if section.kind == "cautions" else ""
    lines = "".join(_line(line, card) for line in section.lines)
    title = escape(section.title)
    if folded and section.kind in _FOLDED:
        return f'<details class="card-{section.kind}"><summary><h{level}>{title}</h{level}></summary><ul>{lines}</ul></details>'
    return (
        f'<section class="card-{section.kind}"{note} aria-label="{title}"><h{level}>{title}</h{level}><ul>{lines}</ul></section>'
    )


def _line(line: Line, card: Card) -> str:
    action = ""
    if line.severity != "none":
        action = f'<span class="card-action">{escape(word(f"severity.{line.severity}", card.lang))}</span> '
    label = ""
    if line.label:
        label = f"<b{_lang(line.label_lang, card)}>{escape(line.label)}</b> "
    css = f' class="severity-{line.severity}"' if line.severity != "none" else ""
    return f"<li{css}>{action}{label}<span{_lang(line.lang, card)}>{escape(line.text)}</span></li>"


def _lang(lang: str, card: Card) -> str:
    return "" if lang == card.lang else f' lang="{lang}"'
