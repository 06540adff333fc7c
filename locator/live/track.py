"""One foot followed from frame to frame (docs/live.md, steps 1 to 9)."""

from __future__ import annotations

import collections
import dataclasses
import math

import numpy as np

from locator.geometry import Floats, Frame, Pixels, forefoot
from locator.live.belief import Belief
from locator.live.carry import KeyFrame
from locator.live.constants import Constants
from locator.live.similarity import moved_frame, similarity_of
from locator.live.skin import Skin
from locator.live.smoothing import FootFilter, share
from locator.placement import place
from locator.types import FLANKS, VIEWS, Foot, Side
from locator.vision import judgement
from locator.vision.extremes import snap
from locator.vision.landmarks import Reading, log_odds, read
from locator.vision.quality import warnings_for

__all__ = ["Track", "is_foot"]


def is_foot(rgb: Pixels, reading: Reading, constants: Constants) -> bool:
    """Whether a reading shows a foot that can be followed, in the picture."""
    inside = 0 <= reading.frame.cx < rgb.shape[1] and 0 <= reading.frame.cy < rgb.shape[0]
    filled = float((reading.mask > 0.5).mean()) >= constants.keep.fill
    return inside and filled and judgement.sureness(reading) >= constants.keep.sureness


class Track:
    """A foot with a lasting `id`. `frame` is where it is looked for next; `foot` the latest answer, None before the first;
    `lost` since when it has not been seen, None while it is; `shown` since when it is shown."""

    def __init__(self, id_: int, frame: Frame, score: float, constants: Constants) -> None:
        self.id, self.frame, self.score = id_, frame, score
        self.foot: Foot | None = None
        self.lost: float | None = None
        self.shown: float | None = None
        self.reads = 0
        self.warnings: tuple[str, ...] = ()
        self._constants = constants
        self._belief = Belief(constants.side, constants.view)
        self._filter: FootFilter | None = None
        self._mask: np.typing.NDArray[np.float32] | None = None
        self._sigma = self._visibility = np.zeros(0)
        self._key: KeyFrame | None = None
        self._asked = -math.inf  # when both mirrors were read last
        self._velocity = np.zeros(2)  # of the frame's centre, in pixels a second
        self._read_at = -math.inf  # when the foot was read last
        self._reading: Reading | None = None  # the last one that was taken
        self._cameras: collections.deque[Floats] = collections.deque(maxlen=constants.view.looks)

    def look(self, rgb: Pixels, time: float, dt: float, skin: Skin) -> None:
        """Follow the foot into the next frame of the stream, `dt` seconds after the last: by its skin, and by reading it when
        that is due, or when the skin tells nothing."""
        move = skin.motion(self.foot.outline) if self.foot is not None and self.lost is None else None
        if move is not None:
            self._carry(move, dt)
            if self._reading and not self._due(time):
                self._show(self._reading)
                return
        elif self.lost is None:
            x, y = (self._velocity * dt).tolist()
            self.frame = dataclasses.replace(self.frame, cx=self.frame.cx + x, cy=self.frame.cy + y)
        settled = self.reads >= self._constants.show.reads and not self._belief.doubtful
        size = self._constants.crop if settled else None
        reading = read(rgb, self.frame, mirrored=self._belief.right, size=size)
        if is_foot(rgb, reading, self._constants):
            self.take(rgb, reading, time)
            if self._filter is not None:
                self._velocity = self._filter.velocity + (0.0 if move is None else self._velocity)
        elif self.lost is None:
            self.lost = time

    def take(self, rgb: Pixels, reading: Reading, time: float, other: Reading | None = None) -> None:
        """Take in a reading of this frame, and `other`, the same in the other mirror, if it was made."""
        dt = min(time - self._read_at, self._constants.filter.longest) if self.reads else 0.0
        self.lost, self._read_at = None, time
        self.reads += 1
        if other is None and self._belief.doubtful and self._may_ask(time):
            other = read(rgb, reading.frame, mirrored=not reading.mirrored)
        self._asked = self._asked if other is None else time
        scores = _scores(self._steady(reading))
        evidence = None if other is None and self._belief.doubtful else self._evidence(reading, other)
        if evidence is not None and other is not None and VIEWS[int(scores.argmax())] in FLANKS:
            front = forefoot(reading.frame)  # toes twice as large tell what the whole foot may not
            evidence += self._evidence(*(read(rgb, front, mirrored=mirrored) for mirrored in (False, True)))
        view = self._belief.view
        changed = self._belief.learn(evidence, scores, dt, right=reading.mirrored)
        if changed:
            reading = other or read(rgb, reading.frame, mirrored=not reading.mirrored)
        self._reading = reading
        self._smooth(reading, dt, anew=changed)
        self._place(rgb, reading, time, anew=changed or view != self._belief.view)
        self._show(reading)
        if self.shown is None and self.reads >= self._constants.show.reads and self.foot is not None:
            self.shown = time

    def _due(self, time: float) -> bool:
        """Whether a foot that the skin follows is to be read again."""
        c, unrest = self._constants.look, self._filter.unrest if self._filter else math.inf
        return self.reads < self._constants.show.reads or time - self._read_at >= (c.turning if unrest > c.unrest else c.calm)

    def _may_ask(self, time: float) -> bool:
        """Whether the other mirror may be looked at, which costs as much as the foot itself."""
        return self.reads <= self._constants.show.reads or time - self._asked >= self._constants.side.again

    def _evidence(self, *looks: Reading | None) -> float:
        """Log odds that the foot is a right one: the mean over one mirror's reading, or both's."""
        return float(np.mean([log_odds(look.right, self._constants.side.most) for look in looks if look is not None]))

    def _steady(self, reading: Reading) -> Reading:
        """The reading with the median of the last cameras: one alone may stand where none does."""
        self._cameras.append(reading.camera)
        return dataclasses.replace(reading, camera=np.median(self._cameras, axis=0))

    def opacity(self, time: float) -> float:
        """How strongly the foot is drawn, 0..1."""
        if self.shown is None:
            return 0.0
        fade = self._constants.show
        risen = min(1.0, (time - self.shown) / fade.fade_in)
        return risen if self.lost is None else risen * max(0.0, 1 - (time - self.lost) / fade.fade_out)

    def _smooth(self, reading: Reading, dt: float, *, anew: bool) -> None:
        """Steps 6 and 7: landmarks, what is said of them, and mask."""
        if self._filter is None or anew:
            self._filter = FootFilter(reading.points, self._constants.filter)
            self._visibility, self._sigma, self._mask = reading.visibility, reading.sigma, reading.mask
            return
        slow = float(share(self._constants.filter.speed, dt))
        self._visibility = self._visibility + slow * (reading.visibility - self._visibility)
        self._sigma = self._sigma + slow * (reading.sigma - self._sigma)
        self._filter.step(reading.points, reading.sigma, reading.visibility, _length(reading.frame), dt)
        if self._mask is None or self._mask.shape != reading.mask.shape:  # another crop's
            self._mask = reading.mask
        else:
            self._mask = self._mask + np.float32(self._filter.pace) * (reading.mask - self._mask)

    def _carry(self, move: Floats, dt: float) -> None:
        """Step 1: what is known of the foot goes with its skin."""
        assert self._filter is not None
        centre = np.array([self.frame.cx, self.frame.cy])
        along = similarity_of(move, centre)
        self._filter.carry(move)
        self._velocity = along.shift / dt
        self.frame = moved_frame(self.frame, along)

    def _place(self, rgb: Pixels, reading: Reading, time: float, *, anew: bool) -> None:
        """Step 8: place the foot when that is due."""
        assert self._filter is not None
        key, c, frame, due = self._key, self._constants.place, reading.frame, True
        if key is not None:
            move, drift = key.motion(self._filter.points, self._weight())
            frame, age = moved_frame(key.frame, move), time - key.time
            drifted = drift > c.drift * _length(frame) and age >= c.least
            due = anew or drifted or age >= c.most or self.reads <= self._constants.show.reads
        placed = self._placed(rgb, reading, frame, time) if due else None
        self._key = placed or key

    def _show(self, reading: Reading) -> None:
        """Steps 8 and 9: the last key frame's foot where it is now; `reading` is the last one."""
        if self._key is None or self._filter is None:
            return
        move, _ = self._key.motion(self._filter.points, self._weight())
        marks = judgement.landmarks_of(self._calm(reading), self._belief.view)
        self.foot = self._key.carried(move, marks, self._belief.side_score, self._belief.view_score)
        self.frame = moved_frame(self._key.frame, move)

    def _weight(self) -> Floats:
        return np.maximum(self._visibility, self._constants.filter.hidden)

    def _placed(self, rgb: Pixels, reading: Reading, frame: Frame, time: float) -> KeyFrame | None:
        """A key frame from this reading; None when there is no outline. `frame` is the last one's, carried."""
        calm = self._calm(reading)
        border = judgement.outline_of(calm)
        if border is None:
            return None
        implied = judgement.implied_frame(calm, border)
        if not judgement.settled(implied, frame):
            frame, self._mask = implied, None
        view = self._belief.view
        plain = judgement.landmarks_of(calm, view)
        marks = snap(plain, border, _length(reading.frame), np.median(self._cameras, axis=0))
        shifts = {name: np.subtract(marks[name].xy, plain[name].xy) for name in marks if marks[name] != plain[name]}
        (x0, y0), (x1, y1) = border.min(0).tolist(), border.max(0).tolist()
        outline = tuple(map(tuple, border.tolist()))
        scores = self._belief.side_score, self._belief.view_score
        side: Side = "right" if self._belief.right else "left"
        foot = Foot(self.score * judgement.sureness(reading), side, scores[0], view, scores[1], (x0, y0, x1, y1), outline, marks)
        size = (rgb.shape[1], rgb.shape[0])
        self.warnings = tuple(warnings_for(foot, reading, size, f"the {side} foot"))
        assert self._filter is not None
        return KeyFrame(time, self._filter.points.copy(), frame, place(foot, size=size), shifts)

    def _calm(self, reading: Reading) -> Reading:
        """The reading with its filtered landmarks and mask."""
        assert self._filter is not None
        mask = reading.mask if self._mask is None else self._mask
        return dataclasses.replace(reading, points=self._filter.points, sigma=self._sigma, visibility=self._visibility, mask=mask)


def _scores(reading: Reading) -> Floats:
    """The views' scores in the order of VIEWS; they sum to 1."""
    scores = judgement.view_scores(reading)
    values = np.array([scores[view] for view in VIEWS])
    return values / max(float(values.sum()), 1e-6)


def _length(frame: Frame) -> float:
    return max(frame.width, frame.height)
