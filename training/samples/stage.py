"""Put a scene's meshes, camera and lights into one file for Blender, and compute where the landmarks fall in the picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from locator.landmarks import NAMES
from training import anatomy, mesh, posture, template
from training.samples import feet
from training.samples.scenes import PosedFoot, Scene

Mesh = dict[str, Any]


def rotation(foot: PosedFoot) -> np.ndarray:
    """From foot axes (anterior, left, superior; a right foot already mirrored) to the room's."""
    if foot.attitude == "standing":
        return posture.turn("z", 90 + foot.turn)
    lie = np.array([[0.0, 1, 0], [0, 0, 1], [1, 0, 0]])  # anterior up, superior along +y
    return posture.turn("z", foot.turn) @ posture.turn("y", foot.roll if foot.side == "left" else -foot.roll) @ lie


def camera_matrix(scene: Scene) -> np.ndarray:
    """Camera to room (4, 4); the camera looks along its -z, y up. `roll` degrees turn the picture."""
    eye, target = np.array(scene.eye), np.array(scene.target)
    back = (eye - target) / np.linalg.norm(eye - target)
    right = np.cross([0.0, 0.0, 1.0], back)
    right /= np.linalg.norm(right)
    axes = np.stack([right, np.cross(back, right), back], 1) @ posture.turn("z", scene.roll)
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = axes, eye
    return matrix


def project(scene: Scene, points: np.ndarray) -> np.ndarray:
    """Room points (N, 3) to pixels (N, 2); the centre of the top-left pixel is (0, 0)."""
    matrix = camera_matrix(scene)
    local = (points - matrix[:3, 3]) @ matrix[:3, :3]
    focal = scene.lens / 36 * max(scene.size)
    width, height = scene.size
    return np.stack([width / 2 - focal * local[:, 0] / local[:, 2], height / 2 + focal * local[:, 1] / local[:, 2]], 1) - 0.5


def _foot(scene: Scene, foot: PosedFoot) -> tuple[list[Mesh], dict[str, Any]]:
    fine = feet.make(foot.person, foot.attitude == "standing", foot.tilt)
    mirror = np.array([1.0, 1.0 if foot.side == "left" else -1.0, 1.0])
    turn = rotation(foot)
    if foot.attitude == "lying":  # the leg lies level on the bed
        along = (feet.leg_direction(fine.rough.vertices) * mirror) @ turn.T
        turn = posture.turn("x", foot.pitch - np.degrees(np.arctan2(along[2], along[1]))) @ turn
    world = (fine.vertices * mirror) @ turn.T
    drop = 0.0 if foot.attitude == "standing" else world[fine.place[:, 2] < 1.2, 2].min() + 0.003  # a lying heel sinks in
    shift = np.array([*foot.at, -drop])
    order = slice(None) if foot.side == "left" else slice(None, None, -1)
    skin = {"name": "foot", "material": "skin", "vertices": world + shift, "faces": fine.faces[:, order]}
    skin |= {"place": fine.place, "colour": fine.colour, "nail": fine.nail}
    parts = [skin]
    body = template.body()
    if foot.cuff is not None:
        parts.append(_trousers(foot, fine, lambda points: (points * mirror) @ turn.T + shift, order))
    rough = fine.rough.vertices.astype(float)
    rough_world = (rough * mirror) @ turn.T + shift
    pixels = project(scene, rough_world)
    centre = rough_world[body.place[:, 2] < 0.3].mean(0)
    toward = np.array(scene.eye) - centre
    toward = (toward / np.linalg.norm(toward)) @ turn * mirror
    chosen = anatomy.locate(rough, fine.rough.normals, pixels, toward, fine.rough.stray)
    marks = {
        name: {"xy": pixels[i].round(1).tolist(), "world": rough_world[i].tolist()} for name, i in zip(NAMES, chosen, strict=True)
    }
    return parts, {"side": foot.side, "view": foot.view, "landmarks": marks}


def _trousers(foot: PosedFoot, fine: feet.FineFoot, to_room: Any, order: slice) -> Mesh:
    """The leg above the cuff, blown up and creased."""
    body = template.body()
    place, faces = body.place, body.template.faces
    kept = faces[(place[faces, 2] > foot.cuff).any(1)]
    used, renamed = np.unique(kept, return_inverse=True)
    below = np.clip(foot.cuff - place[used, 2], 0, None) * fine.rough.length  # a straight hem, not the triangles' zigzag
    up = below[:, None] * feet.leg_direction(fine.rough.vertices)
    noise = feet.Noise(foot.person.seed + 5)
    folds = noise(place[used], (5, 5, 14)) + 0.6 * noise(place[used], (9, 9, 5), 4)
    loose = 0.016 + 0.006 * folds
    vertices = fine.rough.vertices[used] + up + fine.rough.normals[used] * loose[:, None]
    faces_ = renamed.reshape(-1, 3)[:, order]
    return {"name": "trousers", "material": foot.cloth, "vertices": to_room(vertices), "faces": faces_, "thickness": 0.003}


def _grid(
    width: float, depth: float, step: float, height: float, turn: float, waves: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """A horizontal sheet round the origin with gentle folds `waves` metres high."""
    columns, rows = max(2, int(width / step)), max(2, int(depth / step))
    x, y = np.meshgrid(np.linspace(-width / 2, width / 2, columns), np.linspace(-depth / 2, depth / 2, rows))
    flat = np.stack([x, y, np.zeros_like(x)], -1).reshape(-1, 3)
    if waves:
        noise = feet.Noise(seed)
        fold = noise(flat, (3, 9, 1)) + 0.5 * noise(flat, (11, 6, 1), 3) + 0.15 * noise(flat, 30)
        near = np.exp(-((np.linalg.norm(flat[:, :2], axis=1) / 0.10) ** 2))  # pressed flat by the heel
        flat[:, 2] = waves * fold * (1 - near) - waves * 0.4 * near
    index = np.arange(rows * columns).reshape(rows, columns)
    quads = np.stack([index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]], -1).reshape(-1, 4)
    return flat @ posture.turn("z", turn).T + [0, 0, height], quads


