"""Find entries: one by whatever it is called, or many by the words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from locator.atlas.codes import Code, read_code, split_code
from locator.atlas.model import AtlasPoint, AtlasZone
from locator.atlas.names import fold, key, quote
from locator.atlas.words import Told
from locator.errors import AtlasError

if TYPE_CHECKING:
    from locator.atlas.atlas import Atlas

__all__ = ["fields", "find_all", "rank"]

Entry = AtlasPoint | AtlasZone
#: A remark that says the code before it is of the old numbering, as in "BL54 (old numbering)".
_OLD = re.compile(r"\b(old|former)\b|[舊旧]", re.I)
_EXACT = 1000.0


def find_all(atlas: Atlas, text: str) -> tuple[Entry, ...]:
    """All entries that `text` names; several when a name is shared ("heart", "Bafeng"). AtlasError when there are none."""
    if not key(text):
        raise AtlasError("no code or name was given; write one such as KI1, LV-3, Yongquan, 湧泉 or kidneys")
    named = atlas.name_index.get(text)
    if named:
        return named
    code = read_code(text, atlas.meridians)
    if code:
        return _by_code(atlas, code)
    split = split_code(text, atlas.meridians)
    if split:
        return _by_code_and_name(atlas, text, *split)
    near = " or ".join(describe(entry) for entry in atlas.name_index.near(text))
    hint = f"did you mean {near}?" if near else "look for it with search, or list all with `locator atlas`"
    raise AtlasError(f"no point or zone is called {quote(text)}; {hint}")


def describe(entry: Entry) -> str:
    """ "KI1 Yongquan (Gushing Spring)", for messages."""
    return f"{entry.key} {entry.name()}"


def _lookup(atlas: Atlas, code: Code) -> tuple[Entry, ...]:
    """The points that `code` stands for; all parts of a group such as EX-LE10; empty when the atlas has none."""
    for meaning in (*code.meanings, code.written):
        found = tuple(point for point in atlas.points if point.code == meaning or point.code.startswith(f"{meaning}-"))
        if found:
            return found
    return atlas.name_index.get(code.written)


def _formerly(atlas: Atlas, code: Code) -> tuple[AtlasPoint, ...]:
    """The points that older books give this code."""
    return tuple(point for point in atlas.points if any(former.code in code.meanings for former in point.former_codes))


def _by_code(atlas: Atlas, code: Code) -> tuple[Entry, ...]:
    found = _lookup(atlas, code)
    if found:
        return found
    for point in _formerly(atlas, code):
        former = next(former for former in point.former_codes if former.code in code.meanings)
        raise AtlasError(
            f"{former.code} in WHO numbering is {former.means_now.text}, not on the foot; older numbering uses it for "
            f"{point.plain_pinyin}: write {point.code} or '{former.code} {point.plain_pinyin}' if that is meant"
        )
    if re.fullmatch(r"[MN]LE\d+", code.written):
        raise AtlasError(
            f"{code.written} belongs to a numbering of extra points that differs from EX-LE (M-LE 5 is Shimian, EX-LE5 is not); "
            "write the point's name or its EX-LE code"
        )
    if not code.meanings:
        prefixes = ", ".join(meridian.code for meridian in atlas.meridians if meridian.on_foot)
        raise AtlasError(
            f"no meridian is written like {code.written}; points of the foot have codes of {prefixes}, e.g. KI1 or EX-LE8"
        )
    if len(code.meanings) > 1:
        raise AtlasError(
            f"{code.written} is ambiguous, it can mean {' or '.join(code.meanings)}, and neither is a point of the foot"
        )
    raise AtlasError(
        f"{code.meanings[0]} is not in the atlas of points of the foot and lower leg; list those with `locator atlas`"
    )


def _by_code_and_name(atlas: Atlas, text: str, code: Code, name: str) -> tuple[Entry, ...]:
    """ "BL-54 Weizhong": the name decides, and the code must not contradict it."""
    coded = _lookup(atlas, code)
    former = _formerly(atlas, code)
    if _OLD.search(name) and former:
        return former
    named = atlas.name_index.get(name)
    if not named:
        return _by_code(atlas, code) if _is_remark(text, name) else _unknown_name(text, name)
    agreed = tuple(entry for entry in named if entry in coded or entry in former)
    if not agreed:
        meant = describe(coded[0]) if coded else " or ".join(code.meanings) or code.written
        raise AtlasError(
            f"{quote(text)} contradicts itself: the code means {meant}, the name {describe(named[0])}; write one of them"
        )
    return agreed


def _is_remark(text: str, name: str) -> bool:
    return re.search(rf"[(（]\s*{re.escape(name)}\s*[)）]?\s*$", text) is not None


def _unknown_name(text: str, name: str) -> tuple[Entry, ...]:
    raise AtlasError(f"{quote(text)} has a code but {quote(name)} is not a name the atlas knows; write the code alone")


def fields(atlas: Atlas, entry: Entry) -> Iterator[tuple[float, str]]:
    """What is searched of an entry, as (weight, text)."""
    is_point = isinstance(entry, AtlasPoint)
    yield 60, " | ".join((entry.key, *entry.names.model_dump().values(), *entry.aliases))
    if isinstance(entry, AtlasPoint):
        yield 60, " | ".join((entry.plain_pinyin, *entry.other_english, *(former.code for former in entry.former_codes)))
        yield 25, " | ".join(atlas.meridian(entry.meridian).names.model_dump().values())
    else:
        yield 25, " | ".join(atlas.system(entry.system).names.model_dump().values())
    for goal in atlas.goals:
        if entry.key in (goal.points if is_point else goal.zones):
            yield 30, " | ".join((*goal.names.model_dump().values(), *goal.words))
    for claim in entry.claims:
        yield 20, _every(*claim.benefits, claim.goal, claim.text) + f" | {claim.name or ''}"
    yield 10, " | ".join((*entry.location.every, *(entry.surfaces if isinstance(entry, AtlasZone) else (entry.surface,))))
    for caution in entry.cautions:
        yield 8, " | ".join((caution.condition, *caution.every))
    yield 5, _every(*entry.notes, *entry.disagreements)


def _every(*told: Told | None) -> str:
    """The words in all languages of those that are not None."""
    return " | ".join(text for one in told if one for text in one.every)


def rank(atlas: Atlas, query: str) -> list[Entry]:
    """Every entry that holds all words of `query` (Latin words may be cut short), best first, then in atlas order."""
    words = set(fold(query).split())
    try:
        exact = {entry.key for entry in find_all(atlas, query)}
    except AtlasError:
        exact = set()
    scored = []
    for entry, searched in atlas.search_index:
        weights = [max((weight * _match(word, text) for weight, text in searched), default=0.0) for word in words]
        score = (sum(weights) if weights and all(weights) else 0.0) + _EXACT * (entry.key in exact)
        if score:
            scored.append((score, entry))
    return [entry for _, entry in sorted(scored, key=lambda pair: -pair[0])]


def _match(word: str, text: str) -> float:
    """1 for a whole word, 0.6 for the beginning of one or for characters inside Chinese text, else 0."""
    if f" {word} " in text:
        return 1.0
    return 0.6 if (f" {word}" in text if word.isascii() else word in text) else 0.0
