"""A tiny folder of chunks in the renderer's form: feet are turned ellipses with a darker toe end, so truth is known exactly."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest

from locator.landmarks import NAMES

SIZE = 384
FOOT_ARRAYS = {
    "foot_sample": np.int32,
    "foot_index": np.uint8,
    "foot_side": np.uint8,
    "foot_camera": np.float32,
    "landmarks": np.float32,
    "landmark_state": np.uint8,
    "foot_axis": np.float32,
    "foot_frame": np.float32,
}


def draw_foot(image: np.ndarray, label: np.ndarray, coords: np.ndarray, index: int, frame: np.ndarray, right: bool) -> np.ndarray:
    """Draw one ellipse foot; its landmarks (53, 2): spread over the ellipse, those of toe1 on its medial (inner) side."""
    cx, cy, width, height, angle = frame
    box = ((float(cx), float(cy)), (float(width), float(height)), math.degrees(angle))
    cv2.ellipse(image, box, (224, 172, 140), -1)
    cv2.ellipse(label, box, 8 * index + 1, -1)
    up, across = np.array([math.sin(angle), -math.cos(angle)]), np.array([math.cos(angle), math.sin(angle)])
    medial = across * (1 if right else -1)  # the big toe of a right sole lies on the right when its toes are up
    toe = np.array([cx, cy]) + 0.3 * height * up
    inner = toe + 0.25 * width * medial
    cv2.circle(image, tuple(int(v) for v in toe), int(0.2 * width), (120, 60, 50), -1)
    cv2.circle(image, tuple(int(v) for v in inner), int(0.15 * width), (240, 240, 60), -1)
    cv2.circle(label, tuple(int(v) for v in inner), int(0.15 * width), 8 * index + 5, -1)
    ys, xs = np.mgrid[0:96, 0:96] * 4 + 1.5
    anterior = ((xs - cx) * up[0] + (ys - cy) * up[1]) / height + 0.5
    inward = ((xs - cx) * medial[0] + (ys - cy) * medial[1]) / width + 0.5
    here = cv2.resize(label, (96, 96), interpolation=cv2.INTER_NEAREST) >> 3 == index
    values = np.stack([anterior, inward, np.full_like(anterior, 0.5)], 2).clip(0, 1) * 255
    coords[here] = values[here].astype(np.uint8)
    t = np.linspace(0.4, -0.4, len(NAMES))[:, None]
    points = np.array([cx, cy]) + t * height * up + 0.3 * t**2 * width * medial
    points[0] = inner
    points[NAMES.index("heel_back")] = np.array([cx, cy]) - 0.42 * height * up
    return points


def write_chunk(path: Path, seed: int, samples: int = 12) -> None:
    rng = np.random.default_rng(seed)
    out: dict[str, list] = {name: [] for name in ("image", "label", "coords", "kind")}
    rows: dict[str, list] = {
        name: []
        for name in (
            "foot_sample",
            "foot_index",
            "foot_side",
            "foot_camera",
            "landmarks",
            "landmark_state",
            "foot_axis",
            "foot_frame",
        )
    }
    for i in range(samples):
        image = cv2.resize(rng.integers(40, 120, (24, 24, 3), np.uint8), (SIZE, SIZE))
        label, coords = np.zeros((SIZE, SIZE), np.uint8), np.zeros((96, 96, 3), np.uint8)
        kind = int(i % 4 == 3)
        for k in range(0 if kind else 1 + (i % 4 == 2)):
            frame = np.array(
                [120 + 150 * k + rng.normal(0, 8), 190, rng.uniform(60, 80), rng.uniform(150, 200), rng.normal(0, 0.2)]
            )
            right = bool(rng.random() < 0.5)
            points = draw_foot(image, label, coords, k, frame, right)
            up = np.array([math.sin(frame[4]), -math.cos(frame[4])])
            state = np.full(len(NAMES), 2, np.uint8)
            state[-5:] = (0, 0, 1, 1, 1)
            ends = [*(frame[:2] - up * frame[3] / 2), *(frame[:2] + up * frame[3] / 2)]
            camera = (0.0, 0.0, -1.0)
            for name, value in zip(rows, (i, k, right, camera, points, state, ends, frame), strict=True):
                rows[name].append(value)
        out["image"].append(cv2.imencode(".jpg", image[..., ::-1])[1].ravel())
        out["label"].append(cv2.imencode(".png", label)[1].ravel())
        out["coords"].append(cv2.imencode(".png", coords[..., ::-1])[1].ravel())
        out["kind"].append(kind)
    arrays: dict[str, np.ndarray] = {"kind": np.array(out["kind"], np.uint8)}
    for name in ("image", "label", "coords"):
        arrays[name] = np.concatenate(out[name])
        arrays[name + "_at"] = np.cumsum([0, *(len(b) for b in out[name])]).astype(np.int64)
    arrays |= {name: np.array(rows[name], kind) for name, kind in FOOT_ARRAYS.items()}
    np.savez(path, **arrays)


@pytest.fixture(scope="session")
def renders_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("renders")
    for seed in range(2):
        write_chunk(folder / f"train-{seed:05d}.npz", seed)
    write_chunk(folder / "val-00000.npz", 99)
    return folder
