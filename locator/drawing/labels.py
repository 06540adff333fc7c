"""Where labels go: beside what they name, on nothing else, never off the picture. Pure geometry, and deterministic.

Greedy with scored candidates: each label may stand at 16 directions and several distances from its anchor. A place that
touches the border, a mark or another label is out; the rest is scored (near, not across a leader line, right before left
before above before below, away from the middle of the foot). The most crowded label chooses first; then each in turn may
improve its place while the others stand still. What finds no place goes to a column beside the picture (`column`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "Request", "Spot", "column", "place"]

Box = tuple[float, float, float, float]
Numbers = NDArray[np.float64]
Bools = NDArray[np.bool_]

_DIRECTIONS = np.arange(16) * (2 * np.pi / 16)
_REACHES = np.array([0.0, 0.6, 1.3, 2.2, 3.4, 5.0, 7.0, 10.0, 14.0, 20.0])  # gap from the mark, in label heights
_ROUNDS = 2  # of improvement; more changes next to nothing
_SCORED = 48  # candidates looked at closely, cheapest first
_CROSSING, _OVER_MARK = 6.0, 4.0  # cost of a leader across a label or a leader, and across a mark; unit: label heights


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """A label of `width` x `height` pixels for the mark of `radius` round (x, y). `centred`: it may stand on its anchor
    itself (a number inside its zone). `tied`: beside the mark too it gets a leader line. `away` is the point from which
    labels should point outward."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    away: tuple[float, float]
    centred: bool = False
    tied: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Spot:
    """Where a label stands, and the end of its leader line on the label's edge (None: it stands at its mark)."""

    box: Box
    leader: tuple[float, float] | None


@dataclasses.dataclass(slots=True)
class _Candidates:
    boxes: Numbers  # (N, 4)
    ends: Numbers  # (N, 2) nearest point of the box to the anchor
    cost: Numbers  # (N,) what does not depend on other labels
    led: Bools  # (N,) far enough to need a leader line


def place(requests: Sequence[Request], marks: Numbers, size: tuple[int, int], gap: float) -> list[Spot | None]:
    """A spot for each request, or None where there is no room.

    `marks` is (N, 3) of (x, y, radius): what no label may cover. `size` is the picture's (width, height); labels keep `gap`
    pixels from each other, from marks and from the border.
    """
    marks = np.asarray(marks, np.float64).reshape(-1, 3)
    options = [_candidates(request, marks, size, gap) for request in requests]
    chosen: list[int | None] = [None] * len(requests)
    boxes = np.full((len(requests), 4), np.nan)  # not yet placed: comparisons with NaN are false
    ends = np.full((len(requests), 2), np.nan)
    anchors = np.array([(request.x, request.y) for request in requests]).reshape(-1, 2)
    for turn in range(1 + _ROUNDS):
        for i in _crowded_first(requests):
            if turn and chosen[i] == 0 and options[i].cost[0] <= 0:
                continue
            boxes[i], ends[i] = np.nan, np.nan
            best = _best(options[i], anchors[i], boxes, anchors, ends, gap)
            chosen[i] = best
            if best is not None:
                boxes[i] = options[i].boxes[best]
                ends[i] = options[i].ends[best] if options[i].led[best] else np.nan
    spots: list[Spot | None] = []
    for option, best in zip(options, chosen, strict=True):
        if best is None:
            spots.append(None)
            continue
        x0, y0, x1, y1 = map(float, option.boxes[best])
        end = (float(option.ends[best][0]), float(option.ends[best][1])) if option.led[best] else None
        spots.append(Spot((x0, y0, x1, y1), end))
    return spots


def column(requests: Sequence[Request], left: float, height: float, gap: float) -> tuple[list[Spot], float]:
    """Spots in columns right of x = `left`, at most `height` high, in the order of their anchors' y; and the width used."""
    spots: dict[int, Spot] = {}
    order = sorted(range(len(requests)), key=lambda i: (requests[i].y, requests[i].x, i))
    start = left + gap
    while order:
        count, used = 0, gap
        while count < len(order) and (count == 0 or used + requests[order[count]].height + gap <= height):
            used += requests[order[count]].height + gap
            count += 1
        batch, order = order[:count], order[count:]
        tops: list[float] = []
        for i in batch:  # downward: none above the one before; then upward: none below the border
            lowest = tops[-1] + requests[batch[len(tops) - 1]].height + gap if tops else gap
            tops.append(max(lowest, requests[i].y - requests[i].height / 2))
        bottom = max(height, used)
        for n, i in reversed(list(enumerate(batch))):
            tops[n] = min(tops[n], bottom - gap - requests[i].height)
            bottom = tops[n]
            request = requests[i]
            box = (start, tops[n], start + request.width, tops[n] + request.height)
            spots[i] = Spot(box, (start, tops[n] + request.height / 2))
        start += max(requests[i].width for i in batch) + gap
    return [spots[i] for i in range(len(requests))], start - left if requests else 0.0


def _crowded_first(requests: Sequence[Request]) -> list[int]:
    """Indices: labels on their anchors, then those with most neighbours, which have the least choice; then tied ones."""
    if not requests:
        return []
    xy = np.array([(request.x, request.y) for request in requests])
    reach = 3 * np.array([request.width for request in requests])
    near = (np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) < reach[:, None]).sum(1)
    return sorted(range(len(requests)), key=lambda i: (not requests[i].centred, requests[i].tied, -int(near[i]), i))


