"""Routines that no source gives as such: the points and zones of a goal, or a person's own list, one step for each."""

from __future__ import annotations

from collections.abc import Iterable

from locator.atlas import LANGUAGES, Atlas, AtlasPoint, Entry, load_atlas
from locator.atlas.practice import Goal, Routine, Step
from locator.atlas.words import Names
from locator.errors import AtlasError

__all__ = ["for_goal", "own"]


def for_goal(goal: Goal) -> Routine | None:
    """The routine for a goal: the sources' own, else one step for each point and zone they name. None when they offer nothing
    (swelling)."""
    atlas = load_atlas()
    if goal.routine:
        return atlas.routine(goal.routine)
    steps = tuple(_step(atlas.find(key), atlas) for key in (*goal.points, *goal.zones))
    if not steps:
        return None
    return Routine(id=goal.id, names=goal.names, steps=steps, cautions=goal.cautions, sources=goal.sources)


def own(name: str, keys: Iterable[str]) -> Routine:
    """A person's own routine of points and zones, in order; their times are a `Pace`'s business.

    AtlasError for an unknown code or id, or when there are none.
    """
    atlas = load_atlas()
    steps = tuple(_step(atlas.find(key), atlas) for key in keys)
    if not steps:
        raise AtlasError("the routine has no steps; add a point or zone to it first")
    names = Names.model_validate({lang: name.strip() or "—" for lang in LANGUAGES})
    return Routine(id="own", names=names, steps=steps, sources=tuple(dict.fromkeys(id for step in steps for id in step.sources)))


def _step(entry: Entry, atlas: Atlas) -> Step:
    """One point or zone as a step: the technique and time of the first source that states how to work it alone, else what
    the sources advise for any point or zone."""
    point = isinstance(entry, AtlasPoint)
    single = {one.id for one in atlas.techniques if not one.pairs}
    claim = next((claim for claim in entry.claims if single.intersection(claim.techniques)), None)
    techniques = (
        claim.techniques if claim else (one.id for one in atlas.techniques if one.for_any == ("point" if point else "zone"))
    )
    label = {lang: f"{entry.key} {entry.name(lang)}" if point else entry.name(lang) for lang in LANGUAGES}
    return Step.model_validate(
        {
            "text": label["en"],
            "zh-Hant": label["zh-Hant"],
            "zh-Hans": label["zh-Hans"],
            "points": (entry.key,) if point else (),
            "zones": () if point else (entry.key,),
            "techniques": tuple(id for id in techniques if id in single),
            "seconds": claim.seconds if claim else None,
            "sources": (claim.source,) if claim else entry.sources,
        }
    )
