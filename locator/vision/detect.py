"""Find the bare feet in a whole photo: where, how large, which way the toes point, which foot, and from where it is seen."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from locator.geometry import Floats, Frame, Pixels, apply, frame_overlap, invert, letterbox_matrix, scale_of, warp
from locator.vision import weights

__all__ = ["FURTHER", "THRESHOLD", "Detection", "detect", "infer", "postprocess", "preprocess", "worth_a_look"]

#: Least score of an answer, and of one beside a foot that is already known (`worth_a_look`). The landmark network judges both
#: again by the foot it finds there.
THRESHOLD, FURTHER = 0.18, 0.35
#: So many answers are looked at: below the third, photos of a foot hold none that shows it better.
_TRIES = 3
#: Of two frames that overlap more than this (intersection over union) the weaker one is dropped.
_SAME = 0.45


@dataclasses.dataclass(frozen=True, slots=True)
class Detection:
    """A foot in the photo: `frame` in photo pixels, turned so that its upper end lies at the toes."""

    score: float
    frame: Frame


def detect(rgb: Pixels) -> tuple[Detection, ...]:
    """What may be feet in an (H, W, 3) uint8 RGB photo, best first."""
    canvas, matrix = preprocess(rgb)
    return postprocess(infer(canvas), matrix)


def preprocess(rgb: Pixels) -> tuple[Pixels, Floats]:
    """The square canvas that the network sees, and the transform photo -> canvas."""
    size = int(weights.facts("detector")["input"]["width"])
    matrix = letterbox_matrix((rgb.shape[1], rgb.shape[0]), size)
    return warp(rgb, matrix, (size, size)), matrix


def infer(canvas: Pixels) -> npt.NDArray[np.float32]:
    """Candidate rows (K, 7): score, centre x, y, width, height, up x, y, in canvas pixels."""
    rows: npt.NDArray[np.float32] = weights.session("detector").run(["feet"], {"image": canvas[None]})[0][0]
    return rows


def postprocess(rows: npt.NDArray[np.float32], matrix: Floats, threshold: float = THRESHOLD) -> tuple[Detection, ...]:
    """Rows above the threshold as detections in photo pixels, one for each foot, best first."""
    back = invert(matrix)
    scale = scale_of(back)
    kept: list[Detection] = []
    for score, x, y, width, height, up_x, up_y in sorted(rows.tolist(), reverse=True):
        if score < threshold or (len(kept) >= _TRIES and score < FURTHER):
            break
        cx, cy = apply(back, (x, y)).tolist()
        frame = Frame(cx, cy, width * scale, height * scale, math.atan2(up_x, -up_y))
        if not _known(frame, kept):
            kept.append(Detection(score, frame))
    return tuple(kept)


def worth_a_look(detection: Detection, feet: int) -> bool:
    """Whether an answer is to be looked at when `feet` are known: once there is one, only what is seen clearly is another."""
    return feet == 0 or detection.score >= FURTHER


def _known(frame: Frame, kept: Sequence[Detection]) -> bool:
    return any(frame_overlap(frame, other.frame) > _SAME for other in kept)
