"""Photo -> feet with side, view, outline and landmarks; or, in words, why there are none."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import numpy as np

from locator.geometry import Floats, Frame, Pixels, forefoot, frame_around, frame_overlap
from locator.landmarks import LANDMARKS
from locator.types import FLANKS, Foot, Landmark, Side, View
from locator.vision.detect import Detection, detect, worth_a_look
from locator.vision.extremes import snap
from locator.vision.landmarks import MOST, Reading, closer, log_odds, read, steadied
from locator.vision.outline import outline
from locator.vision.quality import warnings_for

__all__ = [
    "NO_FOOT",
    "Sighting",
    "clarity",
    "implied_frame",
    "is_clear",
    "landmarks_of",
    "look_again",
    "outline_of",
    "see",
    "settled",
    "sureness",
    "upright",
    "view_scores",
]

NO_FOOT = (
    "no bare foot found: photograph one bare foot (no sock, no shoe) so that it fills most of the picture, in even light, "
    "with sole, top, inner or outer side towards the camera"
)
#: The surfaces (channels of `Reading.surface`) that a view shows most of; toenails count as top.
_SURFACES: dict[View, tuple[int, ...]] = {"plantar": (1,), "dorsal": (2, 5), "medial": (3,), "lateral": (4,)}
#: Front and rear are no surfaces of their own. They are named when the camera stands this close to the foot's long axis
#: (anterior component of its direction): straight in front the top still counts as dorsal until it is foreshortened away.
_FRONT, _REAR = 0.85, 0.7
_DOUBT = 0.15  # a reading that gives its own mirror less than 1 - this is compared with the other mirror
#: Log odds (of left against right, the mean of a look in each mirror) that a side view must have to be called the outer one:
#: 3 to 1, since 20 of the 21 annotated side views show the inner side. With it every inner side of photos and renders kept back
#: is right, and 96 in 100 outer ones of renders are (93 at 20 to 1; docs/decisions/0005-training.md).
_OUTER = 1.1
_LEAST_FOOT = 0.12  # share of its frame that a foot fills at least; less is a false alarm
#: A foot's score is the detector's, less by how unsure the landmark network is of what it sees: exp(-s / _UNSURE), with s the
#: median sigma of the visible landmarks as a share of the foot's length. Most rooms and socks end below `_ACCEPTED`. What is no
#: foot has no clear border either: score x clarity ** _BLURRED is below `_CLEAR` for 99 in 100 of animals and tools, and at least
#: 1.5 times as high for every annotated photo (`python -m training.evaluate --strangers`; models/README.md).
_UNSURE, _ACCEPTED = 0.1, 0.12
_BLURRED, _CLEAR = 10, 0.09
_GUESSING, _CLEARLY = 0.5, 1.25  # below this sureness the detector may have turned the foot wrongly; what is clearly surer
#: Looks at most; a frame that overlaps the last one by this share and turns by less than this is settled. A photo, which is
#: looked at once, gets the finer measure: outlines 0.004 nearer (IoU) on mirrored copies of the annotated photos.
_LOOKS = 5
_SETTLED, _TURNED = 0.8, math.radians(8)
_FINELY, _HARDLY_TURNED = 0.92, math.radians(3)
_THERE = 0.3  # a detection that overlaps a known foot by this share is of that foot
_HIDDEN_BUT_NAMED = 0.02  # a landmark of another view is kept from this visibility on: oblique photos show two surfaces


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
        if score >= _ACCEPTED and is_clear(score, reading):
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
    if reading.wrong <= _DOUBT and _view(reading)[0] != "lateral":
        return reading, border
    other, border_of_other = _settle(rgb, read(rgb, reading.frame, mirrored=not reading.mirrored))
    if border_of_other is None:
        return reading, border
    other = steadied(rgb, other)
    odds, view, view_of_other = _odds(reading, other), _view(reading)[0], _view(other)[0]
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
    if sureness(best[0]) > _GUESSING:
        return best
    turned = [_settle(rgb, read(rgb, frame, mirrored=mirrored)) for frame in _quarters(detection.frame)]
    other = max(turned, key=lambda look: sureness(look[0]) if look[1] is not None else 0.0)
    return other if sureness(other[0]) > _CLEARLY * sureness(best[0]) else best


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


def settled(frame: Frame, other: Frame, share: float = _SETTLED, least_turn: float = _TURNED) -> bool:
    """Whether two frames are so alike that looking again in the other one would tell nothing new: they overlap by more than
    `share` and are turned by less than `least_turn` radians."""
    turn = abs((frame.angle - other.angle + math.pi) % (2 * math.pi) - math.pi)
    return frame_overlap(frame, other) > share and turn < least_turn


def upright(rgb: Pixels, detection: Detection, mirrored: bool) -> Reading:
    """A first reading; where the network is unsure of it, one with the foot turned by a quarter or half when clearly surer."""
    reading = read(rgb, detection.frame, mirrored=mirrored)
    if sureness(reading) > _GUESSING:
        return reading
    best = max((read(rgb, frame, mirrored=mirrored) for frame in _quarters(detection.frame)), key=sureness)
    return best if sureness(best) > _CLEARLY * sureness(reading) else reading


def _quarters(f: Frame) -> Iterator[Frame]:
    """The frame turned by a quarter to either side, and by half."""
    return (Frame(f.cx, f.cy, f.width, f.height, f.angle + turn) for turn in (math.pi / 2, -math.pi / 2, math.pi))


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
    return math.exp(-float(np.median(reading.sigma[visible])) / max(reading.frame.width, reading.frame.height) / _UNSURE)


def clarity(reading: Reading) -> float:
    """1 when the network knows of each pixel of the crop whether it is foot, 0 when it knows of none."""
    return float(np.abs(2 * reading.mask - 1).mean())


def is_clear(score: float, reading: Reading) -> bool:
    """Whether a foot of this score is seen clearly enough: what is no foot has no clear border."""
    return score * clarity(reading) ** _BLURRED >= _CLEAR


def _foot(score: float, reading: Reading, border: Floats, *, snapped: bool, view: View | None = None) -> Foot:
    """The foot of a reading, seen from `view` when that is known."""
    right = reading.right
    side: Side = "right" if right > 0.5 else "left"
    view, view_score = _view(reading) if view is None else (view, 1.0)
    marks = landmarks_of(reading, view)
    if snapped:
        marks = snap(marks, border, max(reading.frame.width, reading.frame.height), reading.camera)
    (x0, y0), (x1, y1) = border.min(0).tolist(), border.max(0).tolist()
    polygon = tuple((float(x), float(y)) for x, y in border)
    return Foot(score, side, max(right, 1 - right), view, view_score, (x0, y0, x1, y1), polygon, marks)


def _view(reading: Reading) -> tuple[View, float]:
    """The likeliest view and its share of all six."""
    scores = view_scores(reading)
    view = max(scores, key=lambda name: scores[name])
    return view, scores[view] / max(sum(scores.values()), 1e-6)


def view_scores(reading: Reading) -> dict[View, float]:
    """A score for each view: the share of the foot that its surface covers, or how far the camera stands in front or behind."""
    foot = reading.surface[1:6].sum((1, 2)).astype(np.float64)
    share = np.concatenate([[0.0], foot / max(float(foot.sum()), 1e-6)])
    anterior = float(reading.camera[0])
    scores: dict[View, float] = {view: float(share[list(channels)].sum()) for view, channels in _SURFACES.items()}
    up = _rises(reading, 2)
    if up is not None and max(scores["medial"], scores["lateral"]) > max(scores["plantar"], scores["dorsal"]):
        # of a left foot, toes up, the leg lies to the left when its inner side is seen
        seen: View = "medial" if up[0] < 0 else "lateral"
        scores |= {"medial": 0.0, "lateral": 0.0, seen: scores["medial"] + scores["lateral"]}
    scores["anterior"] = max(0.0, anterior - _FRONT) / (1 - _FRONT) / 2
    scores["posterior"] = max(0.0, -anterior - _REAR) / (1 - _REAR)
    return scores


def landmarks_of(reading: Reading, view: View) -> dict[str, Landmark]:
    """Those that the view shows or hides; those of other views only where the network sees them."""
    marks = {}
    for definition, (x, y), visibility, sigma in zip(LANDMARKS, reading.points, reading.visibility, reading.sigma, strict=True):
        if view in definition.views or visibility > _HIDDEN_BUT_NAMED:
            marks[definition.name] = Landmark(float(x), float(y), float(visibility), float(sigma))
    return marks
