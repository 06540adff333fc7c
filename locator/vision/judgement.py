"""What one reading says of a foot: how sure and how clear it is, in which frame it lies, from which side it is seen."""

from __future__ import annotations

import math

import numpy as np

from locator.geometry import Floats, Frame, frame_around, frame_overlap
from locator.landmarks import LANDMARKS
from locator.types import Landmark, View
from locator.vision.landmarks import Reading
from locator.vision.outline import outline

__all__ = [
    "ACCEPTED",
    "BLURRED",
    "CLEAR",
    "CLEARLY",
    "FRONT",
    "GUESSING",
    "NAMED",
    "REAR",
    "SETTLED",
    "SURFACES",
    "TURNED",
    "UNSURE",
    "clarity",
    "clearly_surer",
    "implied_frame",
    "is_clear",
    "landmarks_of",
    "outline_of",
    "settled",
    "sureness",
    "view_of",
    "view_scores",
]

#: The surfaces (channels of `Reading.surface`) that a view shows most of; toenails count as top.
SURFACES: dict[View, tuple[int, ...]] = {"plantar": (1,), "dorsal": (2, 5), "medial": (3,), "lateral": (4,)}
#: Front and rear are no surfaces of their own. They are named when the camera stands this close to the foot's long axis
#: (anterior component of its direction): straight in front the top still counts as dorsal until it is foreshortened away.
FRONT, REAR = 0.85, 0.7
#: A foot's score is the detector's, less by how unsure the landmark network is of what it sees: exp(-s / UNSURE), with s the
#: median sigma of the visible landmarks as a share of the foot's length. Most rooms and socks end below `ACCEPTED`. What is no
#: foot has no clear border either: score x clarity ** BLURRED is below `CLEAR` for 98 in 100 of animals and tools, and at least
#: 1.5 times as high for every annotated photo (`python -m training.evaluate --strangers`; models/README.md).
UNSURE, ACCEPTED = 0.1, 0.12
BLURRED, CLEAR = 10, 0.09
#: Below this sureness the detector may have turned the foot wrongly; a reading this many times as sure is clearly surer.
GUESSING, CLEARLY = 0.5, 1.25
#: A frame that overlaps the last one by this share and turns by less than this is settled.
SETTLED, TURNED = 0.8, math.radians(8)
NAMED = 0.02  # a landmark of another view is kept from this visibility on: oblique photos show two surfaces
_LEAST_FOOT = 0.12  # share of its frame that a foot fills at least; less is a false alarm


def settled(frame: Frame, other: Frame, share: float = SETTLED, least_turn: float = TURNED) -> bool:
    """Whether two frames are so alike that looking again in the other one would tell nothing new: they overlap by more than
    `share` and are turned by less than `least_turn` radians."""
    turn = abs((frame.angle - other.angle + math.pi) % (2 * math.pi) - math.pi)
    return frame_overlap(frame, other) > share and turn < least_turn


def outline_of(reading: Reading) -> Floats | None:
    """The outline, when the foot fills enough of the frame to be one."""
    if float((reading.mask > 0.5).mean()) < _LEAST_FOOT * 0.4:  # a frame covers about 40 % of its crop
        return None
    return outline(reading.mask, reading.matrix)


def implied_frame(reading: Reading, border: Floats) -> Frame:
    """The frame that outline and landmarks call for: turned from heel to toes as the template coordinates run."""
    x, y = _rises(reading, 0) or (0.0, -1.0)
    turn = math.atan2(x, -y) * (-1 if reading.mirrored else 1)
    return frame_around(border, reading.frame.angle + turn)


def _rises(reading: Reading, axis: int) -> tuple[float, float] | None:
    """Direction in the crop in which a template coordinate (0 anterior, 1 medial, 2 superior) rises: a least-squares fit over the
    foot. None when the foot is too small or the coordinate hardly changes."""
    height = reading.coords.shape[1]
    foot = 1 - reading.surface[0] - reading.surface[6]
    ys, xs = np.nonzero(foot > 0.7)
    if len(xs) < 20:
        return None
    values = reading.coords[:, ys, xs].T.astype(np.float64)
    values -= values.mean(0)
    places = np.stack([xs - xs.mean(), ys - ys.mean()], 1)
    ridge = 1e-3 * len(xs) * np.eye(3)
    x, y = np.linalg.solve(values.T @ values + ridge, values.T @ places)[axis]
    size = math.hypot(x, y)
    return (float(x / size), float(y / size)) if size > 0.15 * height else None


def sureness(reading: Reading) -> float:
    """1 when the landmarks that the network sees are sharp, towards 0 when it guesses."""
    visible = reading.visibility > 0.5
    if not visible.any():
        return 0.0
    return math.exp(-float(np.median(reading.sigma[visible])) / max(reading.frame.width, reading.frame.height) / UNSURE)


def clearly_surer(one: Reading, other: Reading) -> bool:
    """Whether the network is so much surer of the first reading that the other one is wrong."""
    return sureness(one) > CLEARLY * sureness(other)


def clarity(reading: Reading) -> float:
    """1 when the network knows of each pixel of the crop whether it is foot, 0 when it knows of none."""
    return float(np.abs(2 * reading.mask - 1).mean())


def is_clear(score: float, reading: Reading) -> bool:
    """Whether a foot of this score is seen clearly enough: what is no foot has no clear border."""
    return score * clarity(reading) ** BLURRED >= CLEAR


def view_of(reading: Reading) -> tuple[View, float]:
    """The likeliest view and its share of all six."""
    scores = view_scores(reading)
    view = max(scores, key=lambda name: scores[name])
    return view, scores[view] / max(sum(scores.values()), 1e-6)


def view_scores(reading: Reading) -> dict[View, float]:
    """A score for each view: the share of the foot that its surface covers, or how far the camera stands in front or behind."""
    foot = reading.surface[1:6].sum((1, 2)).astype(np.float64)
    share = np.concatenate([[0.0], foot / max(float(foot.sum()), 1e-6)])
    anterior = float(reading.camera[0])
    scores: dict[View, float] = {view: float(share[list(channels)].sum()) for view, channels in SURFACES.items()}
    up = _rises(reading, 2)
    if up is not None and max(scores["medial"], scores["lateral"]) > max(scores["plantar"], scores["dorsal"]):
        # of a left foot, toes up, the leg lies to the left when its inner side is seen
        seen: View = "medial" if up[0] < 0 else "lateral"
        scores |= {"medial": 0.0, "lateral": 0.0, seen: scores["medial"] + scores["lateral"]}
    scores["anterior"] = max(0.0, anterior - FRONT) / (1 - FRONT) / 2
    scores["posterior"] = max(0.0, -anterior - REAR) / (1 - REAR)
    return scores


def landmarks_of(reading: Reading, view: View) -> dict[str, Landmark]:
    """Those that the view shows or hides; those of other views only where the network sees them."""
    marks = {}
    for definition, (x, y), visibility, sigma in zip(LANDMARKS, reading.points, reading.visibility, reading.sigma, strict=True):
        if view in definition.views or visibility > NAMED:
            marks[definition.name] = Landmark(float(x), float(y), float(visibility), float(sigma))
    return marks
