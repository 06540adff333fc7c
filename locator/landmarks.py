"""The anatomical landmarks of a foot: names, meanings and the views that show them (data: landmarks.json)."""

from __future__ import annotations

import dataclasses
import json
from importlib import resources

from locator.types import View

__all__ = ["LANDMARKS", "NAMES", "SKELETON", "LandmarkDefinition"]


@dataclasses.dataclass(frozen=True, slots=True)
class LandmarkDefinition:
    """What one landmark is, in words, and in which views a photo can show it."""

    name: str
    meaning: str
    views: tuple[View, ...]


_data = json.loads(resources.files("locator").joinpath("landmarks.json").read_text(encoding="utf-8"))

#: All landmarks in the order of the network's outputs.
LANDMARKS: tuple[LandmarkDefinition, ...] = tuple(
    LandmarkDefinition(entry["name"], entry["meaning"], tuple(entry["views"])) for entry in _data["landmarks"]
)
NAMES: tuple[str, ...] = tuple(landmark.name for landmark in LANDMARKS)
#: Pairs of names to join when landmarks are drawn (COCO's `skeleton`).
SKELETON: tuple[tuple[str, str], ...] = tuple((a, b) for a, b in _data["skeleton"])
