"""Every error a user can meet, one tree. Each message says what to do next.

LocatorError
├── ImageError        a picture cannot be opened, is too large, or holds nothing to see
├── RecordError       a JSON record does not have the form of docs/record.md
├── AtlasError        an atlas data file is wrong, or a code or name is unknown
├── RuleError         a placement rule cannot be read
└── ModelError        the weights are missing, damaged, or do not fit this version
"""

from __future__ import annotations

__all__ = ["AtlasError", "ImageError", "LocatorError", "ModelError", "RecordError", "RuleError"]


class LocatorError(Exception):
    """Base of all errors that this package raises on purpose; `str(error)` is one line for the user."""


class ImageError(LocatorError):
    """A picture cannot be opened, is too large, or holds nothing to see."""


class RecordError(LocatorError):
    """A JSON record does not have the form of docs/record.md."""


class AtlasError(LocatorError):
    """An atlas data file is wrong, or a code or name is unknown."""


class RuleError(LocatorError):
    """A placement rule cannot be read."""


class ModelError(LocatorError):
    """The weights are missing, damaged, or do not fit this version."""
