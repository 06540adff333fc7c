"""Films for Chromium's made camera: a sample picture that moves as a hand-held camera makes it move, each frame numbered."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np

from locator.geometry import Floats, Pixels, scale_of

__all__ = ["BITS", "CELL", "FRAMES", "RATE", "frame_of", "motion_of", "write_clip"]

#: Frames a second (what Chromium plays an .mjpeg at), and frames until the film begins anew.
RATE, FRAMES = 30, 120
#: The number is written in black and white cells of so many pixels along the upper edge, the lowest bit first.
BITS, CELL = 8, 16


def motion_of(shape: tuple[int, ...], number: int, size: tuple[int, int] = (640, 480), sway: float = 0.05) -> Floats:
    """The transform by which a picture of `shape` (height, width, ...) lies in a frame of `size` (width, height)."""
    width, height = size
    turn = 2 * math.pi * number / FRAMES
    scale = min(width / shape[1], height / shape[0]) * (0.92 + sway * math.cos(turn))
    angle = 2 * sway * math.sin(2 * turn)
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    linear = np.array([[cos, -sin], [sin, cos]])
    middle = np.array([width * (0.5 + sway * math.sin(turn)), height * (0.5 + sway / 2 * math.cos(turn))])
    return np.column_stack([linear, middle - linear @ (shape[1] / 2, shape[0] / 2)])


def frame_of(picture: Pixels, number: int, size: tuple[int, int] = (640, 480), sway: float = 0.05) -> Pixels:
    """One frame: the picture fitted into `size` (width, height), swaying by a share of it, with its number on it."""
    motion = motion_of(picture.shape, number, size, sway)
    border = tuple(int(value) for value in np.median(picture[:8].reshape(-1, 3), 0))
    flags = cv2.INTER_AREA if scale_of(motion) < 1 else cv2.INTER_LINEAR
    frame = cv2.warpAffine(picture, motion, size, flags=flags, borderValue=border)
    for bit in range(BITS):
        frame[:CELL, bit * CELL : (bit + 1) * CELL] = 255 if number >> bit & 1 else 0
    return np.asarray(frame, np.uint8)


def write_clip(picture: Pixels, path: Path, *, size: tuple[int, int] = (640, 480), sway: float = 0.05) -> None:
    """Write the film as Motion JPEG (one JPEG after another), which `--use-file-for-fake-video-capture` plays for ever."""
    with path.open("wb") as film:
        for number in range(FRAMES):
            rgb = frame_of(picture, number, size, sway)
            film.write(cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes())
