"""Photo -> feet with side, view, outline and landmarks; or, in words, why there are none."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

from locator.geometry import Floats, Frame, Pixels, forefoot, frame_around, frame_overlap
from locator.types import FLANKS, Foot, Side, View
from locator.vision.detect import Detection, detect, worth_a_look
from locator.vision.extremes import snap
from locator.vision.judgement import (
    ACCEPTED,
    GUESSING,
    clearly_surer,
    implied_frame,
    is_clear,
    landmarks_of,
    outline_of,
    settled,
    sureness,
    view_of,
    view_scores,
)
from locator.vision.landmarks import MOST, Reading, closer, log_odds, read, steadied
from locator.vision.quality import warnings_for

__all__ = ["NO_FOOT", "Sighting", "look_again", "see", "upright"]

NO_FOOT = (
    "no bare foot found: photograph one bare foot (no sock, no shoe) so that it fills most of the picture, in even light, "
    "with sole, top, inner or outer side towards the camera"
)
_DOUBT = 0.15  # a reading that gives its own mirror less than 1 - this is compared with the other mirror
#: Log odds (of left against right, the mean of a look in each mirror) that a side view must have to be called the outer one:
#: 3 to 1, since 20 of the 21 annotated side views show the inner side. With it every inner side of photos and renders kept back
#: is right, and 96 in 100 outer ones of renders are (93 at 20 to 1; docs/decisions/0005-training.md).
_OUTER = 1.1
#: Looks at most until the frame settles. A photo, which is looked at once, gets a finer measure of that than a film (overlap,
#: turn in radians): outlines 0.004 nearer (IoU) on mirrored copies of the annotated photos.
_LOOKS, _FINELY, _HARDLY_TURNED = 5, 0.92, math.radians(3)
_THERE = 0.3  # a detection that overlaps a known foot by this share is of that foot


@dataclasses.dataclass(frozen=True, slots=True)
class Sighting:
    """The feet of a photo, best first (in photo pixels, without cun, points and zones); `refused` says why there are none."""

    feet: tuple[Foot, ...]
    refused: str | None = None
    warnings: tuple[str, ...] = ()


def see(rgb: Pixels, *, snapped: bool = True) -> Sighting:
    """Find and read the feet in an (H, W, 3) uint8 RGB photo. Raises ModelError when the weights are missing or damaged.

    `snapped`: set landmarks right by geometry (`extremes`; off only to measure what that gains).
    """
    seen: list[tuple[Foot, Reading, Floats]] = []
    for detection in detect(rgb):
        if not worth_a_look(detection, len(seen)):
            break  # the best come first
        reading, border = _look(rgb, detection)
        if border is None or any(frame_overlap(reading.frame, other.frame) > 0.6 for _, other, _ in seen):
            continue
        score = detection.score * sureness(reading)
        if score >= ACCEPTED and is_clear(score, reading):
            reading = closer(rgb, reading)
            seen.append((_foot(score, reading, border, snapped=snapped), reading, border))
    if not seen:
        return Sighting((), NO_FOOT)
    warnings: list[str] = []
    for i, (foot, reading, _) in enumerate(seen):
        name = "the foot" if len(seen) == 1 else f"foot {i + 1} ({foot.side})"
        warnings += warnings_for(foot, reading, (rgb.shape[1], rgb.shape[0]), name)
    return Sighting(tuple(foot for foot, _, _ in seen), None, tuple(warnings))


def look_again(rgb: Pixels, foot: Foot, *, side: Side | None = None, view: View | None = None) -> Foot | None:
    """The foot read anew by someone who knows its side, its view or both; what is not said is judged by what is seen.

    `rgb` is (H, W, 3) uint8 RGB, `foot` in its pixels. The score of what was said is 1, the outline and all landmarks are new,
    cun, points and zones are empty. None when no foot is found at this place any more.
    """
    found = [detection for detection in detect(rgb) if _place_shared(foot, detection) > _THERE]
    if not found:
        return None
    detection = max(found, key=lambda one: _place_shared(foot, one))
    looks = []
    for mirrored in (False, True) if side is None else (side == "right",):
        reading, border = _settled(rgb, detection, mirrored)
        if border is not None:
            looks.append((steadied(rgb, reading), border))
    if not looks:
        return None
    reading, border = max(looks, key=lambda look: _likelihood(look[0], view))
    anew = _foot(foot.score, closer(rgb, reading), border, snapped=True, view=view)
    sure = side is not None or view in FLANKS  # a flank seen from here can only be that of one foot
    return dataclasses.replace(
        anew, side="right" if reading.mirrored else "left", side_score=1.0 if sure else max(0.5, 1 - reading.wrong)
    )


def _place_shared(foot: Foot, detection: Detection) -> float:
    """How far a known foot and a detection overlap, 0..1."""
    return frame_overlap(frame_around(foot.outline or (foot.box[:2], foot.box[2:]), detection.frame.angle), detection.frame)


def _likelihood(reading: Reading, view: View | None) -> float:
    """How well a reading's mirror fits what it sees, of a foot that is seen from `view` when that is known."""
    fit = 1 - reading.wrong
    return fit if view is None else fit * (view_scores(reading)[view] + 1e-3)


