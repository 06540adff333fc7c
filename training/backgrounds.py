"""Pictures behind and under the foot: crops of freely licensed wallpapers and game textures, and patterns made here.

Debian packages read when installed (each under its own free licence, listed in models/README.md): gnome-backgrounds,
mate-backgrounds, plasma-workspace-wallpapers, lomiri-wallpapers, ukui-wallpapers, supertuxkart-data. None is copied into
the project; without them the patterns alone serve.
"""

from __future__ import annotations

import functools
from pathlib import Path

import cv2
import numpy as np

FOLDERS = ("/usr/share/backgrounds", "/usr/share/wallpapers", "/usr/share/games/supertuxkart")


@functools.cache
def _photos(limit: int = 350) -> tuple[np.ndarray, ...]:
    paths = sorted(p for folder in FOLDERS for kind in ("*.jpg", "*.jpeg", "*.png") for p in Path(folder).rglob(kind))
    order = np.random.default_rng(0).permutation(len(paths))
    found = []
    for index in order:
        if len(found) == limit:
            break
        picture = cv2.imread(str(paths[index]), cv2.IMREAD_COLOR_RGB)
        if picture is None or min(picture.shape[:2]) < 200:
            continue
        scale = 900 / max(picture.shape[:2])
        found.append(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture)
    return tuple(found)


def photo(rng: np.random.Generator, size: int) -> np.ndarray:
    """A random crop, (size, size, 3) uint8 RGB, often out of focus."""
    photos = _photos()
    if not photos:
        return pattern(rng, size)
    picture = photos[int(rng.integers(len(photos)))]
    side = int(rng.uniform(0.3, 1.0) * min(picture.shape[:2]))
    y, x = (int(rng.integers(n - side + 1)) for n in picture.shape[:2])
    crop = cv2.resize(picture[y : y + side, x : x + side], (size, size), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.5:
        crop = crop[:, ::-1]
    if rng.random() < 0.5:
        crop = cv2.GaussianBlur(crop, (0, 0), rng.uniform(1, 8))
    return np.ascontiguousarray(crop)


def smooth_noise(rng: np.random.Generator, size: int, cells: tuple[int, int]) -> np.ndarray:
    """(size, size) float32 in about [-1, 1]; `cells` (across, down) of the coarsest octave."""
    total = np.zeros((size, size), np.float32)
    for octave in range(4):
        shape = (min(size, cells[1] * 2**octave), min(size, cells[0] * 2**octave))
        total += (
            cv2.resize(rng.normal(0, 0.5, shape).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC) / 1.7**octave
        )
    return total * 0.6


def _color(rng: np.random.Generator, low: float = 0.1, high: float = 0.95) -> np.ndarray:
    value, saturation, hue = rng.uniform(low, high), rng.beta(1, 3), rng.uniform(0, 180)
    hsv = np.array([[[hue, 255 * saturation, 255 * value]]], np.uint8)
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0].astype(np.float32)


def pattern(rng: np.random.Generator, size: int) -> np.ndarray:
    """Floor, sheet or wall: plain, tiles, planks, speckled stone, cloth; (size, size, 3) uint8 RGB."""
    kind = rng.choice(["plain", "tiles", "planks", "stone", "cloth", "marble"])
    base = _color(rng, 0.45 if kind in ("plain", "tiles", "marble", "cloth") and rng.random() < 0.7 else 0.1)
    canvas = np.broadcast_to(base, (size, size, 3)).astype(np.float32).copy()
    if kind == "planks":
        wood = np.array([rng.uniform(90, 200), 0, 0], np.float32)
        wood[1], wood[2] = wood[0] * rng.uniform(0.55, 0.8), wood[0] * rng.uniform(0.25, 0.55)
        canvas[:] = wood
        canvas *= 1 + 0.28 * smooth_noise(rng, size, (2, 24))[..., None]
        for edge in range(0, size, int(rng.uniform(0.12, 0.4) * size)):
            canvas[:, edge : edge + 2] *= 0.45
    elif kind == "stone":
        canvas += rng.normal(0, rng.uniform(8, 45), (size, size, 1)).astype(np.float32)
        canvas = cv2.GaussianBlur(canvas, (0, 0), rng.uniform(0.5, 1.6)) + 20 * smooth_noise(rng, size, (8, 8))[..., None]
    elif kind == "cloth":
        canvas *= (
            1 + 0.22 * smooth_noise(rng, size, (5, 5))[..., None] + 0.05 * rng.normal(0, 1, (size, size, 1)).astype(np.float32)
        )
    elif kind == "marble":
        veins = np.abs(smooth_noise(rng, size, (4, 4)))
        canvas *= 1 - 0.25 * np.exp(-veins * 14)[..., None]
    else:
        canvas *= 1 + 0.06 * smooth_noise(rng, size, (4, 4))[..., None]
    if kind in ("tiles", "marble") and rng.random() < 0.8:
        step = int(rng.uniform(0.2, 0.6) * size)
        grout = _color(rng)
        for edge in range(int(rng.integers(step)), size, step):
            canvas[:, edge : edge + 2] = grout
            canvas[edge : edge + 2] = grout
    return np.clip(canvas, 0, 255).astype(np.uint8)


def any_picture(rng: np.random.Generator, size: int, photos: float = 0.5) -> np.ndarray:
    return photo(rng, size) if rng.random() < photos else pattern(rng, size)
