"""Feet fine enough to photograph: the training mesh at about 0.3 mm, with nails, creases, veins and skin colour per vertex.

Axes and units are those of `training.mesh` (metres, left foot). Colours are linear RGB in [0, 1].
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
from scipy import ndimage, sparse

from training import mesh, posture, relief, shapes, template

LEVELS = 2  # Loop steps beyond the training mesh: edges of about 0.3 mm


@dataclasses.dataclass(frozen=True)
class Person:
    """Who stands there: anny's phenotypes in [0, 1] (age 0.33 child, 0.67 young adult, 1 old; gender 0 man, 1 woman), sRGB skin.

    `veins`, `creases`, `hair` scale the detail of the skin; `seed` draws everything else.
    """

    seed: int
    age: float
    gender: float
    weight: float
    origin: tuple[float, float, float]
    skin: tuple[int, int, int]
    sole: tuple[int, int, int]
    veins: float = 0.5
    creases: float = 0.6
    nail: tuple[int, int, int] = (212, 150, 134)


@dataclasses.dataclass(frozen=True)
class FineFoot:
    """`vertices` (V, 3), `faces` (F, 3), `colour` (V, 3) linear, `nail` (V,) in [0, 1]; `rough` the mesh it grew from."""

    vertices: np.ndarray
    faces: np.ndarray
    colour: np.ndarray
    nail: np.ndarray
    place: np.ndarray
    rough: shapes.FootShape


def linear(srgb: tuple[int, int, int]) -> np.ndarray:
    value = np.array(srgb) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def smoothstep(low: float, high: float, value: np.ndarray) -> np.ndarray:
    share = np.clip((value - low) / (high - low), 0, 1)
    return share * share * (3 - 2 * share)


class Noise:
    """Smooth noise over template coordinates: about 0 mean, within [-1, 1]."""

    def __init__(self, seed: int) -> None:
        self.lattice = np.random.default_rng(seed).uniform(-1, 1, (48, 48, 48)).astype(np.float32)

    def __call__(self, place: np.ndarray, frequency: float | tuple[float, float, float], shift: float = 0.0) -> np.ndarray:
        at = place * np.array(frequency) + shift
        return ndimage.map_coordinates(self.lattice, at.T, order=2, mode="grid-wrap", prefilter=False) * 1.6

    def ridges(
        self, place: np.ndarray, frequency: float | tuple[float, float, float], width: float, shift: float = 0.0
    ) -> np.ndarray:
        """Thin branching lines: 1 on the line, 0 beyond `width`."""
        return np.clip(1 - np.abs(self(place, frequency, shift)) / width, 0, 1) ** 2


@functools.cache
def _fine() -> tuple[np.ndarray, sparse.csr_matrix]:
    rest = template.body().template
    faces, count = rest.faces, len(rest.nail)
    matrix = sparse.identity(count, format="csr")
    for _ in range(LEVELS):
        faces, step = mesh.loop_subdivision(faces, count)
        matrix, count = step @ matrix, step.shape[0]
    return faces, matrix


@functools.cache
def _nails() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per fine vertex: across in [-1, 1] and along in [-1 root, 1 free edge] the nail of its toe (9 elsewhere); toe 1..5 or 0."""
    b, (_, matrix) = template.body(), _fine()
    place, normals = matrix @ b.place, matrix @ template.vertex_normals(b.place, b.template.faces)
    across, along, toe = np.full(len(place), 9.0), np.full(len(place), 9.0), np.zeros(len(place), int)
    for number in range(1, 6):
        share = matrix @ (b.toe == number).astype(float)
        coarse = np.flatnonzero((b.toe == number) & (b.surface == 5))
        centre = b.place[coarse].mean(0)
        up = template.vertex_normals(b.place, b.template.faces)[coarse].mean(0)
        up /= np.linalg.norm(up)
        of_toe = np.flatnonzero(b.toe == number)
        root = b.place[of_toe[b.place[of_toe, 0] < np.quantile(b.place[of_toe, 0], 0.5)]].mean(0)
        forward = centre - root
        forward -= up * (forward @ up)
        forward /= np.linalg.norm(forward)
        side = np.cross(up, forward)
        u, v = (b.place[coarse] - centre) @ side, (b.place[coarse] - centre) @ forward
        # the texture's nails are a little small: real ones reach nearly to the tip
        low, high, half = v.min() * 1.05, v.max() * 1.12, np.abs(u).max() * 1.06
        near = (share > 0.5) & (normals @ up > 0.15)
        offset = place[near] - centre
        across[near], along[near] = (offset @ side) / half, (offset @ forward - (low + high) / 2) / ((high - low) / 2)
        toe[share > 0.5] = number
    return across, along, toe


