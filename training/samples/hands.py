"""Make the sample pictures of hands again: one on a sheet of A4 paper, one beside a bank card (sample_images/SOURCES.md).

    python -m training.samples.hands --blender BLENDER_VENV/bin/python [--only hand-on-a4] [--scale 50 --out work/look]

Writes NAME.jpg and hands.json: for each the sheet; `px` and `seen_mm`, the breadth of the thumb's silhouette at its
interphalangeal joint in the picture and in mm; `widest_mm`, its breadth seen with the nail towards the camera.
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

from locator.thumb.sheet import sizes
from training.hands import Hand, breadths, hand
from training.posture import turn
from training.samples import feet, scenes, stage
from training.samples.scenes import Scene

ROOT = Path(__file__).resolve().parents[2]
SIZE = (750, 1000)


@dataclasses.dataclass(frozen=True)
class Pose:
    """One picture. Degrees: `roll` and `spread` of the thumb (training.hands), `turned` the sheet. `at`: its middle, metres."""

    person: feet.Person
    sheet: str
    roll: float
    spread: float
    turned: float
    at: tuple[float, float]
    eye: scenes.Vector
    target: scenes.Vector
    ground: str
    material: str
    key: tuple[float, float]
    right: bool = False


POSES = {
    "hand-on-a4": Pose(
        scenes.BROWN_WOMAN, "A4", 8, 8, -3, (0.0, 0.02), (0.0, -0.03, 0.52), (0.0, 0.0, 0.0), "walnut", "paper", (130, 60), True
    ),
    "hand-beside-card": Pose(
        scenes.MAN, "card", 12, 8, 8, (-0.085, 0.075), (-0.01, -0.02, 0.45), (-0.01, 0.02, 0.0), "grey_tile", "canvas", (60, 60)
    ),
}


def rectangle(pose: Pose) -> tuple[np.ndarray, np.ndarray]:
    """The sheet as a fan (vertices, faces), a card's corners rounded."""
    width, height = (side / 1000 for side in sizes()[pose.sheet])
    radius = 0.00318 if pose.sheet == "card" else 0.0002  # ISO/IEC 7810
    quarter = np.radians(np.linspace(0, 90, 7))
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [width / 2, height / 2]
    ring = [
        corner - np.sign(corner) * radius + radius * np.stack([np.cos(quarter + start), np.sin(quarter + start)], 1)
        for corner, start in zip(corners, np.radians([180, 270, 0, 90]), strict=True)
    ]
    flat = np.concatenate([[[0, 0]], *ring]) @ turn("z", pose.turned)[:2, :2].T + pose.at
    number = np.arange(1, len(flat))
    faces = np.stack([np.zeros_like(number), number, np.roll(number, -1)], 1)
    return np.column_stack([flat, np.zeros(len(flat))]), faces


def write(pose: Pose, path: Path) -> dict[str, Any]:
    """Save a scene for blender.py; returns its truth."""
    kinds = {"age": pose.person.age, "gender": pose.person.gender, "weight": pose.person.weight}
    kinds |= dict(zip(("african", "asian", "caucasian"), pose.person.origin, strict=True))
    one = hand(kinds, pose.roll, pose.spread, pose.right)
    scene = Scene("", "", (), pose.eye, pose.target, SIZE, lens=28, ground=pose.ground, key=pose.key)
    job = stage.write(scene, path)
    arrays = dict(np.load(path))
    arrays["0_vertices"] = arrays["0_vertices"] - np.array([0, 0, 0.001], "f4")  # the ground, just below the sheet
    for described, vertices, faces, more in (
        _skin(one, pose),
        ({"name": "sheet", "material": pose.material}, *rectangle(pose), {}),
    ):
        index = len(job["meshes"])
        job["meshes"].append(described)
        arrays |= {f"{index}_vertices": vertices.astype("f4"), f"{index}_faces": faces.astype("i4")}
        arrays |= {f"{index}_{key}": value.astype("f4") for key, value in more.items()}
    arrays["job"] = np.array(json.dumps(job))
    np.savez(path, **arrays)
    seen, widest, ends = breadths(one, np.array(pose.eye))
    px = float(np.linalg.norm(np.subtract(*stage.project(scene, ends))))
    return {"sheet": pose.sheet, "px": round(px, 1), "seen_mm": round(seen, 2), "widest_mm": round(widest, 2)}


def _skin(one: Hand, pose: Pose) -> tuple[dict[str, str], np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    noise, scale = feet.Noise(pose.person.seed), 5.0 * one.vertices
    colour = feet.linear(pose.person.skin) * (1 + 0.08 * noise(scale, 5) + 0.06 * noise(scale, 30))[:, None]
    return {"name": "hand", "material": "skin"}, one.vertices, one.faces, {"place": scale, "colour": colour}


def main(argv: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blender", type=Path, required=True, help="Python that has bpy")
    parser.add_argument("--out", type=Path, default=ROOT / "sample_images")
    parser.add_argument("--work", type=Path, default=ROOT / "work" / "samples")
    parser.add_argument("--only", nargs="*", help="names of pictures")
    parser.add_argument("--samples", type=int, default=6)
    parser.add_argument("--scale", type=int, default=100, help="percent of full size")
    args = parser.parse_args(argv)
    for folder in (args.out, args.work):
        folder.mkdir(parents=True, exist_ok=True)
    file = args.out / "hands.json"
    record = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for name, pose in POSES.items():
        if args.only and name not in args.only:
            continue
        packed, picture = args.work / f"{name}.npz", args.work / f"{name}.png"
        record[f"{name}.jpg"] = write(pose, packed)
        command = [args.blender, Path(__file__).with_name("blender.py"), packed, picture]
        command += ["--samples", args.samples, "--scale", args.scale, "--threads", 1]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
        Image.open(picture).convert("RGB").save(args.out / f"{name}.jpg", quality=84, optimize=True)
        file.write_text(json.dumps(dict(sorted(record.items())), indent=1) + "\n", encoding="utf-8")
        print(name, record[f"{name}.jpg"], flush=True)


if __name__ == "__main__":
    main()
