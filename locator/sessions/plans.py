"""A session to follow: each step in one language, with its points, its time and its rhythm."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Literal

from locator.atlas import Atlas, AtlasZone, load_atlas
from locator.atlas.practice import Caution, Rhythm, Step, Technique
from locator.errors import AtlasError
from locator.sessions.offers import Offer, OfferedStep
from locator.types import Side

__all__ = ["Beat", "Pace", "Session", "SessionStep", "Timing", "plan"]

Timing = Literal["stated", "technique", "suggested", "own", "none"]


@dataclasses.dataclass(frozen=True, slots=True)
class Pace:
    """The person's choice of times. `longer`: the upper end of a range that a source states rather than the lower.
    `untimed`: seconds for a step whose source states no time; None leaves it without a timer. `own`: the person's own seconds
    for each step of the routine, by its number, before all else."""

    longer: bool = False
    untimed: float | None = 60.0
    own: tuple[float | None, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Beat:
    """One stretch of a rhythm: `cue` in words; `beat` seconds for one circle, stroke or press, None for holding still."""

    cue: str
    seconds: float
    strength: Literal["rest", "light", "firm"]
    motion: Literal["hold", "circle", "stroke", "press"]
    beat: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class SessionStep:
    """One step. `seconds` is None for a step without a timer; `range` is what a source states, in seconds.

    `timing` says whose time it is: `stated` for this step, `technique` (what the source says of its technique in general),
    `suggested` by this program, the person's `own`, or `none`. `rhythm` repeats until the time is over; a source paces it where
    `paced_by_source` is true. `side`: the only foot that holds the step's zones. `sources` are titles.
    """

    text: str
    points: tuple[str, ...]
    zones: tuple[str, ...]
    techniques: tuple[Technique, ...]
    gentle: bool
    seconds: float | None
    range: tuple[float, float] | None
    timing: Timing
    rhythm: tuple[Beat, ...]
    paced_by_source: bool
    side: Side | None
    cautions: tuple[Caution, ...]
    sources: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Codes of its points, then ids of its zones."""
        return (*self.points, *self.zones)


@dataclasses.dataclass(frozen=True, slots=True)
class Session:
    """A routine ready to be followed in language `lang`."""

    routine: str
    lang: str
    name: str
    steps: tuple[SessionStep, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """All timers together; what has no timer comes on top."""
        return sum(step.seconds or 0.0 for step in self.steps)


def plan(offered: Offer, lang: str, pace: Pace | None = None, *, closing: Offer | None = None) -> Session:
    """What `offered` comes to step by step in `lang` ("en", "zh-Hans" or "zh-Hant"), `closing` after it.

    AtlasError when the routine is withheld or the language is unknown.
    """
    for one in (offered, closing):
        if one and one.status == "withheld":
            because = ", ".join(caution.name(lang) for caution in one.withheld_by)
            raise AtlasError(f"{one.routine.name(lang)} is not offered with {because}; ask a clinician")
    atlas, pace = load_atlas(), pace or Pace()
    parts = [one for one in (offered, closing) if one]
    sources = dict.fromkeys(id for part in parts for id in part.routine.sources)
    return Session(
        routine=offered.routine.id,
        lang=lang,
        name=offered.routine.name(lang),
        steps=tuple(_step(one, lang, pace, atlas) for part in parts for one in part.steps),
        notes=tuple(note.say(lang) for part in parts for note in part.routine.notes),
        sources=tuple(atlas.source(id).name(lang) for id in sources),
    )


def _step(offered: OfferedStep, lang: str, pace: Pace, atlas: Atlas) -> SessionStep:
    step = offered.step
    techniques = tuple(atlas.technique(id) for id in step.techniques)
    stated, timing = _stated(step, techniques)
    rhythm = next((technique.rhythm for technique in techniques if technique.rhythm), None) if step.timer else None
    own = pace.own[offered.number] if offered.number < len(pace.own) else None
    seconds: float | None = None
    if own is not None:
        seconds, timing = own, "own"
    elif stated:
        seconds = stated[1] if pace.longer else _shorter(stated, rhythm)
    elif step.timer and pace.untimed:
        seconds, timing = pace.untimed, "suggested"
    entries = [atlas.find(key) for key in step.keys]
    feet = {entry.foot if isinstance(entry, AtlasZone) else "both" for entry in entries}
    side: Side | None = "left" if feet == {"left"} else "right" if feet == {"right"} else None
    return SessionStep(
        text=step.say(lang),
        points=step.points,
        zones=step.zones,
        techniques=techniques,
        gentle=offered.gentle,
        seconds=seconds,
        range=stated,
        timing=timing,
        rhythm=tuple(
            Beat(
                cue=phase.say(lang),
                seconds=phase.seconds,
                strength="light" if offered.gentle and phase.strength == "firm" else phase.strength,
                motion=phase.motion,
                beat=phase.beat,
            )
            for phase in (rhythm.phases if rhythm else ())
        ),
        paced_by_source=rhythm is not None and rhythm.paced_by == "source",
        side=side,
        cautions=tuple({one.condition: atlas.caution(one.condition) for entry in entries for one in entry.cautions}.values()),
        sources=tuple(atlas.source(id).name(lang) for id in step.sources),
    )


def _shorter(stated: tuple[float, float], rhythm: Rhythm | None) -> float:
    """The lower end of a stated range, or one round of a rhythm that a source paces: "light and firm every 60 s" takes 2 min."""
    low, high = stated
    if rhythm is None or rhythm.paced_by != "source":
        return low
    return min(max(low, sum(phase.seconds for phase in rhythm.phases)), high)


def _stated(step: Step, techniques: Sequence[Technique]) -> tuple[tuple[float, float] | None, Timing]:
    """The range that a source states, and of what. A technique's own time holds for acupoints: zones have none."""
    if step.seconds:
        return step.seconds, "stated"
    general = next((technique.seconds for technique in techniques if technique.seconds), None)
    if general and step.points and step.timer:
        return general, "technique"
    return None, "none"
