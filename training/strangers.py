"""Pictures of anything but a bare foot: clip art laid on grounds, wallpapers, painted objects, rendered hands, shoes and rooms.

Clip art is read from Debian's openclipart-png where installed (public domain dedications; 8,000 drawings of animals, people,
tools, food ...). None is copied into the project.
"""

from __future__ import annotations

import functools
from pathlib import Path

import cv2
import numpy as np

from training import backgrounds
from training.chunks import Pixels, Renders
from training.objects import paint_object

__all__ = ["stranger"]

CLIP_ART = Path("/usr/share/openclipart/png")
_FEET = ("foot_print", "footprint", "feet", "barefoot", "toes", "_toe_")


@functools.cache
def _clip_art() -> tuple[Path, ...]:
    return tuple(p for p in sorted(CLIP_ART.rglob("*.png")) if not any(word in p.name.lower() for word in _FEET))


def stranger(renders: Renders, size: int, rng: np.random.Generator) -> Pixels:
    """One picture, (size, size, 3) uint8 RGB."""
    kind = rng.choice(4, p=(0.4, 0.1, 0.1, 0.4))
    if kind == 3 and renders.negatives:
        chunk, sample = renders.negatives[rng.integers(len(renders.negatives))]
        return cv2.resize(chunk.picture("image", sample), (size, size), interpolation=cv2.INTER_AREA)  # type: ignore[return-value]
    if kind == 2:
        return backgrounds.photo(rng, size)
    canvas = _ground(size, rng)
    if kind == 0 and _clip_art():
        for _ in range(1 if rng.random() < 0.8 else 2):
            _lay(canvas, _clip_art()[rng.integers(len(_clip_art()))], rng)
    else:
        paint_object(canvas, rng)
    return canvas


def _ground(size: int, rng: np.random.Generator) -> Pixels:
    kind = rng.random()
    if kind < 0.4:
        return np.full((size, size, 3), 255, np.uint8)
    if kind < 0.6:
        return np.broadcast_to(rng.integers(0, 256, 3).astype(np.uint8), (size, size, 3)).copy()
    return backgrounds.any_picture(rng, size, 0.5)


def _lay(canvas: Pixels, path: Path, rng: np.random.Generator) -> None:
    """Lay one drawing over the canvas, in place, 40 to 110 % of its size."""
    drawing = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if drawing is None or drawing.ndim != 3 or drawing.shape[2] != 4 or drawing.dtype != np.uint8:
        return
    size = len(canvas)
    scale = size * rng.uniform(0.4, 1.1) / max(drawing.shape[:2])
    turn = rng.normal(0, 20) if rng.random() < 0.8 else rng.uniform(-180, 180)
    matrix = cv2.getRotationMatrix2D((drawing.shape[1] / 2, drawing.shape[0] / 2), turn, scale)
    matrix[:, 2] += rng.uniform(0.35, 0.65, 2) * size - (drawing.shape[1] / 2, drawing.shape[0] / 2)
    laid = cv2.warpAffine(drawing, matrix, (size, size), flags=cv2.INTER_AREA, borderValue=(0, 0, 0, 0)).astype(np.float32)
    share = laid[..., 3:] / 255
    canvas[:] = (canvas * (1 - share) + laid[..., 2::-1] * share).clip(0, 255).astype(np.uint8)
