"""Landmarks of a rendered foot: template vertices chosen by the rules of template_landmarks.json.

Some landmarks are points of the outline (tips, bulges, heel): which vertex that is depends on the camera. Each landmark
is therefore a set of candidate vertices with a direction, decided per picture.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from pathlib import Path
from typing import Any

import numpy as np

from locator.landmarks import NAMES
from training import mesh
from training.template import body, vertex_normals

_FRONT, _MEDIAL, _LATERAL, _CLEFT, _ACHILLES = (
    NAMES.index(n) for n in ("ankle_front", "malleolus_medial", "malleolus_lateral", "web23", "achilles")
)
#: The rear outline at the height of the malleolus that is seen, in foot lengths above the sole: median of the annotated medial
#: photos, and the outer malleolus of the template. From `_OUTER_SIDE` on (lateral component) the camera sees the outer one.
_ACHILLES_HEIGHT = {"medial": 0.33, "lateral": 0.277}
_OUTER_SIDE = 0.3


@dataclasses.dataclass(frozen=True)
class Spot:
    """`bases`: alternative vertices (the one facing the camera counts). `candidates` with `toward`: see the data file.
    `ahead`: the vertices to choose from where the foot is not seen from a side."""

    bases: np.ndarray
    candidates: np.ndarray | None = None
    toward: np.ndarray | None = None
    ahead: np.ndarray | None = None


def _nearest(place: np.ndarray, at: list[Any]) -> int:
    """Vertex at template coordinates, where a word asks for the surface extreme along that coordinate."""
    words = {"medial": (1, -1), "lateral": (1, 1), "top": (2, 1), "bottom": (2, -1), "front": (0, 1), "rear": (0, -1)}
    fixed = [k for k in range(3) if not isinstance(at[k], str)]
    distance = np.sqrt(sum((place[:, k] - at[k]) ** 2 for k in fixed))
    if len(fixed) == 3:
        return int(distance.argmin())
    axis, sign = words[next(at[k] for k in range(3) if isinstance(at[k], str))]
    near = np.flatnonzero(distance < 0.02)
    if axis == 2:  # the same side of the foot only: not the leg above
        near = near[place[near, 2] < (0.30 if sign > 0 else 0.1)]
    return int(near[(sign * place[near, axis]).argmax()])


@functools.cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = json.loads(Path(__file__).with_name("template_landmarks.json").read_text(encoding="utf-8"))
    return rules


@functools.cache
def spots() -> tuple[Spot | None, ...]:
    """One `Spot` per landmark in the order of locator.landmarks.NAMES; None for arch_apex, which is found by slices."""
    b = body()
    place = b.place
    rules = _rules()
    found: dict[str, Spot | None] = {"arch_apex": None}
    for name, rule in rules.items():
        if name in ("note", "webs", "tips", "crease"):
            continue
        bases = np.array([_nearest(place, at) for at in rule.get("alternatives", [rule.get("at")])])
        candidates = toward = None
        if "region" in rule:
            inside = np.ones(len(place), bool)
            for axis, key in enumerate("als"):
                low, high = rule["region"][key]
                inside &= (place[:, axis] >= low) & (place[:, axis] <= high)
            candidates, toward = np.flatnonzero(inside), np.array(rule["toward"], float)
        found[name] = Spot(bases, candidates, toward)
    weights = {t: sum(b.template.weights[:, mesh.BONES.index(k)] for k in bones) for t, bones in enumerate(mesh.TOE_BONES, 1)}
    for toe in range(1, 6):
        of_toe = np.flatnonzero(b.toe == toe)
        tip = int(of_toe[(place[of_toe, 0] + rules["tips"][toe - 1] * place[of_toe, 1]).argmax()])
        distal = of_toe[place[of_toe, 0] > place[tip, 0] - 0.045]
        found[f"toe{toe}_tip"] = Spot(np.array([tip]), distal, np.array([1.0, 0.0, 0.0]))
        nail = np.flatnonzero((b.toe == toe) & (b.surface == 5))
        a, lateral = place[nail, 0], place[nail, 1]
        found[f"toe{toe}_nail_medial"] = Spot(nail[[int((a + lateral).argmin())]])
        found[f"toe{toe}_nail_lateral"] = Spot(nail[[int((a - lateral).argmin())]])
        root, end = place[of_toe, 0].min(), place[tip, 0]
        share = 0.55 if toe == 1 else 0.45
        joint = [root + share * (end - root), float(np.median(place[of_toe, 1]))]
        name = "toe1_ip" if toe == 1 else f"toe{toe}_pip"
        found[name] = Spot(np.array([_nearest(place, [*joint, "top"]), _nearest(place, [*joint, "bottom"])]))
        if toe < 5:
            both = np.flatnonzero((weights[toe] > 0.2) & (weights[toe + 1] > 0.2))
            web = place[both[int(place[both, 0].argmax())]]
            found[f"web{toe}{toe + 1}"] = Spot(_cleft(rules["webs"][f"web{toe}{toe + 1}"], web))
    hollow = _nearest(place, ["front", 0.0, 0.31])  # median of the annotated medial photos: 0.40 from the heel, 0.31 high
    level = place[:, 2] - place[:, 0] - (place[hollow, 2] - place[hollow, 0])
    slice_ = np.flatnonzero(
        (np.abs(level) < 0.008) & (place[:, 2] > 0.2) & (place[:, 0] > 0.25)
    )  # wider, it would leave the hollow
    shin = np.unique([_nearest(place, ["front", 0.0, float(s)]) for s in np.arange(0.26, 0.7, 0.01)])
    found["ankle_front"] = Spot(np.array([hollow]), slice_, np.array([1.0, 0.0, 1.0]), shin)
    base, rear = _rear(_ACHILLES_HEIGHT["medial"])
    found["achilles"] = Spot(np.array([base]), rear, np.array([-1.0, 0.0, 0.0]))
    return tuple(found[name] for name in NAMES)


def _rear(height: float) -> tuple[int, np.ndarray]:
    """The rearmost vertex at a height above the sole in foot lengths, and all of the leg's rear half there."""
    place = body().place
    rear = np.flatnonzero((np.abs(place[:, 2] - height) < 0.012) & (place[:, 0] < 0.15))
    return int(rear[int(place[rear, 0].argmin())]), rear


