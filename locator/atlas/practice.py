"""The rest of the atlas: meridians, charts' lines and regions, techniques, routines, goals, cautions, evidence, sources.

Frozen pydantic models like those of model.py, one per kind of entry in locator/atlas/data/*.json.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from locator.atlas.model import XY, Seconds, Toe
from locator.atlas.words import Model, Named, Names, Text, Told

__all__ = [
    "Caution",
    "Evidence",
    "Glossary",
    "Goal",
    "GuideLine",
    "LongitudinalZone",
    "Meridian",
    "Phase",
    "PreparationStep",
    "Rhythm",
    "Routine",
    "Source",
    "Statement",
    "Step",
    "System",
    "Technique",
    "TransverseRegion",
]


class System(Named):
    """A group of zones by part of the body, for colours and menus."""

    id: str


class GuideLine(Named):
    """A transverse line or tendon line across the sole, in plantar (u, v)."""

    id: str
    polyline: Annotated[tuple[XY, ...], Field(min_length=2)]
    sources: tuple[str, ...]
    notes: tuple[Text, ...] = ()


class LongitudinalZone(Named):
    """One of Fitzgerald's five zones per foot: its range of u at the toe webs (v about 0.8) and at the heel (v = 0).
    Between the two, u changes linearly with v."""

    zone: Toe
    toe: Toe
    u_at_toes: XY
    u_at_heel: XY


class TransverseRegion(Named):
    """The part of the body that the sole shows between two guide lines (None: the end of the foot)."""

    id: str
    distal_line: str | None
    proximal_line: str | None


class Glossary(Model):
    """The frames and abbreviations that rules, fallbacks and shapes use."""

    frames: dict[str, Text]
    landmarks: dict[str, Text]
    left_and_right: Text
    crossing: Text


class Meridian(Named):
    """A meridian. `prefixes` are other ways to write its code; `on_foot`: the atlas holds points of it."""

    code: str
    prefixes: tuple[Text, ...]
    on_foot: bool


class Phase(Told):
    """One stretch of a rhythm: what the hand does for `seconds`. With a `beat` it repeats every so many seconds: a circle, a
    stroke, a press; without, it holds still."""

    seconds: Annotated[float, Field(gt=0)]
    strength: Literal["rest", "light", "firm"]
    motion: Literal["hold", "circle", "stroke", "press"]
    beat: Annotated[float, Field(gt=0)] | None = None


class Rhythm(Model):
    """The phases of a technique, over and over. `paced_by` says who sets their lengths: a source, or this program because no
    source does; beats are always the program's."""

    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]
    paced_by: Literal["source", "program"]


class Technique(Named):
    """One way to work a point or zone. `seconds` is the range of `time` when it can be given in seconds. `for_any`: the
    sources advise it for points or for zones in general, so it serves where they name no technique. `pairs`: it works two
    points at once."""

    id: str
    how: Told
    pairs: bool = False
    for_any: Literal["point", "zone"] | None = None
    tool: Text
    pressure: Text
    time: Told | None = None
    seconds: Seconds | None = None
    rhythm: Rhythm | None = None
    purpose: Text
    notes: tuple[Told, ...] = ()
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


class PreparationStep(Named, Told):
    """A step before a massage, in order. `disagreement` says where sources differ about it."""

    id: str
    disagreement: Told | None = None
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


class Step(Told):
    """One step of a routine. `time` is None when the source states none; its words in other languages are in the text.
    `timer` is false for a step that only prepares or advises, such as oiling the feet."""

    points: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    time: Text | None = None
    seconds: Seconds | None = None
    timer: bool = True
    sources: Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def keys(self) -> tuple[str, ...]:
        """Codes of its points, then ids of its zones."""
        return (*self.points, *self.zones)


class Routine(Named):
    """A sequence of steps for a goal, as the sources give it; `cautions` are ids of cautions.json. One that `closes` is no
    routine of its own: it may end any other."""

    id: str
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    closes: bool = False
    cautions: tuple[str, ...] = ()
    notes: tuple[Told, ...] = ()
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


class Goal(Named):
    """What a person is after. `words` are what people type for it; `note` tells how far the sources go."""

    id: str
    words: tuple[Text, ...]
    points: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    routine: str | None = None
    cautions: tuple[str, ...] = ()
    note: Told
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


class Caution(Named, Told):
    """Something to heed before or during a massage. `action`: avoid, ask (a clinician first), or be gentle.

    `asked` marks a condition that a person can tell of themself; any other caution concerns everybody, or whoever works its
    points. `instead` maps techniques that do not go with it to gentler ones.
    """

    id: str
    action: Literal["avoid", "ask", "gentle"]
    asked: bool = False
    points: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    instead: dict[str, str] = Field(default_factory=dict)
    evidence: Told | None = None
    sources: Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def forbids_massage(self) -> bool:
        """Whether it means no massage at all, rather than none of certain points and zones."""
        return self.action == "avoid" and not (self.points or self.zones)


class Statement(Model):
    """One finding, claim or disagreement about a topic, with who says so."""

    topic: Text
    text: Text
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


class Evidence(Model):
    """How far any of this is proven: shown wherever benefits are shown."""

    disclaimer: Names
    statement: Names
    findings: tuple[Statement, ...]
    unproven_claims: tuple[Statement, ...]
    disagreements: tuple[Statement, ...]


class Source(Model):
    """Where a fact comes from. `seen`: whole, a copy of its text, an excerpt, or from memory (not confirmed).
    `counted_with`: another source of the same origin; the two count once. A title in the project's words has Chinese too; a
    name of its own, such as a site's, is the same in every language and has none."""

    id: str
    title: Text
    zh_hant: Text | None = Field(default=None, alias="zh-Hant")
    zh_hans: Text | None = Field(default=None, alias="zh-Hans")
    kind: Literal["seed", "standard", "chart", "study", "web", "file", "memory"]
    seen: Literal["whole", "copy", "excerpt", "memory"]
    counted_with: str | None = None
    note: Text | None = None

    def name(self, lang: str) -> str:
        """The title in `lang` ("en", "zh-Hans" or "zh-Hant")."""
        return {"zh-Hant": self.zh_hant, "zh-Hans": self.zh_hans}.get(lang) or self.title

    @model_validator(mode="after")
    def _both_scripts(self) -> Self:
        if (self.zh_hant is None) != (self.zh_hans is None):
            raise ValueError("the title needs zh-Hant and zh-Hans, or neither when it is a name of its own")
        return self
