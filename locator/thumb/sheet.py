"""A sheet of known size in a picture: its four edges, and from them the scale of what lies on it.

Many two-tone copies of a small picture offer shapes. The hull of a shape bridges the arm that lies across an edge; it is the
sheet when four straight lines bound it and steps of colour lie along all four. The lines are then fitted to the steps in the full
picture; the corners are where they meet, even if one is covered.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources

import cv2
import numpy as np
import numpy.typing as npt

from locator.errors import ThumbError
from locator.geometry import Floats, Pixels, grid_to_pixels, pixels_to_grid
from locator.thumb.breadth import peak

__all__ = ["FOCAL", "Plane", "find", "sizes"]

Singles = npt.NDArray[np.float32]

#: Focal length over the picture's longer side: the main cameras of phones (24 to 28 mm in 35 mm terms), and what others have.
FOCAL = (0.78, 0.6, 1.2)
_SMALL = 640  # pixels on the longer side of the copy that shapes are looked for in
_LEAST = 0.008  # share of the picture that a sheet must cover
#: Least share of each edge along which a step of colour lies: an arm may cover the rest.
_SEEN = 0.45
#: By how much (as a share) the sides' ratio may differ from the sheet's; A4 and Letter differ by 0.09.
_OTHER = 0.06
#: Breadth of an arm over the picture's longer side, and somewhat more.
_ARM = 0.13
_TILT = 40.0  # degrees from straight above; beyond it the thumb's height hides its edge on the sheet


@functools.cache
def sizes() -> dict[str, tuple[float, float]]:
    """Name -> (shorter, longer side) in mm; sources in sheets.json."""
    text = resources.files("locator.thumb").joinpath("sheets.json").read_text(encoding="utf-8")
    return {name: (float(entry["mm"][0]), float(entry["mm"][1])) for name, entry in json.loads(text).items()}


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A sheet found. `corners` (4, 2) in picture pixels, in turn; `to_pixels` (3, 3) carries (x, y, 1) in mm on it there."""

    corners: Floats
    to_pixels: Floats
    size: tuple[int, int]

    def mm(self, points: npt.ArrayLike, height: float, focal: float = FOCAL[0]) -> Floats:
        """Picture points (N, 2) in mm, for things `height` mm above the sheet; `focal` as in FOCAL."""
        camera, pose = self._pose(focal)
        raised = camera @ np.column_stack([pose[:, 0], pose[:, 1], pose[:, 2] * height + pose[:, 3]])
        at = np.column_stack([np.asarray(points, np.float64), np.ones(len(np.asarray(points)))]) @ np.linalg.inv(raised).T
        return np.asarray(at[:, :2] / at[:, 2:])

    def holds(self, point: npt.ArrayLike, margin: float) -> bool:
        """Whether a picture point (x, y) lies on the sheet, at least `margin` pixels from its edges."""
        return _holds(self.corners, np.asarray(point, np.float64), margin)

    def tilt(self) -> float:
        """Degrees between the camera's line of sight and the sheet's normal."""
        _, pose = self._pose(FOCAL[0])
        return math.degrees(math.acos(min(1.0, abs(float(pose[2, 2])))))

    def stretch(self) -> float:
        """How many times too long the sheet seems along its longer side: 1 when it has the size that was assumed."""
        _, pose = self._pose(FOCAL[0], same=False)
        return float(np.linalg.norm(pose[:, 1]) / np.linalg.norm(pose[:, 0]))

    def _pose(self, focal: float, *, same: bool = True) -> tuple[Floats, Floats]:
        """Camera matrix (3, 3), and (3, 4) in camera axes: the sheet's axes, its normal towards the camera, its origin."""
        width, height = self.size
        f = focal * max(width, height)
        camera = np.array([[f, 0, (width - 1) / 2], [0, f, (height - 1) / 2], [0, 0, 1.0]])
        plain = np.linalg.inv(camera) @ self.to_pixels
        plain = plain * math.copysign(1.0, plain[2, 2]) / math.sqrt(np.linalg.norm(plain[:, 0]) * np.linalg.norm(plain[:, 1]))
        a, b, origin = plain.T
        if same:
            u, _, v = np.linalg.svd(np.column_stack([a, b]), full_matrices=False)
            a, b = (u @ v).T
        normal = np.cross(a, b)
        normal = normal if normal @ origin < 0 else -normal
        return camera, np.column_stack([a, b, normal, origin])


