"""The foot's own frame: axes, origin and length in the photo, so that no rule speaks of the picture's axes.

A chart (charts.json) gives where landmarks lie on an average foot, in foot lengths. The frame is the similarity that lays
the chart over this foot's landmarks with the least error; in side views it is then set on the sole line. Points are (x, y)
float64 arrays in photo pixels, y down; chart coordinates are in foot lengths.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from locator.placement.chart import Chart, chart_of
from locator.placement.plane import Array, following, hull, turn
from locator.types import Foot

__all__ = ["Frame", "foot_length", "frame_of", "is_seen", "trust"]

#: A landmark counts as seen from this visibility on.
SEEN = 0.3
#: Weight in fits of a landmark that is hidden or loose (charts.json), against 1 for others.
LOW_WEIGHT = 0.1
#: The view says which way round the foot lies; landmarks overrule it when the other way fits them better by this factor.
OVERRULE = 3.0

_OPPOSITE = {"distal": "proximal", "lateral": "medial", "up": "down"}
#: On the sides of a standing foot, toward the toes is also called anterior and toward the heel posterior.
_ALSO = {"distal": "anterior", "proximal": "posterior"}


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


def is_seen(foot: Foot, name: str) -> bool:
    """Whether the photo shows this landmark."""
    mark = foot.landmarks.get(name)
    return mark is not None and mark.visibility >= SEEN


def trust(foot: Foot, chart: Chart, name: str) -> float:
    """Weight of a landmark in fits of the chart."""
    return LOW_WEIGHT if name in chart.loose or not is_seen(foot, name) else 1.0


def frame_of(foot: Foot) -> Frame | None:
    """The frame of this foot in its view, or None when fewer than two landmarks of the view are known."""
    chart = chart_of(foot.view)
    names = [name for name in chart.landmarks if name in foot.landmarks]
    source = np.array([chart.landmarks[name] for name in names], float).reshape(-1, 2)
    target = np.array([foot.landmarks[name].xy for name in names], float).reshape(-1, 2)
    if len(names) < 2 or np.ptp(target, axis=0).max() < 1e-6:
        return None
    weight = np.array([trust(foot, chart, name) for name in names])
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
    edge = following(points) - points
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
