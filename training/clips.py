"""Render short films of feet with their truth: `python -m training.clips --out work/clips [NAME ...]`.

Each clip is one person's foot (or both) under a camera that moves: NAME.avi (Motion JPEG, 384 x 288, 30 frames a second, with a
little blur and fresh grain in every frame) and NAME.json (for each frame and foot: side, share of each view, landmarks).
Clips that exist are kept. The tracker is tested and measured on them (benchmarks/live.py, tests/live).
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from locator.landmarks import NAMES
from locator.vision.judgement import SURFACES
from training import backgrounds, shapes, template
from training.render import SIZE, _renderer, flipped, label_foot
from training.renderer import look_at, perspective
from training.scene import FOOT, Scene, View, _direction, moved, random_light, random_sheets, solid_of
from training.skin import random_skin

__all__ = ["CLIPS", "HEIGHT", "RATE", "Clip", "main", "make"]

RATE = 30.0
#: Rows that are kept of the square rendering: 4 : 3 as cameras have it.
HEIGHT = 288
TOP = (SIZE - HEIGHT) // 2
OUT = Path(__file__).resolve().parent.parent / "work" / "clips"
#: Distance of the camera in foot lengths.
FAR = 3.2
UP, TOES = np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])


@dataclasses.dataclass(frozen=True)
class Shot:
    """The camera at one moment: direction from the foot to it, what is up, place of the foot in the picture (shares of its
    height, from the middle), share of the height that a foot length fills when seen square on, and roll in degrees."""

    direction: np.ndarray
    up: np.ndarray
    at: tuple[float, float] = (0.0, 0.0)
    share: float = 0.75
    roll: float = 0.0


@dataclasses.dataclass(frozen=True)
class Clip:
    """`path` gives the shot at t in 0..1; `kind` the scene's sheets as in training.scene; `right`: the whole film is mirrored."""

    path: Callable[[float], Shot]
    kind: str
    seed: int
    seconds: float = 1.5
    right: bool = False
    two: bool = False


def _sole(degrees: float = 0.0) -> np.ndarray:
    """Camera at the sole, swung toward the inner side by `degrees`."""
    a = np.radians(degrees)
    return np.array([0.15, -np.sin(a), -np.cos(a)]) / np.linalg.norm([0.15, 1.0])


def _slide(t: float, speed: float, seconds: float, share: float) -> float:
    """Place along one axis at `speed` foot lengths a second to and fro, as a share of the picture's height."""
    way = speed * seconds * t
    reach = 0.5
    return float((abs((way + reach / 2) % (2 * reach) - reach) - reach / 2) * share)


def _visit(t: float) -> float:
    """Place along one axis of a foot that comes into the picture, stays, and leaves on the same side; in heights."""
    return float(0.95 * (1 - np.clip(min(t, 1 - t) / 0.35, 0, 1)))


CLIPS: dict[str, Clip] = {
    "still-sole": Clip(lambda _: Shot(_sole(), TOES), "lie_sole", 11),
    "still-top": Clip(lambda _: Shot(_direction(65, 15), UP), "stand_top", 12, right=True),
    "still-inner": Clip(lambda _: Shot(_direction(8, -90), UP), "stand_side", 13),
    "slide-sole": Clip(lambda t: Shot(_sole(), TOES, (_slide(t, 0.5, 2, 0.6), 0), 0.6), "lie_sole", 14, 2.0, right=True),
    "slide-top": Clip(lambda t: Shot(_direction(70, 0), UP, (_slide(t, 0.5, 2, 0.6), 0), 0.6), "stand_top", 15, 2.0),
    "walk-inner-to-outer": Clip(lambda t: Shot(_direction(40, -95 + 190 * t), UP, share=0.7), "stand_any", 16, 3.0),
    "walk-outer-to-inner": Clip(lambda t: Shot(_direction(35, 95 - 190 * t), UP, share=0.7), "stand_any", 17, 3.0, right=True),
    "tilt-sole-to-inner": Clip(lambda t: Shot(_sole(90 * t), TOES), "free", 18, 2.0),
    "tilt-sole-and-back": Clip(lambda t: Shot(_sole(45 * np.sin(2 * np.pi * t)), TOES), "free", 19, 2.0, right=True),
    "tilt-top-to-inner": Clip(lambda t: Shot(_direction(80 - 70 * t, -90), UP), "stand_any", 20, 2.0, right=True),
    "in-and-out-sole": Clip(lambda t: Shot(_sole(), TOES, (_visit(t), 0), 0.7), "lie_sole", 21, 3.0),
    "in-and-out-top": Clip(lambda t: Shot(_direction(65, 10), UP, (-_visit(t), 0), 0.7), "stand_top", 22, 3.0, right=True),
    "roll-sole": Clip(lambda t: Shot(_sole(), TOES, roll=120 * t), "lie_sole", 23, right=True),
    "zoom-top": Clip(lambda t: Shot(_direction(65, 0), UP, share=0.55 + 0.25 * np.sin(2 * np.pi * t)), "stand_top", 24),
    "two-tops": Clip(lambda t: Shot(_direction(65, 0), UP, (0.1 * np.sin(6 * t) + 0.22, 0), 0.55), "stand_top", 25, two=True),
}


