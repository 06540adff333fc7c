"""The drawing's own words in each language (data: words.json)."""

from __future__ import annotations

from locator.wording import Wording

__all__ = ["word"]

word = Wording("locator.drawing")
