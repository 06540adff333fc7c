"""Detector samples: whole pictures made of one or two scenes at any size and turn, or of none.

A sample: `image` (S, S, 3) uint8, `mask` (S/4, S/4) uint8 foot share 0..255, `ignore` (S/8, S/8) uint8 (1 where a foot is seen
too little to be asked for), `feet` (MOST_FEET, 9) float32 rows as `FEET_COLUMNS` names them, unused rows zero.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from locator.geometry import Frame, apply, compose, letterbox_matrix, pixels_to_grid, scale_of, warp
from training.augment import degrade
from training.chunks import LEG, FootRow, Pixels, Renders
from training.objects import paint_object
from training.strangers import stranger

__all__ = ["FEET_COLUMNS", "MOST_FEET", "STRIDE", "detector_sample", "picture_sample"]

STRIDE = 8
MOST_FEET = 6
#: `column`, `row`: grid cell of the visible foot's centroid; `dx`, `dy`: from there to the frame's centre in cells; `up_*`: unit
#: vector heel -> toes; `log_*`: natural log of the frame's size over the canvas.
FEET_COLUMNS = (
    "valid", "column", "row", "dx", "dy", "up_x", "up_y", "log_height", "log_width",
)  # fmt: skip
_SEEN, _IGNORED = 0.4, 0.1  # shares of the foot's pixels in the scene: asked for above the first, nothing below the second
_LEAST_PIXELS = 60
_OBJECTS, _OBJECTS_BEHIND = 0.7, 0.2  # how often painted objects lie in a picture without feet, and behind feet
_STRANGERS = 0.45  # how often a picture without feet shows clip art, a hand, a shoe, a wallpaper
_PATCHES = 0.25
_CUT_OUT = 0.5  # how often feet are pasted without their scene, so that no pasted rectangle gives them away
Sample = dict[str, npt.NDArray[np.generic]]


def detector_sample(renders: Renders, size: int, rng: np.random.Generator) -> Sample:
    """A random picture for training: 35 % show no foot, 15 % two scenes, the rest one."""
    canvas, labels = np.full((size, size, 3), 127, np.uint8), np.zeros((size, size), np.uint8)
    x0, y0, x1, y1 = _photo_in_canvas(size, rng)
    count = int(rng.choice(3, p=(0.35, 0.5, 0.15)))
    if renders.negatives and rng.random() < 0.6:
        _fill(canvas[y0:y1, x0:x1], *renders.negatives[rng.integers(len(renders.negatives))], rng)
        backed = True
    else:
        canvas[y0:y1, x0:x1] = rng.integers(0, 256, 3)
        backed = False
    if count == 0 and rng.random() < _STRANGERS:
        picture = stranger(renders, max(x1 - x0, y1 - y0), rng)
        canvas[y0:y1, x0:x1] = picture[: y1 - y0, : x1 - x0]
    elif rng.random() < (_OBJECTS if count == 0 else _OBJECTS_BEHIND):
        for _ in range(int(rng.integers(1, 3))):
            paint_object(canvas[y0:y1, x0:x1], rng)
    if renders.negatives and rng.random() < _PATCHES:  # a pasted rectangle without a foot
        chunk, sample = renders.negatives[rng.integers(len(renders.negatives))]
        left, top = (int(rng.integers(a, a + (b - a) // 2)) for a, b in ((x0, x1), (y0, y1)))
        _fill(canvas[top : top + (y1 - y0) // 2, left : left + (x1 - x0) // 2], chunk, sample, rng)
    feet: list[tuple[FootRow, npt.NDArray[np.float64], int, float]] = []
    for i in range(count):
        chunk, sample = renders.scenes[rng.integers(len(renders.scenes))]
        image, label = chunk.picture("image", sample), chunk.picture("label", sample)
        rows = [renders.foot(chunk, row) for row in chunk.rows[sample]]
        area = (x0, y0, x1, y1) if count == 1 else _half((x0, y0, x1, y1), i)
        matrix = _placement(rows[rng.integers(len(rows))].frame, area, size, rng)
        alone = rng.random() < _CUT_OUT
        _paste(canvas, labels, image, label, matrix, area, i, replicate=not backed and count == 1 and not alone, alone=alone)
        areas = np.bincount(label.ravel(), minlength=256)
        for foot in rows:
            whole = float(areas[8 * foot.index + 1 : 8 * foot.index + LEG].sum()) * scale_of(matrix) ** 2
            feet.append((foot, matrix, 8 * foot.index + 32 * i, whole))
    if rng.random() < 0.95:
        degraded = degrade(canvas[y0:y1, x0:x1].copy(), rng)
        canvas[y0:y1, x0:x1] = degraded
    return _targets(canvas, labels, feet)


def picture_sample(renders: Renders, scene: int, size: int) -> Sample:
    """Scene number `scene` letterboxed as it is, for validation; numbers past the scenes are negatives."""
    chunk, sample = (renders.scenes + renders.negatives)[scene]
    label = chunk.picture("label", sample)
    matrix = letterbox_matrix((label.shape[1], label.shape[0]), size)
    canvas = warp(chunk.picture("image", sample), matrix, (size, size))
    labels = cv2.warpAffine(label, matrix, (size, size), flags=cv2.INTER_NEAREST)
    feet = [(renders.foot(chunk, row), matrix, 8 * int(chunk.arrays["foot_index"][row]), 0.0) for row in chunk.rows[sample]]
    return _targets(canvas, labels, feet)  # type: ignore[arg-type]


def _photo_in_canvas(size: int, rng: np.random.Generator) -> tuple[int, int, int, int]:
    """The rectangle that a letterboxed photo of a common shape fills."""
    ratio = float(rng.choice([1.0, 3 / 4, 2 / 3, 9 / 16])) if rng.random() < 0.8 else float(rng.uniform(0.5, 1))
    short = round(size * ratio)
    start = (size - short) // 2
    return (start, 0, start + short, size) if rng.random() < 0.6 else (0, start, size, start + short)


def _half(area: tuple[int, int, int, int], i: int) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = area
    if x1 - x0 >= y1 - y0:
        middle = (x0 + x1) // 2
        return (x0, y0, middle, y1) if i == 0 else (middle, y0, x1, y1)
    middle = (y0 + y1) // 2
    return (x0, y0, x1, middle) if i == 0 else (x0, middle, x1, y1)


def _fill(area: Pixels, chunk: object, sample: int, rng: np.random.Generator) -> None:
    """Cover `area` with a part of a negative, turned and mirrored at random."""
    image: Pixels = chunk.picture("image", sample)  # type: ignore[attr-defined]
    height, width = area.shape[:2]
    scale = max(width, height) / image.shape[0] * math.exp(rng.uniform(0, 0.7))
    matrix = _turn(
        image.shape[1] / 2, image.shape[0] / 2, (width - 1) / 2, (height - 1) / 2, scale, _any_turn(rng), rng.random() < 0.5
    )
    area[:] = warp(image, matrix, (width, height), border=None)


def _any_turn(rng: np.random.Generator) -> float:
    return float(rng.uniform(-math.pi, math.pi) if rng.random() < 0.3 else rng.normal(0, math.radians(20)))


def _placement(frame: Frame, area: tuple[int, int, int, int], size: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Scene -> canvas: the foot 12 % .. 110 % of the area's longest side, its centre anywhere in the area."""
    x0, y0, x1, y1 = area
    reach = max(x1 - x0, y1 - y0) * math.exp(rng.uniform(math.log(0.12), math.log(1.1)))
    reach = max(reach, 0.1 * size)
    margin = 0.1 + 0.35 * min(1.0, reach / max(x1 - x0, y1 - y0))  # a large foot lies near the middle
    x, y = (
        rng.uniform(x0 + margin * (x1 - x0), x1 - margin * (x1 - x0)),
        rng.uniform(y0 + margin * (y1 - y0), y1 - margin * (y1 - y0)),
    )
    scale = reach / max(frame.height, frame.width)
    return _turn(frame.cx, frame.cy, x, y, scale, _any_turn(rng), rng.random() < 0.5)