def camera(shot: Shot, centre: np.ndarray) -> View:
    """The camera of a shot; the lens is shifted so that `centre` comes to the shot's place in the picture."""
    side = np.cross(shot.direction, shot.up - shot.direction * (shot.up @ shot.direction))
    up = np.cross(side, shot.direction)
    up, side = up / np.linalg.norm(up), side / np.linalg.norm(side)
    roll = np.radians(shot.roll)
    eye = centre + FAR * shot.direction
    view = look_at(eye, centre, up * np.cos(roll) + side * np.sin(roll))
    half = SIZE / HEIGHT / (2 * FAR * shot.share)  # tangent of half the field: a foot length fills `share` of the kept rows
    projection = perspective(2 * float(np.arctan(half)), 0.15, 40.0)
    projection[0, 2], projection[1, 2] = -2 * shot.at[0] * HEIGHT / SIZE, 2 * shot.at[1] * HEIGHT / SIZE
    return View(view, projection, eye)


@contextlib.contextmanager
def _patterns_only() -> Iterator[None]:
    """Backgrounds that are made here, and no crops of others' wallpapers: clips may be passed on with the repository."""
    folders, backgrounds.FOLDERS = backgrounds.FOLDERS, ()
    backgrounds._photos.cache_clear()
    try:
        yield
    finally:
        backgrounds.FOLDERS = folders
        backgrounds._photos.cache_clear()


@_patterns_only()
def make(name: str, folder: Path, *, seconds: float | None = None) -> None:
    """Render the clip `name` into `folder`, whole or not at all."""
    clip = CLIPS[name]
    rng = np.random.default_rng(clip.seed)
    person = shapes.random_person(rng)
    standing = clip.kind.startswith("stand")
    skin, _ = random_skin(rng)
    skin["spots"][:] = 0
    solids = [solid_of(shapes.make_foot(rng, person, standing), skin, 0, False)]
    if clip.two:
        other = solid_of(shapes.make_foot(rng, person, standing), skin, 1, True)
        solids.append(moved(other, np.array([0.05, -0.6, 0.0]), 0.05))
    points = solids[0].vertices[np.isin(template.body().surface, FOOT)]
    centre = (points.min(0) + points.max(0)) / 2
    sheets = random_sheets(rng, clip.kind, camera(clip.path(0.5), centre).eye)
    light = random_light(rng, UP if standing else TOES)
    background = backgrounds.any_picture(rng, 256, 0.75)
    count = round((seconds or clip.seconds) * RATE)
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{name}.{os.getpid()}.avi"
    writer = cv2.VideoWriter(str(partial), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (SIZE, HEIGHT))
    frames = []
    for k in range(count):
        scene = Scene(solids, solids, [False, True], sheets, background, camera(clip.path(k / (count - 1)), centre), light)
        picture, feet = shoot(scene, rng, right=clip.right)
        frames.append(feet)
        writer.write(np.ascontiguousarray(picture[..., ::-1]))
    writer.release()
    partial.rename(folder / f"{name}.avi")
    truth = {"rate": RATE, "size": [SIZE, HEIGHT], "frames": frames}
    (folder / f"{name}.json").write_text(json.dumps(truth), encoding="utf-8")


