"""Score the exported networks: on renders they never saw, and the whole locator on annotated real photos where there are any.

    python -m training.evaluate [--feet 500] [--unsnapped] [--strangers FOLDER ...]

The photos (`../shared/photos`, measured only, never trained on) and their evaluator (`../shared/tools/evaluate.py`) are not part
of the repository; without them only the renders are scored. `--strangers` counts the pictures without a bare foot in which one
is found all the same (Debian's tuxpaint-stamps-default has 800: /usr/share/tuxpaint/stamps). Results land in `work/evaluation/`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from locator import locate
from locator.images import open_image
from locator.pipeline import ENOUGH
from locator.record import dumps
from locator.types import Image, Result
from locator.vision import see
from locator.vision.judgement import SURFACES

__all__ = ["main", "score_photos", "score_renders", "score_strangers", "score_whole"]

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def score_renders(folder: Path, models: Path, count: int) -> dict[str, Any]:
    """Scores of both networks on `val-*.npz`, by name."""
    import torch

    from training.chunks import Renders
    from training.export import SIZES
    from training.nets import build
    from training.train import load_weights
    from training.validate import detector_scores, landmark_scores

    val, device = Renders(folder, "val"), torch.device("cpu")
    scores: dict[str, Any] = {}
    for name, score in (("detector", detector_scores), ("landmarks", landmark_scores)):
        net = build(name, pretrained=False).eval()
        load_weights(net, models / f"{name}.onnx")
        scores[name] = score(net, val, SIZES[name], count, device)
    return scores


def score_whole(folder: Path) -> dict[str, float]:
    """The whole locator on the scenes of `val-*.npz`: how many with feet and without are accepted, and side and view of the
    foot that fills most of the picture (view: the surface of which most is seen, as the locator asks too)."""
    import numpy as np

    from training.chunks import FOOT_CLASSES, Renders

    val = Renders(folder, "val")
    accepted = [bool(see(chunk.picture("image", sample)).feet) for chunk, sample in val.negatives]
    found, sides, views = [], [], []
    for chunk, sample in val.scenes:
        label = chunk.picture("label", sample)
        rows = [val.foot(chunk, row) for row in chunk.rows[sample]]
        areas = [int(((label >> 3 == foot.index) & np.isin(label & 7, FOOT_CLASSES)).sum()) for foot in rows]
        foot = rows[int(np.argmax(areas))]
        ys, xs = np.nonzero((label >> 3 == foot.index) & np.isin(label & 7, FOOT_CLASSES))
        middle = (xs.mean(), ys.mean())
        near = [f for f in see(chunk.picture("image", sample)).feet if _holds(f.box, middle)]
        found.append(bool(near))
        if near:
            mine = label[ys, xs] & 7
            truth = max(SURFACES, key=lambda view: int(np.isin(mine, SURFACES[view]).sum()))
            sides.append(near[0].side == ("right" if foot.right else "left"))
            views.append(near[0].view in (truth, "anterior", "posterior"))
    means = {"found": found, "side": sides, "view": views, "negatives_accepted": accepted}
    return {"scenes": len(found), "negatives": len(accepted)} | {k: float(np.mean(v)) for k, v in means.items() if v}


def _holds(box: tuple[float, float, float, float], point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def score_strangers(folders: list[Path]) -> dict[str, Any]:
    """Pictures of anything but bare feet, anywhere under `folders`: how many there are, and those in which a foot is found."""
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix.lower() in {".png", ".jpg", ".jpeg", ".webp"})
    accepted = [path.name for path in files if locate(path).feet]
    return {"pictures": len(files), "accepted": len(accepted), "share": len(accepted) / max(len(files), 1), "names": accepted}


def score_photos(photos: Path, out: Path, *, snapped: bool) -> None:
    """Run the locator on every photo, write `out`, and print the evaluator's table."""
    files = sorted(path for path in photos.iterdir() if path.suffix.lower() in {".jpg", ".jpeg", ".png"})
    with out.open("w", encoding="utf-8") as results:
        for i, path in enumerate(files):
            if snapped:
                result = locate(path)
            else:
                photo = open_image(path, at_least=ENOUGH)
                sighting = see(photo.rgb, snapped=False)
                result = Result(Image(path.name, photo.width, photo.height), sighting.feet, sighting.refused, sighting.warnings)
            results.write(dumps(result, compact=True) + "\n")
            print(f"\r{i + 1} of {len(files)} photos", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    tool = [sys.executable, str(SHARED / "tools" / "evaluate.py"), str(out), str(photos / "annotations")]
    subprocess.run([*tool, "--worst", "10", "--json", str(out.with_suffix(".scores.json"))], check=True)


def main(argv: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / "work" / "renders")
    parser.add_argument("--models", type=Path, default=ROOT / "models")
    parser.add_argument("--out", type=Path, default=ROOT / "work" / "evaluation")
    parser.add_argument("--feet", type=int, default=500, help="feet and pictures of val-*.npz; 0 leaves the renders out")
    parser.add_argument("--unsnapped", action="store_true", help="photos without setting landmarks right by geometry")
    parser.add_argument("--strangers", type=Path, nargs="*", default=[], help="folders of pictures without bare feet")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    if args.feet and list(args.data.glob("val-*.npz")):
        scores = score_renders(args.data, args.models, args.feet) | {"whole": score_whole(args.data)}
        (args.out / "renders.json").write_text(json.dumps(scores, indent=1), encoding="utf-8")
        for name, values in scores.items():
            print(name, json.dumps({k: round(v, 4) if isinstance(v, float) else v for k, v in values.items()}))
    elif args.feet:
        print(f"no {args.data}/val-*.npz: renders not scored", file=sys.stderr)
    if args.strangers:
        print("strangers", json.dumps(score_strangers(args.strangers)))
    photos = SHARED / "photos"
    if (photos / "annotations").is_dir():
        score_photos(photos, args.out / "photos.jsonl", snapped=not args.unsnapped)
    else:
        print(f"no annotated photos in {photos}: only the renders are scored", file=sys.stderr)


if __name__ == "__main__":
    main()
