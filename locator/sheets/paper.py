"""A sheet as PDF: A4 pages drawn with the bundled fonts, so that Chinese looks the same on every machine."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image

from locator.cards import Card
from locator.cards.words import word as card_word
from locator.drawing.palette import DARK, GREY, HAIR, PAPER, RGB, WARNING
from locator.drawing.primitives import Canvas, box_, line_
from locator.drawing.text import LINE, text_, wrap
from locator.sheets.sheet import Sheet, word

__all__ = ["pdf"]

_DPI = 150
_WIDTH, _HEIGHT = 1240, 1754  # A4 at 150 dpi
_MARGIN = 100
_FOOT = 120  # room at the bottom for the page's number and the disclaimer
_TITLE, _HEADING, _TEXT, _SMALL = 38, 29, 22, 18  # font sizes in pixels: 18, 14, 10.5 and 8.6 pt
_PICTURE = 0.52  # most of a page's height that the picture may take


def pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF file of A4 pages. Equal sheets give equal pages; the file names no author and no program path."""
    paper = _Paper(sheet)
    paper.write(sheet.title, _TITLE, bold=True)
    paper.write(f"{sheet.feet} · {word('made', sheet.lang, date=sheet.made.isoformat())}", _TEXT, colour=GREY)
    paper.gap(14)
    for note in sheet.notes:
        paper.write(note, _TEXT, colour=WARNING)
    paper.gap(14)
    paper.picture(sheet.picture)
    for card in sheet.cards:
        _card(paper, card)
    if not sheet.cards:
        paper.write(word("nothing", sheet.lang), _TEXT)
    pages = [Image.fromarray(page) for page in paper.finished()]
    buffer = io.BytesIO()
    pages[0].save(
        buffer, "PDF", save_all=True, append_images=pages[1:], resolution=_DPI, quality=88, title=sheet.title, producer="locator"
    )
    return buffer.getvalue()


def _card(paper: _Paper, card: Card) -> None:
    paper.rule(9 * _TEXT)
    paper.write(card.title if card.is_zone else f"{card.key}  {card.title}", _HEADING, bold=True)
    for section in card.sections:
        paper.gap(8)
        paper.write(section.title, _TEXT, bold=True, colour=DARK if section.title.isascii() else GREY, keep=2 * _TEXT)
        for line in section.lines:
            action = "" if line.severity == "none" else card_word(f"severity.{line.severity}", card.lang) + " – "
            paper.write(action + str(line), _TEXT, colour=WARNING if action else DARK, indent=24, bullet=True)


class _Paper:
    """Pages that fill from top to bottom. Lengths in pixels at 150 dpi."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.pages: list[Canvas] = []
        self.y = 0.0
        self._turn()

    def _turn(self) -> None:
        self.pages.append(np.full((_HEIGHT, _WIDTH, 3), PAPER, np.uint8))
        self.y = float(_MARGIN)

    def room(self, height: float) -> None:
        """Begin a new page unless so much room is left."""
        if self.y + height > _HEIGHT - _FOOT and self.y > _MARGIN:
            self._turn()

    def gap(self, height: float) -> None:
        self.y += height

    def rule(self, keep: float) -> None:
        """A line across, with room for `keep` below it on the same page."""
        self.room(keep)
        self.gap(22)
        line_(self.pages[-1], [(_MARGIN, self.y), (_WIDTH - _MARGIN, self.y)], HAIR, 2)
        self.gap(18)

    def write(
        self,
        text: str,
        size: int,
        *,
        colour: RGB = DARK,
        bold: bool = False,
        indent: float = 0,
        keep: float = 0,
        bullet: bool = False,
    ) -> None:
        """A paragraph. The bold font holds no Chinese: there a heading is told by its size and place."""
        bold = bold and text.isascii()
        for number, line in enumerate(wrap(text, _WIDTH - 2 * _MARGIN - indent, size, self.sheet.lang, bold=bold)):
            self.room(LINE * size + keep)
            if bullet and not number:
                box_(self.pages[-1], (_MARGIN + 6, self.y + 0.6 * size, _MARGIN + 12, self.y + 0.6 * size + 6), 3, colour)
            at = (_MARGIN + indent, self.y + LINE * size / 2)
            text_(self.pages[-1], at, line, size, colour, self.sheet.lang, bold=bold)
            self.y += LINE * size

    def picture(self, rgb: Canvas) -> None:
        """The picture, as large as fits the width and its share of the page, in the middle."""
        height, width = rgb.shape[:2]
        scale = min((_WIDTH - 2 * _MARGIN) / width, _PICTURE * _HEIGHT / height)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        self.room(size[1])
        small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        x, y = (_WIDTH - size[0]) // 2, round(self.y)
        self.pages[-1][y : y + size[1], x : x + size[0]] = small
        self.y += size[1]

    def finished(self) -> list[Canvas]:
        """All pages, each with its number and the disclaimer at its foot."""
        lang, count = self.sheet.lang, len(self.pages)
        for number, page in enumerate(self.pages, 1):
            y = _HEIGHT - _FOOT + 30.0
            disclaimer = wrap(self.sheet.notes[0], _WIDTH - 2 * _MARGIN, _SMALL, lang)
            line_(page, [(_MARGIN, y), (_WIDTH - _MARGIN, y)], HAIR, 2)
            for line in (*disclaimer, word("page", lang, n=number, count=count)):
                y += LINE * _SMALL
                text_(page, (_MARGIN, y), line, _SMALL, GREY, lang)
        return self.pages
