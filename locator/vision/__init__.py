"""From pixels to feet: detect, look closely, outline. `see` is the way in."""

from __future__ import annotations

from locator.vision.sight import Sighting, see

__all__ = ["Sighting", "see"]
