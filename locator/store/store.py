"""The review store: what is to be looked at, what was decided, and nobody's work lost."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from locator.batch.folder import read_settings
from locator.batch.summary import entries
from locator.errors import StaleReview, StoreError
from locator.store.content import packed, placed
from locator.store.database import connect, unusable, upgrade
from locator.store.imports import AUDITED, Imported, import_entries
from locator.store.queue import Item, Wish, asked, in_order, item_of, queued
from locator.store.tables import Correction, Decision, Image, Review, State
from locator.types import Result

__all__ = ["Progress", "Store", "Told"]

#: What a reviewer is shown who asks for nothing else.
QUEUE = Wish()
_STATES = {Decision.ACCEPT: State.ACCEPTED, Decision.CORRECT: State.CORRECTED, Decision.REJECT: State.REJECTED}
_STATES[Decision.SKIP] = State.SKIPPED


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """A review as it was made; `content` is the result that it leaves (None when rejected or skipped)."""

    name: str
    reviewer: str
    at: datetime
    decision: Decision
    blind: bool
    note: str
    reason: str
    undone: bool
    content: Result | None


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """Photos by state; `queued` of those pending or skipped need a look; `by_reviewer` counts reviews that stand."""

    states: dict[State, int]
    queued: int
    by_reviewer: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def decided(self) -> int:
        return sum(self.states.get(state, 0) for state in (State.ACCEPTED, State.CORRECTED, State.REJECTED))


class Store:
    """One review store; it may be used from several threads and by several programs at once."""

    def __init__(self, where: str | Path) -> None:
        """Open a store that is there: a batch's folder, a file, or a PostgreSQL URL. Raises StoreError."""
        self._engine = connect(where)
        self._session = sessionmaker(self._engine, expire_on_commit=False)

    @classmethod
    def create(cls, where: str | Path) -> Self:
        """Make a store, or bring one up to date, and open it. Raises StoreError."""
        upgrade(where)
        return cls(where)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def import_batch(self, folder: Path, *, audited: float = AUDITED, seed: int = 0) -> Imported:
        """Take in the results of `locator batch` in a folder; see `locator.store.imports`. Raises RecordError, BatchError."""
        if not 0 <= audited <= 1:
            raise StoreError(f"the audited share must lie from 0 to 1, got {audited}; 0.05 is one photo in twenty")
        weights = read_settings(folder).get("weights", {})
        source = " ".join(f"{name}:{digest[:12]}" for name, digest in weights.items()) or str(folder.name)
        with self._work() as session:
            return import_entries(session, entries(folder), folder, source=source, audited=audited, seed=seed)

    def queue(self, reviewer: str, wish: Wish = QUEUE, *, limit: int | None = 50, offset: int = 0) -> list[Item]:
        """What `reviewer` should look at, the neediest first, then what others skipped; see `locator.store.queue.Wish`."""
        photos = in_order(select(Image).where(*asked(reviewer, wish))).limit(limit).offset(offset)
        with self._work() as session:
            return [item_of(image) for image in session.scalars(photos)]

    def count(self, reviewer: str, wish: Wish = QUEUE) -> int:
        """How many photos `queue` has without a limit."""
        with self._work() as session:
            return session.scalar(select(func.count()).select_from(Image).where(*asked(reviewer, wish))) or 0

    def item(self, name: str) -> Item:
        """One photo. Raises StoreError when there is none of this name."""
        with self._work() as session:
            return item_of(_image(session, name))

    def found(self, name: str) -> Result:
        """What the program found, with points and zones."""
        with self._work() as session:
            return placed(_image(session, name).records[-1].content)

    def current(self, name: str) -> Result:
        """What holds now: the last correction that stands, else what the program found; with points and zones."""
        with self._work() as session:
            return placed(_current(_image(session, name)))

    def review(
        self,
        name: str,
        version: int,
        reviewer: str,
        decision: Decision,
        *,
        result: Result | None = None,
        reason: str = "",
        note: str = "",
        blind: bool = False,
    ) -> Item:
        """Write down a decision about a photo that `reviewer` saw at `version`; returns the photo as it is now.

        CORRECT needs the corrected `result`. `blind`: a second opinion, from `found` and without sight of the first; it is
        kept for agreement and changes nothing else. Raises StaleReview when somebody else changed the photo since (a blind
        opinion is never stale), StoreError.
        """
        if not reviewer.strip():
            raise StoreError("a review needs its reviewer's name; give one")
        if (result is not None) != (decision is Decision.CORRECT):
            raise StoreError(f"a decision to correct goes with a corrected result and no other does, got {decision}; send both")
        with self._work() as session:
            image = _image(session, name)
            if image.state is State.FAILED:
                raise StoreError(f"{name} could not be read, so there is nothing to review; run the batch again")
            now, state = datetime.now(UTC), image.state
            if not blind:
                _take(session, image, version, reviewer, now)
                image.state = _STATES[decision]
            before = image.records[-1].content if blind else _current(image)
            kept = before if decision is Decision.ACCEPT else None if result is None else packed(result)
            review = Review(
                image=image,
                reviewer=reviewer,
                at=now,
                decision=decision,
                blind=blind,
                note=note,
                state_before=state,
                content=kept,
            )
            session.add(review)
            if kept is not None and result is not None:
                review.correction = Correction(image=image, author=reviewer, at=now, reason=reason, before=before, after=kept)
            session.flush()
            return item_of(image)

    def undo(self, name: str, version: int, reviewer: str, *, blind: bool = False) -> Item:
        """Take back this reviewer's last decision about a photo, when it is the photo's last; `blind`: their last blind opinion,
        which is never stale. Raises StaleReview, StoreError."""
        with self._work() as session:
            image = _image(session, name)
            now = datetime.now(UTC)
            if not blind:
                _take(session, image, version, reviewer, now)
            standing = [review for review in image.reviews if review.undone_at is None and review.blind == blind]
            if blind:
                standing = [review for review in standing if review.reviewer == reviewer]
            if not standing or standing[-1].reviewer != reviewer:
                raise StoreError(f"{reviewer} has decided nothing about {name} that could be undone; open it and decide anew")
            last = standing[-1]
            last.undone_at = now
            if not blind:
                image.state = last.state_before
            if last.correction is not None:
                last.correction.undone_at = now
            session.flush()
            return item_of(image)

    def reviews(self, name: str | None = None) -> Iterator[Told]:
        """All reviews, of one photo or of all, in the order they were made; undone ones too."""
        asked = select(Review).order_by(Review.id)
        with self._work() as session:
            if name is not None:
                asked = asked.where(Review.image_id == _image(session, name).id)
            for review in session.scalars(asked.execution_options(yield_per=200)):
                yield Told(
                    review.image.name,
                    review.reviewer,
                    review.at,
                    review.decision,
                    review.blind,
                    review.note,
                    "" if review.correction is None else review.correction.reason,
                    review.undone_at is not None,
                    None if review.content is None else Result.from_dict(review.content),
                )

    def decided(self) -> Iterator[tuple[Result, str]]:
        """What reviewers accepted or corrected, as it holds now and without points and zones, with who decided; by name."""
        asked = select(Image).where(Image.state.in_((State.ACCEPTED, State.CORRECTED))).order_by(Image.name)
        with self._work() as session:
            for image in session.scalars(asked.execution_options(yield_per=200)):
                yield Result.from_dict(_current(image)), image.changed_by or ""

    def progress(self) -> Progress:
        """How far the review has come."""
        with self._work() as session:
            by_state = select(Image.state, func.count()).group_by(Image.state)
            states = {state: count for state, count in session.execute(by_state)}
            open_ones = select(func.count()).where(Image.state.in_((State.PENDING, State.SKIPPED)), queued())
            standing = select(Review.reviewer, func.count()).where(Review.undone_at.is_(None)).group_by(Review.reviewer)
            by_reviewer = {name: count for name, count in session.execute(standing.order_by(Review.reviewer))}
            return Progress(states, session.scalar(open_ones) or 0, by_reviewer)

    @contextlib.contextmanager
    def _work(self) -> Iterator[Session]:
        """A transaction: all of it or nothing. What the database complains of is a StoreError."""
        try:
            with self._session.begin() as session:
                yield session
        except DBAPIError as error:
            raise unusable(self._engine.url, error) from None


def _image(session: Session, name: str) -> Image:
    image = session.scalar(select(Image).where(Image.name == name))
    if image is None:
        raise StoreError(f"the store holds no photo {name!r}; take it in with `locator review import`")
    return image


def _take(session: Session, image: Image, version: int, by: str, now: datetime) -> None:
    """Count the photo's version up, in one statement, so that of two who saw the same version one comes too late."""
    seen = update(Image).where(Image.id == image.id, Image.version == version)
    done = session.execute(seen.values(version=version + 1, changed_by=by, changed_at=now).returning(Image.id)).first()
    session.refresh(image)
    if done is None:
        who = image.changed_by or "a new import"
        when = image.changed_at
        raise StaleReview(
            f"{who} changed {image.name} at {when:%Y-%m-%d %H:%M:%S} UTC, after it was opened; nothing was overwritten: "
            "open it again and decide on what is there now",
            who,
            when,
        )


def _current(image: Image) -> dict[str, Any]:
    standing = [one for one in image.corrections if one.undone_at is None and not one.review.blind]
    return standing[-1].after if standing else image.records[-1].content
