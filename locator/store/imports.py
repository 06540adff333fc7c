"""A batch's results into the store."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from locator.batch.doubt import doubt_of
from locator.batch.summary import Entry
from locator.store.content import packed
from locator.store.tables import Image, Record, State
from locator.types import Result

__all__ = ["AUDITED", "Imported", "audit_draw", "import_entries"]

#: Share of the photos nothing speaks against that are looked at all the same, drawn at random: so that errors the scores do
#: not know of are found.
AUDITED = 0.05
_AT_ONCE = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Imported:
    """How many photos came in: new ones, ones with another record than before, and ones that were there already."""

    new: int = 0
    changed: int = 0
    same: int = 0


def import_entries(
    session: Session, found: Iterable[Entry], folder: Path, *, source: str, audited: float = AUDITED, seed: int = 0
) -> Imported:
    """Add the photos of a batch in `folder`. What reviewers decided stays, whatever the new record says.

    `source` says what made the records. `audited` in [0, 1] is the share drawn at random, by a hash of `seed` and the photo's
    name: the same on every machine and whatever else comes in.
    """
    new = changed = same = 0
    iterator = iter(found)
    while chunk := list(itertools.islice(iterator, _AT_ONCE)):
        names = [entry.result.image.file for entry in chunk]
        there = {image.name: image for image in session.scalars(select(Image).where(Image.name.in_(names)))}
        for entry in chunk:
            image = there.get(entry.result.image.file)
            content = packed(entry.result)
            if image is not None and image.records[-1].content == content:
                same += 1
                continue
            now = datetime.now(UTC)
            if image is None:
                new += 1
                image = Image(name=entry.result.image.file, state=State.PENDING, version=0)
                session.add(image)
            else:
                changed += 1
            if image.state in (State.PENDING, State.FAILED):
                image.version += 1
                image.changed_by, image.changed_at = None, now
                _rate(image, entry.result, audited, seed)
            image.width, image.height = entry.result.image.width, entry.result.image.height
            image.path = None if entry.photo is None else str(entry.photo)
            image.picture = None if entry.picture is None else str((folder / entry.picture).absolute())
            image.records.append(Record(made_at=now, source=source, content=content))
        session.flush()
        session.expunge_all()  # a hundred thousand photos would fill the memory
    return Imported(new, changed, same)


def audit_draw(name: str, seed: int) -> float:
    """A number in [0, 1) for a photo, as if drawn at random, the same everywhere."""
    return int.from_bytes(hashlib.sha256(f"{seed}\0{name}".encode()).digest()[:8]) / 2**64


def _rate(image: Image, result: Result, audited: float, seed: int) -> None:
    doubt, draw = doubt_of(result), audit_draw(image.name, seed)
    image.state = State.PENDING if result.error is None else State.FAILED
    image.feet = ", ".join(f"{foot.side} {foot.view}" for foot in result.feet)
    image.need, image.reasons = doubt.need, " ".join(doubt.reasons)
    image.audited = result.error is None and draw < audited
    # Audits lie evenly among those in need, so that a review that ends early has seen its share of them.
    image.priority = max(image.need, draw / audited if image.audited else 0.0)
