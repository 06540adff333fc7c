"""Make locator/charts/feet.json, our own drawings of a foot in five views: `python tools/make_charts.py` (extra: train).

The template foot of training/ is given the mean of the relief that random feet get, looked at along parallel rays, and turned
into outlines, tones, lines, nails and landmarks. No line of it is drawn by hand, and none is of a real person.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from scipy import ndimage

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from locator.landmarks import LANDMARKS  # noqa: E402
from locator.types import View  # noqa: E402
from training import anatomy, mesh, posture, relief, template  # noqa: E402

OUT = ROOT / "locator" / "charts" / "feet.json"

#: Pixels, and units of the drawing, per foot length.
SCALE = 1000
MARGIN = 12
#: Strength of relief that random feet get in proportion to how bony they are (training.relief.random_strengths).
BONY = {"tendon": 0.004, "groove": 0.002, "pad": 0.005, "knuckle": 0.003}
#: anny's big toe is slender (training.shapes widens it by the same).
HALLUX = 1.08
#: A step in depth between neighbouring pixels that is drawn as a line, in foot lengths.
STEP = 0.02
#: Least extent of such a line, and how near the silhouette none is drawn, in pixels.
SHORTEST, RIM = 30, 5
#: The drawing ends this far below the cut through the leg, so that the cut itself is not seen, in foot lengths.
ENDS = 0.03
#: Share of light below which a tone is laid, lightest first; and how much darker than about it a hollow is.
TONES = (0.60, 0.46)
HOLLOW = 0.035


@dataclasses.dataclass(frozen=True)
class Camera:
    """Where the foot is seen from: `right`, `up` and `toward` (to the viewer) in the axes of training.mesh; the leg is cut at
    `top` foot lengths and leans back by `lean` degrees."""

    right: tuple[float, float, float]
    up: tuple[float, float, float]
    toward: tuple[float, float, float]
    top: float
    lean: float = 0.0
    #: The border of the drawing at which the leg fades out.
    fade: str | None = "top"


def tilted(degrees: float) -> dict[str, tuple[float, float, float]]:
    """From above, tilted toward the toes."""
    c, s = float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees)))
    return {"right": (0, -1, 0), "up": (c, 0, -s), "toward": (s, 0, c)}


CAMERAS: dict[View, Camera] = {
    "plantar": Camera((0, 1, 0), (1, 0, 0), (0, 0, -1), 0.24, fade=None),
    "dorsal": Camera(**tilted(24), top=0.74, lean=-38, fade="bottom"),
    "medial": Camera((1, 0, 0), (0, 0, 1), (0, -1, 0), 0.80),
    "lateral": Camera((-1, 0, 0), (0, 0, 1), (0, 1, 0), 0.80),
    "posterior": Camera((0, -1, 0), (0, 0, 1), (-1, 0, 0), 0.80),
}


def average_foot() -> np.ndarray:
    """Vertices (V, 3) of the template with average relief, in foot lengths."""
    b = template.body()
    named = relief.fields()
    depth = sum(mean * named[name] for name, (mean, *_) in relief.STRENGTH.items())
    depth += sum(strength * named[f"{name}_{toe}"] for name, strength in BONY.items() for toe in range(1, 6))
    vertices = b.place + template.vertex_normals(b.place, b.template.faces) * depth[:, None]
    hallux = sum(b.template.weights[:, mesh.BONES.index(bone)] for bone in mesh.TOE_BONES[0])
    middle = vertices[hallux > 0.5, 1].mean()
    vertices[:, 1] += hallux * (HALLUX - 1) * (vertices[:, 1] - middle)
    return vertices


def leaned(vertices: np.ndarray, degrees: float) -> np.ndarray:
    """The leg turned about the ankle; negative points the foot."""
    b = template.body()
    ankle = vertices[(b.place[:, 2] > 0.25) & (b.place[:, 2] < 0.36)].mean(0)
    heads = {bone: np.zeros(3) for bone in mesh.BONES} | {"foot": ankle}
    return posture.skin(vertices, heads, {"lowerleg02": posture.turn("y", degrees)}, b.template.weights)


@dataclasses.dataclass(frozen=True)
class Sight:
    """What a camera sees, pixel by pixel: `depth` toward the viewer (-inf: nothing), `light` and `nail` in [0, 1]; and
    `pixels` (V, 2) of the template's vertices."""

    depth: np.ndarray
    light: np.ndarray
    nail: np.ndarray
    pixels: np.ndarray


def look(vertices: np.ndarray, camera: Camera) -> Sight:
    """Paint the faces from the farthest to the nearest; they are smaller than the pixels' error matters."""
    b = template.body()
    right, up, toward = (np.array(axis, float) for axis in (camera.right, camera.up, camera.toward))
    faces, finer = mesh.loop_subdivision(b.template.faces, len(vertices))
    fine, place = finer @ vertices, finer @ b.place
    normals = template.vertex_normals(fine, faces)
    faces = faces[(place[faces][:, :, 2] < camera.top).any(1)]
    corners = fine[faces]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) @ toward > 0
    faces = faces[facing]
    faces = faces[np.argsort((fine @ toward)[faces].mean(1))]

    def project(points: np.ndarray) -> np.ndarray:
        return np.stack([points @ right, -(points @ up)], 1) * SCALE

    drawn = np.unique(faces)
    used = project(fine[drawn[place[drawn, 2] < camera.top - ENDS]])
    low, high = used.min(0) - MARGIN, used.max(0) + MARGIN
    width, height = (int(n) for n in np.ceil(high - low))
    sun = -0.45 * right + 0.55 * up + 0.75 * toward
    light = 0.5 + 0.5 * normals @ (sun / np.linalg.norm(sun))
    values = {
        "depth": (fine @ toward)[faces].mean(1),
        "light": light[faces].mean(1),
        "nail": ((finer @ b.template.nail) * (finer @ (b.toe > 0)))[faces].mean(1),
    }
    owner = np.full((height, width), -1, np.int32)
    for index, triangle in enumerate(np.rint((project(fine) - low)[faces] * 16).astype(np.int32)):
        cv2.fillConvexPoly(owner, triangle, index, cv2.LINE_8, 4)
    maps = {name: np.where(owner < 0, -np.inf if name == "depth" else 0.0, value[owner]) for name, value in values.items()}
    return Sight(**maps, pixels=project(vertices) - low)


