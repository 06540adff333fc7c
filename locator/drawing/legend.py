"""What the legend says: names, cautions and limits of what is drawn, as rows for the panel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from locator.drawing.choice import Choice
from locator.drawing.layers import Layers
from locator.drawing.palette import DARK, GREY, WARNING, meridian_colour, system_colour
from locator.drawing.panel import Row, Swatch
from locator.drawing.words import word
from locator.types import Result

if TYPE_CHECKING:
    from locator.atlas import Atlas, Entry

_LISTED = 12  # of what was asked for and is not shown, so many are named
_FEW = 3  # up to so many zones need no headings of their groups

__all__ = ["cautions", "footer", "header", "numbers", "rows"]


def numbers(choice: Choice, atlas: Atlas) -> dict[str, int]:
    """The number of each zone drawn, in the legend's order: by system, then as in the atlas."""
    drawn = {one.entry.id for one in choice.zones}
    order = [system.id for system in atlas.systems]
    zones = sorted((zone for zone in atlas.zones if zone.id in drawn), key=lambda zone: order.index(zone.system))
    return {zone.id: number for number, zone in enumerate(zones, 1)}


def header(result: Result, layers: Layers, atlas: Atlas) -> list[Row]:
    """The title: which feet, and what was chosen."""
    if not result.feet:
        return [Row(word("nothing", layers.lang), heading=True), *([Row(result.refused)] if result.refused else [])]
    feet = dict.fromkeys(
        f"{word(f'side.{foot.side}', layers.lang)} · {word(f'view.{foot.view}', layers.lang)}" for foot in result.feet
    )
    title = [Row(_listed(feet, layers.lang), heading=True)]
    if layers.goal is not None:
        title.append(
            Row(word("goal", layers.lang) + _colon(layers.lang) + atlas.goal(layers.goal).name(layers.lang), colour=GREY)
        )
    if layers.school is not None:
        title.append(Row(word(f"school.{layers.school}", layers.lang), colour=GREY))
    return title


def rows(choice: Choice, zone_numbers: Mapping[str, int], layers: Layers, atlas: Atlas) -> list[Row]:
    """One row for each point and each zone drawn."""
    found = []
    seen = choice.seen
    if choice.points:
        found.append(Row(word("points", layers.lang), heading=True))
    for point in (point for point in atlas.points if point.code in choice.drawn):
        hidden = point.code not in seen
        text = _name(point, hidden, layers.lang)
        swatch = Swatch("hidden" if hidden else "point", meridian_colour(point.meridian))
        found.append(Row(text, point.code, swatch, GREY if hidden else DARK))
    if zone_numbers:
        found.append(Row(word("zones", layers.lang), heading=True))
    system = ""
    for zone, number in ((atlas.zone(id), number) for id, number in zone_numbers.items()):
        if zone.system != system and len(zone_numbers) > _FEW:
            found.append(Row(atlas.system(zone.system).name(layers.lang), colour=GREY, leads=True))
        system = zone.system
        hidden = zone.id not in seen
        swatch = Swatch("zone", system_colour(zone.system), str(number))
        found.append(Row(_name(zone, hidden, layers.lang), "", swatch, GREY if hidden else DARK))
    return found


def _name(entry: Entry, hidden: bool, lang: str) -> str:
    hint = _in_brackets(word("hidden", lang), lang) if hidden else ""
    return entry.name(lang) + hint + (" ⚠" if entry.cautions else "")


def footer(choice: Choice, result: Result, layers: Layers, atlas: Atlas, *, rings: bool) -> list[Row]:
    """Cautions of what is drawn, what the rings mean, what is missing, and the limits of it all. Never empty."""
    lang = layers.lang
    found = [Row(text, swatch=Swatch("caution", WARNING)) for text in cautions(choice, layers, atlas)]
    if rings:
        found.append(Row(word("ring", lang), swatch=Swatch("ring", GREY), colour=GREY))
    if choice.absent:
        names = [key if key.isupper() else atlas.zone(key).name(lang) for key in choice.absent]
        more = f" … (+{len(names) - _LISTED})" if len(names) > _LISTED else ""
        found.append(Row(word("absent", lang) + _colon(lang) + _listed(names[:_LISTED], lang) + more, colour=GREY))
    found += [Row(text, colour=GREY) for text in result.warnings]
    if choice.points or choice.zones:
        found.append(Row(atlas.evidence.statement.get(lang), colour=GREY))
    return [*found, Row(atlas.evidence.disclaimer.get(lang))]


def cautions(choice: Choice, layers: Layers, atlas: Atlas) -> list[str]:
    """ "Pregnancy: BL60, BL67 (disputed)", a line for each condition; the goal's own cautions after them."""
    lang = layers.lang
    named: dict[str, list[str]] = {}
    for entry in (entry for entry in atlas.entries if entry.key in choice.drawn):
        for caution in entry.cautions:
            standing = "" if caution.standing == "stated" else _in_brackets(word(f"standing.{caution.standing}", lang), lang)
            label = entry.key if entry.key.isupper() else entry.name(lang)
            named.setdefault(caution.condition, []).append(label + standing)
    lines = [atlas.caution(id).name(lang) + _colon(lang) + _listed(labels, lang) for id, labels in named.items()]
    others = [] if layers.goal is None else [id for id in atlas.goal(layers.goal).cautions if id not in named]
    if others:
        names = [atlas.caution(id).name(lang) for id in others]
        lines.append(word("cautions", lang) + _colon(lang) + _listed(names, lang))
    return lines


def _listed(texts: Iterable[str], lang: str) -> str:
    return ("; " if lang == "en" else "；").join(texts)


def _colon(lang: str) -> str:
    return ": " if lang == "en" else "："


def _in_brackets(text: str, lang: str) -> str:
    return f" ({text})" if lang == "en" else f"（{text}）"