def find(rgb: Pixels, name: str, *, under: npt.ArrayLike | None = None) -> Plane:
    """The sheet `name` (see `sizes`) in an HxWx3 uint8 RGB picture, with the point `under` (x, y) on it if one is given.

    Raises ThumbError when it is not found.
    """
    reduction = max(1, round(max(rgb.shape[:2]) / _SMALL))
    small = cv2.resize(rgb, (rgb.shape[1] // reduction, rgb.shape[0] // reduction), interpolation=cv2.INTER_AREA)
    slopes = _slopes(np.asarray(small, np.uint8))
    best: tuple[float, Floats] | None = None
    for shape in _distinct(_candidates(np.asarray(small, np.uint8))):
        if under is not None and not _holds(shape, pixels_to_grid(under, reduction), 0.0):
            continue
        corners = _fitted(slopes, shape, (4, 2))
        support = 0.0 if corners is None else min(_support(slopes, corners))
        if corners is None or support < _SEEN:
            continue
        likeness = support - 4 * abs(math.log(_plane(corners, name, (small.shape[1], small.shape[0])).stretch()))
        if best is None or likeness > best[0]:
            best = likeness, corners
    fine = None
    if best is not None:
        coarse = grid_to_pixels(best[1], reduction)
        low = np.maximum(np.floor(coarse.min(0)).astype(int) - 8 * reduction, 0)
        high = np.maximum(np.ceil(coarse.max(0)).astype(int) + 8 * reduction, low + 1)
        fine = _fitted(_slopes(rgb[low[1] : high[1], low[0] : high[0]]), coarse - low, (3 * reduction, reduction + 2))
    if fine is None:
        raise ThumbError(
            "no_sheet", f"no {_called(name)} was found: show all four of its corners, flat, on a ground of another colour"
        )
    plane = _plane(fine + low, name, (rgb.shape[1], rgb.shape[0]))
    if plane.tilt() > _TILT:
        raise ThumbError("tilted", f"the {_called(name)} is seen from too low: hold the camera straight above it")
    if abs(math.log(plane.stretch())) > _OTHER:
        raise ThumbError(
            "other_sheet", f"the sheet that was found has not the shape of a {_called(name)}: choose the size of your sheet"
        )
    return plane


def _holds(corners: Floats, point: Floats, margin: float) -> bool:
    return bool(cv2.pointPolygonTest(corners.astype(np.float32), (float(point[0]), float(point[1])), True) >= margin)


def _called(name: str) -> str:
    return "bank card" if name == "card" else f"sheet of {name} paper"


def _candidates(small: Pixels) -> Iterator[Floats]:
    """Four corners (4, 2) of shapes that may be a sheet, in pixels of the small picture."""
    area = small.shape[0] * small.shape[1]
    for mask in _two_tone(small):
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            hull = cv2.convexHull(contour.reshape(-1, 2))
            size = cv2.contourArea(hull)
            if not _LEAST * area < size < 0.98 * area:
                continue
            corners = _quadrilateral(hull.reshape(-1, 2))
            if corners is not None and 0.9 < size / max(cv2.contourArea(corners.astype(np.float32)), 1) < 1.13:
                yield corners


def _distinct(shapes: Iterable[Floats]) -> list[Floats]:
    """The shapes without those whose corners all lie within 4 pixels of an earlier one's."""
    kept: list[Floats] = []
    for shape in shapes:
        first = int(np.argmin(shape.sum(1)))
        turned = np.roll(shape, -first, 0)
        if all(np.abs(turned - other).max() > 4 for other in kept):
            kept.append(turned)
    return kept


def _two_tone(small: Pixels) -> Iterator[npt.NDArray[np.uint8]]:
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.2), cv2.COLOR_RGB2LAB)
    kernel = np.ones((3, 3), np.uint8)
    for channel in cv2.split(lab):
        low, high = np.percentile(channel, (0.4, 99.6))
        if high - low < 12:
            continue
        for level in np.linspace(low, high, 20)[1:-1]:
            above = (channel > level).astype(np.uint8)
            for mask in (above, 1 - above):
                yield np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel), np.uint8)
                yield _without_arms(mask)
    edges = cv2.Canny(lab[..., 0], 30, 80)
    yield (cv2.dilate(edges, kernel) == 0).astype(np.uint8)


