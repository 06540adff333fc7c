"""The atlas as text for a terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from locator.atlas import Atlas, AtlasPoint, AtlasZone, Entry

__all__ = ["entry", "listing"]

_WIDTH = 100


def listing(atlas: Atlas, lang: str) -> str:
    """All points, then all zones, one a line: code, names, where."""
    points = [(point.code, point.name(lang), point.name("zh-Hant"), point.surface) for point in atlas.points]
    zones = [(zone.id, zone.name(lang), zone.name("zh-Hant"), f"{zone.surfaces[0]}, {zone.foot}") for zone in atlas.zones]
    heads = ("code", "name", "Chinese", "surface"), ("id", "name", "Chinese", "surface, foot")
    return "\n".join(
        [
            f"ACUPOINTS ({len(points)})",
            *_table(heads[0], points),
            "",
            f"REFLEX ZONES ({len(zones)})",
            *_table(heads[1], zones),
            "",
            *_wrap(f"{atlas.evidence.disclaimer.get(lang)} {atlas.evidence.statement.get(lang)}"),
        ]
    )


def entry(atlas: Atlas, one: Entry, lang: str) -> str:
    """One point or zone: names, where it lies, cautions, what each source says, and how far that is proven."""
    head = f"{one.key}  {one.name(lang)}  {one.name('zh-Hant')}  {one.name('zh-Hans')}"
    body = _point(one) if isinstance(one, AtlasPoint) else _zone(one)
    lines = [head, ""]
    titles = {source.id: source.title for source in atlas.sources}
    for label, text in [
        *body,
        *_common(one),
        ("Sources", "; ".join(f"{id_} = {titles[id_]}" for id_ in one.sources) or "none stated"),
    ]:
        lines += _wrap(f"{label}: {text}")
    return "\n".join([*lines, "", *_wrap(f"{atlas.evidence.disclaimer.get(lang)} {atlas.evidence.statement.get(lang)}")])


def _point(point: AtlasPoint) -> Iterator[tuple[str, str]]:
    yield "Pinyin", point.pinyin
    if point.aliases:
        yield "Also", ", ".join(point.aliases)
    for former in point.former_codes:
        yield "Older books", f"{former.code} ({former.means_now})"
    yield "Meridian", point.meridian
    yield "Surface", f"{point.surface}; seen in the views {', '.join(point.views) or 'of no foot photo'}"
    if point.out_of_frame:
        yield "Not in a foot photo", point.out_of_frame
    yield "Location", point.location
    yield "Measure", point.measure
    yield "Confidence", f"place {point.confidence.place}, computation {point.confidence.computation}"


def _zone(zone: AtlasZone) -> Iterator[tuple[str, str]]:
    if zone.aliases:
        yield "Also", ", ".join(zone.aliases)
    yield "Group", zone.system
    yield "School", zone.school
    yield "Foot", zone.foot
    yield "Surface", f"{', '.join(zone.surfaces)}; seen in the views {', '.join(zone.views)}"
    yield "Location", zone.location
    yield "Confidence", f"{zone.confidence}; independent sources: {zone.independent_sources}"


def _common(one: Entry) -> Iterator[tuple[str, str]]:
    for caution in one.cautions:
        yield "CAUTION", f"{caution.text} [{caution.standing}; {', '.join(caution.sources)}]"
    for claim in one.claims:
        said = [claim.name, claim.location, claim.text, claim.how, claim.duration, claim.repeat]
        if claim.goal:
            said.append(f"for {claim.goal}")
        if claim.benefits:
            said.append(f"claims: {', '.join(claim.benefits)}")
        if claim.caution:
            said.append(f"caution: {claim.caution}")
        yield f"Source {claim.source} says", "; ".join(text for text in said if text)
    for text in one.disagreements:
        yield "Sources disagree", text
    for text in one.notes:
        yield "Note", text


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(_columns, column)) for column in zip(head, *rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - _columns(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    ]


def _columns(text: str) -> int:
    """Terminal columns: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _wrap(text: str) -> Iterable[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent="  ", break_on_hyphens=False)
