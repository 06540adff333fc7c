"""How large things are drawn: all sizes follow from the picture and the feet, so small and large pictures look alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from math import hypot

from locator.types import Foot

__all__ = ["Style"]

_TEXT = 0.0155  # font size as a share of the root of the picture's area: 19 px in 1,400 x 1,050
_SMALLEST_TEXT = 11  # pixels: below it Chinese characters cannot be read
_MARK = 0.0075  # radius of a point's mark as a share of the foot's length


@dataclasses.dataclass(frozen=True, slots=True)
class Style:
    """Sizes in pixels. `text`: font size on the photo, `small`: in the legend; `mark`: radius of a point's mark; `line`:
    width of a thin line; `gap`: room between labels."""

    text: int
    small: int
    mark: float
    line: int
    gap: float
    lang: str

    @property
    def hair(self) -> int:
        """Width of the edges of labels and of lines on paper."""
        return max(1, round(self.text / 16))

    @property
    def casing(self) -> int:
        """Width of the contrasting line under a thin line; none shows where lines are a single pixel."""
        return self.line + 2 * (self.line // 2)

    @classmethod
    def of(cls, width: int, height: int, feet: Iterable[Foot], lang: str, larger: float = 1.0) -> Style:
        """The style for a picture of this size with these feet, with text `larger` times its usual size."""
        text = max(_SMALLEST_TEXT, round(larger * _TEXT * (width * height) ** 0.5))
        lengths = sorted(_extent(foot) for foot in feet)
        length = lengths[len(lengths) // 2] if lengths else hypot(width, height) / 2
        mark = min(max(_MARK * length, 0.3 * text), 0.6 * text)
        return cls(text, max(_SMALLEST_TEXT, round(0.9 * text)), mark, max(1, round(text / 10)), 0.15 * text, lang)


def _extent(foot: Foot) -> float:
    """Diagonal of the foot's bounding box in pixels, in place of its length."""
    xs, ys = ([x for x, _ in foot.outline], [y for _, y in foot.outline]) if foot.outline else (foot.box[0::2], foot.box[1::2])
    return hypot(max(xs) - min(xs), max(ys) - min(ys))
