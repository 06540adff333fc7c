"""Which goal or meridian a person's words mean."""

from __future__ import annotations

from collections.abc import Sequence

from locator.atlas.names import fold, key, quote
from locator.atlas.practice import Goal, Meridian
from locator.atlas.words import LANGUAGES
from locator.errors import AtlasError

__all__ = ["match_goal", "match_meridian"]


def match_goal(goals: Sequence[Goal], text: str) -> Goal:
    """The goal whose name or word is `text`, else the one with the longest name or word inside `text`."""
    best: tuple[int, Goal] | None = None
    if by_id := next((goal for goal in goals if goal.id == text), None):  # before words: one goal's word may be another's id
        return by_id
    for goal in goals:
        for word in (goal.id, *goal.names.model_dump().values(), *goal.words):
            if key(word) == key(text):
                return goal
            if _inside(fold(word), fold(text)) and (best is None or len(word) > best[0]):
                best = len(word), goal
    if best is None:
        raise AtlasError(f"no goal is called {quote(text)}; choose one of {', '.join(goal.names.en.lower() for goal in goals)}")
    return best[1]


def match_meridian(meridians: Sequence[Meridian], text: str) -> Meridian:
    """The meridian with this code, name or prefix. Chinese names may be cut ("腎經" of "足少陰腎經")."""
    wanted = key(text.lower().removesuffix("meridian").removesuffix("channel"))
    for meridian in meridians:
        if wanted in {key(meridian.code), *(key(meridian.names.get(lang)) for lang in LANGUAGES)}:
            return meridian
    found = [meridian for meridian in meridians if wanted in {key(prefix) for prefix in meridian.prefixes}]
    if not found and len(wanted) > 1 and not wanted.isascii():
        found = [m for m in meridians if any(key(m.names.get(lang)).endswith(wanted) for lang in LANGUAGES)]
    if len(found) != 1:
        problem = f"can be {' or '.join(meridian.code for meridian in found)}" if found else "is not a meridian"
        raise AtlasError(f"{quote(text)} {problem}; choose one of {', '.join(m.code for m in meridians if m.on_foot)}")
    return found[0]


def _inside(word: str, text: str) -> bool:
    return f" {word} " in f" {text} " if word.isascii() else word in text
