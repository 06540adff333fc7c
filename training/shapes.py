"""Random feet: people (anny's phenotypes), proportions and relief that anny lacks, and posture.

Meshes are left feet in the axes of `training.mesh`, in metres.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from training import mesh
from training.posture import random_pose, skin
from training.relief import chance, fields, hollows, malleoli, random_stray, random_strengths
from training.template import body, normalise, squeeze, vertex_normals

__all__ = ["FootShape", "make_foot", "random_person"]

#: anny's leg stands farther forward on its heel than real ones: on annotated medial photos the Achilles lies straight above the
#: heel's end, on our feet it lay 0.04 of foot length in front of it. Leg and ankle are set back by (mean, standard deviation), in
#: foot lengths, fully from `_SET_BACK_TO` of foot length above the sole on.
_SET_BACK, _SET_BACK_FROM, _SET_BACK_TO = (0.024, 0.012), 0.16, 0.35

#: What anny's toes lack in length, as a share, by number: medians of annotated dorsal photos.
_TOE_LENGTH = {2: 0.06, 5: -0.12}


@dataclasses.dataclass(frozen=True)
class FootShape:
    """One foot: `vertices`, `normals` (V, 3) float32 in metres, sole at z = 0 and heel at x = 0; `length` in metres; `stray`
    (2, 2): where its malleoli lie (`relief.random_stray`); `relief` (V,): how far what lies under the skin raises it."""

    vertices: np.ndarray
    normals: np.ndarray
    length: float
    stray: np.ndarray = dataclasses.field(default_factory=lambda: np.zeros((2, 2)))
    relief: np.ndarray | float = 0.0


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


def make_foot(rng: np.random.Generator, person: tuple[np.ndarray, dict[str, np.ndarray]], standing: bool) -> FootShape:
    """Detail and posture on a person: a new foot at each call."""
    b, stray = body(), random_stray(rng)
    named = fields() | malleoli(stray) | hollows(stray)
    coarse, bones = person
    vertices = b.template.subdivide @ coarse
    vertices, length, shift = normalise(vertices, b.place[:, 2] < 0.2)
    heads = {name: head - shift for name, head in bones.items()}
    amount = length * rng.normal(0.085, 0.025)
    vertices[:, 2] = length * squeeze(vertices[:, 2] / length, amount / length)
    for head in heads.values():
        head[2] = length * squeeze(head[2] / length, amount / length)
    # proportions anny hardly varies: breadth, toe lengths and thickness
    breadth = float(np.clip(rng.normal(1.0, 0.06), 0.85, 1.18))
    heel_breadth = float(np.clip(rng.normal(1.0, 0.06), 0.85, 1.18))
    mix = np.clip(b.place[:, 0] / 0.6, 0, 1) * np.clip((0.5 - b.place[:, 2]) / 0.25, 0, 1)
    vertices[:, 1] *= 1 + (breadth - 1) * mix + (heel_breadth - 1) * (1 - mix) * (b.place[:, 2] < 0.5)
    slant = float(np.clip(rng.normal(0.12, 0.08), -0.05, 0.35))
    # the outer forefoot of annotated feet lies farther back than anny's
    for place in (vertices, *heads.values()):
        back = np.clip(place[..., 1] / length - 0.04, 0, 0.3) * np.clip((place[..., 0] / length - 0.35) / 0.25, 0, 1)
        place[..., 0] -= length * slant * back
    behind = length * float(np.clip(rng.normal(*_SET_BACK), 0.0, 0.07))
    for place in (vertices, *heads.values()):
        place[..., 0] -= behind * _smooth((place[..., 2] / length - _SET_BACK_FROM) / (_SET_BACK_TO - _SET_BACK_FROM))
    grow = rng.normal(-0.02, 0.08)
    plump = float(np.clip(rng.normal(1.15, 0.12), 0.9, 1.45))  # anny's toes are slender and stand apart; real ones touch
    for number, toe in enumerate(mesh.TOE_BONES, 1):
        share = sum(b.template.weights[:, mesh.BONES.index(bone)] for bone in toe)
        stretch = float(np.clip(1 + grow + rng.normal(0, 0.08) + _TOE_LENGTH.get(number, 0.0), 0.7, 1.35))
        thick, broad = plump * np.exp(rng.normal(0, 0.06, 2))
        offset = vertices - heads[toe[0]]
        scaled = heads[toe[0]] + offset * np.array([stretch, broad, thick])
        vertices += share[:, None] * (scaled - vertices)
    normals = vertex_normals(vertices, b.template.faces)
    strengths = random_strengths(rng)
    if standing:  # under load anny's arch, 0.065 of foot length high, sinks to the 0.03 of the annotated medial photos
        strengths["arch"] -= float(rng.uniform(0.0, 0.045))
    depth = chance(rng) + sum(strength * named[name] for name, strength in strengths.items())
    relief = depth * (b.surface != 1)  # soles shade themselves
    vertices = vertices + normals * (length * depth)[:, None]
    vertices = skin(vertices, heads, random_pose(rng, standing), b.template.weights)
    near = b.place[:, 2] < 0.2
    vertices = vertices - np.array([vertices[near, 0].min(), 0, vertices[near, 2].min()])
    if standing:  # a loaded sole flattens against the floor
        low = vertices[:, 2] / length
        soft = float(rng.uniform(0.010, 0.045))
        vertices[:, 2] = length * np.where(low < soft, soft * (low / soft) ** 2 * 0.3, low - 0.7 * soft)
    normals = vertex_normals(vertices, b.template.faces)
    return FootShape(vertices.astype(np.float32), normals.astype(np.float32), length, stray, relief)


def _smooth(share: np.ndarray) -> np.ndarray:
    """0 below 0, 1 above 1, without a kink between."""
    share = np.clip(share, 0, 1)
    return share * share * (3 - 2 * share)
