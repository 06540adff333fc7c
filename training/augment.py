"""What cameras, lamps and files do to a picture, and how feet differ in shape, at random. About 2 ms at 192x256.

Pictures are (H, W, 3) uint8 RGB, and the same come back.
"""

from __future__ import annotations

import cv2
import numpy as np

from training.chunks import Pixels

__all__ = ["bending", "bent", "bent_points", "degrade", "repaint"]

_TOES_FROM = 0.68  # of foot length: toes and the front of the ball
_NOISE_SIZE = 1 << 20
_noise: list[np.ndarray] = []  # one bank of Gaussian noise, made at first use: drawing fresh noise costs more than all else


def degrade(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Light and colour, then optics, then sensor noise, then file compression: the order in which they happen."""
    if rng.random() < 0.25:
        rgb = _uneven_light(rgb, rng)
    rgb = _colour(rgb, rng)
    if rng.random() < 0.45:
        rgb = _blur(rgb, rng)
    if rng.random() < 0.5:
        rgb = _grain(rgb, rng)
    if rng.random() < 0.35:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))]
        rgb = cv2.imdecode(cv2.imencode(".jpg", rgb, quality)[1], cv2.IMREAD_COLOR)  # type: ignore[assignment]
    return rgb


def bending(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A smooth shift for every pixel of a crop of `size` (width, height), (H, W, 2) float32 in pixels.

    One parametric body has too few shapes of feet: bending crops makes more, toes longer here and heels broader there.
    """
    coarse = rng.normal(0, rng.uniform(0, 0.028) * size[0], (5, 4, 2)).astype(np.float32)
    return cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)


