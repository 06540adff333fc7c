"""Charts: where landmarks and outline lie on an average foot in each view, in foot lengths (data: charts.json)."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

import numpy as np

from locator.placement.plane import Array
from locator.types import View

__all__ = ["Chart", "ChartEdge", "across", "chart_of", "toe_widths"]


@dataclasses.dataclass(frozen=True, slots=True)
class ChartEdge:
    """The outline on one side of the average foot: `line` (n, 2) in the chart, the landmarks near it, and the range (in the
    coordinate along it) in which a photo's outline follows it."""

    line: Array
    marks: tuple[str, ...]
    trace: tuple[float, float]


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """An average foot in one view, in foot lengths; see the note in charts.json for each field."""

    name: View
    axes: tuple[str, str]
    left_turn: int
    length_needs: tuple[str, ...] | None
    landmarks: Mapping[str, tuple[float, float]]
    loose: frozenset[str]
    edges: Mapping[str, ChartEdge]
    border: Array | None


@functools.cache
def _data() -> dict[str, Any]:
    text = resources.files("locator.placement").joinpath("charts.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@functools.cache
def chart_of(view: View) -> Chart:
    """The chart that serves `view` (anterior photos share the dorsal one)."""
    data = _data()
    name = data["same_chart"].get(view, view)
    entry = data["charts"][name]
    return Chart(
        name,
        tuple(entry["axes"]),
        entry["left_turn"],
        None if entry["length_needs"] is None else tuple(entry["length_needs"]),
        {mark: tuple(xy) for mark, xy in entry["landmarks"].items()},
        frozenset(data["loose"]["names"]),
        {
            side: ChartEdge(np.array(edge["line"], float), tuple(edge["marks"]), tuple(edge["trace"]))
            for side, edge in entry["edges"].items()
        },
        np.array(entry["border"], float) if "border" in entry else None,
    )


def toe_widths() -> tuple[float, ...]:
    """Breadth of toes 1 to 5 in foot lengths, for toes whose sides cannot be measured."""
    return tuple(_data()["toe_widths"]["values"])


def across(chart: Chart, uv: Array) -> Array:
    """(n, 2) with u from the medial (0) to the lateral (1) edge of the chart at that level, as chart coordinates."""
    sides = [chart.edges[side].line for side in ("medial", "lateral")]
    medial, lateral = (np.interp(uv[:, 1], line[:, 1], line[:, 0]) for line in sides)
    return np.column_stack([medial + uv[:, 0] * (lateral - medial), uv[:, 1]])
