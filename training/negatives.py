"""Scenes without a bare foot: hands, faces and other skin of anny's body, socks, shoes, floors and rooms."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from training import backgrounds, hands, mesh, shapes, template
from training.posture import turn
from training.renderer import look_at, perspective
from training.scene import Scene, View, random_camera, random_light, random_sheets, random_viewpoint, solid_of
from training.skin import bare, random_skin


@functools.cache
def _body() -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Whole body in foot axes and foot lengths, faces, and what to look at."""
    import torch

    model = mesh._anny()
    with torch.no_grad():
        out = model()
    vertices = mesh.to_foot_axes(out["rest_vertices"][0].numpy()) / 0.25
    heads = out["rest_bone_heads"][0].numpy()
    targets = {}
    for index, name in enumerate(model.bone_labels):
        if any(key in name for key in ("finger", "wrist", "metacarpal", "head", "jaw", "lowerarm", "lowerleg01", "eye")):
            targets[name] = mesh.to_foot_axes(heads[index]) / 0.25
    faces = model.faces.numpy()
    for _ in range(1):
        faces, step = mesh.loop_subdivision(faces, len(vertices))
        vertices = step @ vertices
    return vertices, faces, targets


def _skin_part(rng: np.random.Generator) -> Scene:
    vertices, faces, targets = _body()
    names = list(targets)
    hands = [n for n in names if any(key in n for key in ("finger", "wrist", "metacarpal"))]
    name = str(rng.choice(hands if rng.random() < 0.65 else names))
    target = targets[name]
    near = np.linalg.norm(vertices - target, axis=1) < 1.6
    kept = faces[near[faces].all(1)]
    used, local = np.unique(kept, return_inverse=True)
    points = vertices[used]
    local = local.reshape(-1, 3)
    solid = bare(rng, points, local, target)
    direction, up = random_viewpoint(rng, "free")
    distance, half = rng.uniform(2.5, 6), rng.uniform(0.3, 0.9)
    eye = target + direction * distance
    projection = perspective(2 * float(np.arctan(half / distance)), 0.15, 40.0)
    camera = View(look_at(eye, target, up), projection, eye)
    return Scene(
        [solid], [], [], [], backgrounds.any_picture(rng, 256, 0.6), camera, random_light(rng, np.array([0.0, 0.0, 1.0]))
    )


@functools.lru_cache(maxsize=32)
def _hand(number: int) -> hands.Hand:
    """A flat hand with its forearm; making one costs more than drawing it, so a process draws a few dozen again and again."""
    rng = np.random.default_rng((number, 77))
    kinds = {name: rng.uniform(0.1, 0.9) for name in ("gender", "weight", "muscle", "height")} | {"age": rng.uniform(0.35, 1)}
    return hands.hand(kinds, float(rng.normal(0, 15)), float(rng.uniform(0, 45)))


def _flat_hand(rng: np.random.Generator) -> Scene | None:
    """A whole hand, back or palm, on a ground or a sheet, or held up: what people show when asked for their thumb."""
    one = _hand(int(rng.integers(32)))
    points = one.vertices / hands.UNIT * rng.uniform(0.85, 1.15, 3)
    points += _bulges(points, rng)
    points[:, 2] -= points[:, 2].min()
    standing = rng.random() < 0.65
    if not standing:  # held up: seen from any side, the palm too
        points = points @ turn("x", float(rng.uniform(-180, 180))).T @ turn("y", float(rng.uniform(-180, 180))).T
    solid = bare(rng, points, one.faces)
    target = np.array([points[:, 0].mean(), one.heads["finger1-1"][1] / hands.UNIT + rng.normal(0, 0.1), points[:, 2].mean()])
    direction, up = random_viewpoint(rng, "stand_top") if standing else random_viewpoint(rng, "free")
    eye = target + direction * rng.uniform(2.0, 5.0)
    if np.linalg.norm(points[::20] - eye, axis=1).min() < 0.45:
        return None
    projection = perspective(2 * float(np.arctan(rng.uniform(0.35, 0.8) / np.linalg.norm(eye - target))), 0.15, 40.0)
    rolled = turn("z", float(rng.uniform(-180, 180)) if rng.random() < 0.3 else float(rng.normal(0, 25))) @ [0.0, 1.0, 0.0]
    camera = View(look_at(eye, target, rolled if abs(direction[2]) > 0.5 else up), projection, eye)
    sheets = random_sheets(rng, "stand_top", eye) if standing else []
    background = backgrounds.any_picture(rng, 256, 0.6)
    return Scene([solid], [], [], sheets, background, camera, random_light(rng, np.array([0.0, 0.0, 1.0])))