def _without_arms(mask: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The mask without all that is narrower than `_ARM`: an arm as bright as the paper goes, the paper's corners get round."""
    radius = _ARM / 2 * max(mask.shape)
    core = cv2.distanceTransform(mask, cv2.DIST_L2, 3) > radius
    return np.asarray(cv2.distanceTransform((~core).astype(np.uint8), cv2.DIST_L2, 3) < radius, np.uint8)


def _quadrilateral(hull: cv2.typing.MatLike) -> Floats | None:
    """The four corners that a hull's long sides have where they are prolonged to meet, else None.

    An arm that covers a corner, or a corner that is round, leaves a short side more: the sides beside it are prolonged.
    """
    corners = np.asarray(cv2.approxPolyDP(hull, 0.012 * cv2.arcLength(hull, True), True).reshape(-1, 2), np.float64)
    if not 4 <= len(corners) <= 8:
        return None
    while len(corners) > 4:
        shorter = [_without(corners, side) for side in range(len(corners))]
        known = [some for some in shorter if some is not None]
        if not known:
            return None
        corners = min(known, key=lambda some: cv2.contourArea(some.astype(np.float32)))
    return corners


def _without(corners: Floats, side: int) -> Floats | None:
    """The polygon without the side from corner `side` to the next: its neighbours prolonged until they meet."""
    before, a, b, after = np.roll(corners, 1 - side, 0)[:4]
    lines = np.column_stack([a - before, after - b])
    if abs(np.linalg.det(lines)) < 0.17 * np.prod(np.linalg.norm(lines, axis=0)):  # they meet at less than 10 degrees
        return None
    along = np.linalg.solve(lines, b - a)
    if along.min() < 0:
        return None
    rest = np.roll(corners, -side, 0)[2:]
    return np.vstack([rest, a + along[0] * (a - before)])


def _slopes(picture: Pixels) -> Singles:
    """(H, W, 2): the steepest slope of any colour channel along x and y."""
    smooth = cv2.GaussianBlur(picture, (0, 0), 1.0).astype(np.float32)
    along = np.stack([cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1), cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=1)], -1) / 2
    strongest = np.argmax((along**2).sum(-1), 2)
    return np.asarray(np.take_along_axis(along, strongest[..., None, None], 2)[:, :, 0])


def _sides(corners: Floats) -> Iterator[tuple[Floats, Floats]]:
    return zip(corners, np.roll(corners, -1, 0), strict=True)


def _profiles(slopes: Singles, a: Floats, b: Floats, reach: int, count: int) -> tuple[Floats, Floats, Floats]:
    """Slope across the side a-b: (count, 2 * reach + 1) values, the points (count, 2) on the side, and its normal (2,)."""
    normal = np.array([a[1] - b[1], b[0] - a[0]]) / max(float(np.linalg.norm(b - a)), 1e-6)
    points = a + np.linspace(0.06, 0.94, count)[:, None] * (b - a)
    at = (points[:, None] + np.arange(-reach, reach + 1)[None, :, None] * normal).astype(np.float32)
    values = cv2.remap(slopes, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.abs(values @ normal), np.float64), points, normal


def _support(slopes: Singles, corners: Floats) -> list[float]:
    """For each side the share of it along which a step of at least 4 grey levels a pixel lies within 2 pixels."""
    return [float((_profiles(slopes, a, b, 2, 40)[0].max(1) > 4).mean()) for a, b in _sides(corners)]


def _fitted(slopes: Singles, corners: Floats, widths: Sequence[int]) -> Floats | None:
    """The corners moved to where straight lines through the steps within `widths` pixels (one after the other) of the sides meet.

    None when a side has no line or they do not meet near the old corners.
    """
    for width in widths:
        lines = [_line(slopes, a, b, width) for a, b in _sides(corners)]
        known = [line for line in lines if line is not None]
        if len(known) < 4:
            return None
        meet = np.array([np.cross(before, line) for before, line in zip([known[-1], *known[:-1]], known, strict=True)])
        if (np.abs(meet[:, 2]) < 1e-9).any():
            return None
        moved = meet[:, :2] / meet[:, 2:]
        if np.abs(moved - corners).max() > 4 * max(widths) + 0.1 * np.ptp(corners):
            return None
        corners = moved
    return corners


def _line(slopes: Singles, a: Floats, b: Floats, width: int) -> Floats | None:
    """The straight line (3,), homogeneous, through the strongest steps within `width` pixels of the side a-b."""
    values, points, normal = _profiles(slopes, a, b, width, 100)
    best = values.argmax(1)
    sides = values[np.arange(len(values)), np.clip(best + np.array([[-1], [0], [1]]), 0, 2 * width)]
    offset = best - float(width) + peak(sides)
    along = (points - points[0]) @ (b - a) / max(float(np.linalg.norm(b - a)), 1e-6)
    strongest = values.max(1)
    keep = strongest > max(3.0, 0.3 * float(np.percentile(strongest, 75)))
    slope = start = 0.0
    for _ in range(6):
        if keep.sum() < 12:
            return None
        slope, start = np.polyfit(along[keep], offset[keep], 1)
        off = np.abs(offset - start - slope * along)
        keep = keep & (off <= max(2.5 * 1.4826 * float(np.median(off[keep])), 0.7))
    first, last = points[[0, -1]] + np.outer(start + slope * along[[0, -1]], normal)
    return np.cross([*first, 1.0], [*last, 1.0])


def _plane(corners: Floats, name: str, size: tuple[int, int]) -> Plane:
    """The plane with the sheet's longer side along the pair of sides that suits it better."""
    shorter, longer = sizes()[name]
    on_sheet = np.array([[0, 0], [shorter, 0], [shorter, longer], [0, longer]], np.float32)
    planes = [
        Plane(turned, np.asarray(cv2.getPerspectiveTransform(on_sheet, turned.astype(np.float32)), np.float64), size)
        for turned in (corners, np.roll(corners, 1, 0))
    ]
    return min(planes, key=lambda plane: abs(math.log(plane.stretch())))