def _cleft(bottom: dict[str, list[float]], web: np.ndarray) -> np.ndarray:
    """The bottom of a cleft as it shows from above and from below: two vertices, off the web's edge by (anterior, lateral)."""
    b = body()
    place, up = b.place, vertex_normals(b.place, b.template.faces)[:, 2]
    chosen = []
    for shift, facing in ((bottom["above"], up), (bottom["below"], -up)):
        near = np.flatnonzero((facing >= 0.1) & (place[:, 2] <= 0.3))  # not the leg above
        chosen.append(near[((place[near, :2] - web[:2] - shift) ** 2).sum(1).argmin()])
    return np.array(chosen)


@functools.cache
def arch_slices() -> tuple[np.ndarray, ...]:
    """Vertex sets across the inner midfoot, one per 0.02 of foot length."""
    place = body().place
    inner = (place[:, 1] < 0.02) & (place[:, 2] < 0.2)
    return tuple(np.flatnonzero(inner & (np.abs(place[:, 0] - at) < 0.012)) for at in np.arange(0.26, 0.6, 0.02))


def _strayed(name: str, base: int, stray: np.ndarray) -> int:
    """The vertex of a malleolus that lies `stray` (anterior, superior) from the template's."""
    place = body().place
    there = place[base] + [stray[0], 0.0, stray[1]]
    outer = place[:, 1] > 0
    near = np.flatnonzero(outer if name == "malleolus_lateral" else ~outer)
    return int(near[((place[near] - there)[:, [0, 2]] ** 2).sum(1).argmin()])


