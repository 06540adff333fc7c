"""One random scene: whose foot, how it stands or lies, on what, in which light, and from where it is seen.

World: foot lengths, the axes of the (left) foot: X anterior, Y lateral, Z superior. Lying feet keep these axes and turn
gravity instead. Right feet are made by flipping the finished picture (training.render).
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import numpy as np

from training import backgrounds, shapes, template
from training.renderer import Renderer, Sheet, Solid, look_at, orthographic, perspective, project
from training.skin import random_skin

CENTRE = np.array([0.45, 0.0, 0.12])
FOOT = (1, 2, 3, 4, 5)
#: The occlusion of the template knows nothing of one foot's hollows: so deep (in foot lengths) they see so much less sky.
_DEEP, _SHADE = 0.02, 0.4


@dataclasses.dataclass(frozen=True)
class View:
    """A camera: 4x4 `view` and `projection`, `eye` (3,)."""

    view: np.ndarray
    projection: np.ndarray
    eye: np.ndarray

    @property
    def matrix(self) -> np.ndarray:
        return self.projection @ self.view


@dataclasses.dataclass(frozen=True)
class Scene:
    """What to draw. `feet` are the solids that are bare feet, in the order of their instance numbers; `mirrored` marks the other
    side's foot, whose vertices were mirrored; `tone` is the group of their skin, 0 very light .. 5 very dark."""

    solids: list[Solid]
    feet: list[Solid]
    mirrored: list[bool]
    sheets: list[Sheet]
    background: np.ndarray
    camera: View
    light: dict[str, Any]
    tone: int = -1


