"""The foot's own frame: axes, origin and length in the photo, so that no rule speaks of the picture's axes.

A chart (charts.json) gives where landmarks lie on an average foot, in foot lengths. The frame is the similarity that lays
the chart over this foot's landmarks with the least error; in side views it is then set on the sole line. Points are (x, y)
float64 arrays in photo pixels, y down; chart coordinates are in foot lengths.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from locator.types import Foot, View

__all__ = [
    "Array",
    "Chart",
    "ChartEdge",
    "Frame",
    "chart_of",
    "crossings",
    "foot_length",
    "frame_of",
    "hull",
    "inside",
    "is_seen",
    "toe_widths",
    "turn",
]

Array = NDArray[np.float64]

#: A landmark counts as seen from this visibility on.
SEEN = 0.3
#: Weight of a hidden landmark in fits, against 1 for one that is seen.
HIDDEN_WEIGHT = 0.1
#: The view says which way round the foot lies; landmarks overrule it when the other way fits them better by this factor.
OVERRULE = 3.0

_OPPOSITE = {"distal": "proximal", "lateral": "medial", "up": "down"}
#: On the sides of a standing foot, toward the toes is also called anterior and toward the heel posterior.
_ALSO = {"distal": "anterior", "proximal": "posterior"}


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """An average foot in one view, in foot lengths; see the note in charts.json for each field."""

    name: str
    axes: tuple[str, str]
    left_turn: int
    length_needs: tuple[str, ...] | None
    landmarks: Mapping[str, tuple[float, float]]
    edges: Mapping[str, ChartEdge]
    border: Array | None


@dataclasses.dataclass(frozen=True, slots=True)
class ChartEdge:
    """The outline on one side of the average foot: `line` (n, 2) in the chart, the landmarks near it, and the range (in the
    coordinate along it) in which a photo's outline follows it."""

    line: Array
    marks: tuple[str, ...]
    trace: tuple[float, float]


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """Where the chart lies in the photo: `origin` is its (0, 0), `axes` two unit vectors (rows), `length` pixels per foot
    length. `whole`: both ends of the foot were seen, so `length` is measured rather than fitted."""

    chart: Chart
    origin: Array
    axes: Array
    length: float
    whole: bool

    def to_photo(self, xy: Array) -> Array:
        """Chart (..., 2) in foot lengths to photo pixels."""
        return np.asarray(self.origin + self.length * (xy @ self.axes))

    def to_chart(self, xy: Array) -> Array:
        """Photo pixels (..., 2) to chart, in foot lengths."""
        return np.asarray((xy - self.origin) @ self.axes.T / self.length)

    def directions(self) -> dict[str, Array]:
        """Unit vectors in the photo by name: distal, proximal, lateral, medial, up, down, anterior, posterior."""
        found: dict[str, Array] = {}
        for name, axis in zip(self.chart.axes, self.axes, strict=True):
            for word, vector in ((name, axis), (_OPPOSITE[name], -axis)):
                found[word] = vector
                if "up" in self.chart.axes and word in _ALSO:
                    found[_ALSO[word]] = vector
        return found


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
        {
            side: ChartEdge(np.array(edge["line"], float), tuple(edge["marks"]), tuple(edge["trace"]))
            for side, edge in entry["edges"].items()
        },
        np.array(entry["border"], float) if "border" in entry else None,
    )


def toe_widths() -> tuple[float, ...]:
    """Breadth of toes 1 to 5 in foot lengths, for toes whose sides cannot be measured."""
    return tuple(_data()["toe_widths"]["values"])


def is_seen(foot: Foot, name: str) -> bool:
    """Whether the photo shows this landmark."""
    mark = foot.landmarks.get(name)
    return mark is not None and mark.visibility >= SEEN


def turn(vector: Array) -> Array:
    """The vector turned by 90 degrees, clockwise on the screen."""
    return np.array([-vector[1], vector[0]])


def inside(points: Array, polygon: Array) -> NDArray[np.bool_]:
    """Which of the points (..., 2) lie in a closed polygon (n, 2) (even-odd rule)."""
    if len(polygon) < 3:
        return np.zeros(points.shape[:-1], bool)
    a, b = polygon, np.roll(polygon, -1, axis=0)
    x, y = points[..., :1], points[..., 1:]
    crosses = (a[:, 1] > y) != (b[:, 1] > y)
    rise = np.where(a[:, 1] == b[:, 1], 1.0, b[:, 1] - a[:, 1])
    right = a[:, 0] + (y - a[:, 1]) * (b[:, 0] - a[:, 0]) / rise > x
    return np.asarray(np.count_nonzero(crosses & right, axis=-1) % 2 == 1)


def crossings(polygon: Array, through: Array, along: Array) -> Array:
    """Where the line through a point meets a closed polygon (n, 2): signed distances from the point, sorted."""
    offset = polygon - through
    side, reach = offset @ turn(along), offset @ along
    other, far = np.roll(side, -1), np.roll(reach, -1)
    meets = (side > 0) != (other > 0)
    share = side[meets] / (side[meets] - other[meets])
    return np.sort(reach[meets] + share * (far[meets] - reach[meets]))


