"""The words of cards in each language (data: words.json)."""

from __future__ import annotations

from locator.wording import Wording

__all__ = ["bracketed", "landmark_name", "number", "span", "word"]

word = Wording("locator.cards")


def landmark_name(name: str, lang: str) -> str:
    """A landmark in a few words ("tip of the big toe", "拇趾趾尖"); the name itself when the project does not define it."""
    return word(f"landmark.{name}", lang) if name in word.data["landmark"] else name


def number(value: float) -> str:
    """Two significant digits, without an exponent: "0.21", "1.8", "16"."""
    return f"{value:.2f}" if value < 0.1 else f"{value:.2g}" if value < 10 else f"{value:.0f}"


def span(seconds: tuple[float, float], lang: str) -> str:
    """A range of seconds as people say it: "30 s", "1–2 min"."""
    unit, divisor = ("minutes", 60) if min(seconds) >= 60 else ("seconds", 1)
    low, high = (f"{value / divisor:g}" for value in seconds)
    return word(f"press.{unit}" if low == high else f"press.{unit}_range", lang, low=low, high=high)


def bracketed(text: str, lang: str) -> str:
    """The text in the brackets of `lang`, to put after other text."""
    return f" ({text})" if lang == "en" else f"（{text}）"
