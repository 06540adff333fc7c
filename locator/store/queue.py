"""The queue: which photos a reviewer should look at, and which comes first."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, or_, select

from locator.batch.places import Place, place
from locator.errors import StoreError
from locator.store.tables import Image, Review, State
from locator.types import Side, View

__all__ = ["AUDIT", "WHICH", "Item", "Which", "Wish", "asked", "in_order", "item_of", "queued"]

Which = Literal["queue", "second", "open", "all", "accepted", "corrected", "rejected", "skipped", "failed"]
WHICH: tuple[Which, ...] = get_args(Which)
#: The reason of a photo that was drawn at random, beside those of `locator.batch.doubt`.
AUDIT = "audit"
_OPEN = (State.PENDING, State.SKIPPED)
_DECIDED = (State.ACCEPTED, State.CORRECTED)


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What a reviewer asks for; each filter narrows it down further.

    `which`: "queue", photos with a doubt, refused ones and those drawn for an audit, less what this reviewer has looked at;
    "second", in place of these, photos that somebody else has accepted or corrected and this reviewer has not seen, for
    agreement; "open", the queue and all others that nobody has decided; "all"; or all of one state.
    Filters: a foot of `side` and `view`, a `reason` of `locator.batch.doubt` or "audit", `by` who has looked at it, `name` a
    part of the photo's name or folder, in upper or lower case.
    """

    which: Which = "queue"
    side: Side | None = None
    view: View | None = None
    reason: str | None = None
    by: str | None = None
    name: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """A photo in the store. `version` is to be handed back with a decision; `picture` is the batch's drawing; `feet` names side
    and view of each foot that the program found; `changed_by` is None where a program changed it last."""

    name: str
    path: Place | None
    picture: Path | None
    width: int
    height: int
    state: State
    version: int
    need: float
    reasons: tuple[str, ...]
    audited: bool
    feet: str
    changed_by: str | None
    changed_at: datetime


def asked(reviewer: str, wish: Wish) -> list[ColumnElement[bool]]:
    """What holds of the photos that `reviewer` asks for. Raises StoreError when nobody knows what `which` means."""
    found: list[ColumnElement[bool]] = _which(reviewer, wish.which)
    if wish.side or wish.view:
        found.append((" " + Image.feet).contains(f"{wish.side or ''} {wish.view or ''}", autoescape=True))
    if wish.reason == AUDIT:
        found.append(Image.audited.is_(True))
    elif wish.reason is not None:
        found.append((" " + Image.reasons + " ").contains(f" {wish.reason} ", autoescape=True))
    if wish.by is not None:
        found.append(Image.id.in_(_seen_by(wish.by)))
    if wish.name:
        found.append(Image.name.icontains(wish.name, autoescape=True))
    return found


def in_order(photos: Select[Any]) -> Select[Any]:
    """The neediest first; what somebody skipped goes last."""
    return photos.order_by(Image.state == State.SKIPPED, Image.priority.desc(), Image.name)


def queued() -> ColumnElement[bool]:
    """What speaks for a look: a doubt, the audit, or that somebody skipped it."""
    return or_(Image.need > 0, Image.audited, Image.state == State.SKIPPED)


def item_of(image: Image) -> Item:
    """The photo of a row."""
    return Item(
        image.name,
        None if image.path is None else place(image.path),
        None if image.picture is None else Path(image.picture),
        image.width,
        image.height,
        image.state,
        image.version,
        image.need,
        tuple(image.reasons.split()),
        image.audited,
        image.feet,
        image.changed_by,
        image.changed_at,
    )


def _which(reviewer: str, which: Which) -> list[ColumnElement[bool]]:
    if which in ("queue", "open"):
        return [Image.state.in_(_OPEN), Image.id.not_in(_seen_by(reviewer)), *([queued()] if which == "queue" else [])]
    if which == "second":
        return [Image.state.in_(_DECIDED), Image.id.not_in(_seen_by(reviewer))]
    if which == "all":
        return []
    if which not in WHICH:
        raise StoreError(f"there is no selection {which!r}; choose one of {', '.join(WHICH)}")
    return [Image.state == State(which)]


def _seen_by(reviewer: str) -> Select[int]:
    return select(Review.image_id).where(Review.reviewer == reviewer, Review.undone_at.is_(None))
