"""The template foot: anny's left foot with every vertex's place, toe, surface class and skin.

Axes of `training.mesh`. Places are template coordinates: foot lengths along (anterior, lateral, superior), with the heel, the
heel-to-second-toe line and the sole at 0.
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from training import mesh

__all__ = ["CUT", "Body", "body", "normalise", "squeeze", "vertex_normals"]

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


def normalise(vertices: np.ndarray, foot: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
    """Shift heel, axis (middle of the heel to toe 2) and sole to 0.

    Returns the moved vertices, the length in metres, and the shift.
    """
    heel, tip = vertices[foot, 0].min(), vertices[foot, 0].max()
    near_heel = foot & (vertices[:, 0] < heel + 0.2 * (tip - heel))
    shift = np.array([heel, vertices[near_heel, 1].mean() - 0.036 * (tip - heel), vertices[foot, 2].min()])
    return vertices - shift, float(tip - heel), shift


def squeeze(superior: np.ndarray, amount: float) -> np.ndarray:
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
    vertices, length, _ = normalise(vertices, low)
    place = vertices / length
    place[:, 2] = squeeze(place[:, 2], 0.09)
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
