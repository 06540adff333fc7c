"""Make the sample pictures again, or some of them.

    python -m training.samples --blender BLENDER_VENV/bin/python [--only right-sole] [--scale 35 --samples 12 --out work/look]

Two Pythons work together: this one (extra `train`) makes the feet; the other holds Blender (`pip install "bpy==4.5.*"`) and
renders. Writes NAME.jpg for every scene and truth.json: side, view and landmarks of each foot.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

from PIL import Image

from training.samples import scenes, stage

ROOT = Path(__file__).resolve().parents[2]


def truth(scene: scenes.Scene, job: dict, seen: list[dict[str, bool]]) -> dict:
    """What the picture shows, in pixels of the full-size picture. Landmarks outside the frame count as unseen."""
    feet = []
    for foot, visible in zip(job["feet"], seen, strict=True):
        marks = {}
        for name, spot in foot["landmarks"].items():
            x, y = spot["xy"]
            inside = 0 <= x <= scene.size[0] - 1 and 0 <= y <= scene.size[1] - 1
            marks[name] = {"x": x, "y": y, "visible": bool(inside and visible[name])}
        feet.append({"side": foot["side"], "view": foot["view"], "landmarks": marks})
    return {"shows": scene.shows, "width": scene.size[0], "height": scene.size[1], "feet": feet}


def main(argv: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blender", type=Path, required=True, help="Python that has bpy")
    parser.add_argument("--only", nargs="*", help="names of scenes")
    parser.add_argument("--out", type=Path, default=ROOT / "sample_images")
    parser.add_argument("--work", type=Path, default=ROOT / "work" / "samples")
    parser.add_argument("--samples", type=int, default=40)
    parser.add_argument("--scale", type=int, default=100, help="percent of full size")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    args.work.mkdir(parents=True, exist_ok=True)
    file = args.out / "truth.json"
    record = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for scene in scenes.SCENES:
        if args.only and scene.name not in args.only:
            continue
        packed, picture = args.work / f"{scene.name}.npz", args.work / f"{scene.name}.png"
        job = stage.write(scene, packed)
        command = [args.blender, Path(__file__).with_name("blender.py"), packed, picture, "--samples", args.samples]
        command += ["--scale", args.scale, "--threads", args.threads]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
        seen = json.loads(picture.with_suffix(".json").read_text(encoding="utf-8"))
        Image.open(picture).convert("RGB").save(args.out / f"{scene.name}.jpg", quality=scene.quality, optimize=True)
        record[f"{scene.name}.jpg"] = truth(scene, job, seen)
        file.write_text(json.dumps(dict(sorted(record.items())), indent=1) + "\n", encoding="utf-8")
        print(scene.name, flush=True)


if __name__ == "__main__":
    main()
