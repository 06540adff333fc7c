"""What the landmark network says, set right by geometry: big-toe tip and heel lie on the outline, for heatmaps pull extremes
inward and the mask knows where the flesh ends; the middle of the ankle's crease lies between the malleoli, the middle of the
heel between its sides, the inner malleolus half way between tendon and ankle's front."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from locator.geometry import Floats
from locator.types import Landmark

__all__ = ["snap"]

#: Extreme landmark -> the landmarks it points away from, best first. Only these two gain (`python -m training.evaluate
#: --unsnapped`): the outline of a small toe merges with its neighbours'.
_DIRECTIONS = {
    "toe1_tip": ("toe1_ip", "mt1_head", "mtp1_medial"),
    "heel_back": ("toe2_tip", "toe1_tip", "toe5_tip"),
}
#: Shares of the foot's length: how far a landmark may move, and how far aside of its direction the outline is searched.
_REACH, _ASIDE = 0.05, 0.02
_SEEN = 0.5
#: From the front and from above people put the middle of the crease on the line from the middle of the malleoli to web23, this
#: share of the way along it (median of the annotated dorsal photos: 0.11, aside of the line 0.01); the network, aside of it by
#: 0.04 of the foot's length. Its place along the line and this one are as exact, and their mean is better than both.
_CREASE = 0.11
#: The camera (medial component, least anterior component) that sees the ankle so; from aside and behind the crease is outline.
_ASIDE_CAMERA, _BEHIND = 0.45, -0.1
#: The camera's least inferior component that sees a sole, and least medial one that sees an inner side.
_BELOW, _INSIDE = 0.5, 0.7
#: From the inner side people put the malleolus this share of the way from the Achilles to the ankle's front (median of the
#: annotated inner sides: 0.528, standard deviation 0.045). Where the network puts it along that way has nothing to do with where
#: they do (correlation 0.0); how far off that way, has.
_MALLEOLUS = 0.52
#: The Achilles' landmark is the rear outline at the malleolus' height: it moves half of the way to the height where that is. Both
#: heights are as exact, and their means are better.
_LEVEL = 0.5


def snap(landmarks: Mapping[str, Landmark], outline: Floats, length: float, camera: Floats | None = None) -> dict[str, Landmark]:
    """Move each visible extreme to where its direction meets the outline, when that is near; `length` of the foot in pixels.

    With the direction to the `camera` (anterior, medial, superior) more are set by their definitions: the ankle's front where
    it is a crease, the heel's centre on soles, malleolus and Achilles on inner sides.
    """
    moved = dict(landmarks)
    dense = _dense(outline, 0.004 * length)
    if camera is not None and camera[2] > 0 and abs(camera[1]) < _ASIDE_CAMERA and camera[0] > _BEHIND:
        moved |= _crease(landmarks)
    if camera is not None and camera[2] < -_BELOW:
        moved |= _heel(landmarks)
    if camera is not None and camera[1] > _INSIDE:
        moved |= _malleolus(landmarks)
    for name, bases in _DIRECTIONS.items():
        base = next((landmarks[b] for b in bases if b in landmarks), None)
        mark = landmarks.get(name)
        if base is None or mark is None or mark.visibility < _SEEN:
            continue
        at = np.array(mark.xy, np.float64)
        direction = at - base.xy
        span = float(np.hypot(*direction))
        if span < 0.02 * length:
            continue
        direction /= span
        offset = dense - at
        along, aside = offset @ direction, np.abs(offset @ np.array([-direction[1], direction[0]]))
        near = (np.abs(along) < _REACH * length) & (aside < _ASIDE * length)
        if near.any():
            x, y = at + along[near].max() * direction
            moved[name] = Landmark(float(x), float(y), mark.visibility, mark.sigma)
    return moved


def _crease(landmarks: Mapping[str, Landmark]) -> dict[str, Landmark]:
    """The ankle's front on the line from the middle of the malleoli to web23; nothing when one of them is unknown."""
    names = ("malleolus_medial", "malleolus_lateral", "web23", "ankle_front")
    if any(name not in landmarks for name in names):
        return {}
    medial, lateral, cleft, front = (np.array(landmarks[name].xy, np.float64) for name in names)
    middle = (medial + lateral) / 2
    way = cleft - middle
    said = float((front - middle) @ way) / max(float(way @ way), 1e-9)
    x, y = middle + (said + _CREASE) / 2 * way
    mark = landmarks["ankle_front"]
    return {"ankle_front": Landmark(float(x), float(y), mark.visibility, mark.sigma)}


def _heel(landmarks: Mapping[str, Landmark]) -> dict[str, Landmark]:
    """The heel's centre on the line, along the foot, through the middle of its widest places; nothing when one is unknown."""
    names = ("heel_medial", "heel_lateral", "heel_center", "heel_back", "web23")
    if any(name not in landmarks for name in names):
        return {}
    medial, lateral, centre, back, cleft = (np.array(landmarks[name].xy, np.float64) for name in names)
    middle, forward = (medial + lateral) / 2, cleft - back
    x, y = middle + float((centre - middle) @ forward) / max(float(forward @ forward), 1e-9) * forward
    mark = landmarks["heel_center"]
    return {"heel_center": Landmark(float(x), float(y), mark.visibility, mark.sigma)}


def _malleolus(landmarks: Mapping[str, Landmark]) -> dict[str, Landmark]:
    """Inner malleolus and Achilles, each by what is said of the other; nothing when a landmark is unknown."""
    names = ("malleolus_medial", "achilles", "ankle_front", "heel_back", "mtp1_medial")
    if any(name not in landmarks for name in names):
        return {}
    bone, tendon, front, heel, ball = (np.array(landmarks[name].xy, np.float64) for name in names)
    way, forward, upward = front - tendon, ball - heel, tendon - heel
    bone = bone + (_MALLEOLUS - float((bone - tendon) @ way) / max(float(way @ way), 1e-9)) * way
    level = np.array([-forward[1], forward[0]])
    rise, height = float((bone - tendon) @ level), float(upward @ level)
    if abs(rise) < abs(height):  # else the heel is no measure of what is up
        tendon = tendon + _LEVEL * rise / height * upward
    pairs = (("malleolus_medial", bone), ("achilles", tendon))
    return {name: Landmark(float(x), float(y), landmarks[name].visibility, landmarks[name].sigma) for name, (x, y) in pairs}


def _dense(outline: Floats, step: float) -> Floats:
    """The outline's points, with more between them wherever an edge is longer than `step`."""
    edges = np.roll(outline, -1, 0) - outline
    counts = np.maximum(1, np.hypot(*edges.T) / step).astype(int)
    share = (np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)) / np.repeat(counts, counts)
    dense: Floats = np.repeat(outline, counts, 0) + share[:, None] * np.repeat(edges, counts, 0)
    return dense
