"""Every change of coordinates between photo, detector canvas, crop and heatmap: the only place that converts.

Points are (x, y) floats with the centre of the top-left pixel at (0, 0), as in OpenCV: a picture of width w spans
-0.5 .. w - 0.5. A transform is a 2x3 float64 matrix M: q = M @ (x, y, 1), ready for `cv2.warpAffine`.

A foot's `Frame` is its oriented box in the photo. Its up is the direction from heel to toes as the photo shows it; `angle`
turns picture-up into that direction, clockwise on the screen, in radians: up = (sin angle, -cos angle).
A crop shows the frame upright (toes at the top). A mirrored crop is flipped left-right after it was turned.
"""

from __future__ import annotations

import dataclasses
import math
import threading
import weakref

import numpy as np
import numpy.typing as npt

__all__ = [
    "FILL",
    "Frame",
    "apply",
    "compose",
    "crop_matrix",
    "forefoot",
    "frame_around",
    "frame_overlap",
    "grid_to_pixels",
    "hindfoot",
    "invert",
    "letterbox_matrix",
    "on_grid",
    "pixels_to_grid",
    "scale_of",
    "warp",
]

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
#: Share of the crop's height (or width, whichever binds) that a frame fills.
FILL = 0.8


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """Oriented box: centre, width and height in pixels, `angle` in radians, clockwise on the screen (see module)."""

    cx: float
    cy: float
    width: float
    height: float
    angle: float

    @property
    def up(self) -> tuple[float, float]:
        """Unit vector from heel to toes, in photo pixels."""
        return math.sin(self.angle), -math.cos(self.angle)

    def corners(self) -> Floats:
        """(4, 2): toe-left, toe-right, heel-right, heel-left as seen with the toes up."""
        ux, uy = self.up
        rx, ry = -uy * self.width / 2, ux * self.width / 2
        ux, uy = ux * self.height / 2, uy * self.height / 2
        signs = ((1, -1), (1, 1), (-1, 1), (-1, -1))
        return np.array([(self.cx + u * ux + r * rx, self.cy + u * uy + r * ry) for u, r in signs])


def forefoot(frame: Frame) -> Frame:
    """The part of a foot's frame from the middle of the foot to the toes."""
    return _part(frame, 0.25)


def hindfoot(frame: Frame) -> Frame:
    """The part of a foot's frame from heel and ankle to the middle of the foot."""
    return _part(frame, -0.25)


def _part(frame: Frame, ahead: float) -> Frame:
    """A good half of the frame, whose centre lies `ahead` of the frame's, as a share of its height."""
    ux, uy = frame.up
    size = min(frame.width, 0.5 * frame.height), 0.55 * frame.height
    return Frame(frame.cx + ahead * frame.height * ux, frame.cy + ahead * frame.height * uy, *size, frame.angle)


def apply(matrix: npt.ArrayLike, points: npt.ArrayLike) -> Floats:
    """Carry (..., 2) points through a 2x3 transform."""
    m = np.asarray(matrix, np.float64)
    return np.asarray(points, np.float64) @ m[:, :2].T + m[:, 2]


def compose(second: npt.ArrayLike, first: npt.ArrayLike) -> Floats:
    """The transform that does `first`, then `second`."""
    a, b = np.asarray(second, np.float64), np.asarray(first, np.float64)
    return np.column_stack([a[:, :2] @ b[:, :2], a[:, :2] @ b[:, 2] + a[:, 2]])


def invert(matrix: npt.ArrayLike) -> Floats:
    """The 2x3 transform that undoes `matrix`."""
    (a, b, x), (c, d, y) = np.asarray(matrix, np.float64).tolist()
    area = a * d - b * c
    a, b, c, d = d / area, -b / area, -c / area, a / area
    return np.array([[a, b, -a * x - b * y], [c, d, -c * x - d * y]])


def scale_of(matrix: npt.ArrayLike) -> float:
    """Length that one source pixel has after the transform (square root of its area scale)."""
    (a, b, _), (c, d, _) = np.asarray(matrix, np.float64).tolist()
    return math.sqrt(abs(a * d - b * c))


def crop_matrix(frame: Frame, size: tuple[int, int], *, mirrored: bool = False, fill: float = FILL) -> Floats:
    """Photo -> crop of `size` (width, height): `frame` centred, toes up, filling `fill` of the side that binds."""
    width, height = size
    scale = fill * min(width / max(frame.width, 1e-6), height / max(frame.height, 1e-6))
    cos, sin = scale * math.cos(frame.angle), scale * math.sin(frame.angle)
    flip = -1.0 if mirrored else 1.0
    linear = np.array([[flip * cos, flip * sin], [-sin, cos]])
    return np.column_stack([linear, np.array([(width - 1) / 2, (height - 1) / 2]) - linear @ (frame.cx, frame.cy)])