def _look(rgb: Pixels, detection: Detection) -> tuple[Reading, Floats | None]:
    """Read the foot in the frame that suits it, and in the better mirror."""
    reading, border = _settled(rgb, detection, mirrored=False)
    if reading.wrong > 0.5:  # begin again as a right foot: what settles in the wrong mirror settles badly
        reading, border = _settled(rgb, detection, mirrored=True)
    if border is None:
        return reading, None
    reading = steadied(rgb, reading)
    if reading.wrong <= _DOUBT and view_of(reading)[0] != "lateral":
        return reading, border
    other, border_of_other = _settle(rgb, read(rgb, reading.frame, mirrored=not reading.mirrored))
    if border_of_other is None:
        return reading, border
    other = steadied(rgb, other)
    odds, view, view_of_other = _odds(reading, other), view_of(reading)[0], view_of(other)[0]
    if view in FLANKS or view_of_other in FLANKS:  # toes twice as large tell what the whole foot may not
        odds += _odds(*(read(rgb, forefoot(one.frame), mirrored=one.mirrored) for one in (reading, other)))
    if odds < 0:
        reading, border, other, border_of_other, odds = other, border_of_other, reading, border, -odds
        view, view_of_other = view_of_other, view
    if odds < _OUTER and view == "lateral" and view_of_other == "medial":
        reading, border, odds = other, border_of_other, 0.2  # unsure, but not of the other side
    return dataclasses.replace(reading, wrong=1 / (1 + math.exp(odds))), border


def _odds(one: Reading, other: Reading) -> float:
    """Log odds that the first reading's mirror is right, by one look in each mirror: two estimates of one quantity."""
    return (log_odds(1 - one.wrong, MOST) - log_odds(1 - other.wrong, MOST)) / 2


def _settled(rgb: Pixels, detection: Detection, mirrored: bool) -> tuple[Reading, Floats | None]:
    """The foot read in one mirror, and its outline. Where the network is unsure of it, with the foot turned by a quarter or half
    when it is clearly surer then, once that has settled: a detection may be off by more than a quarter leaves upright."""
    best = _settle(rgb, read(rgb, detection.frame, mirrored=mirrored))
    if sureness(best[0]) > GUESSING:
        return best
    turned = (_settle(rgb, read(rgb, frame, mirrored=mirrored)) for frame in _quarters(detection.frame))
    other = max((look for look in turned if look[1] is not None), key=lambda look: sureness(look[0]), default=best)
    return other if clearly_surer(other[0], best[0]) else best


def _settle(rgb: Pixels, reading: Reading) -> tuple[Reading, Floats | None]:
    """The reading, again in the frame that the reading itself calls for until that settles; and its outline."""
    border = outline_of(reading)
    for _ in range(_LOOKS - 1):
        if border is None:
            break
        frame = implied_frame(reading, border)
        if settled(frame, reading.frame, _FINELY, _HARDLY_TURNED):
            break
        again = read(rgb, frame, mirrored=reading.mirrored)
        border_again = outline_of(again)
        if border_again is None:
            break
        reading, border = again, border_again
    return reading, border


def upright(rgb: Pixels, detection: Detection, mirrored: bool) -> Reading:
    """A first reading; where the network is unsure of it, one with the foot turned by a quarter or half when clearly surer."""
    reading = read(rgb, detection.frame, mirrored=mirrored)
    if sureness(reading) > GUESSING:
        return reading
    best = max((read(rgb, frame, mirrored=mirrored) for frame in _quarters(detection.frame)), key=sureness)
    return best if clearly_surer(best, reading) else reading


def _quarters(f: Frame) -> Iterator[Frame]:
    """The frame turned by a quarter to either side, and by half."""
    return (Frame(f.cx, f.cy, f.width, f.height, f.angle + turn) for turn in (math.pi / 2, -math.pi / 2, math.pi))


def _foot(score: float, reading: Reading, border: Floats, *, snapped: bool, view: View | None = None) -> Foot:
    """The foot of a reading, seen from `view` when that is known."""
    right = reading.right
    side: Side = "right" if right > 0.5 else "left"
    view, view_score = view_of(reading) if view is None else (view, 1.0)
    marks = landmarks_of(reading, view)
    if snapped:
        marks = snap(marks, border, max(reading.frame.width, reading.frame.height), reading.camera)
    (x0, y0), (x1, y1) = border.min(0).tolist(), border.max(0).tolist()
    polygon = tuple((float(x), float(y)) for x, y in border)
    return Foot(score, side, max(right, 1 - right), view, view_score, (x0, y0, x1, y1), polygon, marks)
