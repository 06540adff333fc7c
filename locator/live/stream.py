"""Frames in, tracked feet out: the spine of the tracker (docs/live.md, steps 10 and 11, and the order of all)."""

from __future__ import annotations

import math

import numpy as np

from locator.errors import ImageError
from locator.geometry import Pixels, frame_overlap
from locator.live.constants import constants
from locator.live.skin import Skin
from locator.live.track import Track, is_foot
from locator.live.types import LiveFoot, LiveResult
from locator.types import Image
from locator.vision import detect, judgement, sight
from locator.vision.landmarks import read

__all__ = ["LiveLocator"]


class LiveLocator:
    """Follows the bare feet in a stream of frames and says where points and zones lie on them.

    Call it with each frame in turn, as an (H, W, 3) uint8 RGB array that is not mirrored, and its time in seconds. Coordinates
    in the answer are (x, y) pixels of that frame. Times must rise; after a gap of more than a second, or when the frames change
    their size, all feet are looked for anew (ids go on). One instance serves one stream, from one thread at a time.

    Raises ImageError for a frame of another form or a time that does not rise, ModelError when the weights are missing.
    """

    #: Seconds without a frame after which nothing of the last one holds any more.
    GAP = 1.0

    def __init__(self) -> None:
        self._constants = constants()
        self._next_id = 1
        self.reset()

    def reset(self) -> None:
        """Forget all feet and times, as for a new stream; ids are not used again."""
        self._tracks: list[Track] = []
        self._time: float | None = None
        self._size = (0, 0)
        self._detected = -math.inf
        self._skin = Skin()

    def __call__(self, rgb: Pixels, time: float) -> LiveResult:
        """The feet in the next frame, `time` seconds after any fixed moment."""
        _check(rgb, time, self._time)
        size = (rgb.shape[1], rgb.shape[0])
        if self._time is not None and (size != self._size or time - self._time > self.GAP):
            self.reset()
        dt = 0.0 if self._time is None else min(time - self._time, self._constants.filter.longest)
        self._time, self._size = time, size
        self._skin.take(rgb)
        following = [track for track in self._tracks if track.lost is None]
        for track in self._tracks:
            track.look(rgb, time, dt, self._skin)
        self._drop_doubles()
        if any(track.lost is not None for track in following) or self._detector_is_due(time):
            self._detect(rgb, time)
        self._tracks = [track for track in self._tracks if track.lost is None or track.opacity(time) > 0]
        return self._answer(size, time)

    def _drop_doubles(self) -> None:
        """Of two tracks on one foot the older stays; one that is lost gives way."""
        kept: list[Track] = []
        for track in sorted(self._tracks, key=lambda track: (track.lost is not None, track.id)):
            if all(frame_overlap(track.frame, other.frame) <= self._constants.keep.duplicate for other in kept):
                kept.append(track)
        self._tracks = sorted(kept, key=lambda track: track.id)

    def _detector_is_due(self, time: float) -> bool:
        count = self._following()
        return count < self._constants.detect.most_feet and time - self._detected >= self._constants.detect.every[count]

    def _following(self) -> int:
        return sum(track.lost is None for track in self._tracks)

    def _detect(self, rgb: Pixels, time: float) -> None:
        """Look at the whole frame: feet that are known, that come back, that are new."""
        c = self._constants
        self._detected = time
        for detection in detect.detect(rgb):
            near = [track for track in self._tracks if frame_overlap(track.frame, detection.frame) > c.detect.known]
            if near:
                for track in near:
                    if track.lost is not None:
                        track.frame = detection.frame
            elif self._following() < c.detect.most_feet and detect.worth_a_look(detection, self._following()):
                self._begin(rgb, detection, time)

    def _begin(self, rgb: Pixels, detection: detect.Detection, time: float) -> None:
        """A new track, if a closer look agrees that there is a foot."""
        first = sight.upright(rgb, detection, False)
        if not is_foot(rgb, first, self._constants):
            return
        other = read(rgb, first.frame, mirrored=True)
        if other.wrong < first.wrong:
            first, other = other, first
        score = detection.score * judgement.sureness(first)
        if score < self._constants.detect.accepted or not judgement.is_clear(score, first):
            return
        if any(frame_overlap(track.frame, first.frame) > self._constants.keep.duplicate for track in self._tracks):
            return
        track = Track(self._next_id, first.frame, detection.score, self._constants)
        track.take(rgb, first, time, other)
        if track.foot is not None:
            self._next_id += 1
            self._tracks.append(track)

    def _answer(self, size: tuple[int, int], time: float) -> LiveResult:
        tracks = tuple(
            LiveFoot(track.id, track.foot, track.opacity(time), track.lost is not None)
            for track in self._tracks
            if track.foot is not None and track.shown is not None
        )
        warnings = tuple(text for track in self._tracks if track.shown is not None for text in track.warnings)
        return LiveResult(time, Image("", *size), tracks, None if tracks else sight.NO_FOOT, warnings)


def _check(rgb: Pixels, time: float, last: float | None) -> None:
    if not isinstance(rgb, np.ndarray) or rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.dtype != np.uint8:
        got = f"shape {rgb.shape} of {rgb.dtype}" if isinstance(rgb, np.ndarray) else type(rgb).__name__
        raise ImageError(f"a frame is an HxWx3 uint8 RGB array, got {got}; convert it first (grey: repeat it three times)")
    if min(rgb.shape[:2]) < 16:
        raise ImageError(
            f"the frame is only {rgb.shape[1]} x {rgb.shape[0]} pixels; give frames of a camera, 640 x 480 is plenty"
        )
    if not math.isfinite(time):
        raise ImageError(f"the time of a frame is a finite number of seconds, got {time}; give each frame its time in the stream")
    if last is not None and time <= last:
        raise ImageError(
            f"time must rise from frame to frame, got {time:g} s after {last:g} s; leave the frame out, "
            "or call reset() for a new stream"
        )
