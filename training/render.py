"""Make labelled pictures of feet: `python -m training.render --split train --chunks 100 --jobs 2`.

Writes chunks work/renders/SPLIT-00000.npz ... (form: training/chunks.py), each whole or not at all; chunks that exist are
kept, so the same command resumes. The same --seed gives the same pictures. About 10 pictures a second and core.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import functools
import os
import time
from pathlib import Path

import cv2
import numpy as np

from locator.geometry import frame_around
from locator.landmarks import NAMES
from training import anatomy, negatives, shapes, template
from training.cut import find_cut
from training.renderer import Renderer, project
from training.scene import FOOT, KINDS, Scene, random_scene, random_stance

SIZE = 384
PER_CHUNK = 200
NEGATIVE_SHARE = 0.12
PICTURES_PER_STANCE, STANCES_PER_PERSON = 3, 3
OUT = Path(__file__).resolve().parent.parent / "work" / "renders"


def encode(kind: str, picture: np.ndarray, quality: int = 88) -> np.ndarray:
    options = [cv2.IMWRITE_JPEG_QUALITY, quality] if kind == ".jpg" else [cv2.IMWRITE_PNG_COMPRESSION, 2]
    bgr = picture[..., ::-1] if picture.ndim == 3 else picture
    return cv2.imencode(kind, np.ascontiguousarray(bgr), options)[1].ravel()


def anatomical(direction: np.ndarray, mirrored: bool) -> np.ndarray:
    """World direction (anterior, lateral of a left foot, superior) to (anterior, medial, superior) of this foot."""
    return np.array([direction[0], direction[1] if mirrored else -direction[1], direction[2]])


def label_foot(scene: Scene, index: int, label: np.ndarray, whole: np.ndarray, depth: np.ndarray) -> dict[str, np.ndarray] | None:
    """Landmarks, states, axis, frame and camera of one foot; None when too little of it is in the picture.

    Moves the foot's border to the leg in `whole`, the picture of 8 k + class, to where people cut it.
    """
    solid, mirrored = scene.feet[index], scene.mirrored[index]
    surface = template.body().surface
    mask = (label[..., 1] == index) & np.isin(label[..., 0], FOOT)
    if mask.sum() < 0.02 * SIZE * SIZE:
        return None
    vertices = solid.vertices.astype(float)
    pixels, z = project(vertices, scene.camera.matrix, SIZE)
    foot = np.isin(surface, FOOT)
    heel, toe = vertices[foot & (template.body().place[:, 0] < 0.02)].mean(0), vertices[template.body().toe == 2]
    centre = vertices[foot].mean(0)
    to_camera = scene.camera.eye - centre
    to_camera /= np.linalg.norm(to_camera)
    axis3 = toe[toe[:, 0].argmax()] - heel
    forward = axis3 * [1, 1, 0] / np.linalg.norm(axis3[:2])
    lateral = np.array([-forward[1], forward[0], 0.0])
    own = np.array([to_camera @ forward, to_camera @ lateral, to_camera[2]])
    camera = anatomical(own, mirrored)
    # landmarks are chosen in the frame of a left foot
    flip = np.array([1.0, -1.0 if mirrored else 1.0, 1.0])
    turned = np.stack([vertices @ forward, vertices @ lateral, vertices[:, 2]], 1) * flip
    normals = np.stack([solid.normals @ forward, solid.normals @ lateral, solid.normals[:, 2]], 1) * flip
    chosen = anatomy.locate(turned, normals, pixels, own * flip, solid.stray)
    at, near = pixels[chosen], z[chosen]
    inside = (at >= 0).all(1) & (at <= SIZE - 1).all(1)
    visible = np.zeros(len(NAMES), bool)
    distance = lambda window: 1 / (1.0 - np.clip(window, 0, 0.999999) * (1 - 0.15 / 40.0)) * 0.15  # noqa: E731
    for k in np.flatnonzero(inside):
        x, y = np.rint(at[k]).astype(int)
        x0, y0 = max(x - 1, 0), max(y - 1, 0)
        window = depth[y0 : y + 2, x0 : x + 2]
        around = label[y0 : y + 2, x0 : x + 2]
        mine = (around[..., 1] == index) & (around[..., 0] > 0)
        if mine.any():
            visible[k] = bool(distance(near[k]) <= distance(window[mine].max()) + 0.025)
    names = np.array(NAMES)
    undefined = np.zeros(len(NAMES), bool)
    undefined[names == "arch_apex"] = camera[1] < -0.25 or abs(camera[0]) > 0.85
    state = np.where(visible, 2, 1) * ~undefined
    a = camera[0]
    up3 = forward - np.sign(a) * a**4 * np.array([0, 0, 1.0])
    ends, _ = project(np.stack([centre, centre + 0.05 * up3]), scene.camera.matrix, SIZE)
    up = ends[1] - ends[0]
    angle = float(np.arctan2(up[0], -up[1]))
    frame = frame_around(pixels[foot], angle)
    cut = find_cut(at, camera, max(frame.width, frame.height))
    if cut is not None:
        cut.draw(whole, index)
        frame = frame_around(pixels[~cut.leg(pixels) & (template.body().place[:, 2] < 0.8)], angle)
    line, _ = project(np.stack([heel, toe[toe[:, 0].argmax()]]), scene.camera.matrix, SIZE)
    return {
        "foot_index": np.uint8(index),
        "foot_side": np.uint8(mirrored),
        "foot_camera": camera.astype(np.float32),
        "landmarks": at.astype(np.float32),
        "landmark_state": state.astype(np.uint8),
        "foot_axis": line.ravel().astype(np.float32),
        "foot_frame": np.array([frame.cx, frame.cy, frame.width, frame.height, frame.angle], np.float32),
    }


def flipped(row: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The row of the mirrored picture: the other side's foot."""
    row = dict(row)
    row["foot_side"] = np.uint8(1 - row["foot_side"])
    row["landmarks"] = row["landmarks"] * np.float32([-1, 1]) + np.float32([SIZE - 1, 0])
    row["foot_axis"] = row["foot_axis"] * np.float32([-1, 1, -1, 1]) + np.float32([SIZE - 1, 0, SIZE - 1, 0])
    cx, cy, width, height, angle = row["foot_frame"]
    row["foot_frame"] = np.array([SIZE - 1 - cx, cy, width, height, -angle], np.float32)
    return row


