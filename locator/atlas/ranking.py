"""Which points and zones the sources name for most of several goals. It orders what they claim; it promises nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from locator.atlas.atlas import Atlas, Entry
from locator.atlas.model import AtlasPoint
from locator.atlas.practice import Caution, Goal

__all__ = ["Ranked", "cautions_of", "rank_goals"]

_LEVELS = ("high", "medium", "low")


@dataclasses.dataclass(frozen=True, slots=True)
class Ranked:
    """A point or zone, and those of the goals asked for (in the order asked) for which a source names it."""

    entry: Entry
    goals: tuple[Goal, ...]


def rank_goals(atlas: Atlas, goals: Iterable[Goal]) -> tuple[Ranked, ...]:
    """Points and zones for several goals.

    First those named for most of the goals; among equals those without a caution, then those whose place the sources agree on
    best, then in the order in which the goals' sources name them. A goal asked for twice counts once.
    """
    entries = {entry.key: entry for entry in atlas.entries}
    served: dict[str, list[Goal]] = {}
    for goal in {goal.id: goal for goal in goals}.values():
        for key in (*goal.points, *goal.zones):
            served.setdefault(key, []).append(goal)
    order = {key: number for number, key in enumerate(served)}
    ranked = [Ranked(entries[key], tuple(found)) for key, found in served.items()]
    return tuple(
        sorted(
            ranked,
            key=lambda one: (-len(one.goals), bool(one.entry.cautions), _agreement(one.entry), order[one.entry.key]),
        )
    )


def cautions_of(atlas: Atlas, goals: Iterable[Goal]) -> tuple[Caution, ...]:
    """The cautions to heed for these goals, each once: those to avoid, then to ask about, then to be gentle with."""
    ids = dict.fromkeys(id for goal in goals for id in goal.cautions)
    graveness = ("avoid", "ask", "gentle")
    return tuple(sorted(map(atlas.caution, ids), key=lambda caution: graveness.index(caution.action)))


def _agreement(entry: Entry) -> int:
    level = entry.confidence.place if isinstance(entry, AtlasPoint) else entry.confidence
    return _LEVELS.index(level)
