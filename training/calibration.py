"""How honest the locator's own errors are: reliability of `sigma` and `visibility` on annotated photos.

    python -m training.evaluate --feet 0
    python -m training.calibration work/evaluation/photos.jsonl --out docs/images/calibration.png

Prints the share of true positions within one and two sigma, landmarks and points, all and by size of sigma, and how often a
landmark of some visibility was annotated as seen; draws both as reliability diagrams. The photos are measured only.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from locator.compare import matched
from locator.types import Foot, Landmark, Result

__all__ = ["Mark", "groups", "landmark_marks", "main", "point_marks", "within"]

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
#: As many of a radial error's cases lie within one and two standard deviations of a normal distribution.
WITHIN = (0.683, 0.954)
_GROUPS = 5
_BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """One annotated place: `error` and `sigma` as shares of the foot's length, predicted `visibility`, whether people saw it."""

    error: float
    sigma: float
    visibility: float
    seen: bool


def feet(results: Path, annotations: Path) -> Iterator[tuple[Foot, dict[str, Any], float]]:
    """The found foot, the annotation, and the foot's length in pixels, of each photo whose primary foot was found."""
    found = {Path(r.image.file).stem: r for r in map(_result, results.read_text(encoding="utf-8").splitlines())}
    for path in sorted(annotations.glob("*.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        primary = next((foot for foot in said["feet"] if foot.get("primary") and len(foot.get("outline") or ()) > 2), None)
        if primary is None or said["id"] not in found:
            continue
        outline = np.array(primary["outline"], float)
        length = float(np.hypot(*(outline[:, None] - outline[None]).transpose(2, 0, 1)).max())
        marks = {name: Landmark(x, y, 1.0) for name, (x, y, _) in primary["landmarks"].items()}
        box = (*outline.min(0).tolist(), *outline.max(0).tolist())
        truth = Foot(1.0, primary["side"], 1.0, "dorsal", 1.0, box, tuple(map(tuple, outline.tolist())), marks)
        pair = matched(found[said["id"]], dataclasses.replace(found[said["id"]], feet=(truth,)))[0]
        if pair.found is not None:
            yield pair.found, primary, length


def landmark_marks(results: Path, annotations: Path) -> list[Mark]:
    """All annotated landmarks that were predicted."""
    return [
        Mark(float(np.hypot(mark.x - x, mark.y - y)) / length, mark.sigma / length, mark.visibility, step == 2)
        for foot, said, length in feet(results, annotations)
        for name, (x, y, step) in said["landmarks"].items()
        if (mark := foot.landmarks.get(name)) is not None
    ]


def point_marks(results: Path, annotations: Path, evaluator: Path) -> list[Mark]:
    """The acupoints that `evaluator` (evaluate.py) derives from the annotated landmarks, where they were placed."""
    spec = importlib.util.spec_from_file_location("evaluator", evaluator)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    marks = []
    for foot, said, length in feet(results, annotations):
        placed = {point.code: point for point in foot.points}
        for code, (x, y) in tool.reference_points(said).items():
            if code in placed:
                point = placed[code]
                marks.append(Mark(float(np.hypot(point.x - x, point.y - y)) / length, point.sigma / length, 1.0, True))
    return marks


def within(marks: Sequence[Mark], sigmas: float) -> float:
    """Share of the marks that lie within so many sigma."""
    return float(np.mean([mark.error <= sigmas * mark.sigma for mark in marks]))


def groups(marks: Sequence[Mark], count: int = _GROUPS) -> list[tuple[float, float, int]]:
    """Equal groups by size of sigma: (mean sigma, the error that 68 % stay below, how many)."""
    ordered = sorted(marks, key=lambda mark: mark.sigma)
    parts = [[ordered[i] for i in part] for part in np.array_split(np.arange(len(ordered)), count) if len(part)]
    return [
        (float(np.mean([m.sigma for m in part])), float(np.quantile([m.error for m in part], WITHIN[0])), len(part))
        for part in parts
    ]


def seen_by_visibility(marks: Sequence[Mark]) -> list[tuple[float, float, int]]:
    """By step of predicted visibility: (its mean, share that people saw, how many)."""
    rows = []
    for low, high in itertools.pairwise(_BINS):
        part = [m for m in marks if low <= m.visibility < high or (high == 1.0 and m.visibility == 1.0)]
        if part:
            rows.append((float(np.mean([m.visibility for m in part])), float(np.mean([m.seen for m in part])), len(part)))
    return rows


def draw(seen: Sequence[Mark], marks: Sequence[Mark], points: Sequence[Mark], out: Path) -> None:
    """Both reliability diagrams as a picture."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 4.2), layout="constrained")
    for name, some, sign in (("landmarks", seen, "o-"), ("acupoints", points, "s--")):
        if some:
            x, y, _ = np.array(groups(some)).T * 100
            left.plot(x, y, sign, label=name)
    most = max(left.get_xlim()[1], left.get_ylim()[1])
    left.plot((0, most), (0, most), ":", color="grey", label="as it should be")
    left.set(xlabel="sigma, % of foot length", ylabel="error that 68 % stay below, % of foot length", title="sigma")
    left.legend()
    x, y, n = np.array(seen_by_visibility(marks)).T
    right.plot(x, y, "o-", label="landmarks")
    for at in zip(x, y, n, strict=True):
        right.annotate(f"{at[2]:.0f}", at[:2], textcoords="offset points", xytext=(6, -10), fontsize=8)
    right.plot((0, 1), (0, 1), ":", color="grey")
    right.set(xlabel="predicted visibility", ylabel="share annotated as seen", title="visibility (with counts)")
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out, dpi=110, metadata={"Software": None})
    pyplot.close(figure)


def _result(line: str) -> Result:
    return Result.from_dict(json.loads(line))


def main(argv: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, help="records of the annotated photos, one a line")
    parser.add_argument("--annotations", type=Path, default=SHARED / "photos" / "annotations")
    parser.add_argument("--evaluator", type=Path, default=SHARED / "tools" / "evaluate.py")
    parser.add_argument("--out", type=Path, help="picture to draw")
    args = parser.parse_args(argv)
    marks = landmark_marks(args.results, args.annotations)
    seen, points = [mark for mark in marks if mark.seen], point_marks(args.results, args.annotations, args.evaluator)
    print(f"{'within':12}{'one sigma':>11}{'two':>8}{'n':>6}")
    for name, some in (("seen", seen), ("inferred", [m for m in marks if not m.seen]), ("acupoints", points)):
        if some:
            print(f"{name:12}{within(some, 1):11.0%}{within(some, 2):8.0%}{len(some):6}")
    print(f"\n{'sigma':>8}{'68 % of errors below':>22}{'n':>6}   (seen landmarks, % of foot length)")
    for sigma, error, count in groups(seen):
        print(f"{100 * sigma:8.1f}{100 * error:22.1f}{count:6}")
    print(f"\n{'visibility':>10}{'annotated as seen':>20}{'n':>6}")
    for visibility, share, count in seen_by_visibility(marks):
        print(f"{visibility:10.2f}{share:20.0%}{count:6}")
    if args.out:
        draw(seen, marks, points, args.out)


if __name__ == "__main__":
    main()