def smooth(line: np.ndarray, sigma: float, *, closed: bool) -> np.ndarray:
    """A line (n, 2) of pixel steps without its steps."""
    return np.asarray(ndimage.gaussian_filter1d(line.astype(float), sigma, axis=0, mode="wrap" if closed else "nearest"))


def thin(line: np.ndarray, *, closed: bool, tolerance: float = 0.5) -> list[list[float]]:
    """The line with no more points than it needs, as plain numbers."""
    kept = cv2.approxPolyDP(line.astype(np.float32)[:, None], tolerance, closed).reshape(-1, 2)
    return [[round(float(x), 1), round(float(y), 1)] for x, y in kept]


def regions(mask: np.ndarray, least: float, sigma: float) -> list[list[list[float]]]:
    """Outlines of the parts of a mask of at least `least` square units, largest first."""
    found, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    large = sorted((c for c in found if cv2.contourArea(c) >= least), key=cv2.contourArea, reverse=True)
    return [thin(smooth(c.reshape(-1, 2), sigma, closed=True), closed=True) for c in large]


def inner_lines(depth: np.ndarray) -> list[list[list[float]]]:
    """Where one part of the foot hides another: the nearer pixels along steps in depth, chained to lines."""
    filled = np.where(np.isfinite(depth), depth, np.nan)
    edge = np.zeros(depth.shape, bool)
    for axis in (0, 1):
        for side in (1, -1):
            with np.errstate(invalid="ignore"):
                edge |= filled - np.roll(filled, side, axis) > STEP
    within = ndimage.binary_erosion(np.isfinite(depth), iterations=RIM)
    left = set(map(tuple, np.argwhere(edge & within)))
    lines = []
    while left:
        chain = [min(left)]
        left.discard(chain[0])
        for _ in range(2):  # onward from the first pixel, then the other way
            while True:
                y, x = chain[-1]
                near = [(y + dy, x + dx) for dy in range(-2, 3) for dx in range(-2, 3) if (y + dy, x + dx) in left]
                if not near:
                    break
                nearest = min(near, key=lambda p: (p[0] - y) ** 2 + (p[1] - x) ** 2)
                left -= {p for p in near if (p[0] - y) ** 2 + (p[1] - x) ** 2 <= 2}
                left.discard(nearest)
                chain.append(nearest)
            chain.reverse()
        if np.ptp(np.array(chain), axis=0).max() > SHORTEST:
            lines.append(thin(smooth(np.array(chain)[:, ::-1], 2.5, closed=False), closed=False))
    return lines


def landmarks(vertices: np.ndarray, sight: Sight, camera: Camera, view: View) -> dict[str, list[float]]:
    """Where the landmarks of this view lie."""
    normals = template.vertex_normals(vertices, template.body().template.faces)
    chosen = sight.pixels[anatomy.locate(vertices, normals, sight.pixels, np.array(camera.toward, float))]
    places = zip(LANDMARKS, chosen, strict=True)
    return {mark.name: [round(float(x), 1), round(float(y), 1)] for mark, (x, y) in places if view in mark.views}


def draw(view: View, camera: Camera) -> dict[str, Any]:
    """One view of the left foot as the data file holds it."""
    vertices = leaned(average_foot(), camera.lean)
    sight = look(vertices, camera)
    shown = np.isfinite(sight.depth)
    light = cv2.GaussianBlur(np.where(shown, sight.light, 1.0), (0, 0), 5)
    around = cv2.GaussianBlur(np.where(shown, sight.light, light), (0, 0), 28)
    tones = [regions(shown & ((light < level) | (light < around - HOLLOW)), 250, 4) for level in TONES[:1]]
    tones += [regions(shown & (light < level), 250, 4) for level in TONES[1:]]
    return {
        "size": [shown.shape[1], shown.shape[0]],
        "fade": camera.fade,
        "body": regions(shown, 2000, 2)[0],
        "tones": tones,
        "lines": inner_lines(sight.depth),
        "nails": regions(cv2.GaussianBlur(sight.nail, (0, 0), 3) > 0.4, 40, 5),
        "landmarks": landmarks(vertices, sight, camera, view),
    }


def main() -> None:
    """Draw the five views and write them, one line a list of numbers' owner."""
    views = {view: draw(view, camera) for view, camera in CAMERAS.items()}
    note = "Made by tools/make_charts.py. A left foot; units: a thousandth of its length, y down."
    OUT.parent.mkdir(parents=True, exist_ok=True)
    rows = ",\n".join(
        f"  {json.dumps(view)}: {{\n"
        + ",\n".join(f"   {json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in drawn.items())
        + "\n  }"
        for view, drawn in views.items()
    )
    OUT.write_text(f'{{\n "note": {json.dumps(note)},\n "views": {{\n{rows}\n }}\n}}\n', encoding="utf-8")
    print(f"{OUT.relative_to(ROOT)}: {OUT.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
