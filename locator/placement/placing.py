"""Landmarks and outline in, cun, acupoints and reflex zones out."""

from __future__ import annotations

import dataclasses

from locator.placement.book import RuleBook, load_rules, neighbours
from locator.placement.cun import cun_of, leg_cun_of
from locator.placement.frame import frame_of
from locator.placement.plane import Array, inside
from locator.placement.rules import Evaluator, Placing
from locator.placement.zones import place_zones
from locator.types import Foot, PlacedPoint, View

__all__ = ["place"]

#: A surface seen from the side is foreshortened: its points are this much less sure.
OBLIQUE = 1.5


def place(foot: Foot, *, thumb_px: float | None = None, thumb_mm: float | None = None, mm_per_px: float | None = None) -> Foot:
    """The foot with its cun, points and zones, computed anew from side, view, landmarks and outline.

    `thumb_px` is the breadth of the person's thumb at its joint in pixels of this photo; `thumb_mm` with the photo's scale
    `mm_per_px` says the same. Points and zones of the surface in view are placed, and points of a neighbouring surface when
    its landmarks are seen too. With fewer than two known landmarks of the view nothing can be placed and both are empty.
    LocatorError when a measure is not positive or thumb_mm lacks mm_per_px.
    """
    frame = frame_of(foot)
    cun = cun_of(foot, frame, thumb_px=thumb_px, thumb_mm=thumb_mm, mm_per_px=mm_per_px)
    if frame is None or cun is None:
        return dataclasses.replace(foot, cun=cun, points=(), zones=())
    evaluator = Evaluator(foot, frame, cun, leg_cun_of(frame))
    return dataclasses.replace(
        foot,
        cun=cun,
        points=_points(evaluator, load_rules()),
        zones=place_zones(foot, evaluator.warp),
    )


def _points(evaluator: Evaluator, book: RuleBook) -> tuple[PlacedPoint, ...]:
    foot = evaluator.foot
    surfaces: tuple[View, ...] = (foot.view, *neighbours(foot, book))
    placed = []
    for code in book.points:
        for view in surfaces:
            placing = evaluator.place(code, view, book)
            own = view == foot.view
            if placing is not None and (own or _turned_to_us(placing, evaluator.outline)):
                placed.append(_point(code, placing, own))
                break
    return tuple(placed)


def _turned_to_us(placing: Placing, outline: Array) -> bool:
    """Whether a point of a neighbouring surface is in view: its landmarks are, and the way between them is no short cut
    through the air past the foot's outline."""
    return placing.spot.seen and placing.spot.firm and bool(inside(placing.spot.xy, outline))


def _point(code: str, placing: Placing, own_surface: bool) -> PlacedPoint:
    spot, rule = placing.spot, placing.rule
    remark = "" if spot.firm else " (of an average foot)"
    if spot.firm and not spot.seen:
        remark = " (from hidden landmarks)" if rule.visible else " (estimated past the foot's outline)"
    if not own_surface:
        remark = " (seen obliquely)"
    sigma = placing.sigma * (1.0 if own_surface else OBLIQUE)
    x, y = map(float, spot.xy)
    return PlacedPoint(code, x, y, sigma, spot.seen, rule.text + remark)
