"""What no single entry can tell: that ids are unique and that everything an entry refers to exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from locator.errors import AtlasError

if TYPE_CHECKING:
    from locator.atlas.atlas import Atlas

__all__ = ["check_references"]


def check_references(atlas: Atlas) -> None:
    """Raise AtlasError for the first id that is given twice or is referred to but does not exist."""
    known = {
        "point": _unique("points.json", (point.code for point in atlas.points)),
        "zone": _unique("zones.json", (zone.id for zone in atlas.zones)),
        "system": _unique("zones.json", (system.id for system in atlas.systems)),
        "guide line": _unique("zones.json", (line.id for line in atlas.guide_lines)),
        "meridian": _unique("meridians.json", (meridian.code for meridian in atlas.meridians)),
        "technique": _unique("techniques.json", (technique.id for technique in atlas.techniques)),
        "routine": _unique("routines.json", (routine.id for routine in atlas.routines)),
        "goal": _unique("goals.json", (goal.id for goal in atlas.goals)),
        "caution": _unique("cautions.json", (caution.id for caution in atlas.cautions)),
        "source": _unique("sources.json", (source.id for source in atlas.sources)),
    }
    for file, entry, kind, id in _references(atlas):
        if id not in known[kind]:
            raise AtlasError(f"atlas file {file}, entry {entry}: there is no {kind} {id!r}; correct the name or add the {kind}")


def _unique(file: str, ids: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            raise AtlasError(f"atlas file {file} has two entries {id!r}; remove or rename one")
        seen.add(id)
    return seen


def _references(atlas: Atlas) -> Iterator[tuple[str, str, str, str]]:
    """Every reference as (file, entry, kind of the target, id of the target)."""

    def each(file: str, entry: str, **targets: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
        for kind, ids in targets.items():
            for id in ids:
                yield file, entry, kind.replace("_", " "), id

    for point in atlas.points:
        yield from each("points.json", point.code, meridian=[point.meridian], source=point.sources)
        for former in point.former_codes:
            yield from each("points.json", point.code, source=former.sources)
    for zone in atlas.zones:
        yield from each("zones.json", zone.id, system=[zone.system], source=(*zone.sources, *zone.chart_centroids))
    for file, placed in (("points.json", atlas.points), ("zones.json", atlas.zones)):
        for item in placed:
            for warning in item.cautions:
                yield from each(file, item.key, caution=[warning.condition], source=warning.sources)
            for claim in item.claims:
                yield from each(file, item.key, source=[claim.source], technique=claim.techniques)
    for line in atlas.guide_lines:
        yield from each("zones.json", line.id, source=line.sources)
    for region in atlas.transverse_regions:
        yield from each("zones.json", region.id, guide_line=filter(None, (region.distal_line, region.proximal_line)))
    for technique in atlas.techniques:
        yield from each("techniques.json", technique.id, source=technique.sources)
    for preparation in atlas.preparation:
        yield from each("preparation.json", preparation.id, source=preparation.sources)
    for routine in atlas.routines:
        yield from each("routines.json", routine.id, caution=routine.cautions, source=routine.sources)
        for step in routine.steps:
            yield from each(
                "routines.json", routine.id, point=step.points, zone=step.zones, technique=step.techniques, source=step.sources
            )
    for goal in atlas.goals:
        routines = [goal.routine] if goal.routine else []
        yield from each("goals.json", goal.id, point=goal.points, zone=goal.zones, routine=routines, caution=goal.cautions)
        yield from each("goals.json", goal.id, source=goal.sources)
    for caution in atlas.cautions:
        yield from each("cautions.json", caution.id, point=caution.points, zone=caution.zones, source=caution.sources)
        yield from each("cautions.json", caution.id, technique=(*caution.instead, *caution.instead.values()))
    for statement in (*atlas.evidence.findings, *atlas.evidence.unproven_claims, *atlas.evidence.disagreements):
        yield from each("evidence.json", statement.topic, source=statement.sources)
    for statement in atlas.pressure:
        yield from each("techniques.json", statement.topic, source=statement.sources)
    for source in atlas.sources:
        yield from each("sources.json", source.id, source=[source.counted_with] if source.counted_with else [])