def bent(rgb: Pixels, shift: np.ndarray, *, exact: bool = False) -> Pixels:
    """The picture that shows at p what lay at p + shift(p). `exact` keeps values as they are (labels)."""
    height, width = rgb.shape[:2]
    shift = cv2.resize(shift, (width, height)) * np.float32(width / shift.shape[1])
    y, x = np.mgrid[:height, :width].astype(np.float32)
    way = cv2.INTER_NEAREST if exact else cv2.INTER_LINEAR
    return cv2.remap(rgb, x + shift[..., 0], y + shift[..., 1], way, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[return-value]


def bent_points(points: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Where (N, 2) points of the picture lie in the bent one: p with p + shift(p) = point, by fixed-point iteration."""
    height, width = shift.shape[:2]
    at = points.copy()
    for _ in range(6):
        x, y = np.rint(at).astype(int).T
        at = points - shift[y.clip(0, height - 1), x.clip(0, width - 1)]
    return at


def repaint(rgb: Pixels, classes: Pixels, rng: np.random.Generator, anterior: Pixels | None = None) -> Pixels:
    """Take the rendered relief and colour of the skin away in part, and put chance in its place. `classes` (H, W): 0 is no skin.

    With `anterior` (place along the foot, 0 heel .. 255 toe tips, any size) the toes stay as they are and all else is smeared and
    overlaid: then only the toes tell the inner from the outer side.

    Rendered skin shows the bones under it more plainly, or in other places, than real skin does, and its soles and arches are
    lighter or darker: a network that has seen every foot's relief weakened, smeared or overlaid leans on the outline and the
    toes instead.
    """
    share = (classes > 0).astype(np.float32)
    if anterior is not None:
        toes = cv2.resize(anterior, (share.shape[1], share.shape[0])).astype(np.float32) / 255
        share *= 1 - np.clip((toes - _TOES_FROM) / 0.06, 0, 1)
    if not share.any():
        return rgb
    always = anterior is not None
    if rng.random() < 0.6:
        rgb = _retone(rgb, classes, share, rng)
    if always or rng.random() < 0.6:  # smear: a blur that mixes skin with skin alone
        radius = float(np.exp(rng.uniform(*np.log((8, 24) if always else (1.5, 8)))))
        weight = cv2.GaussianBlur(share, (0, 0), radius)
        smooth = cv2.GaussianBlur(rgb * share[..., None], (0, 0), radius) / np.maximum(weight, 1e-3)[..., None]
        rgb = _mixed(rgb, smooth, share * rng.uniform(0.7 if always else 0.3, 1.0))
    if always or rng.random() < 0.6:  # overlay: light and dark at random, coarse to fine
        field = np.zeros(share.shape, np.float32)
        for cells in rng.choice((3, 5, 9, 16, 28), size=2, replace=False):
            coarse = rng.normal(0, rng.uniform(0.03, 0.18), (int(cells), max(2, round(cells * share.shape[1] / share.shape[0]))))
            field += cv2.resize(coarse.astype(np.float32), (share.shape[1], share.shape[0]), interpolation=cv2.INTER_CUBIC)
        rgb = _mixed(rgb, rgb * np.exp(field)[..., None], share)
    return rgb


def _retone(rgb: Pixels, classes: Pixels, share: np.ndarray, rng: np.random.Generator) -> Pixels:
    """Draw sole, dorsum, inner, outer side and leg toward one colour, and away from it at random."""
    whole = cv2.mean(rgb, (classes > 0).astype(np.uint8))[:3]
    even, gain = rng.uniform(0, 1.1), np.zeros(rgb.shape, np.float32)
    for surface in (1, 2, 3, 4, 6):
        own = (classes == surface).astype(np.uint8)
        if own.any():
            ratio = (np.array(whole) + 1) / (np.array(cv2.mean(rgb, own)[:3]) + 1)
            tone = even * np.log(ratio) + rng.normal(0, 0.07) + rng.normal(0, 0.025, 3)
            gain += cv2.GaussianBlur(own.astype(np.float32), (0, 0), 3)[..., None] * tone.astype(np.float32)
    return _mixed(rgb, rgb * np.exp(gain), share)


def _mixed(rgb: Pixels, other: np.ndarray, share: np.ndarray) -> Pixels:
    return (rgb + share[..., None] * (other - rgb)).clip(0, 255).astype(np.uint8)


def _uneven_light(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Multiply by a smooth random field, 0.5 .. 1.4."""
    coarse = np.exp(rng.normal(0, 0.25, (3, 3))).clip(0.5, 1.4).astype(np.float32)
    field = cv2.resize(coarse, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_CUBIC)
    return cv2.multiply(rgb, cv2.merge([field] * 3), dtype=cv2.CV_8U)  # type: ignore[return-value]


def _colour(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Saturation and hue drift as one 3x3 matrix; exposure, gamma, contrast, colour temperature as one table a channel."""
    if rng.random() < 0.8:
        saturation = 0.0 if rng.random() < 0.03 else float(np.exp(rng.normal(0, 0.3)))
        mix = np.eye(3) * saturation + (1 - saturation) * np.array([0.299, 0.587, 0.114]) + rng.normal(0, 0.02, (3, 3))
        rgb = cv2.transform(rgb, mix)  # type: ignore[assignment]
    ramp = np.linspace(0, 1, 256)[:, None]
    warmth, tint = rng.normal(0, 0.08), rng.normal(0, 0.03)
    gain = np.exp(rng.normal(0, 0.22) + np.array([warmth, tint, -warmth]))
    table = (ramp * gain) ** np.exp(rng.normal(0, 0.22))
    table = (table - 0.5) * np.exp(rng.normal(0, 0.18)) + 0.5 + rng.normal(0, 0.03)
    return cv2.LUT(rgb, (table * 255).clip(0, 255).astype(np.uint8)[:, None, :])  # type: ignore[return-value]


def _blur(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Defocus, motion, or too few pixels."""
    kind = rng.integers(3)
    if kind == 0:
        return cv2.GaussianBlur(rgb, (0, 0), float(rng.uniform(0.4, 2.0)))  # type: ignore[return-value]
    if kind == 1:
        reach, angle = rng.uniform(1, 4), rng.uniform(0, np.pi)
        kernel = np.zeros((9, 9), np.float32)
        dx, dy = round(8 * reach * np.cos(angle)), round(8 * reach * np.sin(angle))
        cv2.line(kernel, (32 - dx // 2, 32 - dy // 2), (32 + dx // 2, 32 + dy // 2), 1.0, shift=3, lineType=cv2.LINE_8)
        return cv2.filter2D(rgb, -1, kernel / kernel.sum())  # type: ignore[return-value]
    height, width = rgb.shape[:2]
    shrink = rng.uniform(1.3, 3.0)
    small = cv2.resize(rgb, (round(width / shrink), round(height / shrink)), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC])))  # type: ignore[return-value]


def _grain(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    if not _noise:
        _noise.append(np.random.default_rng(1).normal(0, 32, _NOISE_SIZE).clip(-127, 127).astype(np.int16))
    start = int(rng.integers(_NOISE_SIZE - rgb.size)) if rgb.size < _NOISE_SIZE else 0
    noise = np.resize(_noise[0][start : start + rgb.size], rgb.shape)
    if rng.random() < 0.5:  # chroma noise is coarser than luma noise in phone pictures
        noise = cv2.blur(noise, (3, 3)) * 2
    strength = float(np.exp(rng.normal(np.log(5), 0.6))) / 32
    return cv2.add(rgb, cv2.multiply(noise, strength), dtype=cv2.CV_8U)  # type: ignore[return-value]