def _turn(
    from_x: float, from_y: float, to_x: float, to_y: float, scale: float, angle: float, mirrored: bool
) -> npt.NDArray[np.float64]:
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    flip = -1.0 if mirrored else 1.0
    linear = np.array([[flip * cos, -sin], [flip * sin, cos]])
    return np.column_stack([linear, np.array([to_x, to_y]) - linear @ (from_x, from_y)])


def _paste(
    canvas: Pixels,
    labels: Pixels,
    image: Pixels,
    label: Pixels,
    matrix: npt.NDArray[np.float64],
    area: tuple[int, int, int, int],
    i: int,
    *,
    replicate: bool,
    alone: bool,
) -> None:
    """Lay a scene, or the feet and legs of it `alone`, over `area` of the canvas; labels of scene `i` rise by 32 i (up to four
    feet a scene)."""
    x0, y0, x1, y1 = area
    local = compose(np.array([[1.0, 0.0, -x0], [0.0, 1.0, -y0]]), matrix)
    size = (x1 - x0, y1 - y0)
    picture = warp(image, local, size, border=None if replicate else 0)
    here = cv2.warpAffine(label, local, size, flags=cv2.INTER_NEAREST)
    covered = cv2.warpAffine(np.ones_like(label), local, size, flags=cv2.INTER_NEAREST) > 0
    shown = np.ones_like(covered) if replicate else cv2.erode(covered.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    target = labels[y0:y1, x0:x1]
    if alone:
        covered &= here > 0
        share = cv2.GaussianBlur(covered.astype(np.float32), (3, 3), 0)[..., None]
        under = canvas[y0:y1, x0:x1]
        under[:] = (under + share * (picture.astype(np.float32) - under)).astype(np.uint8)
    else:
        canvas[y0:y1, x0:x1][shown] = picture[shown]
    target[covered] = np.where(here[covered] > 0, here[covered] + 32 * i, 0)


def _targets(canvas: Pixels, labels: Pixels, feet: list[tuple[FootRow, npt.NDArray[np.float64], int, float]]) -> Sample:
    size = canvas.shape[0]
    rows = np.zeros((MOST_FEET, len(FEET_COLUMNS)), np.float32)
    ignore = np.zeros((size // STRIDE, size // STRIDE), np.uint8)
    for n, (foot, matrix, base, whole) in enumerate(feet[:MOST_FEET]):
        ys, xs = np.nonzero((labels > base) & (labels < base + LEG))
        if len(xs) < _LEAST_PIXELS or len(xs) < _SEEN * whole:
            if len(xs) > _IGNORED * whole:
                ignore[ys // STRIDE, xs // STRIDE] = 1
            continue
        scale = scale_of(matrix)
        cell = np.round(pixels_to_grid([xs.mean(), ys.mean()], STRIDE)).clip(0, size // STRIDE - 1)
        dx, dy = pixels_to_grid(apply(matrix, [foot.frame.cx, foot.frame.cy]), STRIDE) - cell
        up = matrix[:, :2] @ foot.frame.up / scale
        logs = (math.log(max(v, 1.0) * scale / size) for v in (foot.frame.height, foot.frame.width))
        rows[n] = (1, *cell, dx, dy, *up, *logs)
    seen = ((labels > 0) & (labels % 8 < LEG) & (labels % 8 > 0)).astype(np.uint8) * 255
    mask = cv2.resize(seen, (size // 4, size // 4), interpolation=cv2.INTER_AREA)
    return {"image": canvas, "mask": mask, "ignore": ignore, "feet": rows}
