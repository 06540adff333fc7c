"""The breadth of a thumb across its joint, from its own two edges in the picture.

1. patch: the thumb cut out with its tip up, the joint in the middle, a thumb about `_ACROSS` pixels broad.
2. skin: GrabCut tells it from the background; the hand's bones are skin for sure, what lies far from all of them is not.
3. edges: in each row near the joint the strongest step of colour near the skin's border, to a part of a pixel; through the
   steps of either side a straight line, without outliers.
All is done twice: the second patch follows the first one's lines. The breadth is the distance of the lines at the joint; its
error is how much single rows disagree, and what changes when the joint lies elsewhere.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from locator.errors import ThumbError
from locator.geometry import Floats, Frame, Pixels, apply, crop_matrix, invert, warp
from locator.thumb.hand import IP, MCP, TIP, Hand

__all__ = ["Breadth", "across", "peak"]

#: Breadth of a usual thumb over the palm's length, from wrist to middle knuckle as MediaPipe places them; only scales the patch.
_USUAL = 0.22
#: Pixels of the patch that a thumb's breadth gets, and the patch's (width, height) in breadths.
_ACROSS = 64
_PATCH = (4.4, 5.0)
#: Half the stretch of thumb that is measured, in breadths: the landmark itself may be off by as much along the thumb.
_STRETCH = 0.25
#: How far from the skin's border an edge is looked for, in breadths.
_NEAR = 0.14
#: Least step of colour across an edge, in grey levels; the grain of skin and noise stay below.
_FAINT = 8.0
#: Broadest edge (step over steepest slope) in breadths; with more the error of the edge is that of a whole measurement.
_BLUR = 0.3
#: Fewest pixels across a thumb: an edge is found to about a third of a pixel, which leaves the error below 3 %.
_SMALL = 16.0
#: Error of an edge in pixels of the picture, as renders show it (docs/decisions/0006-thumb.md).
_EDGE_ERROR = 0.35
_BONES = [(joint, joint + 1) for start in (1, 5, 9, 13, 17) for joint in range(start, start + 3)]
_PALM = [0, 1, 5, 9, 13, 17]

Bools = npt.NDArray[np.bool_]
Singles = npt.NDArray[np.float32]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Breadth:
    """`px` and its standard error `sigma` in picture pixels; `ends` (2, 2) of the section at the joint; the `outline` (N, 2)."""

    px: float
    sigma: float
    ends: Floats
    outline: Floats


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class _Edge:
    """x = offset + slope * y in the patch, y counted from the joint; `scatter`: standard deviation of single rows, in pixels."""

    offset: float
    slope: float
    scatter: float


def across(rgb: Pixels, hand: Hand) -> Breadth:
    """Measure the thumb of a hand in an HxWx3 uint8 RGB picture. Raises ThumbError."""
    margin = 0.1 * hand.palm
    for x, y in hand.joints[[IP, TIP]]:
        if not (margin <= x < rgb.shape[1] - margin and margin <= y < rgb.shape[0] - margin):
            raise ThumbError("cut_off", "the thumb is cut off by the picture's border: take a photo that shows the whole hand")
    along, breadth = hand.joints[TIP] - hand.joints[MCP], _USUAL * hand.palm
    for _ in range(2):
        angle = math.atan2(along[0], -along[1])
        x, y = hand.joints[IP]
        frame = Frame(float(x), float(y), _PATCH[0] * breadth, _PATCH[1] * breadth, angle)
        size = (round(_PATCH[0] * _ACROSS), round(_PATCH[1] * _ACROSS))
        matrix = crop_matrix(frame, size, fill=1.0)
        left, right = _edges(warp(rgb, matrix, size, border=None), apply(matrix, hand.joints))
        back = invert(matrix)
        scale = breadth / _ACROSS
        slope = (left.slope + right.slope) / 2
        breadth = (right.offset - left.offset) * scale / math.hypot(1, slope)
        along = back[:, :2] @ np.array([-slope, -1.0])
        if not 0.3 * hand.palm * _USUAL < breadth < 2.5 * hand.palm * _USUAL:
            raise _hidden()
    if breadth < _SMALL:
        raise ThumbError("small", f"the thumb is only {breadth:.0f} pixels broad: go closer, so that the hand fills the picture")
    centre = (size[1] - 1) / 2
    rows = np.array([-_STRETCH, _STRETCH]) * _ACROSS
    tapering = abs(right.slope - left.slope) * _STRETCH * breadth
    scatter = math.hypot(left.scatter, right.scatter) * scale
    sigma = math.sqrt(tapering**2 + scatter**2 + 2 * _EDGE_ERROR**2)
    points = [(edge.offset + edge.slope * y, centre + y) for edge, at in ((left, rows), (right, rows[::-1])) for y in at]
    middle = np.array([(left.offset + right.offset) / 2, centre])
    normal = np.array([1.0, -slope]) / math.hypot(1, slope)
    ends = middle + np.outer([-0.5, 0.5], normal) * breadth / scale
    return Breadth(float(breadth), float(sigma), apply(back, ends), apply(back, points))


def _edges(patch: Pixels, joints: Floats) -> tuple[_Edge, _Edge]:
    """The thumb's left and right edge in the patch. Raises ThumbError."""
    skin = _skin(patch, joints)
    smooth = cv2.GaussianBlur(patch, (0, 0), sigmaX=1.2, sigmaY=2.5).astype(np.float32)
    step = np.asarray(cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1) / 2, np.float32)
    height = patch.shape[0]
    reach = round(_STRETCH * _ACROSS)
    rows = np.arange(height // 2 - reach, height // 2 + reach + 1)
    bone = joints[[MCP, IP, TIP]]
    bone = bone[np.argsort(bone[:, 1])]
    axis = np.interp(rows, bone[:, 1], bone[:, 0])
    left = _edge(skin, smooth, step, rows, axis, -1)
    right = _edge(skin, smooth, step, rows, axis, 1)
    return left, right


def _skin(patch: Pixels, joints: Floats) -> Bools:
    """Which pixels of the patch are the hand."""

    def bones(width: float) -> Bools:
        drawn = np.zeros(patch.shape[:2], np.uint8)
        for a, b in _BONES:
            cv2.line(drawn, _whole(joints[a]), _whole(joints[b]), 1, max(1, round(width * _ACROSS)))
        palm = np.array([_whole(joints[joint]) for joint in _PALM])
        cv2.fillPoly(drawn, [palm], 1)
        cv2.polylines(drawn, [palm], True, 1, max(1, round((width - 0.4) * _ACROSS)) if width > 0.4 else 1)
        return drawn > 0

    labels = np.full(patch.shape[:2], cv2.GC_BGD, np.uint8)
    for width, label in ((2.0, cv2.GC_PR_BGD), (1.0, cv2.GC_PR_FGD), (0.35, cv2.GC_FGD)):
        labels[bones(width)] = label
    if (labels == cv2.GC_BGD).sum() < 0.05 * labels.size:
        raise _hidden()
    cv2.setRNGSeed(0)  # GrabCut starts its clusters at random: equal pictures are to give equal numbers
    # Brightness counts a quarter of what hue does: the shadow beside a thumb is dark but has the ground's hue.
    light, a, b = cv2.split(cv2.cvtColor(patch, cv2.COLOR_RGB2LAB).astype(np.float32))
    weighed = np.stack([light * 0.5, 128 + 2 * (a - 128), 128 + 2 * (b - 128)], -1).clip(0, 255).astype(np.uint8)
    clusters = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(weighed, labels, (0, 0, 0, 0), *clusters, 3, cv2.GC_INIT_WITH_MASK)
    return np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD), np.bool_)


