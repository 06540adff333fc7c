"""A card from what the atlas says and from what was placed on a foot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from locator.atlas import LANGUAGES, Atlas, AtlasPoint, AtlasZone, Entry, Lang, load_atlas
from locator.atlas.model import Claim
from locator.atlas.practice import Technique
from locator.atlas.words import Told
from locator.cards.model import SEVERITIES, Card, Kind, Line, Section, Severity
from locator.cards.rules import in_words
from locator.cards.words import bracketed, number, span, word
from locator.drawing.words import word as drawing_word
from locator.placement import foot_length
from locator.types import Foot, PlacedPoint, PlacedZone
from locator.wording import joined

__all__ = ["card"]

#: A letter that stands for a place on a chart: "v=0.51", "v .67", "v would be 0.67", "v: 0.12".
_LETTER = re.compile(r"(?<![A-Za-z])([uvswpq])(?: would be | ?[则則]?[为為] ?|\s*[ =≈:：])\s*~?\.?\d")


def card(entry: Entry, lang: Lang, *, placed: PlacedPoint | PlacedZone | None = None, foot: Foot | None = None) -> Card:
    """All that is known of a point or zone, in `lang`.

    `placed` says where it lies on a foot in a photo; with that `foot`, errors are given in cun and in percent of the foot's
    length, and in mm when the foot's scale is known. All is in `lang`, save names in other languages, which say so in
    `Line.lang`. AtlasError for a language without texts.
    """
    return _Writer(load_atlas(), entry, lang, placed, foot).card()


class _Writer:
    """Writes one card, a method for each section."""

    def __init__(
        self, atlas: Atlas, entry: Entry, lang: Lang, placed: PlacedPoint | PlacedZone | None, foot: Foot | None
    ) -> None:
        self.atlas, self.entry, self.lang, self.placed, self.foot = atlas, entry, lang, placed, foot

    def card(self) -> Card:
        cautions = tuple(self.cautions())
        severity = max((line.severity for line in cautions), key=SEVERITIES.index)
        parts: tuple[tuple[Kind, Iterator[Line]], ...] = (
            ("where", self.where()),
            ("placed", self.on_the_foot()),
            ("press", self.press()),
            ("goals", self.goals()),
            ("claims", self.claims()),
            ("evidence", self.evidence()),
            ("disagreements", map(self.told, self.entry.disagreements)),
            ("names", self.names()),
            ("notes", map(self.told, self.entry.notes)),
        )
        sections = [(kind, (*told, *self.letters(told))) for kind, lines in parts for told in (tuple(lines),)]
        return Card(
            self.entry.key,
            isinstance(self.entry, AtlasZone),
            self.entry.name(self.lang),
            self.lang,
            severity,
            tuple(
                Section(kind, word(f"section.{kind}", self.lang), lines)
                for kind, lines in [("cautions", cautions), *sections]
                if lines
            ),
        )

    def cautions(self) -> Iterator[Line]:
        """Gravest first, each followed by what is known of it; at least one line."""
        groups: list[list[Line]] = []
        for caution in self.entry.cautions:
            known = self.atlas.caution(caution.condition)
            label = known.name(self.lang)
            if caution.standing != "stated":
                label += bracketed(drawing_word(f"standing.{caution.standing}", self.lang), self.lang)
            groups.append([self.told(caution, label, known.action)])
            if known.evidence:
                groups[-1].append(self.told(known.evidence, self.label("evidence")))
        for claim in self.entry.claims:
            if claim.caution:
                groups.append([self.told(claim.caution, word("caution.claim", self.lang), "ask")])
        for group in sorted(groups, key=lambda group: -SEVERITIES.index(group[0].severity)):
            yield from group
        if not groups:
            yield self.own(word("severity.none", self.lang))

    def where(self) -> Iterator[Line]:
        entry = self.entry
        yield self.told(entry.location, self.label("location"))
        if isinstance(entry, AtlasPoint):
            if entry.measure:
                yield self.told(entry.measure, self.label("measure"))
            if entry.out_of_frame:
                yield self.own(word("outside", self.lang))
                yield self.told(entry.out_of_frame)
        else:
            yield self.own(word(f"foot.{entry.foot}", self.lang), self.label("foot"))
        if entry.views:
            views = (drawing_word(f"view.{view}", self.lang) for view in entry.views)
            yield self.own(joined(views, self.lang, ","), self.label("seen"))

    def on_the_foot(self) -> Iterator[Line]:
        if self.placed is None:
            return
        if not self.placed.visible:
            yield self.own(word("hidden", self.lang), self.label("hidden"), "gentle")
        if isinstance(self.placed, PlacedZone):
            yield self.own(word("zone_rule", self.lang), self.label("rule"))
            if isinstance(self.entry, AtlasZone) and self.entry.chart_spread and max(self.entry.chart_spread) > 0:
                percent = number(100 * max(self.entry.chart_spread))
                yield self.own(word("error.zone", self.lang, percent=percent), self.label("error"))
            return
        yield self.own(in_words(self.placed.rule, self.lang), self.label("rule"))
        if self.foot is None or self.foot.cun is None:
            return
        cun, length = self.foot.cun, foot_length(self.foot)
        sizes = {"cun": number(self.placed.sigma / cun.px)}
        if cun.mm is not None:
            sizes["mm"] = number(self.placed.sigma / cun.px * cun.mm)
        if length:
            sizes["percent"] = number(100 * self.placed.sigma / length)
            share = number(100 * cun.px / length)
            source = word(f"cun.{cun.source}", self.lang) if cun.source in word.data["cun"] else cun.source
            yield self.own(word("error.mm" if "mm" in sizes else "error.cun", self.lang, **sizes), self.label("error"))
            if cun.mm is not None:
                yield self.own(word("cun.mm", self.lang, mm=number(cun.mm), percent=share, source=source), self.label("cun"))
            else:
                yield self.own(word("cun.percent", self.lang, percent=share, source=source), self.label("cun"))

    def press(self) -> Iterator[Line]:
        told = dict.fromkeys(id for claim in self.entry.claims for id in claim.techniques)
        for claim in self.entry.claims:
            if said := self.row(claim.how, claim.duration, claim.repeat):
                yield self.own(said, self.title(claim.source))
        for id in told:
            yield from self.technique(self.atlas.technique(id))
        if not told:
            yield self.own(word("press.none", self.lang))
            general = word.data["general"]["zone" if isinstance(self.entry, AtlasZone) else "point"]
            yield from self.technique(self.atlas.technique(general), general=True)

    def technique(self, technique: Technique, *, general: bool = False) -> Iterator[Line]:
        name = technique.name(self.lang)
        label = f"{self.label('general')} – {name}" if general else name
        yield self.own(technique.how.say(self.lang), label)
        if technique.seconds:
            yield self.own(span(technique.seconds, self.lang), self.label("time"))
        elif technique.time:
            yield self.told(technique.time, self.label("time"))
        for note in technique.notes:
            yield self.told(note)

    def goals(self) -> Iterator[Line]:
        for goal in self.atlas.goals:
            if self.entry.key in (goal.zones if isinstance(self.entry, AtlasZone) else goal.points):
                yield self.own(goal.name(self.lang))

    def claims(self) -> Iterator[Line]:
        said = [(self.title(claim.source), self.claimed(claim)) for claim in self.entry.claims]
        for title, text in said:
            if text:
                yield self.own(text, title)
        if not any(text for _, text in said):
            yield self.own(word("claims.none", self.lang))

    def claimed(self, claim: Claim) -> str:
        """What a source says of a point or zone, without how to work it and its caution, which have sections of their own."""
        benefits = joined((one.say(self.lang) for one in claim.benefits), self.lang, ",")
        return joined(
            (
                claim.name,
                self.row(claim.location, claim.text),
                word("claims.goal", self.lang, goal=claim.goal.say(self.lang)) if claim.goal else "",
                word("claims.benefits", self.lang, benefits=benefits) if benefits else "",
            ),
            self.lang,
        )

    def evidence(self) -> Iterator[Line]:
        yield self.own(self.atlas.evidence.statement.get(self.lang))
        entry = self.entry
        if isinstance(entry, AtlasPoint):
            yield self.own(word(f"evidence.place.{entry.confidence.place}", self.lang))
            yield self.own(word(f"evidence.computation.{entry.confidence.computation}", self.lang))
        else:
            yield self.own(word(f"evidence.place.{entry.confidence}", self.lang))
            count = {0: "no_chart", 1: "one_chart"}.get(entry.independent_sources, "charts")
            yield self.own(word(f"evidence.{count}", self.lang, count=entry.independent_sources))
            yield self.own(word(f"school.{entry.school}", self.lang), self.label("school"))
        titles = {id: self.title(id) for id in entry.sources}  # a site is called by its address
        named = (title if title == id else f"{title} [{id}]" for id, title in titles.items())
        yield self.own(joined(named, self.lang), self.label("sources"))
        yield self.own(self.atlas.evidence.disclaimer.get(self.lang))

    def names(self) -> Iterator[Line]:
        entry = self.entry
        if isinstance(entry, AtlasPoint):
            yield self.own(entry.pinyin, self.label("pinyin"))
        for lang in LANGUAGES:
            yield Line(entry.names.get(lang), lang, word(f"lang.{lang}", self.lang), self.lang)
        if isinstance(entry, AtlasPoint):
            also = (*entry.other_english, *entry.aliases)
            yield self.own(self.atlas.meridian(entry.meridian).name(self.lang), self.label("meridian"))
            for former in entry.former_codes:
                meaning = bracketed(former.means_now.say(self.lang), self.lang)
                yield self.own(former.code + meaning, self.label("former"))
        else:
            also = entry.aliases
            yield self.own(self.atlas.system(entry.system).name(self.lang), self.label("group"))
        latin, chinese = ([name for name in also if name.isascii() is ascii] for ascii in (True, False))
        if latin:
            yield Line(", ".join(latin), "en", self.label("also"), self.lang)
        if chinese:
            yield self.own(joined(chinese, self.lang, ","), self.label("also"))

    def letters(self, lines: tuple[Line, ...]) -> Iterator[Line]:
        """What the letters mean by which these lines give places on a chart."""
        used = {letter for line in lines if line.lang == self.lang for letter in _LETTER.findall(line.text)}
        for letter in word.data["letter"]:
            if letter in used:
                yield self.own(word(f"letter.{letter}", self.lang), letter)

    def own(self, text: str, label: str = "", severity: Severity = "none") -> Line:
        """A line in the card's language."""
        return Line(text, self.lang, label, self.lang, severity)

    def told(self, told: Told, label: str = "", severity: Severity = "none") -> Line:
        """What the atlas tells, in the card's language."""
        return self.own(told.say(self.lang), label, severity)

    def row(self, *told: Told | None) -> str:
        """What the atlas tells of those that are not None, in a row."""
        return joined((one.say(self.lang) for one in told if one), self.lang)

    def label(self, key: str) -> str:
        return word(f"label.{key}", self.lang)

    def title(self, source: str) -> str:
        return self.atlas.source(source).name(self.lang)
