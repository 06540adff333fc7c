"""The tables of a review: images, the records that programs made of them, reviews, and corrections. Nothing is ever deleted."""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, Double, Enum, ForeignKey, Index, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

__all__ = ["Base", "Correction", "Decision", "Image", "Record", "Review", "State"]


class State(enum.StrEnum):
    """Where an image stands: `failed` could not be read, so there is nothing to review."""

    FAILED = "failed"
    PENDING = "pending"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    SKIPPED = "skipped"


class Decision(enum.StrEnum):
    """What a reviewer decides: the record is right as it is; it was put right; the photo is of no use; somebody else decide."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    SKIP = "skip"


class Utc(TypeDecorator[datetime]):
    """A time in UTC, also in databases that know no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        return None if value is None else (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


def _names(kind: type[enum.StrEnum]) -> Enum:
    """Stored as the word itself, checked by the program: a new word needs no migration of a database's own type."""
    return Enum(kind, native_enum=False, length=16, values_callable=lambda members: [str(one) for one in members])


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        float: Double(),
        datetime: Utc,
        dict[str, Any]: JSON(none_as_null=True),
        State: _names(State),
        Decision: _names(Decision),
    }


class Image(Base):
    """A photo. `name` is what records call it; `version` counts its changes, and whoever changes it says which one they saw.

    `need` in [0, 1] and `reasons` are those of `locator.batch.doubt`; `audited`: drawn at random for a look; `priority` orders
    the queue. `feet` names side and view of each foot ("left plantar, right plantar"), for filters.
    """

    __tablename__ = "images"
    __table_args__ = (Index("ix_images_queue", "state", "priority"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    path: Mapped[str | None] = mapped_column(Text)
    picture: Mapped[str | None] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]
    feet: Mapped[str] = mapped_column(Text, default="")
    need: Mapped[float] = mapped_column(default=0.0)
    reasons: Mapped[str] = mapped_column(Text, default="")
    audited: Mapped[bool] = mapped_column(default=False)
    priority: Mapped[float] = mapped_column(default=0.0)
    state: Mapped[State]
    version: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[str | None] = mapped_column(String(200))
    changed_at: Mapped[datetime]
    records: Mapped[list[Record]] = relationship(back_populates="image", order_by="Record.id")
    reviews: Mapped[list[Review]] = relationship(back_populates="image", order_by="Review.id")
    corrections: Mapped[list[Correction]] = relationship(back_populates="image", order_by="Correction.id")


class Record(Base):
    """What a program found; the last one counts. `content` is a record as in docs/record.md without points and zones, which
    follow from the rest."""

    __tablename__ = "records"

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("images.id"), index=True)
    made_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]]
    image: Mapped[Image] = relationship(back_populates="records")


class Review(Base):
    """One decision. `content` is the record as the reviewer leaves it (none when rejected or skipped); `blind`: made from the
    program's record without sight of other reviews, for agreement alone; `undone_at`: taken back."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("images.id"), index=True)
    reviewer: Mapped[str] = mapped_column(String(200), index=True)
    at: Mapped[datetime]
    decision: Mapped[Decision]
    blind: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    state_before: Mapped[State]
    content: Mapped[dict[str, Any] | None]
    undone_at: Mapped[datetime | None]
    image: Mapped[Image] = relationship(back_populates="reviews")
    correction: Mapped[Correction | None] = relationship(back_populates="review")


class Correction(Base):
    """What a review changed: the records before and after it (without points and zones), by whom, when and why."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("images.id"), index=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), unique=True)
    author: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
    image: Mapped[Image] = relationship(back_populates="corrections")
    review: Mapped[Review] = relationship(back_populates="correction")
