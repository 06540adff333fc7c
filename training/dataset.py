"""Endless random samples for both networks, cut and altered on the fly from the renders in memory.

A sample is a dict of numpy arrays; a batch stacks them. Landmark samples: `image` (H, W, 3) uint8, `surface` (7, H/4, W/4)
uint8 class shares 0..255, `mask` (H/2, W/2) uint8 foot share, `coords` (H/4, W/4, 3) uint8, `landmarks` (53, 2) float32 crop
pixels, `state` (53,) uint8 (0 no training, 1 hidden, 2 visible; as the crop shows it), `camera` (3,), `mirrored` (),
`sided` () 1 where the mirror is to be learnt from this crop, `smeared` () 1 where the skin's relief is gone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt
from torch.utils.data import IterableDataset, get_worker_info

from locator.geometry import Frame, apply, compose, crop_matrix, forefoot, hindfoot, on_grid, scale_of, warp
from locator.landmarks import NAMES
from training.augment import bending, bent, bent_points, degrade, repaint
from training.canvas import detector_sample
from training.chunks import LEG, Pixels, Renders
from training.nets import CLASSES
from training.strangers import stranger

__all__ = ["HIDDEN", "UNDEFINED", "VISIBLE", "Batch", "Stream", "collate", "landmark_sample", "stranger_sample"]

Batch = dict[str, npt.NDArray[np.generic]]
Points = npt.NDArray[np.float32]
#: Values of `landmark_state`.
UNDEFINED, HIDDEN, VISIBLE = 0, 1, 2
#: How often a foot is shown in the wrong mirror.
WRONG_MIRROR = 0.3
#: How often the skin's rendered relief is weakened.
REPAINTED = 0.7
#: How often, of these, all but the toes. Only such crops teach the mirror: real inner ankles, and the arches of flat feet, have
#: a relief that renders lack, and a network that may look at it takes them for outer ones (docs/decisions/0005-training.md).
TOES_SPARED = 0.5
#: How often only the front of the foot is cut out, which shows the toes, and so the side, nearly twice as large; how often only
#: the rear with the ankle.
FOREFOOT, HINDFOOT = 0.15, 0.18
#: How often a foot is bent to another shape.
BENT = 0.6
#: How often a crop shows no foot at all, so that the mask stays empty on what the detector takes for one.
STRANGERS = 0.15
#: What lies outside the photo: the flat grey of inference, black, white, or the edge drawn out; with their odds.
BORDERS: tuple[int | None, ...] = (127, 0, 255, None)
BORDER_ODDS = (0.6, 0.08, 0.07, 0.25)
#: A crop must show this share of foot.
LEAST_SHARE = 0.03
_REFRESH_EVERY = 300  # batches


class Stream(IterableDataset[Batch]):
    """Endless batches of random samples; each worker has its own random stream and looks for new chunks now and then."""

    def __init__(self, net: str, renders: Renders, size: tuple[int, int], batch: int, seed: tuple[int, ...]) -> None:
        self.net, self.renders, self.size, self.batch, self.seed = net, renders, size, batch, seed

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        cv2.setNumThreads(0)
        rng = np.random.default_rng((*self.seed, worker.id if worker else 0))
        for step in range(1 << 62):
            if step % _REFRESH_EVERY == _REFRESH_EVERY - 1:
                self.renders.refresh()
            yield collate([self.sample(rng) for _ in range(self.batch)])

    def sample(self, rng: np.random.Generator) -> Batch:
        """One sample; draws again where a cut leaves too little of the foot."""
        for _ in range(1000):
            if self.net == "detector":
                sample = detector_sample(self.renders, self.size[0], rng)
            elif rng.random() < STRANGERS:
                sample = stranger_sample(self.renders, self.size, rng)
            else:
                sample = landmark_sample(self.renders, int(rng.integers(len(self.renders.feet))), self.size, rng)
            if sample is not None:
                return sample
        raise ValueError(
            f"a thousand draws from {self.renders.folder} showed no usable foot: check its label pictures and foot_frame"
        )


def collate(samples: list[Batch]) -> Batch:
    """Stack samples of equal shapes."""
    return {name: np.stack([sample[name] for sample in samples]) for name in samples[0]}


def landmark_sample(
    renders: Renders, foot: int, size: tuple[int, int], rng: np.random.Generator | None = None, *, wrong: bool = False
) -> Batch | None:
    """Foot number `foot` cut upright to `size` (width, height), as a left foot; None when too little of it can be seen.

    With `rng` cut, coloured and blurred at random. In the wrong mirror (`mirrored` = 1) when `wrong`, or now and then by chance.
    """
    chunk, row = renders.feet[foot]
    truth, sample = renders.foot(chunk, row), renders.sample_of(chunk, row)
    image, label = chunk.picture("image", sample), chunk.picture("label", sample)
    part = 1.0 if rng is None else float(rng.random())
    front, rear = part < FOREFOOT, FOREFOOT <= part < FOREFOOT + HINDFOOT
    frame = forefoot(truth.frame) if front else hindfoot(truth.frame) if rear else truth.frame
    if rng is not None:
        frame = _jitter(frame, rng)
    wrong = wrong or (rng is not None and not rear and rng.random() < WRONG_MIRROR)  # a heel does not tell its side
    matrix = crop_matrix(frame, size, mirrored=truth.right != wrong)
    points, state = apply(matrix, truth.landmarks).astype(np.float32), truth.state.copy()
    x0, y0, x1, y1 = (0, 0, label.shape[1], label.shape[0]) if rng is None else _window(label.shape[1], label.shape[0], rng)
    seen = ((truth.landmarks > np.float32((x0, y0)) - 0.5) & (truth.landmarks < np.float32((x1, y1)) - 0.5)).all(1)
    state[~seen & (state == VISIBLE)] = HIDDEN
    shifted = compose(matrix, np.array([[1.0, 0.0, x0], [0.0, 1.0, y0]]))
    border = BORDERS[0] if rng is None else BORDERS[rng.choice(len(BORDERS), p=BORDER_ODDS)]
    picture = warp(image[y0:y1, x0:x1], shifted, size, border=border)
    classes = cv2.warpAffine(label[y0:y1, x0:x1], shifted, size, flags=cv2.INTER_NEAREST)
    classes = np.where(classes >> 3 == truth.index, classes & 7, 0).astype(np.uint8)
    grid = (size[0] // 4, size[1] // 4)
    coords = chunk.picture("coords", sample)
    coords = cv2.warpAffine(coords, on_grid(matrix, label.shape[0] / coords.shape[0]), grid, flags=cv2.INTER_NEAREST)
    sided, smeared = rng is None or front, False
    if rng is not None:
        if rng.random() < BENT:
            shift = bending(size, rng)
            picture, classes = bent(picture, shift), bent(classes, shift, exact=True)
            coords, points = bent(coords, shift, exact=True), bent_points(points, shift)
        if rng.random() < REPAINTED:
            smeared = not rear and bool(rng.random() < TOES_SPARED)
            sided = sided or smeared
            picture = repaint(picture, classes, rng, coords[..., 0] if smeared else None)
        if rng.random() < 0.25:
            _cover(picture, classes, points, state, rng)
        picture = degrade(picture, rng)
    foot_pixels = ((classes > 0) & (classes != LEG)).astype(np.uint8) * 255
    if np.count_nonzero(foot_pixels) < LEAST_SHARE * foot_pixels.size:
        return None
    state[~((points > -0.5) & (points < np.float32(size) - 0.5)).all(1)] = UNDEFINED
    shares = [cv2.resize((classes == c).astype(np.uint8) * 255, grid, interpolation=cv2.INTER_AREA) for c in range(len(CLASSES))]
    return {
        "image": picture,
        "surface": np.stack(shares),
        "mask": cv2.resize(foot_pixels, (size[0] // 2, size[1] // 2), interpolation=cv2.INTER_AREA),
        "coords": coords,
        "landmarks": points,
        "state": state,
        "camera": truth.camera.astype(np.float32),
        "mirrored": np.float32(wrong),
        "sided": np.float32(sided),
        "smeared": np.float32(smeared),
        "length": np.float32(max(truth.frame.width, truth.frame.height) * scale_of(matrix)),
    }


def stranger_sample(renders: Renders, size: tuple[int, int], rng: np.random.Generator) -> Batch:
    """A crop without a foot: nothing to find, all mask empty; `length` 0 marks it."""
    width, height = size
    picture = stranger(renders, round(1.15 * height), rng)
    x, y = int(rng.integers(len(picture) - width)), int(rng.integers(len(picture) - height))
    picture = degrade(np.ascontiguousarray(picture[y : y + height, x : x + width]), rng)
    surface = np.zeros((len(CLASSES), height // 4, width // 4), np.uint8)
    surface[0] = 255
    return {
        "image": picture,
        "surface": surface,
        "mask": np.zeros((height // 2, width // 2), np.uint8),
        "coords": np.zeros((height // 4, width // 4, 3), np.uint8),
        "landmarks": np.zeros((len(NAMES), 2), np.float32),
        "state": np.full(len(NAMES), UNDEFINED, np.uint8),
        "camera": np.zeros(3, np.float32),
        "mirrored": np.float32(0),
        "sided": np.float32(0),
        "smeared": np.float32(0),
        "length": np.float32(0),
    }


def _jitter(frame: Frame, rng: np.random.Generator) -> Frame:
    """The frame as a detector might have found it: shifted, wrong in size, turned; now and then far off along the foot."""
    widest = float(rng.choice((10, 45, 180), p=(0.88, 0.08, 0.04)))
    turn = math.radians(widest) * (rng.normal() if widest == 10 else rng.uniform(-1, 1))
    size = float(np.exp(rng.normal(0.03, 0.13)).clip(0.75, 1.4))
    side, along = rng.normal(0, 0.06, 2)
    if rng.random() < 0.08:
        along += rng.choice([-1, 1]) * rng.uniform(0.1, 0.4)
    reach = max(frame.height, frame.width)
    (ux, uy), (rx, ry) = frame.up, (-frame.up[1], frame.up[0])
    cx, cy = frame.cx + reach * (along * ux + side * rx), frame.cy + reach * (along * uy + side * ry)
    return Frame(cx, cy, frame.width * size, frame.height * size, frame.angle + turn)


def _window(width: int, height: int, rng: np.random.Generator) -> tuple[int, int, int, int]:
    """The part of the scene (x0, y0, x1, y1) that the photo shows: mostly all of it, else cut at one side or two."""
    edges = [0, 0, width, height]
    if rng.random() < 0.15:
        for side in rng.choice(4, size=rng.integers(1, 3), replace=False):
            cut = rng.uniform(0.1, 0.45) * (width, height)[side % 2]
            edges[side] = round(cut) if side < 2 else round((width, height)[side % 2] - cut)
    return edges[0], edges[1], max(edges[2], edges[0] + 8), max(edges[3], edges[1] + 8)


def _cover(picture: Pixels, classes: Pixels, points: Points, state: Pixels, rng: np.random.Generator) -> None:
    """Lay a flat or torn-out patch over a part, in place: what lies under it is background and hidden."""
    height, width = classes.shape
    w, h = (round(v) for v in rng.uniform(0.06, 0.3, 2) * (width, height))
    x, y = int(rng.integers(0, width - w)), int(rng.integers(0, height - h))
    u, v = int(rng.integers(0, width - w)), int(rng.integers(0, height - h))
    flat = rng.integers(0, 256, 3) if rng.random() < 0.5 or classes[v : v + h, u : u + w].any() else picture[v : v + h, u : u + w]
    picture[y : y + h, x : x + w] = flat
    classes[y : y + h, x : x + w] = 0
    state[((points >= (x, y)) & (points < (x + w, y + h))).all(1) & (state == VISIBLE)] = HIDDEN
