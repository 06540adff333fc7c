"""How toes and leg are held: random joint turns, and linear blend skinning that applies them. Axes of `training.mesh`."""

from __future__ import annotations

import numpy as np

from training import mesh

__all__ = ["random_pose", "skin", "turn"]

#: How far toes take part where the little ones curl under their neighbours (curly toes, adductovarus), by number.
_CURLY = {4: 0.5, 5: 1.0}


def turn(axis: str, degrees: float) -> np.ndarray:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    if axis == "x":
        return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    if axis == "y":
        return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def random_pose(rng: np.random.Generator, standing: bool) -> dict[str, np.ndarray]:
    """Rotation matrices (3, 3) about each moving bone's head. Positive toe flexion bends toward the sole."""
    pose = {}
    curl = (
        rng.normal(0, 4)
        if standing
        else rng.choice([rng.normal(0, 8), rng.normal(25, 15), rng.normal(-20, 10)], p=[0.7, 0.15, 0.15])
    )
    spread = rng.normal(0, 3) if rng.random() < 0.8 else rng.uniform(0, 9)
    hallux = float(np.clip(abs(rng.normal(0, 9)) - 3, -3, 30))
    curly = rng.uniform(0, 1) if rng.random() < 0.3 else 0.0  # little toes that curl under their neighbours
    for number, toe in enumerate(mesh.TOE_BONES, 1):
        hammer = max(0.0, rng.normal(0, 10)) if number > 1 and rng.random() < 0.4 else 0.0
        own = rng.normal(0, 3.5)
        aside = spread * (number - 2.4) / 2 + rng.normal(0, 2.0)
        if number == 1:
            aside += hallux
        if number == 5:
            aside -= abs(rng.normal(0, 5))
        under = curly * _CURLY.get(number, 0.0)
        aside -= 14 * under
        bends = [0.6 * curl + own - 0.7 * hammer + 8 * under, 0.5 * curl + 1.4 * hammer + 25 * under, 0.3 * curl + 0.4 * hammer]
        bends = bends[: len(toe)]
        for bone, bend in zip(toe, bends, strict=True):
            pose[bone] = turn("y", float(np.clip(bend, -40, 60)))
        # +z turns +x toward +y: outward for every toe
        roll = rng.normal(0, 6) - (12 * rng.random() if number == 5 else 0) - 30 * under  # nails turn outward
        pose[toe[0]] = turn("z", float(aside)) @ pose[toe[0]] @ turn("x", float(roll))
    lean = rng.normal(0, 8) if standing else rng.normal(-20, 20)
    pose["lowerleg02"] = turn("y", float(np.clip(lean, -60, 25))) @ turn("x", float(rng.normal(0, 5)))
    return pose


def skin(vertices: np.ndarray, heads: dict[str, np.ndarray], pose: dict[str, np.ndarray], weights: np.ndarray) -> np.ndarray:
    """Linear blend skinning with the foot at rest: toes turn about their joints, the leg about the ankle."""
    moved = vertices.copy()
    for toe in mesh.TOE_BONES:
        rotation, origin = np.eye(3), np.zeros(3)  # x -> rotation @ x + origin
        for bone in toe:
            local = pose.get(bone, np.eye(3))
            origin = origin + rotation @ (heads[bone] - local @ heads[bone])
            rotation = rotation @ local
            weight = weights[:, mesh.BONES.index(bone)]
            use = weight > 0
            moved[use] += weight[use, None] * (vertices[use] @ rotation.T + origin - vertices[use])
    local = pose["lowerleg02"]
    leg = weights[:, 0] + weights[:, 1]
    use = leg > 0
    ankle = heads["foot"]
    moved[use] += leg[use, None] * ((vertices[use] - ankle) @ local.T + ankle - vertices[use])
    return moved
