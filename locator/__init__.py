"""Find a bare foot in a photo, its landmarks, acupoints and reflex zones.

    import locator
    result = locator.locate("foot.jpg")

Names are loaded when first used, so `import locator` is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from locator.atlas import load_atlas
    from locator.drawing import Layers, draw
    from locator.errors import AtlasError, ImageError, LocatorError, ModelError, RecordError, RuleError, VideoError
    from locator.images import open_image
    from locator.live import LiveFoot, LiveLocator, LiveResult
    from locator.pipeline import locate
    from locator.placement import place
    from locator.types import Cun, Foot, Image, Landmark, PlacedPoint, PlacedZone, Result

__all__ = [
    "AtlasError",
    "Cun",
    "Foot",
    "Image",
    "ImageError",
    "Landmark",
    "Layers",
    "LiveFoot",
    "LiveLocator",
    "LiveResult",
    "LocatorError",
    "ModelError",
    "PlacedPoint",
    "PlacedZone",
    "RecordError",
    "Result",
    "RuleError",
    "VideoError",
    "draw",
    "load_atlas",
    "locate",
    "open_image",
    "place",
]

__version__ = "0.1.0"

_HOMES = {
    "locator.atlas": ("load_atlas",),
    "locator.drawing": ("Layers", "draw"),
    "locator.errors": ("AtlasError", "ImageError", "LocatorError", "ModelError", "RecordError", "RuleError", "VideoError"),
    "locator.images": ("open_image",),
    "locator.live": ("LiveFoot", "LiveLocator", "LiveResult"),
    "locator.pipeline": ("locate",),
    "locator.placement": ("place",),
    "locator.types": ("Cun", "Foot", "Image", "Landmark", "PlacedPoint", "PlacedZone", "Result"),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(home), name)
    raise AttributeError(f"module 'locator' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
