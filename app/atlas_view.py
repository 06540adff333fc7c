"""What the tab Atlas shows, as HTML: drawings, the list beside them, results, cards. Pure functions of what is chosen."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from html import escape
from typing import Literal

from locator import cards
from locator.atlas import AtlasPoint, Entry, Lang, load_atlas
from locator.atlas.practice import Goal
from locator.atlas.ranking import Ranked, cautions_of, rank_goals
from locator.browse import look_up
from locator.charts import Drawing, Shown, chart_choice, chart_svg, drawing_of, drawing_with, zone_number
from locator.drawing.layers import School
from locator.drawing.palette import RGB, meridian_colour, system_colour
from locator.drawing.words import word
from locator.errors import AtlasError
from locator.messages import told
from locator.types import SIDES, Side, View
from locator.wording import joined, labelled

from .words import Words

__all__ = [
    "Found",
    "Look",
    "boards",
    "card",
    "elsewhere",
    "entry_button",
    "find",
    "is_on",
    "list_beside",
    "turned_to",
]

_SCHOOLS: tuple[School, School] = ("western", "chinese")


@dataclasses.dataclass(frozen=True)
class Look:
    """What the reader chose: `side` is a side or "both"; `charts` "all", a school or "compare"; `meridian` a code or "";
    `goals` are ids; `chosen` is the code or id of the open card."""

    view: View
    side: Side | Literal["both"]
    kinds: Literal["both", "points", "zones"]
    charts: Literal["all", "western", "chinese", "compare"]
    meridian: str
    query: str
    goals: Sequence[str]
    chosen: str | None


@dataclasses.dataclass(frozen=True)
class Found:
    """What a search or some goals came to; `problem` says why nothing, `goals` are those asked for."""

    ranked: tuple[Ranked, ...] = ()
    goals: tuple[Goal, ...] = ()
    problem: str = ""

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(one.entry.key for one in self.ranked)


def find(look: Look) -> Found | None:
    """The answer to the search or the goals; None when nothing is asked for."""
    atlas = load_atlas()
    if look.goals:
        goals = tuple(goal for goal in atlas.goals if goal.id in look.goals)
        return Found(rank_goals(atlas, goals), goals)
    if not look.query.strip():
        return None
    try:
        answer = look_up(look.query)
    except AtlasError as error:
        return Found(problem=str(error))
    goals = () if answer.goal is None else (answer.goal,)
    return Found(tuple(Ranked(entry, _served(entry, goals)) for entry in answer.entries), goals)


def _served(entry: Entry, goals: tuple[Goal, ...]) -> tuple[Goal, ...]:
    """Those goals for which a source names the entry: what is called as a goal is need not be named for it."""
    return tuple(goal for goal in goals if entry.key in (*goal.points, *goal.zones))


def turned_to(look: Look, key: str) -> Look:
    """With this entry chosen, and turned to a drawing that shows it if there is one."""
    look = dataclasses.replace(look, chosen=key)
    sides: tuple[Side, ...] = SIDES if look.side == "both" else (look.side,)
    drawings = [drawing for side in sides if (drawing := drawing_with(key, look.view, side))]
    if not drawings or is_on(look, key):
        return look
    return dataclasses.replace(look, view=drawings[0].view, side=look.side if look.side == "both" else drawings[0].side)


def boards(look: Look, found: Found | None, words: Words, lang: Lang) -> str:
    """The drawings that are looked at: one foot or both, one chart or two side by side."""
    # As one sees the feet: soles face the viewer, so the right one is on the left.
    order: tuple[Side, ...] = ("left", "right") if look.view in ("dorsal", "posterior", "lateral") else ("right", "left")
    sides = order if look.side == "both" else (look.side,)
    schools: Sequence[School | None] = _SCHOOLS if look.charts == "compare" else (_school(look),)
    figures = []
    for school in schools:
        for side in sides:
            drawing = drawing_of(look.view, side)
            titles = [f"{word(f'side.{side}', lang)} · {words.text(f'atlas.view.{look.view}', lang)}"]
            titles += [word(f"school.{school}", lang)] if school else []
            svg = chart_svg(drawing, lang, _shown(look, found, school))
            figures.append(f"<figure><figcaption>{escape(' · '.join(titles))}</figcaption>{svg}</figure>")
    chosen = look.chosen if look.chosen and is_on(look, look.chosen) else None
    hint = escape(load_atlas().find(chosen).full_name(lang) if chosen else words.text("atlas.board.hint", lang))
    label = escape(words.text("atlas.board", lang))
    return (
        f'{_where_else(look, words, lang)}<div class="boards" role="group" aria-label="{label}">{"".join(figures)}</div>'
        f'<p class="hover" aria-hidden="true" data-hint="{hint}">{hint}</p>'
    )


def _school(look: Look) -> School | None:
    return look.charts if look.charts in _SCHOOLS else None


def _shown(look: Look, found: Found | None, school: School | None) -> Shown:
    if found is not None and found.ranked:
        return Shown(school=school, lit=found.keys, chosen=look.chosen)
    return Shown(
        points=look.kinds != "zones" and look.charts != "compare",
        zones=look.kinds != "points",
        meridian=look.meridian or None,
        school=school,
        chosen=look.chosen,
    )


def elsewhere(look: Look) -> Drawing | Literal["beyond"] | None:
    """The drawing that shows the chosen entry when those looked at do not; "beyond" when none does."""
    if look.chosen is None or is_on(look, look.chosen):
        return None
    return drawing_with(look.chosen, look.view, "left" if look.side == "both" else look.side) or "beyond"


def is_on(look: Look, key: str) -> bool:
    """Whether the drawings looked at can show this entry."""
    sides = SIDES if look.side == "both" else (look.side,)
    found = [(side, drawing_with(key, look.view, side)) for side in sides]
    return any(drawing is not None and (drawing.view, drawing.side) == (look.view, side) for side, drawing in found)


def _where_else(look: Look, words: Words, lang: Lang) -> str:
    """Where the chosen entry is when the drawings do not show it."""
    found = elsewhere(look)
    if found is None or look.chosen is None:
        return ""
    entry = load_atlas().find(look.chosen)
    name = entry.full_name(lang)
    if found == "beyond":
        text = escape(f"{words.text('atlas.beyond.chosen', lang, name=name)} {entry.where.say(lang)}")
    else:
        place = f"{word(f'side.{found.side}', lang)} · {words.text(f'atlas.view.{found.view}', lang)}"
        text = escape(words.text("atlas.elsewhere", lang, name=name, drawing=place))
    return f'<p class="said" role="status">{text}</p>'


def list_beside(look: Look, found: Found | None, words: Words, lang: Lang) -> str:
    """The results of a search, else what the drawings show."""
    return _contents(look, words, lang) if found is None else _results(found, look, words, lang)


def _contents(look: Look, words: Words, lang: Lang) -> str:
    """All that the drawings show, and what lies beyond all drawings, behind headings that open and close."""
    atlas = load_atlas()
    sides = SIDES if look.side == "both" else (look.side,)
    choices = [chart_choice(drawing_of(look.view, side), _shown(look, None, _school(look))) for side in sides]
    seen = {one.entry.code for choice in choices for one in choice.points}
    seen |= {one.entry.id for choice in choices for one in choice.zones}
    points = [point for point in atlas.points if point.code in seen]
    zones = sorted((zone for zone in atlas.zones if zone.id in seen), key=zone_number)
    beyond = [
        point for point in atlas.points if point.out_of_frame and look.kinds != "zones" and look.meridian in ("", point.meridian)
    ]
    parts = [(f"atlas.list.{kind}", entries, True) for kind, entries in (("points", points), ("zones", zones))]
    parts.append(("atlas.beyond", beyond, False))
    return "".join(
        f"<details{' open' if opened and len(points) + len(zones) < 40 else ''}><summary>{escape(words.text(title, lang))}"
        f" ({len(entries)})</summary>{_entries([entry_button(one, words, lang, look.chosen) for one in entries])}</details>"
        for title, entries, opened in parts
        if entries
    )


def _results(found: Found, look: Look, words: Words, lang: Lang) -> str:
    if found.problem:
        problem, spoken = told(found.problem, lang)
        return f'<div class="found"><p class="said warned" role="status" lang="{spoken}">{escape(problem)}</p></div>'
    parts = [f'<p role="status">{escape(_summary(found, words, lang))}</p>']
    cautions = cautions_of(load_atlas(), found.goals)
    if cautions:
        heeded = "".join(f"<li><b>{escape(one.name(lang))}</b> {escape(one.say(lang))}</li>" for one in cautions)
        parts.append(
            f'<div class="said warned" role="note"><b>{escape(words.text("atlas.heed", lang))}</b><ul>{heeded}</ul></div>'
        )
    several = len(found.goals) > 1
    buttons = [
        entry_button(
            one.entry,
            words,
            lang,
            look.chosen,
            note=" · ".join(goal.name(lang) for goal in one.goals) if several else "",
            tally=words.text("atlas.ranked.of", lang, count=len(one.goals), all=len(found.goals)) if several else "",
        )
        for one in found.ranked
    ]
    parts.append(_entries(buttons, "entries ranked" if several else "entries"))
    if found.goals:
        note = words.text("atlas.ranked.note", lang) + " " if several else ""
        parts.append(f'<p class="said">{escape(note + load_atlas().evidence.statement.get(lang))}</p>')
        notes = "".join(f"<li>{escape(labelled(goal.name(lang), goal.note.say(lang), lang))}</li>" for goal in found.goals)
        parts.append(f"<details><summary>{escape(words.text('atlas.note', lang))}</summary><ul>{notes}</ul></details>")
    return f'<div class="found">{"".join(parts)}</div>'


def _summary(found: Found, words: Words, lang: Lang) -> str:
    if not found.ranked:
        return words.text("atlas.found.none", lang)
    if found.goals:
        goals = joined((goal.name(lang) for goal in found.goals), lang)
        return words.text("atlas.ranked", lang, count=sum(bool(one.goals) for one in found.ranked), goals=goals)
    return words.text("atlas.found", lang, count=len(found.ranked))


def _entries(buttons: Iterable[str], css: str = "entries") -> str:
    return f'<ul class="{css}">{"".join(f"<li>{button}</li>" for button in buttons)}</ul>'


def entry_button(entry: Entry, words: Words, lang: Lang, chosen: str | None = None, *, note: str = "", tally: str = "") -> str:
    """A button that opens an entry's card: its mark on the drawings, its name, a sign when it has cautions."""
    if isinstance(entry, AtlasPoint):
        swatch = f'<span class="swatch point" style="--c:{_css(meridian_colour(entry.meridian))}"></span>'
    else:
        colour = system_colour(entry.system)
        swatch = f'<span class="swatch" style="--c:{_css(colour)};color:{_ink(colour)}">{zone_number(entry)}</span>'
    warning = f' <span class="warn" role="img" aria-label="{escape(words.text("atlas.caution", lang))}">⚠</span>'
    return (
        f'<button type="button" data-key="{escape(entry.key)}"{" class=chosen" if entry.key == chosen else ""}>{swatch}'
        f'<span class="what">{escape(entry.full_name(lang))}{warning if entry.cautions else ""}'
        f"{f'<small>{escape(note)}</small>' if note else ''}</span>"
        f"{f'<span class=tally>{escape(tally)}</span>' if tally else ''}</button>"
    )


def card(look: Look, words: Words, lang: Lang) -> str:
    """The card of what is chosen, or what to do to get one; with the words that the link's button needs."""
    if look.chosen is None:
        return f'<p class="blank">{escape(words.text("atlas.card.empty", lang))}</p>'
    copied, failed = (escape(words.text(f"atlas.link.{one}", lang)) for one in ("done", "failed"))
    article = cards.html(cards.card(load_atlas().find(look.chosen), lang), level=2)
    return f'<div data-copied="{copied}" data-failed="{failed}">{article}</div>'


def _ink(colour: RGB) -> str:
    """Black or white, whichever is read better on the colour (WCAG's relative luminance; the two are even at 0.179)."""
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (one / 255 for one in colour))
    return "#000" if 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 else "#fff"


def _css(colour: RGB) -> str:
    return "rgb({} {} {})".format(*colour)
