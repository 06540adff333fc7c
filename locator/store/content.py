"""Records as the store keeps them: without points and zones, which follow from the rest and would be most of their size."""

from __future__ import annotations

import dataclasses
from typing import Any

from locator.placement.again import place_again
from locator.types import Result

__all__ = ["packed", "placed"]


def packed(result: Result) -> dict[str, Any]:
    """The result as a record without points and zones."""
    return dataclasses.replace(
        result, feet=tuple(dataclasses.replace(foot, points=(), zones=()) for foot in result.feet)
    ).to_dict()


def placed(content: dict[str, Any]) -> Result:
    """The result of a kept record, its points and zones placed anew."""
    result = Result.from_dict(content)
    size = (result.image.width, result.image.height)
    return dataclasses.replace(result, feet=tuple(place_again(foot, size) for foot in result.feet))