def _edge(
    skin: Bools,
    smooth: npt.NDArray[np.float32],
    step: npt.NDArray[np.float32],
    rows: npt.NDArray[np.intp],
    axis: Floats,
    sign: int,
) -> _Edge:
    """The edge on the left (`sign` -1) or right (1) of the axis, whose x is given for each of `rows`. Raises ThumbError."""
    width, near, away = skin.shape[1], round(_NEAR * _ACROSS), round(0.12 * _ACROSS)
    found: list[tuple[float, float]] = []
    steps, blurs = [], []
    for y, x in zip(rows, axis, strict=True):
        line = skin[y, round(x) :] if sign > 0 else skin[y, round(x) :: -1]
        length = int(np.argmin(line)) if not line.all() else len(line)
        border = round(x) + sign * length
        if length < 0.15 * _ACROSS or length > 1.2 * _ACROSS or not near + away < border < width - near - away:
            continue
        contrast = smooth[y, border + sign * away] - smooth[y, border - sign * away]
        amount = float(np.linalg.norm(contrast))
        at = np.arange(border - near, border + near + 1)
        slope = sign * step[y, at] @ (contrast / max(amount, 1e-6))
        best = int(np.argmax(slope * np.exp(-0.5 * ((at - border) / (0.5 * near)) ** 2)))
        if not 0 < best < len(at) - 1:
            continue
        found.append((float(y) - (skin.shape[0] - 1) / 2, float(at[best]) + float(peak(slope[best - 1 : best + 2]))))
        steps.append(amount)
        blurs.append(amount / max(float(slope[best]), 1e-3) / _ACROSS)
    if len(found) < 0.6 * len(rows):
        raise _hidden()
    if np.median(steps) < _FAINT:
        raise ThumbError(
            "faint", "the thumb hardly stands out from what lies behind it: lay it on a plain ground of another colour"
        )
    if np.median(blurs) > _BLUR:
        raise ThumbError(
            "blurred", "the thumb's edge is blurred: hold the camera still, tap on the thumb to focus, use more light"
        )
    return _line(found)


def peak(three: npt.NDArray[np.floating]) -> Floats:
    """Where a parabola through three neighbours (3, ...) has its top, counted from the middle one: (...) in [-0.5, 0.5]."""
    before, middle, after = (value.astype(np.float64) for value in three)
    bend = before - 2 * middle + after
    return np.where(bend < 0, np.clip(0.5 * (before - after) / np.where(bend < 0, bend, -1), -0.5, 0.5), 0.0)


def _line(points: Sequence[tuple[float, float]]) -> _Edge:
    """The straight line through (y, x) that most follow: fitted again and again without those far off."""
    y, x = np.array(points).T
    keep = np.ones(len(y), bool)
    for _ in range(6):
        slope, offset = np.polyfit(y[keep], x[keep], 1)
        off = np.abs(x - offset - slope * y)
        keep = off <= max(2.5 * 1.4826 * float(np.median(off)), 0.5)
    if keep.sum() < 0.5 * len(y):
        raise _hidden()
    return _Edge(float(offset), float(slope), float((x - offset - slope * y)[keep].std()))


def _whole(xy: Floats) -> tuple[int, int]:
    return round(float(np.clip(xy[0], -9999, 9999))), round(float(np.clip(xy[1], -9999, 9999)))


def _hidden() -> ThumbError:
    return ThumbError(
        "hidden", "the thumb's two edges cannot be seen: spread it away from the fingers, with its nail to the camera"
    )
