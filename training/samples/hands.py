"""Pictures of hands with a known thumb: what `locator.thumb` is measured on (docs/decisions/0006-thumb.md).

    python -m training.samples.hands --blender BLENDER_VENV/bin/python --out work/hands [--only 0 3] [--scale 50 --samples 8]

Hands of anny's body on an A4 or Letter sheet, beside a bank card or on bare ground; people, skin, thumb posture, camera, light and
ground differ. Writes NAME.jpg and truth.json. For each: `sheet`, its `corners` in pixels, the `joint` in pixels, `seen_mm` the
breadth of the thumb's silhouette across the interphalangeal joint at the joint's depth, `px` the same in pixels, and `widest_mm`
the joint's greatest breadth whichever way it is turned.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from training import mesh
from training.posture import turn
from training.samples import feet, scenes, stage
from training.samples.feet import Person
from training.samples.scenes import Scene

#: Metres: ISO 216, ASME Y14.1, ISO/IEC 7810.
SHEETS = {"A4": (0.210, 0.297), "Letter": (0.2159, 0.2794), "card": (0.0856, 0.05398)}
THUMB = ("finger1-1", "finger1-2", "finger1-3")


@dataclasses.dataclass(frozen=True)
class Pose:
    """How a picture is taken. Degrees: `roll` of the thumb about its own axis, `spread` away from the fingers, camera `tilt`
    towards `azimuth`, `turned` the sheet on the ground. Metres: `distance` of the camera."""

    person: Person
    sheet: str | None
    roll: float
    spread: float
    tilt: float
    azimuth: float
    turned: float
    distance: float
    lens: float
    ground: str
    key: tuple[float, float]
    light_size: float = 0.9
    watts: float = 38.0
    exposure: float = 0.15
    right: bool = False


_P = scenes
POSES: dict[str, Pose] = {
    "a4-woman": Pose(_P.WOMAN, "A4", 10, 8, 4, 20, 3, 0.46, 28, "oak", (140, 55)),
    "a4-man": Pose(_P.MAN, "A4", -5, 12, 9, 250, -6, 0.50, 26, "walnut", (40, 40), 0.3),
    "a4-dark-man": Pose(_P.DARK_MAN, "A4", 15, 5, 6, 130, 2, 0.45, 28, "grey_tile", (200, 60)),
    "a4-dark-woman": Pose(_P.DARK_WOMAN, "A4", 0, 14, 14, 300, 8, 0.52, 26, "walnut", (120, 35), 0.2),
    "letter-old-man": Pose(_P.OLD_MAN, "Letter", 20, 10, 3, 60, -4, 0.48, 28, "grey_tile", (300, 50)),
    "letter-woman": Pose(_P.ASIAN_WOMAN, "Letter", 5, 6, 17, 200, 5, 0.50, 26, "oak", (170, 45)),
    "a4-child": Pose(_P.CHILD, "A4", 8, 10, 7, 100, 0, 0.44, 28, "blue_sheet", (90, 65), 1.2),
    "a4-brown-woman": Pose(_P.BROWN_WOMAN, "A4", -10, 8, 10, 170, 12, 0.50, 24, "green_towel", (20, 50), 0.5, right=True),
    "card-man": Pose(_P.MAN, "card", 12, 8, 5, 320, 20, 0.40, 28, "walnut", (150, 50)),
    "card-woman": Pose(_P.WOMAN, "card", 0, 10, 8, 80, -15, 0.38, 30, "grey_tile", (60, 60), right=True),
    "card-dark-man": Pose(_P.DARK_MAN, "card", 6, 12, 3, 210, 5, 0.42, 28, "white_tile", (240, 45), 0.4),
    "bare-brown-woman": Pose(_P.BROWN_WOMAN, None, 10, 9, 6, 30, 0, 0.40, 28, "oak", (130, 50)),
    "bare-old-man": Pose(_P.OLD_MAN, None, 5, 9, 6, 330, 0, 0.40, 28, "blue_sheet", (130, 50)),
}


@dataclasses.dataclass(frozen=True)
class Hand:
    """A left hand on the ground: x towards the thumb's side or away, y along the fingers, z up, metres, palm at the origin."""

    vertices: np.ndarray
    faces: np.ndarray
    thumb: np.ndarray  # (V,) share of the two phalanges' bones
    heads: dict[str, np.ndarray]
    tip: np.ndarray


