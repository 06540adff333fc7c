"""How well feet are followed on rendered films (training/clips.py), whose truth is known for every frame."""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from locator.live import LiveLocator, LiveResult
from locator.types import Foot

__all__ = ["Scores", "follow", "frames", "score"]

#: A view is wrong when another surface covers more of the foot by this share: between two views both are right.
CLEARLY = 0.2
#: Front or rear are right, or may be missed, when the camera stands this near the foot's long axis.
END_ON = 0.5
#: Least share of its landmarks that a foot shows before it must be found.
_WHOLE = 12


@dataclasses.dataclass(frozen=True)
class Scores:
    """Of one film. `frames` with a foot to find, share of them in which it is `found`, longest runs of frames with the wrong side
    and view, number of `ids` used for the first foot, median `error`, `jitter` (median over landmarks of the standard deviation
    of their error) in foot lengths, `lag` in seconds (None where nothing moves)."""

    frames: int
    found: float
    wrong_side: int
    wrong_view: int
    ids: int
    error: float
    jitter: float
    lag: float | None

    def __str__(self) -> str:
        lag = "" if self.lag is None else f"{1000 * self.lag:6.0f}"
        return (
            f"{self.frames:7}{self.found:8.2f}{self.wrong_side:8}{self.wrong_view:8}{self.ids:6}"
            f"{self.error:9.4f}{self.jitter:9.4f}{lag:>8}"
        )


def frames(film: Path) -> Iterator[np.ndarray]:
    """The frames of a film as (H, W, 3) uint8 RGB."""
    capture = cv2.VideoCapture(str(film))
    try:
        while True:
            there, bgr = capture.read()
            if not there:
                return
            yield np.ascontiguousarray(bgr[..., ::-1])
    finally:
        capture.release()


def follow(film: Path, live: LiveLocator) -> list[LiveResult]:
    """What the tracker says of each frame."""
    rate = json.loads(film.with_suffix(".json").read_text())["rate"]
    return [live(rgb, k / rate) for k, rgb in enumerate(frames(film))]


def score(film: Path, seen: list[LiveResult]) -> Scores:
    """The answers against the truth beside the film."""
    truth = json.loads(film.with_suffix(".json").read_text())
    whole = found = 0
    side, view = _Run(), _Run()
    ids, errors, places = set(), [], []
    for k, (result, feet) in enumerate(zip(seen, truth["frames"], strict=True)):
        for index, foot in enumerate(feet):
            if len(foot["landmarks"]) < _WHOLE:
                continue
            whole += 1
            near = [track for track in result.tracks if not track.lost and _is_near(track.foot, foot)]
            found += bool(near)
            if not near:
                continue
            if index == 0:
                ids.add(near[0].id)
                places.append((k / truth["rate"], near[0].foot, foot))
            side.add(index, near[0].foot.side != foot["side"])
            view.add(index, _wrong_view(near[0].foot, foot))
            errors += _errors(near[0].foot, foot).values()
    distances = [float(np.hypot(*error)) for error in errors]
    jitter, lag = _motion(places)
    median = float(np.median(distances)) if distances else float("nan")
    return Scores(whole, found / max(whole, 1), side.longest, view.longest, len(ids), median, jitter, lag)


class _Run:
    """The longest run of consecutive wrong frames, for several feet side by side."""

    def __init__(self) -> None:
        self.longest = 0
        self._now: dict[int, int] = {}

    def add(self, index: int, wrong: bool) -> None:
        self._now[index] = self._now.get(index, 0) + 1 if wrong else 0
        self.longest = max(self.longest, self._now[index])


def _is_near(foot: Foot, truth: dict[str, Any]) -> bool:
    x, y, width, height, _ = truth["frame"]
    x0, y0, x1, y1 = foot.box
    return bool(np.hypot((x0 + x1) / 2 - x, (y0 + y1) / 2 - y) < 0.35 * max(width, height))


def _wrong_view(foot: Foot, truth: dict[str, Any]) -> bool:
    if foot.view in ("anterior", "posterior"):
        return bool(truth["anterior"] * (1 if foot.view == "anterior" else -1) < END_ON)
    return bool(max(truth["views"].values()) - truth["views"][foot.view] > CLEARLY)


def _errors(foot: Foot, truth: dict[str, Any]) -> dict[str, np.ndarray]:
    """Error of each landmark that is in view, in foot lengths."""
    length = max(truth["frame"][2:4])
    return {
        name: (np.array(foot.landmarks[name].xy) - at) / length
        for name, at in truth["landmarks"].items()
        if name in foot.landmarks
    }


def _motion(places: list[tuple[float, Foot, dict[str, Any]]]) -> tuple[float, float | None]:
    """Jitter and lag: each landmark's error is a constant, less its speed times the lag, plus noise."""
    rows: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    settled = places[10:]  # the first third of a second is for settling
    for (before, _, was), (time, foot, now) in itertools.pairwise(settled):
        length = max(now["frame"][2:4])
        for name, error in _errors(foot, now).items():
            if name in was["landmarks"]:
                speed = (np.array(now["landmarks"][name]) - was["landmarks"][name]) / length / (time - before)
                rows.setdefault(name, []).append((error, speed))
    lags, spreads = [], []
    for pairs in rows.values():
        if len(pairs) < 15:
            continue
        error, speed = (np.array(values) for values in zip(*pairs, strict=True))
        error, speed = error - error.mean(0), speed - speed.mean(0)
        power = float((speed**2).sum())
        lag = 0.0
        if power / len(pairs) > 0.05**2:
            lag = -float((error * speed).sum()) / power
            lags.append(lag)
        spreads.append(float(np.sqrt(((error + lag * speed) ** 2).sum(1).mean())))
    return (float(np.median(spreads)) if spreads else float("nan"), float(np.median(lags)) if lags else None)