def _bulges(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A gentle random bend (V, 3) of a few waves: fingers apart or together, arched or flat."""
    shift = np.zeros_like(points)
    for _ in range(3):
        wave, phase = rng.normal(0, 3.0, 3), rng.uniform(0, 2 * np.pi)
        shift += np.sin(points @ wave + phase)[:, None] * rng.normal(0, 0.02, 3)
    return shift


@functools.cache
def _sock() -> np.ndarray:
    """Template vertices with the forefoot drawn into one rounded tube, a little inflated: no toe shows."""
    b = template.body()
    place = b.place + 0.02 * template.vertex_normals(b.place, b.template.faces)
    a, lateral, superior = place.T
    end = np.sqrt(np.clip(1 - ((a - 0.6) / 0.45) ** 2, 0.02, 1))
    breadth, height = 0.20 * end, 0.03 + 0.06 * end
    around = np.arctan2((superior - height) / height, (lateral - 0.02) / breadth)
    tube = np.stack([a, 0.02 + breadth * np.cos(around), height + height * np.sin(around)], 1)
    share = np.clip((a - 0.55) / 0.12, 0, 1)[:, None] * (superior < 0.3)[:, None]
    return place + share * (tube - place)


def _shoe(rng: np.random.Generator) -> np.ndarray:
    """The sock's vertices stretched over a last: a flat sole that juts out, a longer and higher toe box."""
    vertices = _sock().copy()
    a, _, s = vertices.T
    low = np.clip((0.30 - s) / 0.2, 0, 1)
    vertices[:, 0] += low * rng.uniform(0.0, 0.12) * np.clip(a - 0.3, 0, 1)
    vertices[:, 1] *= 1 + low * rng.uniform(0.05, 0.3)
    vertices[:, 2] += np.clip((a - 0.55) / 0.3, 0, 1) * rng.uniform(-0.02, 0.06) * (s > 0.05)
    floor = rng.uniform(0.03, 0.07)
    vertices[:, 2] = np.where(s < floor, -rng.uniform(0.0, 0.05), vertices[:, 2])
    return vertices


def _covered_scene(rng: np.random.Generator, shod: bool) -> Scene | None:
    """A foot in a sock or a shoe."""
    b = template.body()
    vertices = (_shoe(rng) if shod else _sock()) * np.array([1.0, rng.uniform(0.85, 1.15), rng.uniform(0.8, 1.2)])
    foot = shapes.FootShape(
        vertices - [vertices[:, 0].min(), 0, vertices[:, 2].min()], template.vertex_normals(vertices, b.template.faces), 1.0
    )
    skin, _ = random_skin(rng)
    if shod:
        skin |= {"welt": float(rng.uniform(0.02, 0.1)), "nail_tone": tuple(rng.uniform(0.01, 0.9) * rng.uniform(0.8, 1.0, 3))}
    solid = dataclasses.replace(solid_of(foot, skin, 0, False), cloth=True)
    kind = str(rng.choice(["stand_top", "stand_side", "lie_sole"]))
    direction, up = random_viewpoint(rng, kind)
    camera = random_camera(rng, direction, up, [solid], float(rng.uniform(0.5, 0.9)))
    if camera is None:
        return None
    return Scene(
        [solid],
        [],
        [],
        random_sheets(rng, kind, camera.eye),
        backgrounds.any_picture(rng, 256, 0.6),
        camera,
        random_light(rng, np.array([0.0, 0.0, 1.0])),
    )


def _room(rng: np.random.Generator) -> Scene:
    direction, up = random_viewpoint(rng, "stand_any")
    eye = direction * rng.uniform(2, 8)
    camera = View(look_at(eye, np.zeros(3), up), perspective(rng.uniform(0.3, 1.0), 0.15, 40.0), eye)
    sheets = random_sheets(rng, "stand_any", eye) if rng.random() < 0.6 else []
    return Scene([], [], [], sheets, backgrounds.photo(rng, 384), camera, random_light(rng, np.array([0.0, 0.0, 1.0])))


def random_negative(rng: np.random.Generator) -> Scene | None:
    draw = rng.random()
    if draw < 0.25:
        return _flat_hand(rng)
    if draw < 0.45:
        return _skin_part(rng)
    return _covered_scene(rng, shod=draw < 0.65) if draw < 0.8 else _room(rng)