def hull(points: Array) -> Array:
    """Convex hull (m, 2) of points (n, 2), in order round it."""

    def half(sequence: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        kept: list[tuple[float, float]] = []
        for p in sequence:
            while len(kept) > 1:
                (ax, ay), (bx, by) = kept[-2:]
                if (bx - ax) * (p[1] - ay) - (by - ay) * (p[0] - ax) > 0:
                    break
                kept.pop()
            kept.append(p)
        return kept[:-1]

    ordered = sorted({(float(x), float(y)) for x, y in points})
    return np.array(half(ordered) + half(ordered[::-1]))


def frame_of(foot: Foot) -> Frame | None:
    """The frame of this foot in its view, or None when fewer than two landmarks of the view are known."""
    chart = chart_of(foot.view)
    names = [name for name in chart.landmarks if name in foot.landmarks]
    source = np.array([chart.landmarks[name] for name in names], float).reshape(-1, 2)
    target = np.array([foot.landmarks[name].xy for name in names], float).reshape(-1, 2)
    if len(names) < 2 or np.ptp(target, axis=0).max() < 1e-6:
        return None
    weight = np.array([1.0 if is_seen(foot, name) else HIDDEN_WEIGHT for name in names])
    expected = chart.left_turn if foot.side == "left" else -chart.left_turn
    fits = {sign: _similarity(source, target, weight, sign) for sign in (expected, -expected)}
    sign = -expected if fits[-expected][3] * OVERRULE < fits[expected][3] and len(names) > 2 else expected
    origin, axes, length, _ = fits[sign]
    frame = Frame(chart, origin, axes, length, whole=False)
    outline = np.array(foot.outline, float).reshape(-1, 2)
    if "up" in chart.axes and chart.axes[0] == "distal" and len(outline) > 2:
        frame = _on_the_sole(frame, foot, outline)
    return _measured(frame, foot, outline)


def foot_length(foot: Foot) -> float | None:
    """Heel to the tip of the longest toe along the foot's axis, in photo pixels: measured where both ends are in view, else
    from the fit of an average foot to the landmarks; None when too few landmarks are known."""
    frame = frame_of(foot)
    return None if frame is None else frame.length


def _similarity(source: Array, target: Array, weight: Array, sign: int) -> tuple[Array, Array, float, float]:
    """Least-squares turn, shift and scale from chart to photo; `sign` is 1 when the chart's second axis is its first turned
    clockwise on the screen. Returns origin, axes, scale and weighted squared error."""
    w = source[:, 0] + sign * 1j * source[:, 1]
    z = target[:, 0] + 1j * target[:, 1]
    weight = weight / weight.sum()
    w_mean, z_mean = (weight * w).sum(), (weight * z).sum()
    a = (weight * (w - w_mean).conj() * (z - z_mean)).sum() / (weight * np.abs(w - w_mean) ** 2).sum()
    length = max(float(np.abs(a)), 1e-9)
    error = float((weight * np.abs(z - z_mean - a * (w - w_mean)) ** 2).sum())
    b = z_mean - a * w_mean
    first = np.array([a.real, a.imag]) / length
    return np.array([b.real, b.imag]), np.array([first, sign * turn(first)]), length, error


def _on_the_sole(frame: Frame, foot: Foot, outline: Array) -> Frame:
    """The frame of a side view with its first axis on the sole line and its origin on that line under the heel."""
    line = _sole_line(frame, outline)
    if line is None:
        return frame
    start, along = line
    up = turn(along) if turn(along) @ frame.axes[1] > 0 else -turn(along)
    heel = foot.landmarks.get("heel_back")
    back = np.array(heel.xy) if heel is not None else frame.origin
    return dataclasses.replace(frame, origin=start + along * ((back - start) @ along), axes=np.array([along, up]))


def _sole_line(frame: Frame, outline: Array) -> tuple[Array, Array] | None:
    """A point on the sole line and its unit vector toward the toes: what a ruler laid under the foot touches.

    Hull edges on the lower side that run along the foot (within 35 degrees) are the sole's; the line joins the ends of those
    that agree with the longest one (within 12 degrees), so that a toe or heel bent upward does not tilt it.
    """
    points = hull(outline)
    edge = np.roll(points, -1, axis=0) - points
    length = np.linalg.norm(edge, axis=1) + 1e-9
    middle = (points + edge / 2 - points.mean(axis=0)) @ frame.axes[1]
    spread = float(np.linalg.norm(np.ptp(outline, axis=0)))
    lies_under = (np.abs(edge @ frame.axes[0]) / length > np.cos(np.radians(35))) & (middle < 0) & (length > 0.025 * spread)
    under = np.flatnonzero(lies_under)
    if not len(under):
        return None
    best = edge[under[np.argmax(length[under])]]
    best = best / np.linalg.norm(best)
    run = under[np.abs(edge[under] @ best) / length[under] > np.cos(np.radians(12))]
    ends = np.concatenate([points[run], points[run] + edge[run]])
    a, b = ends[np.argmin(ends @ best)], ends[np.argmax(ends @ best)]
    along = (b - a) / np.linalg.norm(b - a)
    return a, along if along @ frame.axes[0] > 0 else -along


def _measured(frame: Frame, foot: Foot, outline: Array) -> Frame:
    """The frame with its length, and its origin's place along the foot, measured where heel and longest toe are in view."""
    needs = frame.chart.length_needs
    if needs is None or not is_seen(foot, "heel_back") or not any(is_seen(foot, name) for name in needs):
        return frame
    along = frame.axes[frame.chart.axes.index("distal")]
    tips = [mark.xy for name, mark in foot.landmarks.items() if name.endswith("_tip") and mark.visibility >= SEEN]
    ends = np.concatenate([outline, np.array(tips, float)]) @ along
    heel = float(np.array(foot.landmarks["heel_back"].xy) @ along)
    if ends.max() - heel < 0.5 * frame.length:
        return frame
    origin = frame.origin + along * (heel - frame.origin @ along)
    return dataclasses.replace(frame, origin=origin, length=float(ends.max() - heel), whole=True)
