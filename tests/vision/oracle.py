"""Networks that know the answer: they read coloured dots off a drawn foot, so that all that lies round the networks is tested.

The drawn foot is a sole: a pale ellipse with a red dot (big-toe tip), a green dot (little-toe tip) and a blue dot (heel).
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from locator.geometry import Frame
from locator.landmarks import NAMES

FACTS = {
    "detector": {"file": "-", "sha256": "-", "input": {"width": 192, "height": 192}},
    "landmarks": {"file": "-", "sha256": "-", "input": {"width": 192, "height": 256}},
}
SKIN = (225, 200, 180)
DOTS = {"toe1_tip": (230, 20, 20), "toe5_tip": (20, 200, 20), "heel_back": (20, 20, 230)}
#: Place of each dot on the frame: across (toward the big toe) and up, in shares of width and height.
PLACES = {"toe1_tip": (0.2, 0.38), "toe5_tip": (-0.25, 0.3), "heel_back": (0.0, -0.42)}


def draw(photo: np.ndarray, frame: Frame, *, right: bool) -> dict[str, np.ndarray]:
    """Draw a sole in `frame`; the true places of its dots."""
    box = ((frame.cx, frame.cy), (frame.width, frame.height), math.degrees(frame.angle))
    cv2.ellipse(photo, box, SKIN, -1, cv2.LINE_AA)
    up = np.array(frame.up)
    inner = np.array([-up[1], up[0]]) * (1 if right else -1)  # toes up, the big toe of a right sole lies on the right
    truth = {}
    for name, (across, along) in PLACES.items():
        truth[name] = np.array([frame.cx, frame.cy]) + across * frame.width * inner + along * frame.height * up
        cv2.circle(photo, tuple(round(v) for v in truth[name]), round(0.05 * frame.height), DOTS[name], -1)
    return truth


def find_dot(picture: np.ndarray, name: str) -> np.ndarray | None:
    """Centroid (x, y) of a dot."""
    near = np.abs(picture.astype(int) - DOTS[name]).max(2) < 70
    ys, xs = np.nonzero(near)
    return np.array([xs.mean(), ys.mean()]) if len(xs) >= 3 else None


def foot_mask(picture: np.ndarray) -> np.ndarray:
    """Pixels of skin and dots, as float shares."""
    colours = [SKIN, *DOTS.values()]
    return np.max([(np.abs(picture.astype(int) - c).max(2) < 70) for c in colours], axis=0).astype(np.float32)


def detector(canvas: np.ndarray, *, turned: float = 0.0) -> np.ndarray:
    """What the detector would say of a canvas with one drawn foot; `turned`: an error of its direction, in radians."""
    rows = np.zeros((8, 7), np.float32)
    mask = foot_mask(canvas)
    if mask.sum() < 50:
        return rows
    ys, xs = np.nonzero(mask)
    dots = {name: find_dot(canvas, name) for name in DOTS}
    up = (dots["toe1_tip"] + dots["toe5_tip"]) / 2 - dots["heel_back"]
    up /= np.hypot(*up)
    cos, sin = math.cos(turned), math.sin(turned)
    up = np.array([cos * up[0] - sin * up[1], sin * up[0] + cos * up[1]])
    across = np.array([-up[1], up[0]])
    points = np.stack([xs, ys], 1).astype(float)
    along, aside = points @ up, points @ across
    middle = (along.min() + along.max()) / 2 * up + (aside.min() + aside.max()) / 2 * across
    rows[0] = (0.9, *middle, np.ptp(aside), np.ptp(along), *up)
    return rows


def landmarks(crop: np.ndarray) -> dict[str, np.ndarray]:
    """What the landmark network would say of a crop."""
    height, width = crop.shape[:2]
    dots = {name: find_dot(crop, name) for name in DOTS}
    marks = np.tile(np.float32([(width - 1) / 2, (height - 1) / 2, 9.0, 0.0]), (len(NAMES), 1))
    for name, at in dots.items():
        if at is not None:
            marks[NAMES.index(name)] = (*at, 2.0, 0.95)
    wrong = 0.5
    direction = np.array([0.0, -1.0])
    if all(at is not None for at in dots.values()):
        direction = (dots["toe1_tip"] + dots["toe5_tip"]) / 2 - dots["heel_back"]
        direction /= np.hypot(*direction)
        across = np.array([-direction[1], direction[0]])
        wrong = 0.97 if (dots["toe1_tip"] - dots["toe5_tip"]) @ across > 0 else 0.03
    mask = foot_mask(crop)
    coarse = (width // 4, height // 4)
    small = cv2.resize(mask, coarse, interpolation=cv2.INTER_AREA)
    surface = np.zeros((7, *small.shape), np.float32)
    surface[0], surface[1] = 1 - small, small
    rows, columns = np.mgrid[: coarse[1], : coarse[0]].astype(np.float32)
    middle = (np.array(coarse) - 1) / 2
    coords = np.full((3, *small.shape), 0.5, np.float32)
    coords[0] = 0.5 + ((columns - middle[0]) * direction[0] + (rows - middle[1]) * direction[1]) / (0.8 * coarse[1])
    return {
        "landmarks": marks,
        "camera": np.float32([0, 0, -1]),
        "mirrored": np.float32(wrong),
        "mask": cv2.resize(mask, (width // 2, height // 2), interpolation=cv2.INTER_AREA),
        "surface": surface,
        "coords": coords,
    }
