"""The tracker's constants, from tracking.json: the page's worker reads the same file. docs/live.md says what each does."""

from __future__ import annotations

import dataclasses
import functools
import json
from importlib import resources

__all__ = ["Adaptive", "Constants", "Detect", "Filter", "Keep", "Look", "Place", "Show", "SideBelief", "ViewBelief", "constants"]


@dataclasses.dataclass(frozen=True, slots=True)
class Detect:
    """When the detector runs (seconds, by the number of feet tracked), how many feet are tracked, and what is accepted."""

    every: tuple[float, ...]
    most_feet: int
    known: float
    accepted: float


@dataclasses.dataclass(frozen=True, slots=True)
class Keep:
    """Below which sureness and share of foot in the crop a foot is lost, and when two tracks are one foot."""

    sureness: float
    fill: float
    duplicate: float
    guessing: float


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """Seconds for which a foot whose skin can be followed is not read again: when its shape changes by more than `unrest` foot
    lengths a second, and when it does not."""

    turning: float
    calm: float
    unrest: float


@dataclasses.dataclass(frozen=True, slots=True)
class Show:
    """From which reading on a foot is shown, and how long it takes to come and go, in seconds."""

    reads: int
    fade_in: float
    fade_out: float


@dataclasses.dataclass(frozen=True, slots=True)
class SideBelief:
    """Seconds over which evidence is averaged, and until a doubtful foot is read in both mirrors again; the rest are log odds."""

    average: float
    again: float
    margin: float
    most: float
    doubt: float
    inner: float


@dataclasses.dataclass(frozen=True, slots=True)
class ViewBelief:
    """Of how many readings the camera is the median, seconds over which the views' scores are averaged, by how much another view
    must lead, and one that was left so `soon` (seconds) before to come `back`."""

    looks: int
    average: float
    margin: float
    back: float
    soon: float


@dataclasses.dataclass(frozen=True, slots=True)
class Adaptive:
    """A One-Euro filter's least cut-off in Hz, and what it gains for each foot length a second."""

    least: float
    gain: float


@dataclasses.dataclass(frozen=True, slots=True)
class Filter:
    """Cut-offs of pose and shape, of their speeds (Hz); floors of error (foot lengths) and visibility in weights; what counts as
    a jump (foot lengths); the longest step in time (seconds)."""

    pose: Adaptive
    shape: Adaptive
    speed: float
    floor: float
    hidden: float
    jump: float
    longest: float


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Least and most seconds between two placings, and the drift of shape (foot lengths) that asks for one."""

    least: float
    most: float
    drift: float


@dataclasses.dataclass(frozen=True, slots=True)
class Constants:
    """All of tracking.json. `crop`: (width, height) in pixels in which a foot is followed whose side is settled."""

    crop: tuple[int, int]
    detect: Detect
    keep: Keep
    look: Look
    show: Show
    side: SideBelief
    view: ViewBelief
    filter: Filter
    place: Place


@functools.cache
def constants() -> Constants:
    """The constants, read once."""
    data = json.loads(resources.files("locator.live").joinpath("tracking.json").read_text(encoding="utf-8"))
    pose, shape = (Adaptive(**data["filter"].pop(name)) for name in ("pose", "shape"))
    every = tuple(data["detect"].pop("every"))
    width, height = data["crop"]
    return Constants(
        (width, height),
        Detect(every=every, **data["detect"]),
        Keep(**data["keep"]),
        Look(**data["look"]),
        Show(**data["show"]),
        SideBelief(**data["side"]),
        ViewBelief(**data["view"]),
        Filter(pose=pose, shape=shape, **data["filter"]),
        Place(**data["place"]),
    )
