"""What the live page's scripts need to know: words, the atlas in brief, the tracker's constants. No rule, no coordinates."""

from __future__ import annotations

import functools
import json
from importlib import resources
from typing import Any

from locator.atlas import AtlasPoint, AtlasZone, Entry, Lang, load_atlas
from locator.drawing.marks import AREA_ALPHA, SEEN
from locator.drawing.palette import RGB, meridian_colour, system_colour
from locator.drawing.words import word as drawing_word
from locator.geometry import FILL
from locator.landmarks import LANDMARKS, SKELETON
from locator.types import VIEWS
from locator.vision import detect, extremes, judgement, outline, weights

from .words import Words

__all__ = ["NETWORKS", "WORDS", "entries", "facts"]

NETWORKS = ("detector", "landmarks")
#: What the scripts say, by the names in words/live.json.
WORDS = "live.page."


def facts(lang: Lang, words: Words) -> dict[str, Any]:
    """Everything, in one language."""
    atlas = load_atlas()
    return {
        "lang": lang,
        "words": words.those(WORDS, lang),
        "views": {view: drawing_word(f"view.{view}", lang) for view in VIEWS},
        **entries(lang),
        "cautions": {one.id: {"name": one.name(lang), "text": one.say(lang)} for one in atlas.cautions},
        "goals": [{"name": goal.name(lang), "keys": [*goal.points, *goal.zones]} for goal in atlas.goals],
        "evidence": atlas.evidence.statement.get(lang),
        "look": {"alpha": AREA_ALPHA, "seen": SEEN, "skeleton": SKELETON},
        "landmarks": [{"name": one.name, "views": one.views} for one in LANDMARKS],
        "networks": {name: weights.facts(name) for name in NETWORKS},
        "tracking": tracking(),
        "vision": vision(),
    }


def entries(lang: Lang) -> dict[str, Any]:
    """Points by their codes and zones by their ids: how each is called and coloured, and what to heed."""
    atlas = load_atlas()
    return {
        "points": {point.code: _entry(point, lang) for point in atlas.points},
        "zones": {zone.id: _entry(zone, lang) for zone in atlas.zones},
    }


@functools.cache
def tracking() -> dict[str, Any]:
    """The constants of docs/live.md."""
    text = resources.files("locator").joinpath("live/tracking.json").read_text(encoding="utf-8")
    return {name: value for name, value in json.loads(text).items() if name != "note"}


def vision() -> dict[str, Any]:
    """The constants with which locator.vision reads what the networks say: one place holds them, and it is not the page."""
    return {
        "fill": FILL,
        "threshold": detect.THRESHOLD,
        "further": detect.FURTHER,
        "tries": detect._TRIES,
        "same": detect._SAME,
        "surfaces": judgement.SURFACES,
        "front": judgement.FRONT,
        "rear": judgement.REAR,
        "unsure": judgement.UNSURE,
        "clearly": judgement.CLEARLY,
        "blurred": judgement.BLURRED,
        "clear": judgement.CLEAR,
        "settled": judgement.SETTLED,
        "turned": judgement.TURNED,
        "named": judgement.NAMED,
        "smooth": outline._SMOOTH,
        "thin": outline._THIN,
        "least": outline._LEAST,
        "tolerance": outline._TOLERANCE / outline._FINER,
        "reach": extremes._REACH,
    }


def _entry(entry: Entry, lang: Lang) -> dict[str, Any]:
    """A point or zone: how it is called and coloured, and what to heed."""
    told: dict[str, Any] = {
        "name": entry.name(lang),
        "full": entry.full_name(lang),
        "cautions": [{"id": one.condition, "standing": one.standing} for one in entry.cautions],
    }
    if isinstance(entry, AtlasPoint):
        return told | {"colour": _css(meridian_colour(entry.meridian)), "mark": entry.code}
    assert isinstance(entry, AtlasZone)
    return told | {"colour": _css(system_colour(entry.system)), "agreed": entry.confidence == "high", "school": entry.school}


def _css(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
