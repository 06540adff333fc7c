"""Text with the bundled fonts (fonts/, SIL Open Font License): measuring, wrapping, and drawing with a halo."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from locator.drawing.primitives import Canvas, Mask, stamp_

if TYPE_CHECKING:
    from locator.drawing.palette import RGB

__all__ = ["CAP", "LINE", "fits", "font_file", "measure", "text_", "wrap"]

#: Height of a capital letter and distance of two lines, in font sizes (Noto Sans CJK: cap height 733 of 1000 units).
CAP = 0.733
LINE = 1.4

_FILES = {
    "en": "NotoSansCJKsc-Regular.subset.otf",
    "zh-Hans": "NotoSansCJKsc-Regular.subset.otf",
    "zh-Hant": "NotoSansCJKtc-Regular.subset.otf",
    "bold": "NotoSansCJKsc-Bold.subset.otf",
}


def font_file(lang: str, *, bold: bool = False) -> str:
    """Name of the font in locator/drawing/fonts/; the bold one holds Latin letters, digits and signs only."""
    return _FILES["bold" if bold else lang]


@lru_cache(maxsize=64)
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    with resources.as_file(resources.files("locator.drawing") / "fonts" / file) as path:
        # BASIC: the optional Raqm shaper would make the same text differ between machines.
        return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def measure(text: str, size: int, lang: str = "en", *, bold: bool = False) -> float:
    """Width of one line in pixels at font size `size` (pixels per em)."""
    return _font(font_file(lang, bold=bold), size).getlength(text)


@lru_cache(maxsize=1024)
def _mask(text: str, size: int, file: str, halo: int) -> tuple[Mask, int, int]:
    """Coverage of the glyphs and the place of its top-left corner from the left end of the baseline."""
    font = _font(file, size)
    left, top, right, bottom = font.getbbox(text, anchor="ls", stroke_width=halo)
    x, y = int(np.floor(left)), int(np.floor(top))
    image = Image.new("L", (max(1, int(np.ceil(right)) - x), max(1, int(np.ceil(bottom)) - y)))
    ImageDraw.Draw(image).text((-x, -y), text, fill=255, font=font, anchor="ls", stroke_width=halo)
    return np.asarray(image), x, y


def text_(
    canvas: Canvas,
    at: tuple[float, float],
    text: str,
    size: int,
    colour: RGB,
    lang: str = "en",
    *,
    bold: bool = False,
    halo: int = 0,
    halo_colour: RGB = (255, 255, 255),
) -> None:
    """Write one line in place. `at` is its left end at half the height of a capital; `halo` is the rim's width in pixels."""
    if not text:
        return
    x, y = round(at[0]), round(at[1] + CAP * size / 2)
    file = font_file(lang, bold=bold)
    if halo:
        mask, dx, dy = _mask(text, size, file, halo)
        stamp_(canvas, (x + dx, y + dy), mask, halo_colour)
    mask, dx, dy = _mask(text, size, file, 0)
    stamp_(canvas, (x + dx, y + dy), mask, colour)


def wrap(text: str, width: float, size: int, lang: str = "en", *, bold: bool = False) -> list[str]:
    """Break into lines no wider than `width` pixels: between words, and between any two Chinese characters unless the
    second is a closing mark. A single longer word is broken where it must be."""
    lines, line = [], ""
    for piece in re.findall(r"[\u2e80-\uffef][、。，．：；？！）」』】》〉]*|[^\s\u2e80-\uffef]+|\s+", text):
        if measure((line + piece).rstrip(), size, lang, bold=bold) <= width:
            line += piece if line else piece.lstrip()
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece.lstrip()
        while measure(line, size, lang, bold=bold) > width and len(line) > 1:
            count = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or measure(line[:n], size, lang, bold=bold) <= width)
            lines.append(line[:count])
            line = line[count:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def fits(text: str, width: float, size: int, lang: str = "en", *, bold: bool = False) -> str:
    """The text on one line of at most `width` pixels, its end replaced by "…" when it is longer."""
    if measure(text, size, lang, bold=bold) <= width:
        return text
    while text and measure(text + "…", size, lang, bold=bold) > width:
        text = text[:-1]
    return text.rstrip() + "…"
