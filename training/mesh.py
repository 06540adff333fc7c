"""The template foot: anny's left leg, cut out, smoothed by Loop subdivision, with bones that bend the toes and ankle.

Frame of every mesh here: metres, X anterior (toward the toes), Y lateral, Z superior; always a LEFT foot. A right foot
is the mirrored picture (or the mesh with Y negated). Sources: anny (Apache-2.0) with CC0 MakeHuman data.
"""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

#: Bones that move the foot, parents first. Each toe has its phalanges in order.
TOE_BONES = (("toe1-1", "toe1-2"), *((f"toe{t}-1", f"toe{t}-2", f"toe{t}-3") for t in range(2, 6)))
BONES = ("lowerleg01", "lowerleg02", "foot", *(bone for toe in TOE_BONES for bone in toe))


def loop_subdivision(faces: np.ndarray, count: int) -> tuple[np.ndarray, sparse.csr_matrix]:
    """One Loop step for (F, 3) int faces over `count` vertices: finer faces (4F, 3), weights (count + edges, count)."""
    corners = np.concatenate([faces[:, [0, 1, 2]], faces[:, [1, 2, 0]], faces[:, [2, 0, 1]]])  # edge a-b, opposite c
    ends = np.sort(corners[:, :2], axis=1)
    edges, inverse, uses = np.unique(ends, axis=0, return_inverse=True, return_counts=True)
    inverse = inverse.reshape(-1)
    interior = uses == 2
    number = len(edges)
    rows = np.arange(number)
    odd = sparse.lil_matrix((number, count))
    odd[rows, edges[:, 0]] = np.where(interior, 3 / 8, 1 / 2)
    odd[rows, edges[:, 1]] = np.where(interior, 3 / 8, 1 / 2)
    opposite = sparse.coo_matrix(
        (np.where(interior[inverse], 1 / 8, 0.0), (inverse, corners[:, 2])), shape=(number, count)
    ).tocsr()
    adjacency = sparse.coo_matrix(
        (np.ones(2 * number), (np.r_[edges[:, 0], edges[:, 1]], np.r_[edges[:, 1], edges[:, 0]])), shape=(count, count)
    ).tocsr()
    degree = np.maximum(np.asarray(adjacency.sum(1)).ravel(), 1)
    beta = (5 / 8 - (3 / 8 + np.cos(2 * np.pi / degree) / 4) ** 2) / degree
    border = edges[~interior]
    on_border = np.zeros(count, bool)
    on_border[border.ravel()] = True
    rim = sparse.coo_matrix(
        (np.full(2 * len(border), 1 / 8), (np.r_[border[:, 0], border[:, 1]], np.r_[border[:, 1], border[:, 0]])),
        shape=(count, count),
    ).tocsr()
    keep = sparse.diags(np.where(on_border, 3 / 4, 1 - degree * beta))
    spread = sparse.diags(np.where(on_border, 0, beta)) @ adjacency
    even = keep + spread + sparse.diags(on_border.astype(float)) @ rim
    weights = sparse.vstack([even, odd.tocsr() + opposite]).tocsr()
    middle = count + inverse.reshape(3, -1)
    ab, bc, ca = middle
    a, b, c = faces.T
    finer = np.concatenate([np.c_[a, ab, ca], np.c_[ab, b, bc], np.c_[ca, bc, c], np.c_[ab, bc, ca]])
    return finer, weights


@dataclasses.dataclass(frozen=True)
class Template:
    """Topology shared by all feet.

    `faces` (F, 3) int32; `subdivide` (V, C) from coarse leg vertices; `weights` (V, B) skinning weights over BONES;
    `nail` (V,) in [0, 1]; `coarse` (C,) indices of anny's vertices;
    `drawn` (F / 4, 3) the faces one level coarser, over the first of the same vertices: enough for a picture, 4 times faster.
    """

    faces: np.ndarray
    subdivide: sparse.csr_matrix
    weights: np.ndarray
    nail: np.ndarray
    coarse: np.ndarray
    drawn: np.ndarray


@functools.cache
def _anny() -> Any:
    import anny
    import torch

    torch.set_num_threads(1)
    return anny.Anny(
        rig="makehuman",
        topology="anny",
        local_changes="all",
        phenotypes="all",
        skinning_method="lbs",
        phenotype_blendshapes="original",
    )


def to_foot_axes(points: np.ndarray) -> np.ndarray:
    """anny's axes (x left of the person, -y forward, z up) to (anterior, lateral, superior) of a left foot."""
    return np.stack([-points[..., 1], points[..., 0], points[..., 2]], axis=-1)


def build_template(levels: int = 2) -> Template:
    """Cut the left leg below mid-thigh out of anny's mesh and subdivide it `levels` times."""
    import anny
    import cv2

    model = _anny()
    rest = model()["rest_vertices"][0].numpy()
    faces = model.faces.numpy()
    knee = model()["rest_bone_heads"][0, model.bone_labels.index("lowerleg01.L")].numpy()
    inside = (rest[:, 2] < knee[2] + 0.12) & (rest[:, 0] > 0.0)
    bones = model.vertex_bone_indices.numpy()
    bone_weights = model.vertex_bone_weights.numpy()
    arm = np.array([any(k in b for k in ("hand", "finger", "arm", "wrist", "metacarpal")) for b in model.bone_labels])
    inside &= ~arm[bones[:, 0]] & (rest[:, 0] < 0.35)
    kept = faces[inside[faces].all(1)]
    coarse, renamed = np.unique(kept, return_inverse=True)
    local = renamed.reshape(-1, 3)
    dense = np.zeros((len(coarse), len(BONES)))
    for column, name in enumerate(BONES):
        index = model.bone_labels.index(name + ".L")
        dense[:, column] = np.where(bones[coarse] == index, bone_weights[coarse], 0).sum(1)
    missing = 1 - dense.sum(1)
    dense[:, 0] += missing  # the thigh moves with the knee here
    texture = cv2.imread(str(Path(anny.__file__).parent / "data/mpfb2/textures/mpfb_toenails.jpg"))
    corner_uv = np.zeros((len(coarse), 2))
    uv_faces = model.face_texture_coordinate_indices.numpy()[inside[faces].all(1)]
    corner_uv[local.ravel()] = model.texture_coordinates.numpy()[uv_faces.ravel()]
    matrix = sparse.identity(len(coarse), format="csr")
    count = len(coarse)
    for _ in range(levels):
        drawn = local
        local, step = loop_subdivision(local, count)
        matrix = step @ matrix
        count = step.shape[0]
    uv = matrix @ corner_uv
    height, width = texture.shape[:2]
    x = np.clip((uv[:, 0] * width).astype(int), 0, width - 1)
    y = np.clip(((1 - uv[:, 1]) * height).astype(int), 0, height - 1)
    nail = texture[y, x].astype(float).mean(1) / 255
    return Template(local.astype(np.int32), matrix.tocsr(), matrix @ dense, nail, coarse, drawn.astype(np.int32))
