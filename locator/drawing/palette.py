"""The colours of a drawing (data: palette.json)."""

from __future__ import annotations

import json
from importlib import resources

from locator.errors import AtlasError

__all__ = ["DARK", "GREY", "HAIR", "LIGHT", "LIT", "PAPER", "RGB", "WARNING", "meridian_colour", "system_colour"]

RGB = tuple[int, int, int]

LIT: RGB = (255, 214, 10)  # edge of what is lit, always between two dark edges
PAPER: RGB = (255, 255, 255)  # behind the legend and behind labels
LIGHT: RGB = (255, 255, 255)  # casing of marks and lines, so that they stand out on dark skin
DARK: RGB = (28, 28, 30)  # ink
GREY: RGB = (105, 105, 110)  # second ink: notes, hidden points
HAIR: RGB = (205, 205, 210)  # separating lines on paper
WARNING: RGB = (190, 60, 0)  # cautions


def _rgb(text: str) -> RGB:
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


_data = json.loads(resources.files("locator.drawing").joinpath("palette.json").read_text(encoding="utf-8"))
_meridians: dict[str, RGB] = {code: _rgb(text) for code, text in _data["meridians"].items()}
_systems: dict[str, RGB] = {name: _rgb(text) for name, text in _data["systems"].items()}


def meridian_colour(code: str) -> RGB:
    """The colour of a meridian ("KI"); AtlasError when palette.json has none."""
    return _colour(_meridians, code, "meridians")


def system_colour(name: str) -> RGB:
    """The colour of a group of zones ("digestion"); AtlasError when palette.json has none."""
    return _colour(_systems, name, "systems")


def _colour(colours: dict[str, RGB], key: str, kind: str) -> RGB:
    try:
        return colours[key]
    except KeyError:
        raise AtlasError(f"no colour for {key!r}; add one to {kind!r} in locator/drawing/palette.json") from None
