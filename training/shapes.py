"""Random feet: people (anny's phenotypes), anatomy that anny lacks (bumps, arches, toes), and posture.

Meshes are left feet in the axes of `training.mesh`, in metres. Everything that is fixed per vertex is written in template
coordinates: foot lengths along (anterior, lateral, superior), with the heel, the heel-to-second-toe line and the sole at 0.
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from training import mesh

#: anny's instep stands higher than that of real feet: ankle_front lies at 0.31 of foot length (median of the annotated
#: medial photos), on anny at 0.41. The template is squeezed by about this between these heights.
SQUEEZE_FROM, SQUEEZE_TO = 0.08, 0.42
#: Height of the cut just above the malleoli in foot lengths, level with the sole (median of the annotated medial photos).
CUT = 0.375


@dataclasses.dataclass(frozen=True)
class Body:
    """The template with its per-vertex facts: `place` (V, 3) template coordinates, `toe` (V,) 1..5 or 0; `surface` (V,) class
    1..6 (6 above the cut) and `skin` the same without 6; `sole` (V,) in [0, 1], smooth across the border of the sole."""

    template: mesh.Template
    place: np.ndarray
    toe: np.ndarray
    surface: np.ndarray
    skin: np.ndarray
    sole: np.ndarray


@dataclasses.dataclass(frozen=True)
class FootShape:
    """One foot: `vertices`, `normals` (V, 3) float32 in metres, sole at z = 0 and heel at x = 0; `length` in metres."""

    vertices: np.ndarray
    normals: np.ndarray
    length: float


def vertex_normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Unit normals (V, 3), weighted by face area."""
    a, b, c = (vertices[faces[:, k]].T for k in range(3))
    (ux, uy, uz), (vx, vy, vz) = b - a, c - a
    corners = faces.ravel()
    normals = np.stack(
        [
            np.bincount(corners, np.repeat(part, 3), len(vertices))
            for part in (uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx)
        ],
        1,
    )
    return normals / (np.linalg.norm(normals, axis=1, keepdims=True) + 1e-12)


