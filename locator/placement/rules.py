"""Evaluates placement rules on one foot: where a point lies, how sure that is, and whether the photo shows it.

A spot carries its derivatives by every landmark and by the cun, so its sigma follows from theirs to first order; the frame
(axes, sole line, chart) is taken as exact, for its error is part of a rule's own.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

import numpy as np

from locator.placement.book import Rule, RuleBook
from locator.placement.chart import across
from locator.placement.frame import Frame, is_seen
from locator.placement.language import Between, Edge, Length, Mark, Node, Offset, OnChart, OnEdge, OnToe, Point
from locator.placement.plane import Array, crossings, inside
from locator.placement.toes import toe_of
from locator.placement.warp import Warp, warp_of
from locator.types import Cun, Foot, View

__all__ = ["Evaluator", "Placing", "Spot"]

#: The names of a chart's two coordinates, by its axes.
COORDINATES = {("lateral", "distal"): ("u", "v"), ("distal", "up"): ("p", "q"), ("lateral", "up"): ("x", "q")}
#: A hidden landmark is off by at least this share of the foot's length (raters' inferred landmarks: within about 4 %).
HIDDEN_SIGMA = 0.03
#: Derivatives that recur: moves as its landmark does, does not move.
_SAME, _NONE = np.eye(2), np.zeros(2)


@dataclasses.dataclass(frozen=True, slots=True)
class Spot:
    """A place in the photo and its derivatives: `by_mark` 2x2 for each landmark, `by_cun` and `by_leg_cun` (2,) for each unit.
    `own`: variance that rules added. `seen`: every landmark behind it is; `firm`: no average foot stands in for one."""

    xy: Array
    by_mark: Mapping[str, Array]
    by_cun: Array
    by_leg_cun: Array
    own: float = 0.0
    seen: bool = True
    firm: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Placing:
    """A spot with the rule that gave it and its sigma in pixels."""

    spot: Spot
    rule: Rule
    sigma: float


class Evaluator:
    """Evaluates rules on one foot. `view` below is the surface whose rules are wanted: the photo's own or a neighbour's."""

    def __init__(self, foot: Foot, frame: Frame, cun: Cun, leg_cun: Cun | None) -> None:
        self.foot, self.frame, self.cun, self.leg_cun = foot, frame, cun, leg_cun
        self.outline = np.array(foot.outline, float).reshape(-1, 2)
        self.ways = frame.directions()
        self._placed: dict[tuple[str, str], Placing | None] = {}
        self._warp: Warp | None = None

    @property
    def warp(self) -> Warp:
        """The warp of the view's chart, made when first asked for."""
        if self._warp is None:
            self._warp = warp_of(self.foot, self.frame)
        return self._warp

    def place(self, code: str, view: View, book: RuleBook) -> Placing | None:
        """The point by the first of its rules whose landmarks are all seen, else by the surest of those that can be had."""
        key = (code, view)
        if key not in self._placed:
            self._placed[key] = self._best(book.points.get(code, {}).get(view, ()), view, book)
        return self._placed[key]

    def _best(self, rules: tuple[Rule, ...], view: View, book: RuleBook) -> Placing | None:
        found = []
        for rule in rules:
            spot = self.spot(rule.node, view, book)
            if spot is None:
                continue
            spot = dataclasses.replace(spot, own=spot.own + (rule.sigma * self.cun.px) ** 2, seen=spot.seen and rule.visible)
            placing = Placing(spot, rule, math.sqrt(self.variance(spot)))
            if spot.seen and spot.firm:
                return placing
            found.append(placing)
        return min(found, key=lambda placing: placing.sigma, default=None)

    def variance(self, spot: Spot) -> float:
        """Mean squared distance error in pixels: landmarks (each isotropic, sigma^2 / 2 an axis), cun, and the rules' own."""
        total = spot.own
        for name, slope in spot.by_mark.items():
            total += self._mark_sigma(name) ** 2 / 2 * float((slope**2).sum())
        total += self.cun.sigma**2 * float(spot.by_cun @ spot.by_cun)
        if self.leg_cun is not None:
            total += self.leg_cun.sigma**2 * float(spot.by_leg_cun @ spot.by_leg_cun)
        return total

    def _mark_sigma(self, name: str) -> float:
        sigma = self.foot.landmarks[name].sigma
        return sigma if is_seen(self.foot, name) else max(sigma, HIDDEN_SIGMA * self.frame.length)

    def spot(self, node: Node, view: View, book: RuleBook) -> Spot | None:
        """Where a rule's tree leads; None when a landmark is missing or the frame does not know a word of it."""
        match node:
            case Mark(name):
                if name not in self.foot.landmarks:
                    return None
                seen = is_seen(self.foot, name)
                return Spot(np.array(self.foot.landmarks[name].xy), {name: _SAME}, _NONE, _NONE, seen=seen)
            case Point(code):
                placed = self.place(code, view, book)
                return None if placed is None else placed.spot
            case Between(start, goal, amount):
                return self._between(self.spot(start, view, book), goal, amount, view, book)
            case Offset(length, ways, base):
                return self._offset(self.spot(base, view, book), length, ways)
            case OnEdge(edge, base):
                return self._on_edge(self.spot(base, view, book), edge)
            case OnChart():
                return self._on_chart(node) if view == self.foot.view else None
            case OnToe(toe, s, w):
                if "distal" not in self.frame.chart.axes or "lateral" not in self.frame.chart.axes:
                    return None
                frame = toe_of(self.foot, self.warp, toe)
                return dataclasses.replace(self._rough(frame.to_photo(np.array([[s, w]]))[0]), seen=frame.seen)

    def _on_chart(self, node: OnChart) -> Spot | None:
        chart = self.frame.chart
        if COORDINATES[chart.axes] != node.names:
            return None
        xy = np.array([node.values])
        return self._rough(self.warp.to_photo(xy if node.names[0] == "p" else across(chart, xy))[0])

    def _rough(self, xy: Array) -> Spot:
        return Spot(xy, {}, _NONE, _NONE, seen=bool(inside(xy, self.outline)), firm=False)

    def _unit(self, length: Length) -> tuple[float, float, float] | None:
        """(pixels, change by the cun, change by the leg's cun) of a length."""
        if length.unit == "foot":
            return length.value * self.frame.length, 0.0, 0.0
        if length.unit == "cun":
            return length.value * self.cun.px, length.value, 0.0
        return None if self.leg_cun is None else (length.value * self.leg_cun.px, 0.0, length.value)

    def _between(self, start: Spot | None, goal: Node | Edge, amount: float | Length, view: View, book: RuleBook) -> Spot | None:
        if start is None:
            return None
        end = self._on_edge(start, goal) if isinstance(goal, str) else self.spot(goal, view, book)
        if end is None:
            return None
        if isinstance(amount, float):
            return _combine(start.xy + amount * (end.xy - start.xy), (start, (1 - amount) * _SAME), (end, amount * _SAME))
        unit = self._unit(amount)
        distance = float(np.linalg.norm(end.xy - start.xy))
        if unit is None or distance < 1e-9:
            return None
        way = (end.xy - start.xy) / distance
        swing = unit[0] / distance * (_SAME - np.outer(way, way))
        spot = _combine(start.xy + unit[0] * way, (start, _SAME - swing), (end, swing))
        return dataclasses.replace(spot, by_cun=spot.by_cun + unit[1] * way, by_leg_cun=spot.by_leg_cun + unit[2] * way)

    def _offset(self, base: Spot | None, length: Length, ways: tuple[str, ...]) -> Spot | None:
        unit = self._unit(length)
        if base is None or unit is None or any(way not in self.ways for way in ways):
            return None
        way = np.sum([self.ways[name] for name in ways], axis=0)
        norm = float(np.linalg.norm(way))
        if norm < 1e-9:
            return None
        way = way / norm
        return dataclasses.replace(
            base,
            xy=base.xy + unit[0] * way,
            by_cun=base.by_cun + unit[1] * way,
            by_leg_cun=base.by_leg_cun + unit[2] * way,
        )

    def _on_edge(self, base: Spot | None, edge: Edge) -> Spot | None:
        """The sole line, the red-white border, or the rear outline, level with `base`; only side views have them."""
        if base is None or self.frame.chart.border is None:
            return None
        forward, up = self.frame.axes
        p = float(self.frame.to_chart(base.xy)[0])
        if edge == "back":
            reach = crossings(self.outline, base.xy, -forward)
            if not len(reach) or reach[-1] < 0:
                return None
            return _combine(base.xy - reach[-1] * forward, (base, np.outer(up, up)))
        height = 0.0
        if edge == "border":
            height = float(np.interp(p, self.frame.chart.border[:, 0], self.frame.chart.border[:, 1]))
        return _combine(self.frame.to_photo(np.array([p, height])), (base, np.outer(forward, forward)))


def _combine(xy: Array, *terms: tuple[Spot, Array]) -> Spot:
    """The spot at `xy` that moves by the sum of each term's matrix times that term's move."""
    by_mark: dict[str, Array] = {}
    for spot, matrix in terms:
        for name, slope in spot.by_mark.items():
            by_mark[name] = by_mark.get(name, 0) + matrix @ slope
    return Spot(
        xy,
        by_mark,
        np.sum([matrix @ spot.by_cun for spot, matrix in terms], axis=0),
        np.sum([matrix @ spot.by_leg_cun for spot, matrix in terms], axis=0),
        sum(spot.own / 2 * float((matrix**2).sum()) for spot, matrix in terms),
        all(spot.seen for spot, _ in terms),
        all(spot.firm for spot, _ in terms),
    )
