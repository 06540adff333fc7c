"""Feet for the tests of placement: an average foot laid out from the charts, the annotated real photos, and transforms."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from locator.placement.chart import chart_of
from locator.types import Foot, Landmark, Side, View

SHARED = Path(__file__).parents[3] / "shared"
ANNOTATIONS = SHARED / "photos" / "annotations"
#: Oblique photos are given the closest of the six views, as a locator would.
CLOSEST = {"oblique-dorsomedial": "dorsal", "oblique-dorsolateral": "dorsal"}

#: Toes and nails, in the order [x, v], that charts leave to the toe frames.
NAILS = {
    "toe1_nail_medial": (-0.15, 0.94), "toe1_nail_lateral": (-0.1, 0.945), "toe2_nail_lateral": (-0.02, 0.945),
    "toe4_nail_lateral": (0.095, 0.87), "toe5_nail_lateral": (0.145, 0.81),
}  # fmt: skip
#: Silhouettes in chart coordinates, simple and closed; sole and dorsum share the toes.
TOES = [
    (-0.17, 0.92), (-0.12, 0.99), (-0.09, 0.95), (-0.088, 0.82), (-0.07, 0.94), (-0.035, 0.985), (-0.01, 0.94), (-0.02, 0.81),
    (0.01, 0.92), (0.025, 0.95), (0.05, 0.91), (0.046, 0.785), (0.065, 0.87), (0.08, 0.9), (0.11, 0.87), (0.121, 0.745),
    (0.13, 0.835), (0.16, 0.8), (0.18, 0.74),
]  # fmt: skip
SIDE = [
    (0.04, 0.42), (0.03, 0.3), (0.0, 0.15), (0.0, 0.08), (0.02, 0.02), (0.06, 0.0), (0.2, 0.0), (0.3, 0.02), (0.42, 0.035),
    (0.6, 0.012), (0.7, 0.0), (0.93, 0.0), (0.98, 0.015), (1.0, 0.03), (0.97, 0.07), (0.8, 0.13), (0.6, 0.21), (0.4, 0.35),
    (0.37, 0.42),
]  # fmt: skip
BACK = [
    (-0.1, 0), (-0.135, 0.06), (-0.12, 0.15), (-0.13, 0.25), (-0.14, 0.36),
    (0.14, 0.36), (0.13, 0.25), (0.12, 0.15), (0.135, 0.06), (0.1, 0),
]  # fmt: skip


def average_foot(view: View, side: Side, length: float = 600.0) -> Foot:
    """The average foot of the chart in a photo of `length` pixels per foot length, with every landmark of its view seen."""
    chart = chart_of(view)
    marks = dict(chart.landmarks)
    if chart.name == "dorsal":
        marks |= NAILS
    if chart.axes == ("distal", "up"):
        silhouette = SIDE
    elif chart.name == "posterior":
        silhouette = BACK
    else:
        medial, lateral = (chart.edges[name].line for name in ("medial", "lateral"))
        heel = [(0.04, 0.004), (0.0, 0.0), (-0.04, 0.004)] if chart.name == "plantar" else []
        silhouette = [*heel, *map(tuple, medial[medial[:, 1] <= 0.9]), *TOES, *map(tuple, lateral[lateral[:, 1] <= 0.7][::-1])]
    sign = chart.left_turn if side == "left" else -chart.left_turn
    axes = np.array([[1.0, 0.0], [0.0, float(sign)]])
    origin = np.array([2000.0, 1500.0])

    def photo(xy: tuple[float, float]) -> tuple[float, float]:
        x, y = origin + length * (np.array(xy) @ axes)
        return float(x), float(y)

    outline = tuple(photo(xy) for xy in silhouette)
    return make_foot(view, side, {name: Landmark(*photo(xy), 0.95, 0.01 * length) for name, xy in marks.items()}, outline)


def make_foot(view: View, side: Side, landmarks: dict[str, Landmark], outline: tuple[tuple[float, float], ...]) -> Foot:
    corners = np.array(outline)
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return Foot(1.0, side, 1.0, view, 1.0, (float(x0), float(y0), float(x1), float(y1)), outline, landmarks)


@dataclasses.dataclass(frozen=True)
class Move:
    """Turn (degrees), zoom, shift and mirror a photo; a mirrored left foot is a right foot."""

    degrees: float = 0.0
    zoom: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)
    mirror: bool = False

    def xy(self, xy: Any) -> Any:
        c, s = np.cos(np.radians(self.degrees)), np.sin(np.radians(self.degrees))
        matrix = self.zoom * np.array([[c, -s], [s, c]]) @ np.diag([-1.0 if self.mirror else 1.0, 1.0])
        return np.asarray(xy, float) @ matrix.T + np.array(self.shift)

    def foot(self, foot: Foot) -> Foot:
        def point(xy: tuple[float, float]) -> tuple[float, float]:
            x, y = self.xy(xy)
            return float(x), float(y)

        side: Side = foot.side if not self.mirror else ("left" if foot.side == "right" else "right")
        marks = {
            name: Landmark(*point(mark.xy), mark.visibility, mark.sigma * self.zoom) for name, mark in foot.landmarks.items()
        }
        return make_foot(foot.view, side, marks, tuple(map(point, foot.outline)))


def without(foot: Foot, *names: str) -> Foot:
    return dataclasses.replace(foot, landmarks={k: v for k, v in foot.landmarks.items() if k not in names})


def hiding(foot: Foot, *names: str) -> Foot:
    marks = {k: dataclasses.replace(v, visibility=0.1) if k in names else v for k, v in foot.landmarks.items()}
    return dataclasses.replace(foot, landmarks=marks)


def annotated() -> Iterator[tuple[dict[str, Any], Foot]]:
    """(annotation, foot with its landmarks) of the primary foot of every annotated photo; skips the test without photos."""
    if not ANNOTATIONS.is_dir():
        pytest.skip("the annotated real photos are not on this machine (../shared/photos)")
    for path in sorted(ANNOTATIONS.glob("*.json")):
        for truth in json.loads(path.read_text(encoding="utf-8"))["feet"]:
            if truth.get("primary") and truth.get("outline"):
                marks = {
                    name: Landmark(x, y, 1.0 if seen == 2 else 0.6, 0.0) for name, (x, y, seen) in truth["landmarks"].items()
                }
                view = CLOSEST.get(truth["view"], truth["view"])
                yield truth, make_foot(view, truth["side"], marks, tuple((float(x), float(y)) for x, y in truth["outline"]))


def evaluator() -> ModuleType:
    """The scoring script that outsiders use; skips the test where it is missing."""
    path = SHARED / "tools" / "evaluate.py"
    if not path.is_file():
        pytest.skip("the evaluator is not on this machine (../shared/tools/evaluate.py)")
    spec = importlib.util.spec_from_file_location("evaluate", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
