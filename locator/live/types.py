"""What the tracker says of one frame: frozen results, as of a photo, with lasting ids."""

from __future__ import annotations

import dataclasses
from typing import Any

from locator.types import Foot, Image, Result

__all__ = ["LiveFoot", "LiveResult"]


@dataclasses.dataclass(frozen=True, slots=True)
class LiveFoot:
    """One tracked foot in one frame. `id` (from 1) lasts as long as the foot is followed and is never used again; `opacity` in
    0..1 rises when the foot is new and falls to 0 when it is lost; `lost`: not seen in this frame, shown where it was last."""

    id: int
    foot: Foot
    opacity: float
    lost: bool


@dataclasses.dataclass(frozen=True, slots=True)
class LiveResult:
    """All feet in the frame of `time` (seconds), oldest first. `refused` says why there is none; `warnings` what to heed."""

    time: float
    image: Image
    tracks: tuple[LiveFoot, ...] = ()
    refused: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def result(self) -> Result:
        """The same as of a photo, to be drawn or written."""
        return Result(self.image, tuple(track.foot for track in self.tracks), self.refused, self.warnings)

    def to_dict(self) -> dict[str, Any]:
        """The record of docs/record.md with `time`, and with `track`, `opacity` and `lost` in each foot."""
        record = self.result.to_dict()
        for foot, track in zip(record["feet"], self.tracks, strict=True):
            foot |= {"track": track.id, "opacity": round(track.opacity, 3), "lost": track.lost}
        return {"time": round(self.time, 4), **record}