def _candidates(request: Request, marks: Numbers, size: tuple[int, int], gap: float) -> _Candidates:
    """All places that border and marks leave free, cheapest first."""
    half = np.array([request.width, request.height]) / 2
    anchor = np.array([request.x, request.y])
    direction = np.column_stack([np.cos(_DIRECTIONS), np.sin(_DIRECTIONS)])
    # The box touches, with its edge or corner, a point in this direction; 1.1 keeps oblique ones off the mark.
    touch = anchor + direction[:, None] * ((request.radius + gap) * 1.1 + _REACHES * request.height)[None, :, None]
    centres = touch + (half * np.clip(1.5 * direction, -1, 1))[:, None]
    outward = anchor - np.array(request.away)
    outward = outward / max(1e-9, float(np.hypot(*outward)))
    taste = 0.25 * (1 - direction[:, 0]) / 2 + 0.15 * np.abs(direction[:, 1]) + 0.5 * (1 - direction @ outward) / 2
    reach = np.broadcast_to(_REACHES, centres.shape[:2])
    cost = (0.1 + reach + taste[:, None]).ravel()
    led = (reach > 0).ravel() | request.tied
    centres = centres.reshape(-1, 2)
    if request.centred:
        centres = np.concatenate([anchor[None], centres])
        cost, led = np.concatenate([[0.0], cost]), np.concatenate([[False], led])
    boxes = np.concatenate([centres - half, centres + half], axis=1)
    free = (boxes[:, :2] >= gap).all(1) & (boxes[:, 2] <= size[0] - 1 - gap) & (boxes[:, 3] <= size[1] - 1 - gap)
    if len(marks):
        nearest = np.clip(marks[None, :, :2], boxes[:, None, :2], boxes[:, None, 2:])
        free &= (np.hypot(*(nearest - marks[None, :, :2]).transpose(2, 0, 1)) >= marks[:, 2] + gap * 0.99).all(1)
    keep = np.flatnonzero(free)
    boxes, cost, led = boxes[keep], cost[keep], led[keep]
    ends = np.clip(anchor, boxes[:, :2], boxes[:, 2:])
    if len(marks):
        other = marks[np.hypot(*(marks[:, :2] - anchor).T) > 1e-6]
        cost = cost + led * _OVER_MARK * _over(anchor, ends, other).sum(1)
    order = np.argsort(cost, kind="stable")
    return _Candidates(boxes[order], ends[order], cost[order], led[order])


def _over(start: Numbers, ends: Numbers, discs: Numbers) -> Bools:
    """(N, M): whether the line from `start` to each end comes within the radius of each disc."""
    along = ends - start
    length2 = np.maximum((along**2).sum(1), 1e-9)
    t = np.clip(((discs[None, :, :2] - start) * along[:, None]).sum(2) / length2[:, None], 0, 1)
    foot = start + t[..., None] * along[:, None]
    over: Bools = np.hypot(*(foot - discs[None, :, :2]).transpose(2, 0, 1)) < discs[:, 2]
    return over


def _best(own: _Candidates, anchor: Numbers, boxes: Numbers, anchors: Numbers, ends: Numbers, gap: float) -> int | None:
    """The cheapest candidate that touches no placed label; None when all do."""
    placed = ~np.isnan(boxes[:, 0])
    others = boxes[placed]
    mine = own.boxes
    apart = (
        (mine[:, None, 0] >= others[:, 2] + gap)
        | (mine[:, None, 2] + gap <= others[:, 0])
        | (mine[:, None, 1] >= others[:, 3] + gap)
        | (mine[:, None, 3] + gap <= others[:, 1])
    ).all(1)
    free = np.flatnonzero(apart)[:_SCORED]
    if not len(free):
        return None
    led = ~np.isnan(ends[:, 0])
    crossings = _through(anchor, own.ends[free], others) * own.led[free]
    if led.any():
        crossings = crossings + _crossed(anchors[led], ends[led], mine[free])
        crossings = crossings + own.led[free] * _meet(anchor, own.ends[free], anchors[led], ends[led])
    return int(free[np.argmin(own.cost[free] + _CROSSING * crossings)])


def _clip(start: Numbers, along: Numbers, low: Numbers, high: Numbers) -> Bools:
    """Whether segments start + t * along (0 <= t <= 1) pass through boxes (low, high); shapes broadcast."""
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b = (low - start) / along, (high - start) / along
    enter, leave = np.nanmax(np.minimum(a, b), axis=-1), np.nanmin(np.maximum(a, b), axis=-1)
    hit: Bools = np.maximum(enter, 0) < np.minimum(leave, 1) - 1e-9
    return hit


def _through(start: Numbers, ends: Numbers, boxes: Numbers) -> Numbers:
    """How many boxes each line from `start` to `ends` passes through."""
    along = ends - start
    along = np.where(np.abs(along) < 1e-9, 1e-9, along)
    count: Numbers = _clip(start, along[:, None], boxes[None, :, :2], boxes[None, :, 2:]).sum(1).astype(np.float64)
    return count


def _crossed(starts: Numbers, ends: Numbers, boxes: Numbers) -> Numbers:
    """How many of the lines starts-ends pass through each box."""
    along = ends - starts
    along = np.where(np.abs(along) < 1e-9, 1e-9, along)
    count: Numbers = _clip(starts, along, boxes[:, None, :2], boxes[:, None, 2:]).sum(1).astype(np.float64)
    return count


def _meet(start: Numbers, ends: Numbers, starts: Numbers, others: Numbers) -> Numbers:
    """How many of the lines starts-others each line from `start` to `ends` crosses."""

    def side(a: Numbers, b: Numbers, c: Numbers) -> Numbers:
        turn: Numbers = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
        return turn

    a, b, c, d = start, ends[:, None], starts[None], others[None]
    meet = (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)
    count: Numbers = meet.sum(1).astype(np.float64)
    return count