def _room(scene: Scene) -> list[Mesh]:
    parts: list[Mesh] = []
    soft = "sheet" in scene.ground
    extent, step = (2.4, 0.006) if soft else (8.0, 8.0)
    vertices, faces = _grid(extent, extent, step, -0.008 if scene.cover else 0.0, scene.ground_turn, 0.007 if soft else 0.0, 3)
    parts.append({"name": "ground", "material": scene.ground, "vertices": vertices, "faces": faces})
    if scene.cover:
        vertices, faces = _grid(0.50, 0.70, 0.003, 0.0, 4.0, 0.0012, 4)
        parts.append(
            {
                "name": "cover",
                "material": scene.cover,
                "vertices": vertices + np.array([0.03, 0.10, -0.001]),
                "faces": faces,
                "thickness": 0.007,
            }
        )
    if scene.wall:
        material, distance = scene.wall
        ahead = np.array(scene.target) - np.array(scene.eye)
        ahead = np.array([ahead[0], ahead[1], 0.0]) / np.hypot(ahead[0], ahead[1])
        side, foot = np.array([-ahead[1], ahead[0], 0]), np.array([*scene.target[:2], 0]) + ahead * distance
        corners = np.array(
            [foot - 5 * side - [0, 0, 1], foot + 5 * side - [0, 0, 1], foot + 5 * side + [0, 0, 3], foot - 5 * side + [0, 0, 3]]
        )
        parts.append({"name": "wall", "material": material, "vertices": corners, "faces": np.array([[0, 1, 2, 3]])})
    return parts


def _hand(person: feet.Person) -> Mesh:
    """anny's left hand and forearm, palm down on the table."""
    import torch

    model = mesh._anny()
    with torch.no_grad():
        rest = model()["rest_vertices"][0].numpy()
    faces = model.faces.numpy()
    bones, weights = model.vertex_bone_indices.numpy(), model.vertex_bone_weights.numpy()
    label = [model.bone_labels[int(b)] for b in bones[np.arange(len(bones)), weights.argmax(1)]]
    inside = np.array(
        [name.endswith(".L") and any(k in name for k in ("finger", "wrist", "metacarpal", "hand", "lowerarm")) for name in label]
    )
    kept = faces[inside[faces].all(1)]
    coarse, renamed = np.unique(kept, return_inverse=True)
    vertices, faces = rest[coarse], renamed.reshape(-1, 3)
    hand = np.array(["lowerarm" not in label[i] for i in coarse]).astype(float)
    for _ in range(3):
        faces, step = mesh.loop_subdivision(faces, len(vertices))
        vertices, hand = step @ vertices, step @ hand
    palm = vertices[hand > 0.9]
    _, _, axes = np.linalg.svd(palm - palm.mean(0), full_matrices=False)  # along, across, thickness
    along, up = axes[0], axes[2]
    along = along if (palm.mean(0) - vertices[hand < 0.1].mean(0)) @ along > 0 else -along
    up = up if up[2] > 0 else -up  # anny's palms face down
    local = (vertices - palm.mean(0)) @ np.stack([np.cross(along, up), along, up], 1)
    local[:, 2] -= local[hand > 0.9, 2].min()
    noise, scale = feet.Noise(person.seed), 5.0 * local
    colour = feet.linear(person.skin) * (1 + 0.08 * noise(scale, 5) + 0.06 * noise(scale, 30))[:, None]
    return {
        "name": "hand",
        "material": "skin",
        "vertices": local,
        "faces": faces,
        "place": scale,
        "colour": colour,
        "nail": np.zeros(len(local)),
    }


def write(scene: Scene, path: Path) -> dict[str, Any]:
    """Save the scene for blender.py; returns the description with its feet."""
    parts, found = _room(scene), []
    for foot in scene.feet:
        some, described = _foot(scene, foot)
        parts += some
        found.append(described)
    if scene.hand:
        parts.append(_hand(scene.hand))
    azimuth, height = np.radians(scene.key)
    centre = np.array(scene.target)
    toward = np.array([np.cos(azimuth) * np.cos(height), np.sin(azimuth) * np.cos(height), np.sin(height)])
    light = {"eye": (centre + 1.5 * toward).tolist(), "target": centre.tolist(), "size": scene.light_size, "watts": scene.watts}
    job = {
        "meshes": [{k: v for k, v in part.items() if not isinstance(v, np.ndarray)} for part in parts],
        "lights": [light | {"colour": scene.warmth}],
        "sky": scene.sky,
        "sky_strength": scene.sky_strength,
        "lens": scene.lens,
        "focus": float(np.linalg.norm(np.array(scene.eye) - centre)),
        "stop": 11.0,
        "camera_matrix": camera_matrix(scene).tolist(),
        "size": scene.size,
        "exposure": scene.exposure,
        "feet": found,
    }
    arrays = {
        f"{i}_{key}": value.astype("i4" if key == "faces" else "f4")
        for i, part in enumerate(parts)
        for key, value in part.items()
        if isinstance(value, np.ndarray)
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, job=json.dumps(job), **arrays)
    return job
