"""The page's endpoints for other programs (docs/app.md): plain values in, plain values out, no state between two calls."""

from __future__ import annotations

import dataclasses
from typing import Any

import gradio as gr

from locator.atlas import AtlasPoint, Entry, load_atlas
from locator.drawing import draw, select
from locator.images import jpeg_url, open_image
from locator.pipeline import ENOUGH, locate
from locator.placement import place as place_foot
from locator.scaling import scaled
from locator.types import Result

from . import uploads, warm
from .told import told

__all__ = ["NAMES", "annotate", "atlas", "goal", "offer", "place", "search"]


def annotate(photo: dict, goal: str = "", lang: str = "en") -> dict:  # type: ignore[type-arg]
    """Find the bare feet in a photo and where acupoints and reflex zones lie on them.

    Args:
        photo: The photo: an uploaded file (gradio_client: handle_file("foot.jpg")).
        goal: Draw only what sources name for this goal ("heel pain"); "" draws all that is seen.
        lang: Language of the drawing: en, zh-Hans or zh-Hant.

    Returns:
        {"record": the record of docs/record.md, "picture": the annotated picture as a data URL (JPEG), which may be
        smaller than the photo}.
    """
    warm.wait()
    with told():
        layers = select(goal=goal or None, lang=lang)  # type: ignore[arg-type]
        loaded = open_image(uploads.uploaded(photo), at_least=ENOUGH)
        result = locate(loaded)
        height, width = loaded.rgb.shape[:2]
        picture = jpeg_url(draw(loaded.rgb, scaled(result, width, height), layers), 88)
    return {"record": result.to_dict(), "picture": picture}


def place(record: dict, thumb_px: float = 0.0) -> dict:  # type: ignore[type-arg]
    """Place points and zones anew in a record, after a landmark, the side or the view was corrected.

    Args:
        record: A record (docs/record.md) whose feet have side, view, landmarks and outline.
        thumb_px: The breadth of the person's thumb at its knuckle in pixels of the photo; 0 when it is not known.

    Returns:
        The record with cun, points and zones.
    """
    with told():
        result = Result.from_dict(record)
        size = (result.image.width, result.image.height)
        feet = tuple(place_foot(foot, thumb_px=thumb_px or None, size=size) for foot in result.feet)
        return dataclasses.replace(result, feet=feet).to_dict()


def atlas(code: str = "") -> dict:  # type: ignore[type-arg]
    """One point or zone of the atlas, with every source's claims and cautions; without a code the list of all.

    Args:
        code: A code (KI1, LV-3, UB60), a zone (kidneys) or a name in any language (湧泉).

    Returns:
        The entry, or {"points": [...], "zones": [...]} with code and names of each.
    """
    book = load_atlas()
    with told():
        if code:
            return book.find(code).model_dump(mode="json", by_alias=True)
    return {"points": [_brief(one) for one in book.points], "zones": [_brief(one) for one in book.zones]}


def search(query: str, limit: int = 20) -> list:  # type: ignore[type-arg]
    """Points and zones in which all words of the query occur, best first.

    Args:
        query: A code, a name in any language, an organ, a goal, a caution.
        limit: At most so many.

    Returns:
        [{"kind": "point" or "zone", "key": code or id, "names": {...}, "cautions": [...]}, ...].
    """
    return [_brief(one) for one in load_atlas().search(query, limit)]


def goal(text: str) -> dict:  # type: ignore[type-arg]
    """What the sources offer for a goal: points, zones and a routine. Claims of the sources, not promises.

    Args:
        text: The goal in any words ("my heel hurts", "sleep", "失眠").

    Returns:
        {"goal": ..., "points": [...], "zones": [...], "routine": {...} or null, "cautions": [...], "note": ..., "evidence": ...}.
    """
    book = load_atlas()
    with told():
        found, offered = book.goal(text), book.for_goal(text)
    return {
        "goal": {"id": found.id, "names": found.names.model_dump(by_alias=True)},
        "points": [_brief(one) for one in offered.points],
        "zones": [_brief(one) for one in offered.zones],
        "routine": offered.routine.model_dump(mode="json", by_alias=True) if offered.routine else None,
        "cautions": [book.caution(id).model_dump(mode="json", by_alias=True) for id in found.cautions],
        "note": found.note.text,
        "evidence": f"{book.evidence.disclaimer.en} {book.evidence.statement.en}",
    }


NAMES = {"annotate": annotate, "place": place, "atlas": atlas, "search": search, "goal": goal}


def offer() -> None:
    """Offer the endpoints; to be called inside the page's Blocks."""
    for name, function in NAMES.items():
        gr.api(function, api_name=name, concurrency_id="look" if name == "annotate" else None)


def _brief(entry: Entry) -> dict[str, Any]:
    names = entry.names.model_dump(by_alias=True)
    cautions = [caution.text for caution in entry.cautions]
    return {"kind": "point" if isinstance(entry, AtlasPoint) else "zone", "key": entry.key, "names": names, "cautions": cautions}