def person_mesh(person: Person) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Coarse left-leg vertices and bone heads, as `shapes.random_person` gives, of this person."""
    import torch

    model, b, rng = mesh._anny(), template.body(), np.random.default_rng(person.seed)
    phenotype = {
        "gender": person.gender,
        "age": person.age,
        "weight": person.weight,
        "muscle": 0.5,
        "height": 0.5,
        "proportions": 0.5,
    }
    phenotype |= dict(zip(("african", "asian", "caucasian"), person.origin, strict=True))
    changes = {name: float(rng.normal(0, 0.25)) for name in ("l-foot-scale-horiz-incr", "measure-ankle-circ-incr")}
    with torch.no_grad():
        out = model(phenotype_kwargs=phenotype, local_changes_kwargs=changes)
    vertices = mesh.to_foot_axes(out["rest_vertices"][0].numpy())[b.template.coarse]
    heads = out["rest_bone_heads"][0].numpy()
    return vertices, {name: mesh.to_foot_axes(heads[model.bone_labels.index(name + ".L")]) for name in mesh.BONES}


def leg_direction(vertices: np.ndarray) -> np.ndarray:
    """Unit vector (3,) from the ankle up the leg of template-ordered vertices."""
    s = template.body().place[:, 2]
    along = vertices[(s > 1.3) & (s < 1.6)].mean(0) - vertices[(s > 0.4) & (s < 0.55)].mean(0)
    return along / np.linalg.norm(along)


def lean(foot: shapes.FootShape, degrees: float) -> shapes.FootShape:
    """Tilt the leg about the ankle to `degrees` from upright; positive brings the knee forward."""
    b = template.body()
    near = (b.place[:, 2] > 0.25) & (b.place[:, 2] < 0.36)
    heads = {bone: np.zeros(3) for bone in mesh.BONES} | {"foot": foot.vertices[near].mean(0).astype(float)}
    along = leg_direction(foot.vertices)
    turn = posture.turn("y", degrees - np.degrees(np.arctan2(along[0], along[2])))
    vertices = posture.skin(foot.vertices.astype(float), heads, {"lowerleg02": turn}, b.template.weights)
    return dataclasses.replace(foot, vertices=vertices, normals=template.vertex_normals(vertices, b.template.faces))


def make(person: Person, standing: bool, tilt: float) -> FineFoot:
    """The person's left foot, `standing` flat or hanging free; `tilt` in degrees leans the leg (see `lean`)."""
    rng, noise = np.random.default_rng(person.seed + 1), Noise(person.seed + 2)
    rough = lean(shapes.make_foot(rng, person_mesh(person), standing), tilt)
    b, (faces, matrix) = template.body(), _fine()
    place, vertices = matrix @ b.place, matrix @ rough.vertices.astype(float)
    across, along, toe = _nails()
    rest_normal = matrix @ template.vertex_normals(b.place, b.template.faces)
    a, lateral, s = place.T
    foot = smoothstep(0.60, 0.40, s)
    sole = smoothstep(0.05, -0.55, rest_normal[:, 2] + 0.12 * noise(place, 22)) * smoothstep(0.17, 0.07, s)
    top = (1 - sole) * smoothstep(0.2, 0.7, rest_normal[:, 2]) * foot
    # nails: a plate raised over its bed, a fold of skin round it
    shape = (np.abs(across) ** 3.2 + np.abs(along) ** 3.2 + 1e-9) ** (1 / 3.2)
    nail = smoothstep(1.02, 0.95, shape)
    fold = np.exp(-(((shape - 1.10) / 0.07) ** 2)) * (along < 0.8) * (toe > 0)
    groove = np.exp(-(((shape - 1.0) / 0.035) ** 2)) * (toe > 0)
    size = np.where(toe == 1, 1.0, 0.55)
    depth = size * (0.0014 * fold - 0.0016 * groove + 0.0018 * nail * smoothstep(0.4, 1.0, along))
    # creases: knuckles above, flexion lines and fine wrinkles below, veins and tendons on the back
    knuckle = matrix @ sum(np.abs(relief.fields()[f"knuckle_{t}"]) for t in range(1, 6))
    warp = 0.35 * noise(place, (30, 60, 30)) + 0.5 * noise(place, 12)
    lines = np.clip(np.sin(2 * np.pi * (a / 0.0085 + warp)), 0, 1) ** 4
    wrinkles = knuckle * lines * np.clip(0.6 + noise(place, 40), 0, 1)
    flexion = noise.ridges(place, (15, 7, 8), 0.05) * np.clip(0.4 + noise(place, 6, 7), 0, 1)
    fine = noise.ridges(place, (42, 26, 26), 0.10, 3) * np.clip(0.5 + noise(place, 9, 5), 0, 1)
    vein = (
        smoothstep(0.16, 0.0, np.abs(noise(place, (3.2, 5.5, 3.2), 11)))
        * top
        * smoothstep(0.30, 0.5, a)
        * smoothstep(0.82, 0.72, a)
    )
    depth += person.creases * (-0.0022 * wrinkles - sole * (0.0016 * flexion + 0.0008 * fine))
    depth += 0.004 * person.veins * vein
    depth += foot * (1 - nail) * (0.0008 * noise(place, 16) * sole + 0.00035 * noise(place, 60))
    vertices += template.vertex_normals(vertices, faces) * (rough.length * depth)[:, None]

    skin, bottom = linear(person.skin), linear(person.sole)
    pale = np.array([1.05, 0.99, 0.95])
    red = np.array([1.05, 0.60, 0.56]) ** (0.55 + 0.45 * skin[0] / 0.6)
    colour = skin + sole[:, None] * (bottom - skin)
    pads = (
        np.exp(-(((a - 0.72) / 0.06) ** 2))
        + np.exp(-(((a - 0.09) / 0.09) ** 2))
        + 0.8 * np.exp(-(((lateral - 0.17) / 0.05) ** 2))
    )
    toes = matrix @ (b.toe > 0).astype(float)
    flush = sole * pads * 0.8 + toes * smoothstep(0.80, 0.98, a + 0.35 * np.clip(lateral, 0, 1)) * 0.75 + 0.5 * knuckle
    flush = np.clip(flush * (0.75 + 0.6 * noise(place, 9)) + 0.25 * noise(place, 5, 3) + sole * 0.25 * noise(place, 34), 0, 1.1)
    colour = colour * (1 + flush[:, None] * (red - 1))
    pallor = sole * np.exp(-(((a - 0.42) / 0.12) ** 2)) * smoothstep(0.05, -0.15, lateral)
    colour *= 1 + (0.7 * pallor)[:, None] * (pale - 1)
    colour *= (1 + 0.07 * noise(place, 4) + 0.06 * noise(place, 24) + 0.05 * noise(place, 80) * (1 - 0.5 * sole))[:, None]
    colour *= (1 - 0.16 * person.creases * (wrinkles + sole * (flexion + 0.5 * fine)))[:, None]
    colour = colour * (1 + (0.55 * person.veins * vein)[:, None] * (np.array([0.72, 0.92, 0.98]) - 1))
    colour = colour * (1 + (0.35 * np.clip(fold + groove, 0, 1))[:, None] * (red * 0.9 - 1))
    plate = linear(person.nail) * (1 + 0.04 * noise(place, (20, 160, 20)))[:, None]
    lunula = smoothstep(0.98, 0.80, np.sqrt((across * 0.9) ** 2 + ((along + 1.15) / 0.62) ** 2)) * np.where(toe == 1, 0.5, 0.15)
    free = smoothstep(0.86, 0.92, along + 0.08 * across**2)
    white = np.array([0.72, 0.62, 0.52])
    plate = plate + (np.clip(0.5 * lunula + 0.55 * free, 0, 1))[:, None] * (white - plate)
    colour = colour + nail[:, None] * (plate - colour)
    return FineFoot(vertices, faces, np.clip(colour, 0.005, 0.95), nail, place, rough)
