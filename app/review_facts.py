"""What the review's scripts need to know: words, landmarks, how points and zones are called and coloured."""

from __future__ import annotations

from typing import Any

from locator.atlas import Lang
from locator.cards import landmark_name
from locator.drawing.words import word as drawing_word
from locator.landmarks import LANDMARKS, SKELETON
from locator.types import SIDES, VIEWS
from locator.wording import Wording

from .live_facts import entries
from .words import Words

__all__ = ["ENOUGH", "WORDS", "facts"]

#: What the scripts say, by the names in words/review.json.
WORDS = "review.page."
#: Pixels that the longer side of a photo keeps, until somebody looks closer.
ENOUGH = 1400
_of_a_batch = Wording("locator.batch")


def facts(lang: Lang, words: Words) -> dict[str, Any]:
    """Everything, in one language."""
    said = words.those(WORDS, lang)
    marks = entries(lang)
    return {
        "lang": lang,
        "enough": ENOUGH,
        "words": said,
        "sides": {side: said[side] for side in SIDES},
        "views": {view: drawing_word(f"view.{view}", lang) for view in VIEWS},
        "reasons": {name: text[lang] for name, text in _of_a_batch.data["doubt"].items()} | {"audit": said["audit"]},
        "landmarks": [{"name": one.name, "says": landmark_name(one.name, lang), "views": one.views} for one in LANDMARKS],
        "skeleton": SKELETON,
        "points": {code: {"name": one["full"], "colour": one["colour"]} for code, one in marks["points"].items()},
        "zones": {id_: {"name": one["full"], "colour": one["colour"]} for id_, one in marks["zones"].items()},
    }
