"""What a reviewer asks of a set: plain values in, plain values out. All that is decided lies in the store (locator/store)."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable
from typing import Any

from locator import correct, messages
from locator.atlas import Lang
from locator.batch.places import Place
from locator.batch.urls import local_copy
from locator.errors import ImageError, StaleReview
from locator.fields import Field
from locator.images import jpeg, open_image
from locator.store import Decision, Item, Store, Told, Wish, agreement
from locator.store.queue import WHICH
from locator.types import SIDES, VIEWS, Result

from .review_facts import ENOUGH
from .routing import lang_of

__all__ = ["MOST_ROWS", "Desk"]

#: Rows of the queue that a page holds at once; whoever has come to their end asks for more.
MOST_ROWS = 2000
_LONGEST_NOTE = 2000
_QUALITY = 88
#: Seconds for which a photo counts as somebody's who has opened it and not decided.
_HELD = 180.0


class Desk:
    """One set, and who has what open. Raises LocatorError in one sentence for what cannot be done."""

    def __init__(self, store: Store, now: Callable[[], float] = time.monotonic) -> None:
        self.store = store
        self._now = now
        self._open: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def queue(self, asked: dict[str, Any]) -> dict[str, Any]:
        """{"reviewer", and what a Wish has} -> {"rows", "total", "progress"}."""
        field = Field(asked, "record")
        reviewer, wish = _name(field), _wish(field)
        rows = [_row(item) for item in self.store.queue(reviewer, wish, limit=MOST_ROWS)]
        total = len(rows) if len(rows) < MOST_ROWS else self.store.count(reviewer, wish)
        return {"rows": rows, "total": total, "progress": self.progress()}

    def open(self, asked: dict[str, Any]) -> dict[str, Any]:
        """{"name", "reviewer", "blind", "lang"} -> the photo's row and version, its record with points and zones, and, unless
        the opinion is to be blind, what was decided before and who else has it open."""
        field = Field(asked, "record")
        name, reviewer, blind = field.get("name").text(), _name(field), field.get("blind", False).flag()
        item = self.store.item(name)
        result = self.store.found(name) if blind else self.store.current(name)
        told = _as_it_stands(item, result, lang_of(asked.get("lang")))
        if blind:
            return told | {"history": [], "busy": None}
        return told | {"history": [_said(one) for one in self.store.reviews(name)], "busy": self._take(name, reviewer)}

    def edit(self, asked: dict[str, Any]) -> dict[str, Any]:
        """{"name", "record", "kind", "foot", and what the kind needs} -> {"record": with the correction, placed anew}."""
        field = Field(asked, "record")
        kind, foot = field.get("kind").choice(("move", "drop", "side", "view", "swap", "remove")), int(field.get("foot").number())
        result = Result.from_dict(field.get("record").value)
        if kind == "move":
            xy = field.get("x").number(), field.get("y").number()
            done = correct.move_landmark(result, foot, field.get("mark").text(), xy)
        elif kind == "drop":
            done = correct.drop_landmark(result, foot, field.get("mark").text())
        elif kind == "swap":
            done = correct.swap_toes(result, foot)
        elif kind == "remove":
            done = correct.remove_foot(result, foot)
        else:
            side = field.get("side").choice(SIDES) if kind == "side" else None
            view = field.get("view").choice(VIEWS) if kind == "view" else None
            with local_copy(self._photo(field.get("name").text())) as photo:
                done = correct.look_again(photo, result, foot, side=side, view=view)
        return {"record": done.to_dict()}

    def decide(self, asked: dict[str, Any]) -> dict[str, Any]:
        """{"name", "version", "reviewer", "decision", "record" of a correction, "reason", "note", "blind"} -> {"row", "version",
        "progress"}, or {"conflict": ...} when somebody else came first."""
        field = Field(asked, "record")
        name, reviewer = field.get("name").text(), _name(field)
        decision = Decision(field.get("decision").choice(tuple(str(one) for one in Decision)))
        result = None
        if decision is Decision.CORRECT:
            result = Result.from_dict(field.get("record").value)
            result = dataclasses.replace(result, image=self.store.current(name).image)

        def act(version: int) -> Item:
            return self.store.review(
                name,
                version,
                reviewer,
                decision,
                result=result,
                reason=field.get("reason", "").text()[:_LONGEST_NOTE],
                note=field.get("note", "").text()[:_LONGEST_NOTE],
                blind=field.get("blind", False).flag(),
            )

        return self._done(name, field, act)

    def undo(self, asked: dict[str, Any]) -> dict[str, Any]:
        """{"name", "version", "reviewer", "blind"} -> as `decide`."""
        field = Field(asked, "record")
        name, reviewer, blind = field.get("name").text(), _name(field), field.get("blind", False).flag()
        return self._done(name, field, lambda version: self.store.undo(name, version, reviewer, blind=blind))

    def agreement(self, _: dict[str, Any]) -> dict[str, Any]:
        """How far reviewers agree: `locator.store.agreement`."""
        return dataclasses.asdict(agreement(self.store.reviews()))

    def progress(self) -> dict[str, Any]:
        """Photos by state, how many of them wait, and how many reviews each reviewer has made."""
        found = self.store.progress()
        return {
            "states": {str(state): count for state, count in found.states.items()},
            "total": found.total,
            "decided": found.decided,
            "queued": found.queued,
            "reviewers": found.by_reviewer,
        }

    def picture(self, name: str, *, whole: bool) -> bytes:
        """A photo of the set upright as a JPEG without metadata; unless it is `whole`, large ones are reduced."""
        with local_copy(self._photo(name)) as photo:
            return jpeg(open_image(photo, at_least=None if whole else ENOUGH).rgb, _QUALITY)

    def _photo(self, name: str) -> Place:
        path = self.store.item(name).path
        if path is None:
            raise ImageError(f"the set does not say where {name!r} lies; take the batch in again with `locator review import`")
        return path

    def _done(self, name: str, field: Field, act: Callable[[int], Item]) -> dict[str, Any]:
        try:
            item = act(int(field.get("version").number()))
        except StaleReview as error:
            told = _as_it_stands(self.store.item(name), self.store.current(name), lang_of(field.get("lang", "en").value))
            history = [_said(one) for one in self.store.reviews(name)]
            return {"conflict": told | {"history": history, "by": error.by, "at": error.at.isoformat(timespec="seconds")}}
        with self._lock:
            self._open.pop(name, None)
        return {"row": _row(item), "version": item.version, "progress": self.progress()}

    def _take(self, name: str, reviewer: str) -> str | None:
        """Note that `reviewer` has this photo open; who else has, if somebody does."""
        now = self._now()
        with self._lock:
            self._open = {one: held for one, held in self._open.items() if now - held[1] < _HELD}
            held_by, _ = self._open.get(name, (reviewer, now))
            if held_by != reviewer:
                return held_by
            # A reviewer looks at one photo at a time.
            self._open = {one: held for one, held in self._open.items() if held[0] != reviewer} | {name: (reviewer, now)}
            return None


def _name(field: Field) -> str:
    name = " ".join(field.get("reviewer").text().split())
    return name[:200] or field.get("reviewer").fail("the reviewer's name")


def _wish(field: Field) -> Wish:
    def text(key: str) -> str | None:
        return field.get(key, None).text_or_none() or None

    return Wish(
        field.get("which", "queue").choice(WHICH),
        None if text("side") is None else field.get("side").choice(SIDES),
        None if text("view") is None else field.get("view").choice(VIEWS),
        text("reason"),
        text("by"),
        text("part"),
    )


def _row(item: Item) -> dict[str, Any]:
    reasons = [*item.reasons, *(["audit"] if item.audited else [])]
    return {"name": item.name, "state": str(item.state), "need": item.need, "reasons": reasons, "by": item.changed_by}


def _as_it_stands(item: Item, result: Result, lang: Lang) -> dict[str, Any]:
    shown = messages.in_language(result, lang)
    return {
        "row": _row(item),
        "version": item.version,
        "record": result.to_dict(),
        "says": [_sentence(text, lang) for text in (result.error, shown.refused, *shown.warnings) if text],
    }


def _sentence(text: str, lang: Lang) -> str:
    """What a record says, as a sentence: records have neither capital nor full stop."""
    stop = "." if lang == "en" or text.isascii() else "。"
    return f"{text[:1].upper()}{text[1:]}{stop if text[-1].isalnum() or text[-1] in ')’”' else ''}"


def _said(told: Told) -> dict[str, Any]:
    return {
        "by": told.reviewer,
        "at": told.at.isoformat(timespec="seconds"),
        "decision": str(told.decision),
        "blind": told.blind,
        "note": told.note,
        "reason": told.reason,
        "undone": told.undone,
    }
