"""A smooth map from the chart of a view to this foot: a thin-plate spline through its landmarks and outline."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from locator.placement.chart import chart_of
from locator.placement.frame import Frame, is_seen, trust
from locator.placement.plane import Array, crossings, hull, inside
from locator.types import Foot, View

__all__ = ["Warp", "warp_of"]

#: How far the spline may miss an anchor for smoothness' sake; the first at which the map folds nowhere is taken.
STIFFNESS = (1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)
#: Points of each edge of the chart that are tied to the photo's outline.
EDGE_POINTS = 12
#: How far past the last landmark of an edge its outline is still followed, in foot lengths.
BEYOND = 0.04
#: Weight of an outline anchor, against 1 for a landmark that is seen.
EDGE_WEIGHT = 0.5


@dataclasses.dataclass(frozen=True, slots=True)
class Warp:
    """Chart to photo: the frame's similarity plus a spline of the shifts (all in foot lengths) at the anchors."""

    frame: Frame
    anchors: Array
    bend: Array
    affine: Array

    def to_photo(self, chart: Array) -> Array:
        """Chart coordinates (n, 2) in foot lengths to photo pixels (n, 2)."""
        flat = np.column_stack([np.ones(len(chart)), chart]) @ self.affine
        return self.frame.to_photo(chart + flat + _kernel(chart, self.anchors) @ self.bend)


def warp_of(foot: Foot, frame: Frame) -> Warp:
    """The least stiff spline that turns no part of the chart inside out. Always exists: in the end it is the frame itself."""
    source, target, weight = _anchors(foot, frame)
    shift = frame.to_chart(target) - source
    kernel, slopes = _kernel(source, source), _slopes(np.concatenate([_grid(frame.chart.name), source]), source)
    for stiffness in STIFFNESS if len(source) > 3 else ():
        warp = _spline(frame, source, kernel + np.diag(stiffness / weight), shift)
        if not _folds(warp, slopes):
            return warp
    return Warp(frame, source, np.zeros_like(source), np.zeros((3, 2)))


def _anchors(foot: Foot, frame: Frame) -> tuple[Array, Array, Array]:
    """Chart points, photo points and weights: landmarks of the chart but for the loose ones, then points of its edges that
    the outline shows."""
    names = [name for name in frame.chart.landmarks if name in foot.landmarks and name not in frame.chart.loose]
    source = [np.array([frame.chart.landmarks[name] for name in names], float).reshape(-1, 2)]
    target = [np.array([foot.landmarks[name].xy for name in names], float).reshape(-1, 2)]
    weight = [np.array([trust(foot, frame.chart, name) for name in names])]
    outline = np.array(foot.outline, float).reshape(-1, 2)
    for side in frame.chart.edges if len(outline) > 2 else ():
        chart, photo = _traced(foot, frame, outline, side)
        source.append(chart)
        target.append(photo)
        weight.append(np.full(len(chart), EDGE_WEIGHT))
    return np.concatenate(source), np.concatenate(target), np.concatenate(weight)


def _traced(foot: Foot, frame: Frame, outline: Array, side: str) -> tuple[Array, Array]:
    """Points of one chart edge and where this foot's outline has them: at the same way along, as far out as it goes.

    Ways along are matched at the edge's landmarks, so a foot seen in perspective is followed. Far beyond the last of them
    the outline may be the picture's border and says nothing.
    """
    edge, outward = frame.chart.edges[side], frame.directions()[side]
    across = int(np.argmax(np.abs(frame.axes @ outward)))
    along = 1 - across
    known = sorted(
        (frame.chart.landmarks[name][along], float(frame.to_chart(np.array(foot.landmarks[name].xy))[along]))
        for name in edge.marks
        if is_seen(foot, name)
    )
    level = np.linspace(*edge.trace, EDGE_POINTS)
    level = level[(level >= known[0][0] - BEYOND) & (level <= known[-1][0] + BEYOND)] if known else level[:0]
    order = np.argsort(edge.line[:, along])
    chart = np.empty((len(level), 2))
    chart[:, along] = level
    chart[:, across] = np.interp(level, edge.line[order, along], edge.line[order, across])
    found = _followed(level, known)
    kept, photo = [], []
    for index, at in enumerate(found):
        through = frame.origin + frame.length * at * frame.axes[along]
        reach = crossings(outline, through, outward)
        if len(reach):
            kept.append(index)
            photo.append(through + reach[-1] * outward)
    return chart[kept], np.array(photo, float).reshape(-1, 2)


def _followed(level: Array, known: list[tuple[float, float]]) -> Array:
    """Levels of the chart in the photo: shifted as the known ones are, interpolated between them, and always rising."""
    rising: list[tuple[float, float]] = []
    for chart, photo in known:
        if not rising or (photo > rising[-1][1] + 0.02 and chart > rising[-1][0]):
            rising.append((chart, photo))
    if not rising:
        return level
    shift = np.array([photo - chart for chart, photo in rising])
    return np.asarray(level + np.interp(level, [chart for chart, _ in rising], shift))


def _kernel(a: Array, b: Array) -> Array:
    """Thin-plate kernel r^2 log r between points (n, 2) and (m, 2)."""
    squared = ((a[:, None] - b[None]) ** 2).sum(axis=2)
    return np.asarray(0.5 * squared * np.log(squared + 1e-12))


def _slopes(a: Array, b: Array) -> Array:
    """How the kernel between points (n, 2) and (m, 2) rises with the first's x and y: (2, n, m)."""
    apart = (a[:, None] - b[None]).transpose(2, 0, 1)
    return np.asarray(apart * (np.log((apart**2).sum(axis=0) + 1e-12) + 1))


def _spline(frame: Frame, source: Array, kernel: Array, shift: Array) -> Warp:
    """The spline of shifts (n, 2) at its anchors (n, 2); `kernel` (n, n) with their slack on its diagonal."""
    n = len(source)
    plane = np.column_stack([np.ones(n), source])
    system = np.zeros((n + 3, n + 3))
    system[:n, :n] = kernel
    system[:n, n:], system[n:, :n] = plane, plane.T
    wanted = np.concatenate([shift, np.zeros((3, 2))])
    try:
        solved = np.linalg.solve(system, wanted)
    except np.linalg.LinAlgError:  # anchors on one line leave the plane open
        solved, *_ = np.linalg.lstsq(system, wanted, rcond=None)
    return Warp(frame, source, solved[:n], solved[n:])


def _folds(warp: Warp, slopes: Array) -> bool:
    """Whether the map turns over, or squeezes to under a tenth, anywhere on the charted foot: also where a photo that cuts
    the foot off leaves it without anchors. `slopes` of the kernel from places all over it to the anchors."""
    by_x, by_y = slopes @ warp.bend + warp.affine[1:, None]
    return bool(((1 + by_x[:, 0]) * (1 + by_y[:, 1]) - by_x[:, 1] * by_y[:, 0] < 0.1).any())


@functools.cache
def _grid(view: View) -> Array:
    """Points (n, 2) all over the charted foot."""
    chart = chart_of(view)
    extent = np.concatenate([np.array(list(chart.landmarks.values())), *(edge.line for edge in chart.edges.values())])
    low, high = extent.min(axis=0), extent.max(axis=0)
    steps = np.meshgrid(np.linspace(low[0], high[0], 18), np.linspace(low[1], high[1], 36))
    grid = np.stack(steps, axis=-1).reshape(-1, 2)
    return grid[inside(grid, hull(extent))]
