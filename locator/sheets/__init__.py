"""Sheets to print or keep: the picture, the cards of what is drawn on it, cautions and limits, as one HTML or PDF file.

Parts, each knowing only those before it: `sheet` (what is on it) -> `page` (HTML), `paper` (PDF, drawn with the bundled fonts).
"""

from locator.sheets.page import html
from locator.sheets.paper import pdf
from locator.sheets.sheet import Sheet, make

__all__ = ["Sheet", "html", "make", "pdf"]