def camera_noise(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """What a phone does to a rendering: a little blur, grain and tone."""
    out = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.45, 0.9)).astype(np.float32)
    out += rng.normal(0, rng.uniform(0, 4), out.shape).astype(np.float32)
    return np.clip(out, 0, 255).astype(np.uint8)


def make_chunk(path: Path, seed: int, kinds: tuple[str, ...] = KINDS) -> None:
    """Render PER_CHUNK samples and write them to `path`."""
    rng = np.random.default_rng(seed)
    renderer = _renderer()
    streams: dict[str, list[np.ndarray]] = {"image": [], "label": [], "coords": []}
    negatives_made: list[int] = []
    rows: list[dict[str, np.ndarray]] = []
    person = stance = None
    drawn = 0
    while len(negatives_made) < PER_CHUNK:
        if drawn % (PICTURES_PER_STANCE * STANCES_PER_PERSON) == 0:
            person = shapes.random_person(rng)
        if drawn % PICTURES_PER_STANCE == 0:
            stance = random_stance(rng, person, kinds)
        drawn += 1
        negative = rng.random() < NEGATIVE_SHARE
        scene = negatives.random_negative(rng) if negative else random_scene(rng, stance, kinds)
        if scene is None:
            continue
        color, label, coords, depth = renderer.render(
            scene.solids, scene.sheets, scene.background, scene.camera.view, scene.camera.projection, scene.light
        )
        whole = np.where(label[..., 0] > 0, label[..., 0] + 8 * label[..., 1], 0).astype(np.uint8)
        found = [row for k in range(len(scene.feet)) if (row := label_foot(scene, k, label, whole, depth)) is not None]
        if not negative and (not found or found[0]["foot_index"] != 0):
            continue
        mirror = rng.random() < 0.5
        picture, classes, places = (
            camera_noise(rng, color),
            whole,
            coords[::4, ::4],
        )
        if mirror:
            picture, classes, places = picture[:, ::-1], classes[:, ::-1], places[:, ::-1]
            found = [flipped(row) for row in found]
        rows += [row | {"foot_sample": np.int32(len(negatives_made)), "foot_tone": np.int8(scene.tone)} for row in found]
        negatives_made.append(int(negative))
        streams["image"].append(encode(".jpg", picture))
        streams["label"].append(encode(".png", classes))
        streams["coords"].append(encode(".png", places))
    arrays: dict[str, np.ndarray] = {"kind": np.array(negatives_made, np.uint8)}
    for name, parts in streams.items():
        arrays[name] = np.concatenate(parts)
        arrays[name + "_at"] = np.cumsum([0] + [len(part) for part in parts]).astype(np.int64)
    for name in rows[0]:
        arrays[name] = np.stack([row[name] for row in rows])
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part")
    with partial.open("wb") as file:
        np.savez(file, **arrays)
    partial.rename(path)


@functools.cache
def _renderer() -> Renderer:
    return Renderer(SIZE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--split", choices=("train", "val"), default="train")
    parser.add_argument("--chunks", type=int, default=100, help=f"chunks of {PER_CHUNK} pictures")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="scenes to draw, for chunks that fill a gap")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    os.environ.setdefault("LP_NUM_THREADS", "1")
    base = args.seed * 1_000_000 + (500_000 if args.split == "val" else 0)
    wanted = [(path, base + k) for k in range(args.chunks) if not (path := args.out / f"{args.split}-{k:05d}.npz").exists()]
    started = time.monotonic()
    print(f"{args.chunks - len(wanted)} chunks there, {len(wanted)} to make in {args.out}", flush=True)
    with concurrent.futures.ProcessPoolExecutor(args.jobs) as pool:
        jobs = [pool.submit(make_chunk, path, seed, tuple(args.kinds)) for path, seed in wanted]
        for done, job in enumerate(concurrent.futures.as_completed(jobs), 1):
            job.result()
            rate = done * PER_CHUNK / (time.monotonic() - started)
            left = (len(wanted) - done) * PER_CHUNK / rate / 60
            print(f"{done}/{len(wanted)} chunks, {rate:.1f} pictures/s, {left:.0f} min left", flush=True)


if __name__ == "__main__":
    main()
