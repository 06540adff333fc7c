"""Scenes without a bare foot: hands, faces and other skin of anny's body, socks, shoes, floors and rooms."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from training import backgrounds, mesh, shapes, template
from training.renderer import Solid, look_at, perspective
from training.scene import Scene, View, random_camera, random_light, random_sheets, random_skin, random_viewpoint, solid_of


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
    normals = template.vertex_normals(points, local)
    skin, _ = random_skin(rng)
    skin["cuff"] = 99.0
    place = (points - target) * 0.5 + [0.4, 0, 0.2]
    paint = np.tile([2.0, 0.0, 0.9], (len(points), 1))
    solid = Solid(points, normals, place, paint, local, skin, 0)
    direction, up = random_viewpoint(rng, "free")
    distance, half = rng.uniform(2.5, 6), rng.uniform(0.3, 0.9)
    eye = target + direction * distance
    projection = perspective(2 * float(np.arctan(half / distance)), 0.15, 40.0)
    camera = View(look_at(eye, target, up), projection, eye)
    return Scene(
        [solid], [], [], [], backgrounds.any_picture(rng, 256, 0.6), camera, random_light(rng, np.array([0.0, 0.0, 1.0]))
    )


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
    if draw < 0.40:
        return _skin_part(rng)
    return _covered_scene(rng, shod=draw < 0.6) if draw < 0.75 else _room(rng)
