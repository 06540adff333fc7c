"""The drawing's own words in each language (data: words.json)."""

from __future__ import annotations

from locator.types import Foot
from locator.wording import Wording

__all__ = ["foot_name", "word"]

word = Wording("locator.drawing")


def foot_name(foot: Foot, lang: str) -> str:
    """Whose foot, seen from where: "Left foot · sole"."""
    return f"{word(f'side.{foot.side}', lang)} · {word(f'view.{foot.view}', lang)}"