def locate(
    vertices: np.ndarray, normals: np.ndarray, pixels: np.ndarray, camera: np.ndarray, stray: np.ndarray | None = None
) -> np.ndarray:
    """Vertex of each landmark in one picture.

    vertices, normals: (V, 3) of the posed foot; pixels: (V, 2) projections; camera: (3,) unit vector from the foot to the
    camera in the same axes; `stray` (2, 2) of this foot's malleoli. Returns (53,) vertex indices.
    """
    chosen = np.zeros(len(NAMES), int)
    stray = np.zeros((2, 2)) if stray is None else stray
    for index, spot in enumerate(spots()):
        if spot is None:
            chosen[index] = _arch_apex(vertices, pixels, camera)
            continue
        base = spot.bases[int((normals[spot.bases] @ camera).argmax())]
        candidates = spot.candidates
        if index in (_MEDIAL, _LATERAL):
            base = _strayed(NAMES[index], base, stray[int(index == _LATERAL)])
        elif index == _ACHILLES:
            outer = camera[1] > _OUTER_SIDE
            base, candidates = _rear(_ACHILLES_HEIGHT["lateral" if outer else "medial"] + stray[int(outer), 1])
        chosen[index] = base
        if spot.ahead is not None and abs(camera[1]) < 0.5:
            continue
        if candidates is None or spot.toward is None:
            continue
        toward = spot.toward / np.linalg.norm(spot.toward)
        if name_is_toe_tip(index):
            toward = normals[base]
        across = toward - camera * (toward @ camera)
        if np.linalg.norm(across) > 0.5:
            centre = vertices[base]
            along = _image_direction(vertices, pixels, centre, across)
            chosen[index] = candidates[int((pixels[candidates] @ along).argmax())]
    crease = spots()[_FRONT]
    if crease is not None and crease.ahead is not None and abs(camera[1]) < 0.5:
        chosen[_FRONT] = crease.ahead[int(((pixels[crease.ahead] - _crease(pixels[chosen])) ** 2).sum(1).argmin())]
    return chosen


def _crease(at: np.ndarray) -> np.ndarray:
    """Where people put the middle of the crease on a picture that does not show a flank, given all landmarks' pixels (53, 2)."""
    middle = (at[_MEDIAL] + at[_LATERAL]) / 2
    return middle + _rules()["crease"] * (at[_CLEFT] - middle)


def name_is_toe_tip(index: int) -> bool:
    return NAMES[index].endswith("_tip")


def _image_direction(vertices: np.ndarray, pixels: np.ndarray, centre: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """Unit vector (2,) in the picture of a 3D direction near `centre`, from a local linear fit of the projection."""
    near = np.argsort(((vertices - centre) ** 2).sum(1))[:400:8]
    jacobian = np.linalg.lstsq(vertices[near] - vertices[near].mean(0), pixels[near] - pixels[near].mean(0), rcond=None)[0]
    along = direction @ jacobian
    return along / (np.linalg.norm(along) + 1e-12)


def _arch_apex(vertices: np.ndarray, pixels: np.ndarray, camera: np.ndarray) -> int:
    """Outline of the inner or lower edge per slice; then the slice that lies deepest under the chord heel to ball."""
    outward = np.cross([1.0, 0.0, 0.0], camera)
    if outward @ np.array([0.0, -1.0, -1.0]) < 0:
        outward = -outward
    slices = arch_slices()
    centre = vertices[slices[len(slices) // 2]].mean(0)
    along = _image_direction(vertices, pixels, centre, outward)
    edge = np.array([s[int((pixels[s] @ along).argmax())] for s in slices])
    first, last = pixels[edge[0]], pixels[edge[-1]]
    chord = (last - first) / (np.linalg.norm(last - first) + 1e-9)
    normal = np.array([-chord[1], chord[0]])
    if normal @ along < 0:
        normal = -normal
    deepest = int(((pixels[edge] - first) @ normal).argmin())
    return int(edge[max(deepest - 1, 0)])  # people see the apex a slice farther back (medians of the annotated photos)
