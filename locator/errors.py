"""Every error a user can meet, one tree. Each message says what to do next.

LocatorError
├── ImageError        a picture cannot be opened, is too large, or holds nothing to see
│   └── ThumbError    a photo shows no thumb, or no sheet of known size, that can be measured
├── RecordError       a JSON record does not have the form of docs/record.md
├── AtlasError        an atlas data file is wrong, or a code or name is unknown
├── RuleError         a placement rule cannot be read
├── ModelError        the weights are missing, damaged, or do not fit this version
├── VideoError        a film cannot be read or written
├── BatchError        a batch cannot begin or go on: its inputs, its folder, or its workers
├── StoreError        the review store cannot be opened, or does not hold what is asked for
│   └── StaleReview   somebody else changed the picture since it was opened
└── ExchangeError     a file of another tool's format cannot be read, or a record cannot be said in it
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

__all__ = [
    "AtlasError",
    "ImageError",
    "LocatorError",
    "ModelError",
    "RecordError",
    "RuleError",
    "ThumbError",
    "ThumbReason",
    "VideoError",
]

#: Why a thumb or a sheet could not be measured; the app says each in every language.
ThumbReason = Literal[
    "no_hand", "several_hands", "hidden", "cut_off", "small", "blurred", "faint", "no_sheet", "other_sheet", "tilted", "off_sheet"
]


class LocatorError(Exception):
    """Base of all errors that this package raises on purpose; `str(error)` is one line for the user."""


class ImageError(LocatorError):
    """A picture cannot be opened, is too large, or holds nothing to see."""


class ThumbError(ImageError):
    """A photo shows no thumb, or no sheet of known size, that can be measured. `reason` names why, `str(error)` says it."""

    def __init__(self, reason: ThumbReason, message: str) -> None:
        super().__init__(message)
        self.reason: ThumbReason = reason


class RecordError(LocatorError):
    """A JSON record does not have the form of docs/record.md."""


class AtlasError(LocatorError):
    """An atlas data file is wrong, or a code or name is unknown."""


class RuleError(LocatorError):
    """A placement rule cannot be read."""


class ModelError(LocatorError):
    """The weights are missing, damaged, or do not fit this version."""


class VideoError(LocatorError):
    """A film cannot be read or written."""


class BatchError(LocatorError):
    """A batch cannot begin or go on: its inputs, its folder, or its workers."""


class StoreError(LocatorError):
    """The review store cannot be opened, or does not hold what is asked for."""


class StaleReview(StoreError):
    """Somebody else changed the picture since it was opened; `by` and `at` (UTC) say who and when."""

    def __init__(self, message: str, by: str, at: datetime) -> None:
        super().__init__(message)
        self.by = by
        self.at = at


class ExchangeError(LocatorError):
    """A file of another tool's format cannot be read, or a record cannot be said in it."""
