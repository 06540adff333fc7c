"""Look at what the trainer sees: a sheet of random landmark crops and detector canvases with their truth drawn on, and checks.

    python -m training.look --data work/renders --out work/look

Writes `OUT/landmarks.png` (green: visible, orange: hidden; blue line: mask; below each the template coordinates) and
`OUT/detector.png` (frames; the line runs to the toes; red: ignored), and prints in how many exact
crops the landmarks lie on the foot and the toes above the heel: far from 100 % means that label and picture disagree.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import cv2
import numpy as np

from locator.landmarks import NAMES
from training.canvas import FEET_COLUMNS, STRIDE, detector_sample
from training.chunks import Pixels, Renders
from training.dataset import VISIBLE, Batch, landmark_sample
from training.validate import spread

__all__ = ["check", "draw_canvas", "draw_crop", "main"]

_ZOOM = 2
SCENE = 384  # pixels: side of the rendered pictures


def draw_crop(sample: Batch) -> Pixels:
    """A landmark sample as a picture, enlarged, its template coordinates below."""
    size = (sample["image"].shape[1] * _ZOOM, sample["image"].shape[0] * _ZOOM)
    picture = cv2.resize(sample["image"], size, interpolation=cv2.INTER_CUBIC)
    mask = (cv2.resize(sample["mask"], size) > 127).astype(np.uint8)
    cv2.drawContours(picture, cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)[0], -1, (60, 60, 255), 1)
    for (x, y), state in zip(sample["landmarks"], sample["state"], strict=True):
        if state:
            at = (round((float(x) + 0.5) * _ZOOM), round((float(y) + 0.5) * _ZOOM))
            cv2.circle(picture, at, 3, (0, 255, 0) if state == VISIBLE else (255, 140, 0), -1, cv2.LINE_AA)
    if sample["mirrored"]:
        cv2.putText(picture, "wrong mirror", (4, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 0, 0), 1, cv2.LINE_AA)
    return np.vstack([picture, cv2.resize(sample["coords"], size, interpolation=cv2.INTER_NEAREST)])


def draw_canvas(sample: Batch) -> Pixels:
    """A detector sample as a picture, enlarged."""
    size = (sample["image"].shape[1] * _ZOOM, sample["image"].shape[0] * _ZOOM)
    picture = cv2.resize(sample["image"], size, interpolation=cv2.INTER_CUBIC)
    picture[cv2.resize(sample["ignore"], size, interpolation=cv2.INTER_NEAREST) > 0] = (255, 0, 0)
    for values in sample["feet"]:
        foot = dict(zip(FEET_COLUMNS, values.tolist(), strict=True))
        if not foot["valid"]:
            continue
        centre = [(foot[a] + foot[d] + 0.5) * STRIDE * _ZOOM for a, d in (("column", "dx"), ("row", "dy"))]
        height, width = (math.exp(foot[n]) * size[0] for n in ("log_height", "log_width"))
        angle = math.degrees(math.atan2(foot["up_x"], -foot["up_y"]))
        corners = cv2.boxPoints(((centre[0], centre[1]), (width, height), angle))
        cv2.polylines(picture, [corners.astype(np.int32)], True, (0, 255, 0), 1, cv2.LINE_AA)
        toe = [c + u * height / 2 for c, u in zip(centre, (foot["up_x"], foot["up_y"]), strict=True)]
        cv2.line(picture, (round(centre[0]), round(centre[1])), (round(toe[0]), round(toe[1])), (0, 255, 255), 2, cv2.LINE_AA)
    return picture


def check(renders: Renders, count: int, size: tuple[int, int] = (160, 224)) -> dict[str, float]:
    """Shares over exact crops: visible landmarks within 3 pixels of the foot or leg; crops whose toe tips lie above their heel;
    frames that the mask fills to within 5 % (of those that lie in the picture: some are hidden by other things)."""
    on_foot, upright, filled = [], [], []
    for foot in spread(len(renders.feet), count):
        sample = landmark_sample(renders, foot, size)
        if sample is None:
            continue
        here = (sample["surface"][1:].sum(0, dtype=int) > 20).astype(np.uint8)
        near = cv2.dilate(cv2.resize(here, size, interpolation=cv2.INTER_NEAREST), np.ones((7, 7), np.uint8))
        seen = sample["state"] == VISIBLE
        x, y = np.round(sample["landmarks"][seen]).astype(int).T.clip(0, np.array(size)[:, None] - 1)
        on_foot += near[y, x].tolist()
        toe, heel = (sample["landmarks"][NAMES.index(n)] for n in ("toe2_tip", "heel_back"))
        if abs(toe[1] - heel[1]) > 0.3 * size[1]:  # not a view along the foot
            upright.append(toe[1] < heel[1])
        corners = renders.foot(*renders.feet[foot]).frame.corners()
        if ((corners > 0) & (corners < SCENE)).all():
            rows, columns = np.nonzero(sample["mask"] > 127)
            extent = max(np.ptp(rows) / (size[1] / 2), np.ptp(columns) / (size[0] / 2))
            filled.append(abs(extent - 0.8) < 0.04)
    return {
        name: float(np.mean(v)) if v else float("nan")
        for name, v in (("on_foot", on_foot), ("upright", upright), ("frame_filled", filled))
    }


def _sheet(pictures: list[Pixels], columns: int) -> Pixels:
    rows = [np.hstack(pictures[i : i + columns]) for i in range(0, len(pictures) - columns + 1, columns)]
    return np.vstack(rows)[..., ::-1]


def main(argv: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("work/renders"))
    parser.add_argument("--split", default="train")
    parser.add_argument("--out", type=Path, default=Path("work/look"))
    parser.add_argument("--chunks", type=int, default=4, help="read only the first so many chunks")
    parser.add_argument("--exact", action="store_true", help="crops without augmentation")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(argv)
    renders, rng = Renders(args.data, args.split, args.chunks), np.random.default_rng(args.seed)
    if not renders.feet:
        raise SystemExit(f"no feet in {args.data}/{args.split}-*.npz: run python -m training.render first")
    args.out.mkdir(parents=True, exist_ok=True)
    picks = rng.integers(0, len(renders.feet), 64)
    crops = (landmark_sample(renders, int(foot), (160, 224), None if args.exact else rng) for foot in picks)
    cv2.imwrite(str(args.out / "landmarks.png"), _sheet([draw_crop(crop) for crop in crops if crop is not None][:16], 8))
    canvases = [draw_canvas(detector_sample(renders, 192, rng)) for _ in range(24)]
    cv2.imwrite(str(args.out / "detector.png"), _sheet(canvases, 6))
    print(f"{len(renders.feet)} feet, {len(renders.negatives)} negatives in {len(renders.chunks)} chunks; sheets in {args.out}")
    print("  ".join(f"{name} {share:.1%}" for name, share in check(renders, 400).items()))


if __name__ == "__main__":
    main()
