"""The atlas: acupoints and reflex zones of the foot as data, with a typed loader and a search. See docs/atlas.md."""

from locator.atlas.atlas import Atlas, Entry, ForGoal
from locator.atlas.load import load_atlas, read_atlas
from locator.atlas.model import AtlasPoint, AtlasZone
from locator.atlas.words import LANGUAGES, Lang

__all__ = ["LANGUAGES", "Atlas", "AtlasPoint", "AtlasZone", "Entry", "ForGoal", "Lang", "load_atlas", "read_atlas"]
