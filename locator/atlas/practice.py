"""The rest of the atlas: meridians, charts' lines and regions, techniques, routines, goals, cautions, evidence, sources.

Frozen pydantic models like those of model.py, one per kind of entry in locator/atlas/data/*.json.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from locator.atlas.model import XY, Model, Named, Names, Seconds, Text, Toe

__all__ = [
    "Caution",
    "Evidence",
    "Glossary",
    "Goal",
    "GuideLine",
    "LongitudinalZone",
    "Meridian",
    "PreparationStep",
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


class Technique(Named):
    """One way to work a point or zone. `seconds` is the range of `time` when it can be given in seconds."""

    id: str
    tool: Text
    pressure: Text
    time: Text | None = None
    seconds: Seconds | None = None
    purpose: Text
    notes: tuple[Text, ...] = ()
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


class PreparationStep(Named):
    """A step before a massage, in order. `disagreement` says where sources differ about it."""

    id: str
    text: Text
    disagreement: Text | None = None
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


class Step(Model):
    """One step of a routine. `time` is None when the source states none."""

    text: Text
    points: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    time: Text | None = None
    seconds: Seconds | None = None
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


class Routine(Named):
    """A sequence of steps for a goal, as the sources give it; `cautions` are ids of cautions.json."""

    id: str
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    cautions: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


class Goal(Named):
    """What a person is after. `words` are what people type for it; `note` tells how far the sources go."""

    id: str
    words: tuple[Text, ...]
    points: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    routine: str | None = None
    cautions: tuple[str, ...] = ()
    note: Text
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


class Caution(Named):
    """Something to heed before or during a massage. `action`: avoid, ask (a clinician first), or be gentle."""

    id: str
    action: Literal["avoid", "ask", "gentle"]
    text: Text
    points: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    evidence: Text | None = None
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


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
    `counted_with`: another source of the same origin; the two count once."""

    id: str
    title: Text
    kind: Literal["seed", "standard", "chart", "study", "web", "file", "memory"]
    seen: Literal["whole", "copy", "excerpt", "memory"]
    counted_with: str | None = None
    note: Text | None = None