def shoot(scene: Scene, rng: np.random.Generator, *, right: bool) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """One frame (HEIGHT, SIZE, 3) uint8 RGB with a camera's grain, and what is true of each foot in it."""
    color, label, _, depth = _renderer().render(
        scene.solids, scene.sheets, scene.background, scene.camera.view, scene.camera.projection, scene.light
    )
    kept = label[TOP : TOP + HEIGHT]
    whole = np.where(label[..., 0] > 0, label[..., 0] + 8 * label[..., 1], 0).astype(np.uint8)
    feet = []
    for index in range(len(scene.feet)):
        row = label_foot(scene, index, label, whole, depth)
        mine = kept[..., 0][(kept[..., 1] == index) & np.isin(kept[..., 0], FOOT)]
        if row is not None and len(mine):
            feet.append(_truth(flipped(row) if right else row, mine))
    picture = color[TOP : TOP + HEIGHT, ::-1] if right else color[TOP : TOP + HEIGHT]
    soft = cv2.GaussianBlur(picture, (0, 0), 0.6).astype(np.float32)
    return np.clip(soft + rng.normal(0, 2.5, soft.shape).astype(np.float32), 0, 255).astype(np.uint8), feet


def _truth(row: dict[str, np.ndarray], mine: np.ndarray) -> dict[str, Any]:
    at = row["landmarks"].astype(float) - [0, TOP]
    inside = (at >= 0).all(1) & (at[:, 0] <= SIZE - 1) & (at[:, 1] <= HEIGHT - 1)
    names = [name for name, here, state in zip(NAMES, inside, row["landmark_state"], strict=True) if here and state == 2]
    frame = row["foot_frame"].astype(float)
    return {
        "side": "right" if row["foot_side"] else "left",
        "views": {view: round(float(np.isin(mine, classes).mean()), 3) for view, classes in SURFACES.items()},
        "anterior": round(float(row["foot_camera"][0]), 3),
        "frame": [round(float(v), 2) for v in (frame[0], frame[1] - TOP, *frame[2:])],
        "pixels": len(mine),
        "landmarks": {name: [round(float(v), 2) for v in at[NAMES.index(name)]] for name in names},
    }


#: Films small enough to lie in the repository (tests/live/clips): every so many frames of a clip.
SMALL = {"walk-inner-to-outer": 3, "slide-top": 1, "in-and-out-sole": 2}
_MOST = 45


def thin(name: str, folder: Path, target: Path) -> None:
    """Write the clip's SMALL version as MPEG-4 with its truth."""
    every = SMALL[name]
    truth = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    kept = range(0, len(truth["frames"]), every)[:_MOST]
    target.mkdir(parents=True, exist_ok=True)
    capture = cv2.VideoCapture(str(folder / f"{name}.avi"))
    writer = cv2.VideoWriter(str(target / f"{name}.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), RATE / every, (SIZE, HEIGHT))
    for k in range(kept[-1] + 1):
        there, bgr = capture.read()
        if there and k in kept:
            writer.write(bgr)
    writer.release()
    capture.release()
    truth |= {"rate": RATE / every, "frames": [truth["frames"][k] for k in kept]}
    (target / f"{name}.json").write_text(json.dumps(truth, separators=(",", ":")), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all when left out: {', '.join(CLIPS)}")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--small", type=Path, metavar="FOLDER", help=f"write the small versions of {', '.join(SMALL)} here too")
    parser.add_argument("--seconds", type=float, help="length of the films instead of their own")
    arguments = parser.parse_args()
    os.environ.setdefault("LP_NUM_THREADS", "1")
    unknown = set(arguments.names) - set(CLIPS)
    if unknown:
        parser.error(f"there is no clip {', '.join(sorted(unknown))}")
    for name in arguments.names or CLIPS:
        if not (arguments.out / f"{name}.json").exists():
            make(name, arguments.out, seconds=arguments.seconds)
            print(arguments.out / f"{name}.avi", flush=True)
    for name in SMALL if arguments.small else ():
        thin(name, arguments.out, arguments.small)


if __name__ == "__main__":
    main()