@functools.cache
def occlusion() -> np.ndarray:
    """Share of the sky that each template vertex sees, (V,) in [0, 1], from 28 directions; toes shade each other."""
    renderer, b = Renderer(64), template.body()
    place = b.place.copy()
    directions = np.random.default_rng(1).normal(size=(28, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    normals = template.vertex_normals(place, b.template.faces)
    open_, weight = np.zeros(len(place)), np.zeros(len(place))
    texture, frame = renderer.shadows[0]
    data = renderer.gl.buffer(np.c_[place, np.zeros((len(place), 9))].astype("f4").tobytes())
    faces = renderer.gl.buffer(b.template.drawn.astype("i4").tobytes())
    for direction in directions:
        up = np.array([0.0, 1.0, 0.0]) if abs(direction[2]) > 0.9 else np.array([0.0, 0.0, 1.0])
        matrix = orthographic(1.1, 3.0) @ look_at(CENTRE + direction, CENTRE, up)
        frame.use()
        frame.clear(depth=1.0)
        renderer.gl.enable_only(renderer.gl.DEPTH_TEST)
        renderer._set(renderer.shade, {"view_projection": matrix})
        renderer.gl.vertex_array(renderer.shade, [(data, "3f 9x4", "position")], index_buffer=faces).render()
        depth = np.frombuffer(texture.read(), np.float32).reshape(512, 512)[::-1]
        pixels, z = project(place + 0.006 * normals, matrix, 512)
        x, y = (np.clip(np.rint(pixels[:, k]).astype(int), 0, 511) for k in range(2))
        facing = np.clip(normals @ direction, 0, 1)
        open_ += facing * (z <= depth[y, x] + 0.001)
        weight += facing
    return np.clip(open_ / np.maximum(weight, 1e-6), 0.05, 1.0)


def random_light(rng: np.random.Generator, up: np.ndarray) -> dict[str, Any]:
    direction = rng.normal(0, 1, 3) + 1.2 * up
    direction /= np.linalg.norm(direction)
    fill = rng.normal(0, 1, 3)
    warmth = rng.normal(0, 0.08)
    tint = np.array([1 + warmth, 1.0, 1 - warmth])
    key = rng.uniform(0.2, 1.3)
    sky = rng.uniform(0.25, 0.9)
    level = rng.uniform(0.75, 1.25) / (0.55 * key + 0.75 * sky)
    return {
        "key_direction": tuple(direction),
        "key_color": tuple(key * level * tint),
        "sky_color": tuple(sky * level * tint * np.exp(rng.normal(0, 0.05, 3))),
        "ground_color": tuple(sky * level * rng.uniform(0.2, 1.1) * np.exp(rng.normal(0, 0.08, 3))),
        "fill_direction": tuple(fill / np.linalg.norm(fill)),
        "fill_color": tuple(level * rng.uniform(0, 0.35) * np.exp(rng.normal(0, 0.1, 3))),
        "key_blur": float(rng.uniform(0.002, 0.03)),
        "sky_blur": float(rng.uniform(0.02, 0.06)),
        "seed": float(rng.uniform(0, 50)),
        "back_gain": float(rng.uniform(0.5, 1.1)),
    }


def _direction(elevation: float, azimuth: float) -> np.ndarray:
    """Unit vector; azimuth 0 in front of the toes, 90 lateral; degrees."""
    e, a = np.radians(elevation), np.radians(azimuth)
    return np.array([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)])


def _turned(direction: np.ndarray, rng: np.random.Generator, degrees: float) -> np.ndarray:
    moved = direction + np.tan(np.radians(degrees)) * rng.normal(0, 0.6, 3)
    return moved / np.linalg.norm(moved)


def random_viewpoint(rng: np.random.Generator, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Direction from the foot to the camera, and the direction that is up in the picture."""
    z, x = np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])
    if kind == "stand_top":
        azimuth = rng.choice([rng.normal(0, 45), rng.normal(180, 30), rng.uniform(-180, 180)], p=[0.5, 0.25, 0.25])
        return _direction(float(np.clip(rng.normal(58, 15), 28, 88)), azimuth), z
    if kind == "stand_side":
        side = 90 if rng.random() < 0.4 else -90
        return _direction(float(np.clip(abs(rng.normal(0, 12)), 1, 45)), side + rng.normal(0, 18)), z
    if kind == "stand_any":
        return _direction(rng.uniform(2, 60), rng.uniform(-180, 180)), z
    if kind == "lie_sole":
        return _turned(-z + rng.uniform(-0.2, 0.9) * x, rng, 32), x  # lying feet point down: soles are seen from their toes
    if kind == "lie_top":
        return _turned(z + rng.uniform(0, 0.9) * x, rng, 25), x
    if kind == "lie_side":
        return _turned(np.array([0, 1.0 if rng.random() < 0.4 else -1.0, 0]), rng, 25), x if rng.random() < 0.6 else z
    random = rng.normal(0, 1, 3)
    return random / np.linalg.norm(random), rng.normal(0, 1, 3)


KINDS = ("stand_top", "stand_side", "stand_any", "lie_sole", "lie_top", "lie_side", "free")
SHARES = (0.16, 0.34, 0.06, 0.20, 0.07, 0.09, 0.08)


def solid_of(foot: shapes.FootShape, skin: dict[str, Any], instance: int, mirrored: bool) -> Solid:
    b = template.body()
    flip = np.array([1.0, -1.0 if mirrored else 1.0, 1.0])
    sky = occlusion() * (1 + _SHADE * np.tanh(foot.relief / _DEEP))
    paint = np.c_[b.skin + 0.9 * b.sole, b.template.nail, sky]
    faces = b.template.drawn[:, ::-1] if mirrored else b.template.drawn
    vertices, normals = foot.vertices / foot.length * flip, foot.normals * flip
    return Solid(vertices, normals, b.place, paint, faces, skin, instance, stray=foot.stray)


def moved(solid: Solid, offset: np.ndarray, turn: float) -> Solid:
    """Turned about Z at the heel by `turn` radians, then shifted."""
    c, s = np.cos(turn), np.sin(turn)
    rotation = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    return dataclasses.replace(solid, vertices=solid.vertices @ rotation.T + offset, normals=solid.normals @ rotation.T)


def random_camera(
    rng: np.random.Generator, direction: np.ndarray, up: np.ndarray, solids: list[Solid], share: float
) -> View | None:
    """Frame the first solid's foot so that it fills `share` of the picture; None when the camera would stand in a leg."""
    foot = template.body().surface
    points = solids[0].vertices[np.isin(foot, FOOT)][::20]
    centre = (points.min(0) + points.max(0)) / 2
    distance = float(np.exp(rng.uniform(np.log(1.5), np.log(7.0))))
    eye = centre + direction * distance
    if min(float(np.linalg.norm(s.vertices[::15] - eye, axis=1).min()) for s in solids) < 0.45:
        return None
    up = up - direction * (up @ direction)
    if np.linalg.norm(up) < 0.08:
        up = np.array([1.0, 0.0, 0.0]) - direction * direction[0]
    roll = rng.normal(0, 7) if rng.random() < 0.85 else rng.uniform(-180, 180)
    side = np.cross(direction, up)
    up = up * np.cos(np.radians(roll)) + side * np.sin(np.radians(roll))
    view = look_at(eye, centre, up)
    local = np.c_[points, np.ones(len(points))] @ view.T
    tangent = local[:, :2] / -local[:, 2:3]
    middle, half = (tangent.max(0) + tangent.min(0)) / 2, (tangent.max(0) - tangent.min(0)).max() / 2
    span = half / share
    room = max(0.0, span - half) if share < 1 else 0.25 * half
    offset = middle + rng.uniform(-1, 1, 2) * room * (0.6 if rng.random() < 0.8 else 1.4)
    projection = perspective(2 * float(np.arctan(span)), 0.15, 40.0)
    projection[0, 2], projection[1, 2] = offset[0] / span, offset[1] / span  # shifted lens: the crop of a larger photo
    return View(view, projection, eye)


@dataclasses.dataclass(frozen=True)
class Stance:
    """A person's foot, or both, standing or not: seen several times, since shaping costs more than drawing."""

    standing: bool
    shapes: tuple[shapes.FootShape, ...]


def random_stance(rng: np.random.Generator, person: Any, kinds: tuple[str, ...] = KINDS) -> Stance:
    """A stance from which at least one of `kinds` can be seen."""
    standing = bool(rng.random() < 0.6)
    if not any(kind.startswith("stand") == standing for kind in kinds):
        standing = not standing
    return Stance(standing, tuple(shapes.make_foot(rng, person, standing) for _ in range(2 if rng.random() < 0.35 else 1)))


def random_scene(rng: np.random.Generator, stance: Stance, kinds: tuple[str, ...] = KINDS) -> Scene | None:
    """One scene of one of `kinds`; None when the camera found no place to stand (draw again)."""
    fits = [kind in kinds and kind.startswith("stand") == stance.standing for kind in KINDS]
    odds = np.array(SHARES) * fits
    kind = str(rng.choice(KINDS, p=odds / odds.sum()))
    skin, tone = random_skin(rng)
    solids = [solid_of(stance.shapes[0], skin, 0, False)]
    if len(stance.shapes) > 1:
        offset = np.array([rng.normal(0, 0.25), -rng.uniform(0.42, 1.1), 0.0])
        solids.append(moved(solid_of(stance.shapes[1], skin, 1, True), offset, rng.normal(0, 0.15)))
    share = float(rng.uniform(0.5, 0.92)) if rng.random() < 0.8 else float(rng.uniform(0.95, 1.5))
    for _ in range(10):
        direction, up = random_viewpoint(rng, kind)
        camera = random_camera(rng, direction, up, solids, share)
        if camera is not None:
            break
    else:
        return None
    gravity_up = np.array([0.0, 0.0, 1.0]) if stance.standing or kind == "free" else np.array([1.0, 0.0, 0.0])
    background = backgrounds.any_picture(rng, 256, 0.75)
    sheets = random_sheets(rng, kind, camera.eye)
    return Scene(solids, solids, [False, True][: len(solids)], sheets, background, camera, random_light(rng, gravity_up), tone)


def random_sheets(rng: np.random.Generator, kind: str, eye: np.ndarray) -> list[Sheet]:
    """Floor with perhaps a paper on it under standing feet; a bed under the heel of lying ones."""
    sheets = []

    def sheet(origin: np.ndarray, a: np.ndarray, b: np.ndarray, texture: np.ndarray, repeat: float, tint: float) -> Sheet:
        corners = np.array([origin, origin + a, origin + b, origin + a + b])
        return Sheet(
            corners, (repeat, repeat), texture, (tint, tint, tint), float(rng.uniform(0.2, 0.9)), float(rng.beta(1, 4) * 0.5)
        )

    if kind.startswith("stand"):
        t = rng.uniform(0, np.pi)
        a, b = 16 * np.array([np.cos(t), np.sin(t), 0]), 16 * np.array([-np.sin(t), np.cos(t), 0])
        sheets.append(
            sheet(
                -(a + b) / 2 + CENTRE * [1, 1, 0],
                a,
                b,
                backgrounds.any_picture(rng, 256, 0.3),
                float(rng.uniform(2, 14)),
                float(rng.uniform(0.6, 1.0)),
            )
        )
        if rng.random() < 0.4:
            t = rng.normal(0, 0.25) + (np.pi / 2 if rng.random() < 0.3 else 0)
            a, b = (
                rng.uniform(1.1, 1.6) * np.array([np.cos(t), np.sin(t), 0]),
                rng.uniform(0.8, 1.2) * np.array([-np.sin(t), np.cos(t), 0]),
            )
            white = np.full((64, 64, 3), 235, np.uint8) + rng.integers(0, 20, (64, 64, 1), np.uint8)
            sheets.append(
                sheet(
                    np.array([0.5, 0, 0.004]) - (a + b) / 2 + [*rng.normal(0, 0.12, 2), 0],
                    a,
                    b,
                    white,
                    1.0,
                    float(rng.uniform(0.8, 1.0)),
                )
            )
    elif kind.startswith("lie") and rng.random() < 0.8:
        under = -0.01 if kind != "lie_side" or rng.random() < 0.5 else -0.2
        a, b = np.array([0, 9.0, 0]), np.array([0, 0, 9.0])
        back = -0.25 if kind == "lie_sole" else -4.5
        origin = np.array([under, -4.5, back + rng.normal(0, 0.1)])
        sheets.append(
            sheet(origin, a, b, backgrounds.any_picture(rng, 256, 0.3), float(rng.uniform(1, 8)), float(rng.uniform(0.6, 1.0)))
        )
    elif rng.random() < 0.3:
        a, b = np.array([9.0, 0, 0]), np.array([0, 9.0, 0])
        below = -0.3 if eye[2] > 0 else 0.9
        sheets.append(
            sheet(np.array([-4.0, -4.5, below]), a, b, backgrounds.any_picture(rng, 256, 0.3), float(rng.uniform(1, 8)), 1.0)
        )
    return sheets
