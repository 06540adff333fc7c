"""Things that are no feet, painted flat: blobs, sticks, polygons and letters in any colour, shaded as if they were round.

Renders of hands, socks, shoes and rooms do not teach a detector that a lone object on a plain ground may be anything; birds,
tools and fruit were taken for feet. These need no pictures of anybody's.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from training.chunks import Pixels

__all__ = ["paint_object"]

_SKIN = np.array([[244, 214, 196], [214, 168, 134], [134, 90, 62], [84, 56, 42]])  # some of training.skin.TONES


def paint_object(canvas: Pixels, rng: np.random.Generator) -> None:
    """Paint one object of one to six parts over an (H, W, 3) uint8 RGB canvas, in place; anywhere, 15 .. 90 % of its size."""
    height, width = canvas.shape[:2]
    size = min(height, width) * float(np.exp(rng.uniform(math.log(0.15), math.log(0.9))))
    centre = rng.uniform(0.2, 0.8, 2) * (width, height)
    base = _colour(rng)
    own = rng.random() < 0.5  # one colour for all parts
    for _ in range(int(rng.integers(1, 7))):
        at = centre + rng.normal(0, 0.22 * size, 2)
        mask = _part((height, width), at, size * rng.uniform(0.2, 0.6), rng)
        _fill(canvas, mask, base if own else _colour(rng), rng)


def _colour(rng: np.random.Generator) -> np.ndarray:
    if rng.random() < 0.4:  # skin-like: what matters most to tell apart
        return (_SKIN[rng.integers(len(_SKIN))] * rng.uniform(0.7, 1.15) * np.exp(rng.normal(0, 0.05, 3))).clip(0, 255)
    return rng.uniform(0, 255, 3)


def _part(shape: tuple[int, int], at: np.ndarray, size: float, rng: np.random.Generator) -> Pixels:
    """A mask (H, W) of 0 and 255 with soft edges."""
    mask = np.zeros(shape, np.uint8)
    kind = rng.integers(5)
    turn = rng.uniform(0, 2 * math.pi)
    if kind == 0:
        axes = (max(1, round(size * rng.uniform(0.3, 1))), max(1, round(size * rng.uniform(0.2, 0.6))))
        cv2.ellipse(mask, tuple(at.astype(int).tolist()), axes, math.degrees(turn), 0, 360, 255, -1, cv2.LINE_AA)
    elif kind == 1:  # a stick or a bent limb
        steps = rng.normal(0, 0.5, int(rng.integers(1, 4))).cumsum() + turn
        points = at + np.concatenate([[[0, 0]], (np.stack([np.cos(steps), np.sin(steps)], 1) * size * 0.7).cumsum(0)])
        thickness = max(1, round(size * rng.uniform(0.08, 0.4)))
        cv2.polylines(mask, [points.astype(np.int32)], False, 255, thickness, cv2.LINE_AA)
    elif kind == 2:  # a polygon or star
        count = int(rng.integers(3, 9))
        radii = size * rng.uniform(0.4, 1.0, count)
        cv2.fillPoly(mask, [_ring(at, radii, turn).astype(np.int32)], 255, cv2.LINE_AA)
    elif kind == 3:  # a smooth blob
        angles = np.linspace(0, 2 * math.pi, 64, endpoint=False)
        radii = size * (0.7 + sum(rng.normal(0, 0.25 / k) * np.cos(k * angles + rng.uniform(0, 6.3)) for k in (2, 3, 4, 5)))
        stretch = np.array([1.0, rng.uniform(0.4, 1.0)])
        ring = (_ring(np.zeros(2), radii.clip(0.1 * size), 0.0) * stretch) @ np.array(
            [[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]]
        )
        cv2.fillPoly(mask, [(at + ring).astype(np.int32)], 255, cv2.LINE_AA)
    else:
        letter = chr(int(rng.integers(33, 127)))
        scale, thickness = size / 22, max(1, round(size * rng.uniform(0.05, 0.25)))
        where = (round(at[0] - size / 2), round(at[1] + size / 2))
        cv2.putText(mask, letter, where, int(rng.integers(0, 8)), scale, 255, thickness, cv2.LINE_AA)
    return mask


def _ring(at: np.ndarray, radii: np.ndarray, turn: float) -> np.ndarray:
    angles = np.linspace(0, 2 * math.pi, len(radii), endpoint=False) + turn
    return at + radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)


def _fill(canvas: Pixels, mask: Pixels, colour: np.ndarray, rng: np.random.Generator) -> None:
    if not mask.any():
        return
    shade = np.ones(mask.shape, np.float32)
    if rng.random() < 0.7:  # round: lit from one side, by the distance from the edge
        depth = cv2.distanceTransform((mask > 127).astype(np.uint8), cv2.DIST_L2, 3)
        depth = np.sqrt(depth / max(float(depth.max()), 1.0))
        light = rng.normal(0, 0.7, 2)
        slope = cv2.Sobel(depth, cv2.CV_32F, 1, 0) * light[0] + cv2.Sobel(depth, cv2.CV_32F, 0, 1) * light[1]
        shade = (0.75 + 0.35 * depth + cv2.GaussianBlur(slope, (0, 0), 2)).clip(0.3, 1.5)
    if rng.random() < 0.5:
        cells = int(rng.integers(3, 30))
        noise = np.exp(rng.normal(0, rng.uniform(0.05, 0.35), (cells, cells))).astype(np.float32)
        shade = shade * cv2.resize(noise, mask.shape[::-1], interpolation=cv2.INTER_CUBIC).clip(0.3, 2)
    share = (mask / 255.0)[..., None]
    canvas[:] = (canvas * (1 - share) + (shade[..., None] * colour).clip(0, 255) * share).astype(np.uint8)
    if rng.random() < 0.3:
        border = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 127
        canvas[border] = rng.integers(0, 256, 3)