def letterbox_matrix(photo_size: tuple[int, int], size: int) -> Floats:
    """Photo of (width, height) -> square canvas of `size`: longest side fits, photo centred."""
    width, height = photo_size
    scale = size / max(width, height)
    shift = [(size - 1) / 2 - scale * (side - 1) / 2 for side in (width, height)]
    return np.array([[scale, 0.0, shift[0]], [0.0, scale, shift[1]]])


def grid_to_pixels(points: npt.ArrayLike, stride: float) -> Floats:
    """Network grid -> pixels of its input: cell (0, 0) covers the pixels 0 .. stride - 1."""
    return np.asarray(points, np.float64) * stride + (stride - 1) / 2


def pixels_to_grid(points: npt.ArrayLike, stride: float) -> Floats:
    """Pixels of a network's input -> its grid (inverse of `grid_to_pixels`)."""
    return (np.asarray(points, np.float64) - (stride - 1) / 2) / stride


def on_grid(matrix: npt.ArrayLike, stride: float) -> Floats:
    """The transform between the `stride` grids of two pictures whose pixels `matrix` joins."""
    m = np.asarray(matrix, np.float64)
    half = (stride - 1) / 2
    return np.column_stack([m[:, :2], (m[:, 2] + m[:, :2].sum(1) * half - half) / stride])


def warp(picture: Pixels, matrix: npt.ArrayLike, size: tuple[int, int], *, border: int | None = 127) -> Pixels:
    """Bilinear warp of (h, w[, 3]) uint8 to `size` (width, height) without aliasing: a large reduction averages cells first.

    Outside the picture lies a flat grey of `border` (127 is the networks' zero), or with None the nearest edge pixel. What was
    averaged of a picture that nobody can write to (one that `open_image` read) is kept while that picture is the last one.
    """
    import cv2

    m = np.asarray(matrix, np.float64)
    cell = int(1 / max(scale_of(m), 1e-6) + 1e-6)
    if cell > 1:
        picture = _averaged(picture, cell) if _writable(picture) else _averaged_once(picture, cell)
        m = np.column_stack([m[:, :2] * cell, m[:, 2] + m[:, :2].sum(1) * (cell - 1) / 2])
    mode = cv2.BORDER_REPLICATE if border is None else cv2.BORDER_CONSTANT
    fill = (border or 0,) * 3
    return cv2.warpAffine(picture, m, size, flags=cv2.INTER_LINEAR, borderMode=mode, borderValue=fill)  # type: ignore[return-value]


def _averaged(picture: Pixels, cell: int) -> Pixels:
    """The means of square cells; the last ones go on with the picture's edge where it ends within them."""
    import cv2

    height, width = picture.shape[:2]
    down, right = -height % cell, -width % cell
    if down or right:
        picture = cv2.copyMakeBorder(picture, 0, down, 0, right, cv2.BORDER_REPLICATE)  # type: ignore[assignment]
    size = (picture.shape[1] // cell, picture.shape[0] // cell)
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


class _Kept(threading.local):
    """What was averaged of the last picture, by the size of cells: all looks at its feet are cut from a few."""

    def __init__(self) -> None:
        self.picture: weakref.ref[Pixels] | None = None
        self.parts: dict[int, Pixels] = {}


_kept = _Kept()


def _averaged_once(picture: Pixels, cell: int) -> Pixels:
    if _kept.picture is None or _kept.picture() is not picture:
        parts: dict[int, Pixels] = {}
        _kept.parts = parts
        _kept.picture = weakref.ref(picture, lambda _: parts.clear())
    if cell not in _kept.parts:
        _kept.parts[cell] = _averaged(picture, cell)
    return _kept.parts[cell]


def _writable(picture: Pixels) -> bool:
    """Whether somebody may change the pixels: through this array or through one whose memory it shows."""
    owner = picture
    while not owner.flags.writeable and isinstance(owner.base, np.ndarray):
        owner = owner.base
    return owner.flags.writeable


def frame_around(points: npt.ArrayLike, angle: float) -> Frame:
    """The smallest frame with this `angle` round (N, 2) points."""
    cos, sin = math.cos(angle), math.sin(angle)
    turned = np.asarray(points, np.float64) @ np.array([[cos, -sin], [sin, cos]])
    low, high = turned.min(0), turned.max(0)
    x, y = (low + high) / 2
    return Frame(x * cos - y * sin, x * sin + y * cos, float(high[0] - low[0]), float(high[1] - low[1]), angle)


def frame_overlap(a: Frame, b: Frame) -> float:
    """Intersection over union of two oriented boxes, 0 .. 1."""
    import cv2

    def rectangle(f: Frame) -> tuple[tuple[float, float], tuple[float, float], float]:
        return (f.cx, f.cy), (max(f.width, 1e-3), max(f.height, 1e-3)), math.degrees(f.angle)

    kind, polygon = cv2.rotatedRectangleIntersection(rectangle(a), rectangle(b))
    if kind == cv2.INTERSECT_NONE or polygon is None:
        return 0.0
    both = cv2.contourArea(cv2.convexHull(polygon))
    return float(both / max(a.width * a.height + b.width * b.height - both, 1e-6))
