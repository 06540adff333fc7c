"""Landmarks and outline in, cun, acupoints and reflex zones out."""

from __future__ import annotations

import dataclasses

from locator.placement.book import RuleBook, load_rules, neighbours
from locator.placement.cun import cun_of, leg_cun_of
from locator.placement.frame import frame_of
from locator.placement.plane import Array, distance, inside
from locator.placement.rules import Evaluator, Placing
from locator.placement.zones import place_zones
from locator.types import Foot, PlacedPoint, View

__all__ = ["place"]

#: A point this many foot lengths outside the outline lies round the edge, on skin turned away.
EDGE = 0.02
#: A surface seen from the side is foreshortened: its points are this much less sure.
OBLIQUE = 1.5


def place(
    foot: Foot,
    *,
    thumb_px: float | None = None,
    thumb_mm: float | None = None,
    mm_per_px: float | None = None,
    thumb_error: float = 0.0,
    size: tuple[int, int] | None = None,
) -> Foot:
    """The foot with its cun, points and zones, computed anew from side, view, landmarks and outline.

    `thumb_px` is the breadth of the person's thumb at its joint in pixels of this photo; `thumb_mm` with the photo's scale
    `mm_per_px` says the same; `thumb_error` is its standard error as a share. Points and zones of the surface in view are
    placed, and points of a neighbouring surface when its landmarks are seen too. A point beyond a photo of `size` (width,
    height) is never visible. With fewer than two known landmarks of the view nothing can be placed and both are empty.
    LocatorError when a measure is not positive or thumb_mm lacks mm_per_px.
    """
    frame = frame_of(foot)
    cun = cun_of(foot, frame, thumb_px=thumb_px, thumb_mm=thumb_mm, mm_per_px=mm_per_px, thumb_error=thumb_error)
    if frame is None or cun is None:
        return dataclasses.replace(foot, cun=cun, points=(), zones=())
    evaluator = Evaluator(foot, frame, cun, leg_cun_of(frame))
    points = _points(evaluator, load_rules())
    if size is not None:
        points = tuple(point if _in_photo(point, size) else dataclasses.replace(point, visible=False) for point in points)
    return dataclasses.replace(foot, cun=cun, points=points, zones=place_zones(foot, evaluator.warp))


def _in_photo(point: PlacedPoint, size: tuple[int, int]) -> bool:
    return -0.5 <= point.x <= size[0] - 0.5 and -0.5 <= point.y <= size[1] - 0.5


def _points(evaluator: Evaluator, book: RuleBook) -> tuple[PlacedPoint, ...]:
    foot = evaluator.foot
    surfaces: tuple[View, ...] = (foot.view, *neighbours(foot, book))
    placed = []
    for code in book.points:
        for view in surfaces:
            placing = evaluator.place(code, view, book)
            own = view == foot.view
            if placing is not None and (own or _seen_obliquely(placing, evaluator)):
                placed.append(_point(code, placing, evaluator, own))
                break
    return tuple(placed)


def _seen_obliquely(placing: Placing, evaluator: Evaluator) -> bool:
    """Whether a point of a neighbouring surface is in view: its landmarks are, and the way between them is no short cut
    through the air past the foot's outline."""
    return placing.spot.seen and placing.spot.firm and _within(evaluator, placing.spot.xy)


def _point(code: str, placing: Placing, evaluator: Evaluator, own_surface: bool) -> PlacedPoint:
    spot, rule = placing.spot, placing.rule
    remark = "" if spot.firm else " (of an average foot)"
    if spot.firm and not spot.seen:
        remark = " (from hidden landmarks)" if rule.visible else " (estimated past the foot's outline)"
    if not own_surface:
        remark = " (seen obliquely)"
    sigma = placing.sigma * (1.0 if own_surface else OBLIQUE)
    # Side views may show the leg, which the outline leaves out.
    visible = spot.seen and (evaluator.frame.chart.border is not None or _within(evaluator, spot.xy))
    x, y = map(float, spot.xy)
    return PlacedPoint(code, x, y, sigma, visible, rule.text + remark)


def _within(evaluator: Evaluator, xy: Array) -> bool:
    """Whether a point lies on the foot as outlined."""
    outline = evaluator.outline
    if len(outline) < 3:
        return True
    return bool(inside(xy, outline)) or distance(xy, outline) <= EDGE * evaluator.frame.length