def hand(person: Person, roll: float, spread: float) -> Hand:
    """anny's left hand and forearm, palm down, with the thumb laid on the ground."""
    import torch

    model = mesh._anny()
    african, asian, caucasian = person.origin
    kinds = {"age": person.age, "gender": person.gender, "weight": person.weight}
    with torch.no_grad():
        out = model(phenotype_kwargs=kinds | {"african": african, "asian": asian, "caucasian": caucasian})
    rest, faces = out["rest_vertices"][0].numpy().astype(float), model.faces.numpy()
    bone_heads = {n: out["rest_bone_heads"][0, i].numpy().astype(float) for i, n in enumerate(model.bone_labels)}
    bones, weights = model.vertex_bone_indices.numpy(), model.vertex_bone_weights.numpy()
    label = [model.bone_labels[int(b)] for b in bones[np.arange(len(bones)), weights.argmax(1)]]
    parts = ("finger", "wrist", "metacarpal", "hand", "lowerarm")
    inside = np.array([name.endswith(".L") and any(k in name for k in parts) for name in label])
    coarse, renamed = np.unique(faces[inside[faces].all(1)], return_inverse=True)
    vertices, faces = rest[coarse], renamed.reshape(-1, 3)
    numbers = [model.bone_labels.index(f"{bone}.L") for bone in THUMB]
    shares = np.stack([np.where(bones[coarse] == i, weights[coarse], 0).sum(1) for i in numbers], 1)
    arm = np.array([float("lowerarm" in label[i]) for i in coarse])
    for _ in range(3):
        faces, step = mesh.loop_subdivision(faces, len(vertices))
        vertices, shares, arm = step @ vertices, step @ shares, step @ arm
    palm = vertices[arm < 0.1]
    _, _, axes = np.linalg.svd(palm - palm.mean(0), full_matrices=False)  # along, across, thickness
    along, up = axes[0], axes[2]
    along = along if (palm.mean(0) - vertices[arm > 0.9].mean(0)) @ along > 0 else -along
    up = up if up[2] > 0 else -up  # anny's palms face down
    basis, centre = np.stack([np.cross(along, up), along, up], 1), palm.mean(0)
    local = (vertices - centre) @ basis
    heads = {bone: (bone_heads[f"{bone}.L"] - centre) @ basis for bone in (*THUMB, "finger2-1")}
    local[:, 2] -= local[arm < 0.1, 2].min()
    lift = -float(((vertices - centre) @ basis)[arm < 0.1, 2].min())
    heads = {name: head + [0, 0, lift] for name, head in heads.items()}
    thumb = shares[:, 1:].sum(1)
    tip = local[thumb > 0.9][np.argmax((local[thumb > 0.9] - heads["finger1-2"]) @ (heads["finger1-3"] - heads["finger1-2"]))]

    pivot, axis = heads["finger1-1"], heads["finger1-3"] - heads["finger1-2"]
    side = np.sign(heads["finger1-2"][0] - heads["finger2-1"][0])
    moving = shares.sum(1)
    for lower in np.arange(0, 40, 1.0):  # lower the thumb until it touches the ground
        flat = np.array([axis[0], axis[1], 0]) / np.hypot(axis[0], axis[1])
        rotation = turn("z", -side * spread) @ _about(np.cross(flat, [0, 0, 1]), -lower) @ _about(axis, roll)
        posed = local + moving[:, None] * ((local - pivot) @ rotation.T + pivot - local)
        if posed[thumb > 0.9, 2].min() < 0.001:
            break
    heads = {name: (rotation @ (head - pivot) + pivot if name in THUMB else head) for name, head in heads.items()}
    return Hand(posed, faces, thumb, heads, rotation @ (tip - pivot) + pivot)


def _about(axis: np.ndarray, degrees: float) -> np.ndarray:
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def _rectangle(width: float, height: float, radius: float, place: np.ndarray, turned: float, top: float) -> tuple[Any, Any, Any]:
    """A flat polygon with rounded corners as a fan (vertices, faces), and its four corners as if they were sharp."""
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [width / 2, height / 2]
    quarter = np.radians(np.linspace(0, 90, 7))
    ring = [
        corner - np.sign(corner) * radius + radius * np.stack([np.cos(quarter + start), np.sin(quarter + start)], 1)
        for corner, start in zip(corners, np.radians([180, 270, 0, 90]), strict=True)
    ]
    flat = np.concatenate([[[0, 0]], *ring])
    rotation = turn("z", turned)[:2, :2]

    def placed(points: np.ndarray) -> np.ndarray:
        return np.column_stack([points @ rotation.T + place, np.full(len(points), top)])

    number = np.arange(1, len(flat))
    return placed(flat), np.stack([np.zeros_like(number), number, np.roll(number, -1)], 1), placed(corners)


def breadths(one: Hand, scene: Scene) -> dict[str, Any]:
    """The truth at the interphalangeal joint: the silhouette's breadth in px and mm, and the greatest breadth in mm."""
    joint, axis = one.heads["finger1-3"], one.tip - one.heads["finger1-2"]
    axis = axis / np.linalg.norm(axis)
    near = one.vertices[(one.thumb > 0.5) & (np.abs((one.vertices - joint) @ axis) < 0.0008)] - joint
    near -= np.outer(near @ axis, axis)
    toward = np.array(scene.eye) - joint
    across = np.cross(axis, toward / np.linalg.norm(toward))
    first = np.cross(axis, [0.0, 0.0, 1.0])
    first /= np.linalg.norm(first)
    angles = np.radians(np.arange(180))
    fan = np.outer(np.cos(angles), first) + np.outer(np.sin(angles), np.cross(axis, first))
    pixels = stage.project(scene, near + joint)
    ends = stage.project(scene, np.stack([joint - 0.01 * axis, joint + 0.01 * axis, joint]))
    line = ends[1] - ends[0]
    normal = np.array([-line[1], line[0]]) / np.hypot(*line)
    return {
        "joint": ends[2].round(1).tolist(),
        "px": round(float(np.ptp(pixels @ normal)), 2),
        "seen_mm": round(float(np.ptp(near @ (across / np.linalg.norm(across)))) * 1000, 2),
        "widest_mm": round(float(np.ptp(near @ fan.T, axis=0).max()) * 1000, 2),
    }


