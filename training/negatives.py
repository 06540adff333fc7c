"""Scenes without a bare foot: hands, faces and other skin of anny's body, socks, floors and rooms."""

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
    """Template vertices with the toes melted together: smoothed and a little inflated."""
    b = template.body()
    faces, place = b.template.faces, b.place.copy()
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    degree = np.maximum(np.bincount(edges[:, 0], minlength=len(place)), 1)
    toes = np.clip((place[:, 0] - 0.6) / 0.15, 0, 1)[:, None] * (place[:, 2] < 0.3)[:, None]
    smooth = place
    for _ in range(250):
        mean = np.stack([np.bincount(edges[:, 0], smooth[edges[:, 1], k], len(place)) for k in range(3)], 1) / degree[:, None]
        smooth = smooth + (0.03 + 0.97 * toes) * 0.5 * (mean - smooth)
    return smooth + 0.03 * template.vertex_normals(smooth, faces)


def _sock_scene(rng: np.random.Generator) -> Scene | None:
    b = template.body()
    vertices = _sock() * np.array([1.0, rng.uniform(0.85, 1.15), rng.uniform(0.8, 1.2)])
    foot = shapes.FootShape(
        vertices - [vertices[:, 0].min(), 0, vertices[:, 2].min()], template.vertex_normals(vertices, b.template.faces), 1.0
    )
    skin, _ = random_skin(rng)
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
    if draw < 0.45:
        return _skin_part(rng)
    return _sock_scene(rng) if draw < 0.7 else _room(rng)