def _normalise(vertices: np.ndarray, foot: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
    """Shift heel, axis (middle of the heel to toe 2) and sole to 0.

    Returns the moved vertices, the length in metres, and the shift.
    """
    heel, tip = vertices[foot, 0].min(), vertices[foot, 0].max()
    near_heel = foot & (vertices[:, 0] < heel + 0.2 * (tip - heel))
    shift = np.array([heel, vertices[near_heel, 1].mean() - 0.036 * (tip - heel), vertices[foot, 2].min()])
    return vertices - shift, float(tip - heel), shift


def _squeeze(superior: np.ndarray, amount: float) -> np.ndarray:
    share = np.clip((superior - SQUEEZE_FROM) / (SQUEEZE_TO - SQUEEZE_FROM), 0, 1)
    return superior - amount * share


@functools.cache
def body() -> Body:
    """Build once per process (about 5 s)."""
    import torch

    template = mesh.build_template()
    with torch.no_grad():
        rest = mesh.to_foot_axes(mesh._anny()()["rest_vertices"][0].numpy())
    vertices = template.subdivide @ rest[template.coarse]
    low = vertices[:, 2] < vertices[:, 2].min() + 0.08
    vertices, length, _ = _normalise(vertices, low)
    place = vertices / length
    place[:, 2] = _squeeze(place[:, 2], 0.09)
    toe = np.zeros(len(place), int)
    for number, bones in enumerate(mesh.TOE_BONES, 1):
        share = sum(template.weights[:, mesh.BONES.index(bone)] for bone in bones)
        toe[share > 0.5] = number
    normals = vertex_normals(place, template.faces)
    skin = _surfaces(place, normals, template.nail, toe)
    sole = (skin == 1).astype(float)
    edges = np.concatenate([template.faces[:, [0, 1]], template.faces[:, [1, 2]], template.faces[:, [2, 0]]])
    degree = np.maximum(np.bincount(edges[:, 0], minlength=len(place)), 1)
    for _ in range(40):
        sole = 0.5 * sole + 0.5 * np.bincount(edges[:, 0], sole[edges[:, 1]], len(place)) / degree
    return Body(template, place, toe, np.where(place[:, 2] > CUT, 6, skin), skin, sole)


def _surfaces(place: np.ndarray, normals: np.ndarray, nail: np.ndarray, toe: np.ndarray) -> np.ndarray:
    """1 sole, 2 dorsum, 3 inner, 4 outer, 5 nail: by where the template's surface faces."""
    a, lateral, s = place.T
    nl, ns = normals[:, 1], normals[:, 2]
    surface = np.where(lateral < 0.02 - 0.03 * (a < 0.4), 3, 4)
    surface[(ns > 0.55) & (a > 0.3) & (s < 0.5)] = 2
    surface[(toe > 1) & (ns > -0.2)] = 2
    surface[(np.abs(nl) < 0.5) & (a > 0.3) & (ns > 0)] = 2
    surface[((ns < -0.45) & (s < 0.12)) | ((toe > 0) & (ns < -0.25))] = 1
    surface[(s < 0.045) & (ns < -0.2)] = 1
    surface[(nail > 0.4) & (ns > 0.2)] = 5
    return surface


def _bump(
    place: np.ndarray, centre: tuple[float, float, float], radius: float, stretch: tuple[float, float, float] = (1, 1, 1)
) -> np.ndarray:
    offset = (place - np.array(centre)) / (radius * np.array(stretch))
    return np.exp(-0.5 * (offset**2).sum(1))


@functools.cache
def _fields() -> dict[str, np.ndarray]:
    """Named displacement fields (V,), peak 1, along the normal in foot lengths times the strength drawn below."""
    b = body()
    p = b.place
    med = {s: float(p[np.abs(p[:, 2] - s) < 0.02, 1].min()) for s in (0.27, 0.345)}
    lat = {s: float(p[np.abs(p[:, 2] - s) < 0.02, 1].max()) for s in (0.27, 0.345)}
    fields = {
        "malleolus_medial": _bump(p, (0.215, med[0.345], 0.345), 0.038),
        "malleolus_lateral": _bump(p, (0.165, lat[0.27], 0.275), 0.034, (1, 1, 1.25)),
        "hollow_medial": -_bump(p, (0.10, med[0.345] * 0.8, 0.30), 0.035, (0.8, 1, 1.6)),
        "hollow_front_medial": -_bump(p, (0.31, med[0.27], 0.27), 0.035),
        "tibialis_posterior": _bump(p, (0.27, med[0.27], 0.24), 0.022, (2.6, 1, 0.8)),
        "hollow_lateral": -_bump(p, (0.075, lat[0.27] * 0.8, 0.28), 0.032, (0.8, 1, 1.6)),
        "hollow_front_lateral": -_bump(p, (0.27, lat[0.27], 0.25), 0.035),
        "achilles": _bump(p, (0.03, 0.0, 0.40), 0.03, (1, 0.8, 4)),
        "arch": -_bump(p, (0.42, -0.09, 0.0), 0.11, (1.1, 0.7, 0.5)),
        "bunion": _bump(p, (0.735, -0.17, 0.06), 0.045),
        "bunionette": _bump(p, (0.63, 0.215, 0.05), 0.035),
        "mt5": _bump(p, (0.415, 0.19, 0.05), 0.035),
        "navicular": _bump(p, (0.41, -0.12, 0.16), 0.04),
        "heel_pad": _bump(p, (0.11, 0.0, 0.03), 0.09, (1, 1.2, 0.6)),
        "ball_1": _bump(p, (0.74, -0.10, 0.0), 0.05, (1, 0.9, 0.6)),
        "ball_2_5": _bump(p, (0.70, 0.08, 0.0), 0.06, (0.7, 1.8, 0.6)),
        "behind_ball": -_bump(p, (0.60, 0.02, 0.0), 0.06, (0.9, 1.6, 0.5)),
    }
    a, lateral, _ = p.T
    top = (b.surface == 2) | (b.surface == 5)
    for toe, (l0, l1) in enumerate([(-0.09, 0.0), (-0.02, 0.015), (0.045, 0.025), (0.105, 0.035), (0.16, 0.045)], 1):
        centre = l1 + (l0 - l1) * np.clip((a - 0.40) / 0.36, 0, 1)
        fields[f"tendon_{toe}"] = (
            np.exp(-0.5 * ((lateral - centre) / 0.009) ** 2)
            * np.clip((a - 0.38) / 0.1, 0, 1)
            * np.clip((0.79 - a) / 0.06, 0, 1)
            * top
        )
        fields[f"groove_{toe}"] = (
            -np.exp(-0.5 * ((lateral - centre - 0.032) / 0.014) ** 2)
            * np.clip((a - 0.5) / 0.1, 0, 1)
            * np.clip((0.80 - a) / 0.06, 0, 1)
            * top
        )
        of_toe = b.toe == toe
        tip = a[of_toe].max()
        fields[f"pad_{toe}"] = np.where(of_toe & (b.surface == 1), np.exp(-0.5 * ((a - tip + 0.035) / 0.022) ** 2), 0)
        knuckle = a[of_toe].min() + 0.42 * (tip - a[of_toe].min())
        fields[f"knuckle_{toe}"] = np.where(of_toe & (b.surface == 2), np.exp(-0.5 * ((a - knuckle) / 0.016) ** 2), 0)
    return fields


#: Strength of each field in foot lengths: (mean, standard deviation, least, most).
STRENGTH: dict[str, tuple[float, float, float, float]] = {
    "malleolus_medial": (0.030, 0.012, 0.004, 0.055),
    "hollow_front_medial": (0.012, 0.010, -0.008, 0.03),
    "tibialis_posterior": (0.006, 0.008, -0.006, 0.022),
    "malleolus_lateral": (0.022, 0.010, 0.002, 0.045),
    "hollow_medial": (0.020, 0.011, -0.008, 0.04),
    "hollow_lateral": (0.016, 0.010, -0.012, 0.035),
    "hollow_front_lateral": (0.006, 0.008, -0.015, 0.02),
    "achilles": (0.032, 0.014, 0.0, 0.06),
    "arch": (-0.020, 0.032, -0.085, 0.05),
    "bunion": (0.004, 0.010, -0.006, 0.04),
    "bunionette": (0.003, 0.007, -0.006, 0.025),
    "mt5": (0.006, 0.006, -0.004, 0.02),
    "navicular": (0.008, 0.010, -0.010, 0.03),
    "heel_pad": (0.004, 0.008, -0.010, 0.025),
    "ball_1": (0.008, 0.007, -0.004, 0.025),
    "ball_2_5": (0.008, 0.007, -0.004, 0.025),
    "behind_ball": (0.006, 0.008, -0.004, 0.03),
}


def random_strengths(rng: np.random.Generator) -> dict[str, float]:
    strengths = {name: float(np.clip(rng.normal(mean, sd), low, high)) for name, (mean, sd, low, high) in STRENGTH.items()}
    bony = max(0.0, rng.normal(0.5, 0.5))
    for toe in range(1, 6):
        strengths[f"tendon_{toe}"] = bony * rng.uniform(0.002, 0.009)
        strengths[f"groove_{toe}"] = bony * rng.uniform(0.0, 0.008)
        strengths[f"pad_{toe}"] = rng.uniform(-0.002, 0.012)
        strengths[f"knuckle_{toe}"] = rng.uniform(-0.002, 0.007)
    return strengths


def random_person(rng: np.random.Generator) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Coarse left-leg vertices (C, 3) and bone heads of a random person, in foot axes."""
    import torch

    model, b = mesh._anny(), body()
    age = float(np.clip(rng.choice([rng.uniform(0.18, 0.5), rng.uniform(0.5, 1.0)], p=[0.2, 0.8]), 0, 1))
    race = rng.dirichlet([0.7, 0.7, 0.7])
    phenotype = {
        "gender": rng.beta(0.6, 0.6),
        "age": age,
        "muscle": rng.beta(2, 2),
        "weight": rng.beta(1.6, 1.6),
        "height": rng.beta(2, 2),
        "proportions": rng.beta(2, 2),
        "african": race[0],
        "asian": race[1],
        "caucasian": race[2],
    }
    changes = {
        name: float(np.clip(rng.normal(0, 0.45), -1, 1))
        for name in (
            "l-foot-scale-horiz-incr",
            "l-foot-scale-vert-incr",
            "measure-ankle-circ-incr",
            "measure-calf-circ-incr",
            "l-lowerleg-fat-incr",
            "l-lowerleg-muscle-incr",
            "l-lowerleg-scale-depth-incr",
        )
    }
    with torch.no_grad():
        out = model(phenotype_kwargs={k: float(v) for k, v in phenotype.items()}, local_changes_kwargs=changes)
    vertices = mesh.to_foot_axes(out["rest_vertices"][0].numpy())[b.template.coarse]
    heads = out["rest_bone_heads"][0].numpy()
    bones = {name: mesh.to_foot_axes(heads[model.bone_labels.index(name + ".L")]) for name in mesh.BONES}
    return vertices, bones


def _turn(axis: str, degrees: float) -> np.ndarray:
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
    for number, toe in enumerate(mesh.TOE_BONES, 1):
        hammer = max(0.0, rng.normal(0, 10)) if number > 1 and rng.random() < 0.4 else 0.0
        own = rng.normal(0, 3.5)
        aside = spread * (number - 2.4) / 2 + rng.normal(0, 2.0)
        if number == 1:
            aside += hallux
        if number == 5:
            aside -= abs(rng.normal(0, 5))
        bends = [0.6 * curl + own - 0.7 * hammer, 0.5 * curl + 1.4 * hammer, 0.3 * curl + 0.4 * hammer][: len(toe)]
        for bone, bend in zip(toe, bends, strict=True):
            pose[bone] = _turn("y", float(np.clip(bend, -40, 60)))
        # +z turns +x toward +y: outward for every toe
        roll = rng.normal(0, 6) + (12 * rng.random() if number == 5 else 0)
        pose[toe[0]] = _turn("z", float(aside)) @ pose[toe[0]] @ _turn("x", float(roll))
    lean = rng.normal(0, 8) if standing else rng.normal(-18, 16)
    pose["lowerleg02"] = _turn("y", float(np.clip(lean, -50, 25))) @ _turn("x", float(rng.normal(0, 5)))
    return pose


def make_foot(rng: np.random.Generator, person: tuple[np.ndarray, dict[str, np.ndarray]], standing: bool) -> FootShape:
    """Detail and posture on a person: a new foot at each call."""
    b, fields = body(), _fields()
    coarse, bones = person
    vertices = b.template.subdivide @ coarse
    vertices, length, shift = _normalise(vertices, b.place[:, 2] < 0.2)
    heads = {name: head - shift for name, head in bones.items()}
    amount = length * rng.normal(0.085, 0.025)
    vertices[:, 2] = length * _squeeze(vertices[:, 2] / length, amount / length)
    for head in heads.values():
        head[2] = length * _squeeze(head[2] / length, amount / length)
    # proportions anny hardly varies: breadth, toe lengths and thickness
    breadth = float(np.clip(rng.normal(1.0, 0.06), 0.85, 1.18))
    heel_breadth = float(np.clip(rng.normal(1.0, 0.06), 0.85, 1.18))
    mix = np.clip(b.place[:, 0] / 0.6, 0, 1) * np.clip((0.5 - b.place[:, 2]) / 0.25, 0, 1)
    vertices[:, 1] *= 1 + (breadth - 1) * mix + (heel_breadth - 1) * (1 - mix) * (b.place[:, 2] < 0.5)
    grow = rng.normal(0, 0.08)
    for number, toe in enumerate(mesh.TOE_BONES, 1):
        share = sum(b.template.weights[:, mesh.BONES.index(bone)] for bone in toe)
        stretch = float(np.clip(1 + grow + rng.normal(0, 0.08) + (0.06 if number == 2 else 0), 0.75, 1.35))
        thick = float(np.clip(1 + rng.normal(0, 0.08), 0.82, 1.2))
        offset = vertices - heads[toe[0]]
        scaled = heads[toe[0]] + offset * np.array([stretch, thick, thick])
        vertices += share[:, None] * (scaled - vertices)
    normals = vertex_normals(vertices, b.template.faces)
    strengths = random_strengths(rng)
    if standing:  # under load anny's arch, 0.065 of foot length high, sinks to the 0.03 of the annotated medial photos
        strengths["arch"] -= float(rng.uniform(0.0, 0.05))
    depth = sum(strength * fields[name] for name, strength in strengths.items())
    vertices = vertices + normals * (length * depth)[:, None]
    vertices = _skin(vertices, heads, random_pose(rng, standing), b.template.weights)
    near = b.place[:, 2] < 0.2
    vertices = vertices - np.array([vertices[near, 0].min(), 0, vertices[near, 2].min()])
    if standing:  # a loaded sole flattens against the floor
        low = vertices[:, 2] / length
        soft = float(rng.uniform(0.010, 0.045))
        vertices[:, 2] = length * np.where(low < soft, soft * (low / soft) ** 2 * 0.3, low - 0.7 * soft)
    normals = vertex_normals(vertices, b.template.faces)
    return FootShape(vertices.astype(np.float32), normals.astype(np.float32), length)


def _skin(vertices: np.ndarray, heads: dict[str, np.ndarray], pose: dict[str, np.ndarray], weights: np.ndarray) -> np.ndarray:
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
