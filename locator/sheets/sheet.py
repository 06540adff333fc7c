"""What is on a sheet."""

from __future__ import annotations

import dataclasses
import datetime

import numpy as np
from numpy.typing import NDArray

from locator.atlas import Entry, Lang, load_atlas
from locator.cards import Card, card
from locator.cards.model import Kind
from locator.drawing import Layers, draw
from locator.drawing.choice import choose
from locator.drawing.words import foot_name
from locator.types import Foot, PlacedPoint, PlacedZone, Result
from locator.wording import Wording

__all__ = ["Sheet", "make", "word"]

word = Wording("locator.sheets")

#: What of a card is printed; names, sources and notes are for the screen.
_PRINTED: tuple[Kind, ...] = ("cautions", "where", "placed", "press", "goals", "claims", "disagreements")


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet in `lang`. `picture` is HxWx3 uint8 RGB; `notes` are to be read before anything else: what it is not, how far it
    is proven, and what makes this photo's result doubtful; `feet` says whose feet from where ("Left foot · sole")."""

    title: str
    feet: str
    made: datetime.date
    lang: Lang
    picture: NDArray[np.uint8]
    notes: tuple[str, ...]
    cards: tuple[Card, ...]


def make(image: NDArray[np.uint8], result: Result, layers: Layers, *, made: datetime.date) -> Sheet:
    """The sheet of what `layers` (as `select` returns them) draw of `result` on its photo `image` (HxWx3 uint8 RGB).

    Raises as `locator.drawing.draw` does.
    """
    atlas, lang = load_atlas(), layers.lang
    chosen = choose(layers, result, atlas)
    drawn: list[tuple[Entry, PlacedPoint | PlacedZone, Foot]] = [(one.entry, one.placed, one.foot) for one in chosen.points]
    drawn += [(one.entry, one.placed, one.foot) for one in chosen.zones]
    found: dict[str, tuple[Entry, PlacedPoint | PlacedZone, Foot]] = {}
    for one in drawn:
        if one[0].key not in found or (one[1].visible and not found[one[0].key][1].visible):
            found[one[0].key] = one
    cards = (card(entry, lang, placed=placed, foot=foot) for entry, placed, foot in found.values())
    feet = dict.fromkeys(foot_name(foot, lang) for foot in result.feet)
    limits = (atlas.evidence.disclaimer.get(lang), atlas.evidence.statement.get(lang))
    return Sheet(
        word("title", lang),
        ", ".join(feet),
        made,
        lang,
        draw(image, result, dataclasses.replace(layers, legend=False)),
        (*limits, *([result.refused] if result.refused else []), *result.warnings),
        tuple(dataclasses.replace(one, sections=tuple(s for s in one.sections if s.kind in _PRINTED)) for one in cards),
    )
