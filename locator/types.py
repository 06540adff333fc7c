"""What the locator finds: frozen results that go to JSON and back without loss.

All coordinates are (x, y) in pixels of the upright photo (EXIF turn applied); see docs/coordinates.md for where
pixel centres lie. `sigma` is one standard deviation of the distance error, in pixels of the same photo: about 68 % of
true positions lie within it. Left and right are the person's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal, get_args

__all__ = [
    "FLANKS",
    "SCHEMA",
    "SIDES",
    "VIEWS",
    "Cun",
    "Foot",
    "Image",
    "Landmark",
    "PlacedPoint",
    "PlacedZone",
    "Result",
    "Side",
    "View",
]

SCHEMA = "locator/1"
Side = Literal["left", "right"]
View = Literal["plantar", "dorsal", "medial", "lateral", "anterior", "posterior"]
SIDES: tuple[Side, ...] = get_args(Side)
VIEWS: tuple[View, ...] = get_args(View)
#: The views that tell a foot's inner from its outer side.
FLANKS: tuple[View, ...] = ("medial", "lateral")
XY = tuple[float, float]


@dataclasses.dataclass(frozen=True, slots=True)
class Landmark:
    """One anatomical landmark. `visibility` in [0, 1]: how sure it is that the photo shows it; `sigma` in pixels; `corrected`:
    a person put it there."""

    x: float
    y: float
    visibility: float = 1.0
    sigma: float = 0.0
    corrected: bool = False

    @property
    def xy(self) -> XY:
        return self.x, self.y


@dataclasses.dataclass(frozen=True, slots=True)
class Cun:
    """The length of one cun on this foot. `px` and `sigma` in photo pixels; `mm` only when a scale in mm is known."""

    px: float
    sigma: float
    source: str
    mm: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class PlacedPoint:
    """An acupoint on this foot. `rule` says in words what placed it; `visible` is false when the photo hides the spot."""

    code: str
    x: float
    y: float
    sigma: float
    visible: bool
    rule: str

    @property
    def xy(self) -> XY:
        return self.x, self.y


@dataclasses.dataclass(frozen=True, slots=True)
class PlacedZone:
    """A reflex zone on this foot: one or more closed polygons (last vertex joins the first)."""

    id: str
    polygons: tuple[tuple[XY, ...], ...]
    visible: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Foot:
    """One foot. Scores in [0, 1]; `box` is (x0, y0, x1, y1); `outline` is the foot with its toes, cut just above the malleoli."""

    score: float
    side: Side
    side_score: float
    view: View
    view_score: float
    box: tuple[float, float, float, float]
    outline: tuple[XY, ...]
    landmarks: Mapping[str, Landmark]
    cun: Cun | None = None
    points: tuple[PlacedPoint, ...] = ()
    zones: tuple[PlacedZone, ...] = ()

    def __hash__(self) -> int:
        """Of the landmarks too, which come as a dict: so a result can be told from another by its hash."""
        marks = frozenset(self.landmarks.items())
        return hash((self.score, self.side, self.view, self.box, self.outline, marks, self.cun, self.points, self.zones))


@dataclasses.dataclass(frozen=True, slots=True)
class Image:
    """The photo: its file name ("" when it came from memory) and its upright size in pixels."""

    file: str
    width: int
    height: int


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """Everything found in one photo. `refused` says why `feet` is empty; `error` that the photo could not be read."""

    image: Image
    feet: tuple[Foot, ...] = ()
    refused: str | None = None
    warnings: tuple[str, ...] = ()
    error: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The JSON record of docs/record.md as plain values."""
        from locator import record  # the codec knows the results, not the other way round

        return record.to_dict(self)

    @staticmethod
    def from_dict(data: object) -> Result:
        """Read a record; raises RecordError that names the wrong field."""
        from locator import record

        return record.from_dict(data)
