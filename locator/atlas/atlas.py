"""The whole atlas in memory, and how to ask it."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

from locator.atlas import search
from locator.atlas.goals import match_goal, match_meridian
from locator.atlas.model import AtlasPoint, AtlasZone
from locator.atlas.names import NameIndex, fold, quote
from locator.atlas.practice import (
    Caution,
    Evidence,
    Glossary,
    Goal,
    GuideLine,
    LongitudinalZone,
    Meridian,
    PreparationStep,
    Routine,
    Source,
    Statement,
    System,
    Technique,
    TransverseRegion,
)
from locator.errors import AtlasError

__all__ = ["Atlas", "Entry", "ForGoal"]

Entry = AtlasPoint | AtlasZone


class ForGoal(NamedTuple):
    """What the sources offer for a goal; `routine` is None when they give no sequence or none should be offered."""

    points: tuple[AtlasPoint, ...]
    zones: tuple[AtlasZone, ...]
    routine: Routine | None


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Item = TypeVar("_Item", bound=_HasId)


@dataclasses.dataclass(frozen=True)
class Atlas:
    """All entries, each tuple in the order of its file. Get one from `locator.atlas.load_atlas()`."""

    points: tuple[AtlasPoint, ...]
    zones: tuple[AtlasZone, ...]
    systems: tuple[System, ...]
    guide_lines: tuple[GuideLine, ...]
    longitudinal_zones: tuple[LongitudinalZone, ...]
    transverse_regions: tuple[TransverseRegion, ...]
    meridians: tuple[Meridian, ...]
    techniques: tuple[Technique, ...]
    pressure: tuple[Statement, ...]
    preparation: tuple[PreparationStep, ...]
    routines: tuple[Routine, ...]
    goals: tuple[Goal, ...]
    cautions: tuple[Caution, ...]
    evidence: Evidence
    glossary: Glossary
    sources: tuple[Source, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All points, then all zones."""
        return (*self.points, *self.zones)

    def find(self, text: str) -> Entry:
        """The one point or zone that `text` names: a code in any writing ("LV-3", "ub60"), a name in any language
        ("Yongquan", "湧泉", "kidneys"), an alias, or a code with its name ("BL-54 Weizhong").

        AtlasError with suggestions when nothing is called so, and with the choices when several entries are.
        """
        found = self.find_all(text)
        if len(found) > 1:
            choices = " or ".join(search.describe(entry) for entry in found)
            raise AtlasError(f"{quote(text)} can be {choices}; write one of these codes")
        return found[0]

    def find_all(self, text: str) -> tuple[Entry, ...]:
        """Like `find`, but a name that several entries share ("heart", "spine", "Bafeng") gives all of them."""
        return search.find_all(self, text)

    def point(self, code: str) -> AtlasPoint:
        """The acupoint of this code, alias or name; AtlasError when it names a zone or nothing."""
        entry = self.find(code)
        if not isinstance(entry, AtlasPoint):
            raise AtlasError(f"{quote(code)} is a reflex zone, not an acupoint; ask for it with zone() or find()")
        return entry

    def zone(self, id: str) -> AtlasZone:
        """The reflex zone of this id, alias or name; AtlasError when it names a point or nothing."""
        entry = self.find(id)
        if not isinstance(entry, AtlasZone):
            raise AtlasError(f"{quote(id)} is an acupoint, not a reflex zone; ask for it with point() or find()")
        return entry

    def search(self, query: str, limit: int | None = None) -> list[Entry]:
        """Entries in which all words of `query` occur, best first: codes and names in all languages, organs, goals,
        claims, locations, cautions. Empty when there are none."""
        return search.rank(self, query)[:limit]

    def goal(self, text: str) -> Goal:
        """The goal that `text` means ("heel pain", "my heel hurts", "失眠"); AtlasError with all goals otherwise."""
        return match_goal(self.goals, text)

    def for_goal(self, goal: str) -> ForGoal:
        """Points, zones and routine for a goal, given in any words that `goal()` understands."""
        found = self.goal(goal)
        points = tuple(self.point(code) for code in found.points)
        zones = tuple(self.zone(id) for id in found.zones)
        return ForGoal(points, zones, self.routine(found.routine) if found.routine else None)

    def meridian(self, text: str) -> Meridian:
        """The meridian of a code in any writing ("KI", "Kid") or a name ("Kidney", "腎經"); AtlasError otherwise."""
        return match_meridian(self.meridians, text)

    def system(self, id: str) -> System:
        """The group of zones with this id; AtlasError when there is none. So for the three that follow."""
        return _by_id("group of zones", self.systems, id)

    def technique(self, id: str) -> Technique:
        return _by_id("technique", self.techniques, id)

    def routine(self, id: str) -> Routine:
        return _by_id("routine", self.routines, id)

    def caution(self, id: str) -> Caution:
        return _by_id("caution", self.cautions, id)

    def source(self, id: str) -> Source:
        return _by_id("source", self.sources, id)

    @functools.cached_property
    def name_index(self) -> NameIndex:
        """Every spelling of every entry; built at the first question."""
        return NameIndex(self.entries)

    @functools.cached_property
    def search_index(self) -> tuple[tuple[Entry, tuple[tuple[float, str], ...]], ...]:
        """Each entry with its searched texts, folded and with a space at either end; built at the first search."""
        return tuple(
            (entry, tuple((weight, f" {fold(text)} ") for weight, text in search.fields(self, entry))) for entry in self.entries
        )


def _by_id(kind: str, items: Sequence[_Item], id: str) -> _Item:
    for item in items:
        if item.id == id:
            return item
    raise AtlasError(f"there is no {kind} {quote(id)}; choose one of {', '.join(item.id for item in items)}")