def write(pose: Pose, path: Path) -> tuple[Scene, dict[str, Any]]:
    """Save a scene for blender.py; returns it with its truth."""
    one = hand(pose.person, pose.roll, pose.spread)
    if pose.right:  # a right hand is a left one in the mirror
        flip = np.array([-1.0, 1.0, 1.0])
        heads = {name: head * flip for name, head in one.heads.items()}
        one = Hand(one.vertices * flip, one.faces[:, ::-1], one.thumb, heads, one.tip * flip)
    tilt, azimuth = np.radians([pose.tilt, pose.azimuth])
    focus = np.array([0.0, 0.0, 0.0]) if pose.sheet != "card" else np.array([0.0, 0.03, 0.0])
    eye = focus + pose.distance * np.array([np.sin(tilt) * np.cos(azimuth), np.sin(tilt) * np.sin(azimuth) - 1e-4, np.cos(tilt)])
    scene = Scene(
        "hand", "", (), eye=tuple(eye.tolist()), target=tuple(focus.tolist()), size=(900, 1200), lens=pose.lens, ground=pose.ground,
        key=pose.key, light_size=pose.light_size, watts=pose.watts, exposure=pose.exposure, hand=pose.person,
    )  # fmt: skip
    up = stage.camera_matrix(scene)[:3, 1]
    scene = dataclasses.replace(scene, roll=float(np.degrees(np.arctan2(up[0], up[1]))) * -1)
    job = stage.write(dataclasses.replace(scene, hand=None), path)
    arrays = dict(np.load(path))
    ground = next(part for part in job["meshes"] if part["name"] == "ground")
    arrays["0_vertices"] = arrays["0_vertices"] - np.array([0, 0, 0.0012], "f4")  # the ground lies below the sheet
    assert job["meshes"][0] is ground
    truth: dict[str, Any] = {"sheet": pose.sheet, "lens": pose.lens} | breadths(one, scene)
    noise, scale = feet.Noise(pose.person.seed), 5.0 * one.vertices
    colour = feet.linear(pose.person.skin) * (1 + 0.08 * noise(scale, 5) + 0.06 * noise(scale, 30))[:, None]
    parts = [({"name": "hand", "material": "skin"}, one.vertices, one.faces, {"place": scale, "colour": colour})]
    if pose.sheet:
        width, height = SHEETS[pose.sheet]
        thumb_side = np.sign(one.heads["finger1-2"][0] - one.heads["finger2-1"][0])
        place = np.array([0.0, 0.02]) if pose.sheet != "card" else np.array([thumb_side * 0.075, 0.075])
        radius = 0.00318 if pose.sheet == "card" else 0.0002
        vertices, faces, corners = _rectangle(width, height, radius, place, pose.turned, 0.0)
        material = "paper" if pose.sheet != "card" else {"walnut": "rubber", "grey_tile": "canvas"}.get(pose.ground, "canvas")
        parts.append(({"name": "sheet", "material": material}, vertices, faces, {}))
        truth["corners"] = stage.project(scene, corners).round(2).tolist()
    for described, vertices, faces, more in parts:
        index = len(job["meshes"])
        job["meshes"].append(described)
        arrays |= {f"{index}_vertices": vertices.astype("f4"), f"{index}_faces": faces.astype("i4")}
        arrays |= {f"{index}_{key}": value.astype("f4") for key, value in more.items()}
    arrays["job"] = np.array(json.dumps(job))
    np.savez(path, **arrays)
    return scene, truth


def main(argv: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blender", type=Path, required=True, help="Python that has bpy")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", help="names of pictures")
    parser.add_argument("--samples", type=int, default=16)
    parser.add_argument("--scale", type=int, default=100, help="percent of full size")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    file = args.out / "truth.json"
    record = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for name, pose in POSES.items():
        if args.only and name not in args.only:
            continue
        packed, picture = args.out / f"{name}.npz", args.out / f"{name}.png"
        _, record[f"{name}.jpg"] = write(pose, packed)
        command = [args.blender, Path(__file__).with_name("blender.py"), packed, picture]
        command += ["--samples", args.samples, "--scale", args.scale, "--threads", 1]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
        Image.open(picture).convert("RGB").save(args.out / f"{name}.jpg", quality=88, optimize=True)
        for rest in (packed, picture, picture.with_suffix(".json")):
            rest.unlink()
        file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        print(name, record[f"{name}.jpg"], flush=True)


if __name__ == "__main__":
    main()
