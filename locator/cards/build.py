"""A card from what the atlas says and from what was placed on a foot."""

from __future__ import annotations

from collections.abc import Iterator

from locator.atlas import LANGUAGES, Atlas, AtlasPoint, AtlasZone, Entry, Lang, load_atlas
from locator.atlas.model import Claim
from locator.atlas.practice import Technique
from locator.cards.model import SEVERITIES, Card, Kind, Line, Section, Severity
from locator.cards.rules import in_words
from locator.cards.words import bracketed, number, span, word
from locator.drawing.words import word as drawing_word
from locator.placement import foot_length
from locator.types import Foot, PlacedPoint, PlacedZone

__all__ = ["card"]


def card(entry: Entry, lang: Lang, *, placed: PlacedPoint | PlacedZone | None = None, foot: Foot | None = None) -> Card:
    """All that is known of a point or zone, in `lang`.

    `placed` says where it lies on a foot in a photo; with that `foot`, errors are given in cun and in percent of the foot's
    length, and in mm when the foot's scale is known. Titles, labels and names are in `lang`; what the atlas holds in English
    only stays English and says so in `Line.lang`. AtlasError for a language without texts.
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
            ("disagreements", map(self.english, self.entry.disagreements)),
            ("names", self.names()),
            ("notes", map(self.english, self.entry.notes)),
        )
        sections = [(kind, tuple(lines)) for kind, lines in parts]
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
            groups.append([self.english(caution.text, label, known.action)])
            if self.lang != "en":
                groups[-1].insert(0, self.own(known.say(self.lang), label, known.action))
                groups[-1][1] = self.english(caution.text)
            if known.evidence:
                groups[-1].append(self.english(known.evidence, word("section.evidence", self.lang)))
        for claim in self.entry.claims:
            if claim.caution:
                groups.append([self.english(claim.caution, word("caution.claim", self.lang), "ask")])
        for group in sorted(groups, key=lambda group: -SEVERITIES.index(group[0].severity)):
            yield from group
        if not groups:
            yield self.own(word("severity.none", self.lang))

    def where(self) -> Iterator[Line]:
        entry = self.entry
        yield self.english(entry.location, self.label("location"))
        if isinstance(entry, AtlasPoint):
            if entry.measure != "none":
                yield self.english(entry.measure, self.label("measure"))
            if entry.out_of_frame:
                yield self.own(word("outside", self.lang))
                yield self.english(entry.out_of_frame)
        else:
            yield self.own(word(f"foot.{entry.foot}", self.lang), self.label("foot"))

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
            if claim.how or claim.duration or claim.repeat:
                yield self.english(
                    "; ".join(filter(None, (claim.how, claim.duration, claim.repeat))), self.title(claim.source), label_lang="en"
                )
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
            yield self.english(technique.time, self.label("time"))
        for note in technique.notes:
            yield self.english(note)

    def goals(self) -> Iterator[Line]:
        for goal in self.atlas.goals:
            if self.entry.key in (goal.zones if isinstance(self.entry, AtlasZone) else goal.points):
                yield self.own(goal.name(self.lang))

    def claims(self) -> Iterator[Line]:
        for claim in self.entry.claims:
            if said := _said(claim):
                yield self.english(said, self.title(claim.source), label_lang="en")
        if not any(map(_said, self.entry.claims)):
            yield self.own(word("claims.none", self.lang))

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
        yield self.english("; ".join(f"{self.title(id)} [{id}]" for id in entry.sources), self.label("sources"))
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
                yield self.english(f"{former.code} ({former.means_now})", self.label("former"))
        else:
            also = entry.aliases
            yield self.own(self.atlas.system(entry.system).name(self.lang), self.label("group"))
        if also:
            yield self.english(", ".join(also), self.label("also"))

    def own(self, text: str, label: str = "", severity: Severity = "none") -> Line:
        """A line in the card's language."""
        return Line(text, self.lang, label, self.lang, severity)

    def english(self, text: str, label: str = "", severity: Severity = "none", label_lang: Lang | None = None) -> Line:
        """A line that the atlas holds in English only."""
        return Line(text, "en", label, label_lang or self.lang, severity)

    def label(self, key: str) -> str:
        return word(f"label.{key}", self.lang)

    def title(self, source: str) -> str:
        return self.atlas.source(source).title


def _said(claim: Claim) -> str:
    """What a source says of a point or zone, without how to work it and its caution, which have sections of their own."""
    benefits = f"said to help with: {', '.join(claim.benefits)}" if claim.benefits else ""
    goal = f"for {claim.goal}" if claim.goal else ""
    return "; ".join(filter(None, (claim.name, claim.location, claim.text, goal, benefits)))
