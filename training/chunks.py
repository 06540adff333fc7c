"""The rendered pictures on disk (`train-*.npz`, `val-*.npz`, written by `training.render`), held in memory as they are stored.

Arrays of a chunk: `image`, `label`, `coords` are JPEG / PNG files laid end to end with offsets `*_at`; `kind` 0 has feet,
1 is a negative; rows `foot_*`, `landmarks`, `landmark_state` describe one foot each. Label pictures hold 8 k + class for
foot k of the picture (class: 1 sole, 2 dorsum, 3 inner, 4 outer, 5 nail, 6 leg; 0 background).
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from locator.geometry import Frame

__all__ = ["FOOT_CLASSES", "LEG", "FootRow", "Pixels", "Renders"]

Pixels = npt.NDArray[np.uint8]
LEG = 6
FOOT_CLASSES = (1, 2, 3, 4, 5)


@dataclasses.dataclass(frozen=True, slots=True)
class FootRow:
    """One rendered foot: `index` is its k in the label picture, `landmarks` (53, 2) pixels of the scene, `state` (53,)."""

    index: int
    right: bool
    frame: Frame
    camera: npt.NDArray[np.float32]
    landmarks: npt.NDArray[np.float32]
    state: npt.NDArray[np.uint8]


class _Chunk:
    def __init__(self, path: Path) -> None:
        with np.load(path) as data:
            self.arrays: dict[str, npt.NDArray[np.generic]] = {name: data[name] for name in data.files}
        self.samples = len(self.arrays["kind"])
        self.rows: list[list[int]] = [[] for _ in range(self.samples)]
        for row, sample in enumerate(self.arrays["foot_sample"].tolist()):
            self.rows[sample].append(row)

    def picture(self, name: str, sample: int) -> Pixels:
        start, end = self.arrays[name + "_at"][sample : sample + 2]
        flag = cv2.IMREAD_GRAYSCALE if name == "label" else cv2.IMREAD_COLOR_RGB
        return cv2.imdecode(self.arrays[name][start:end], flag)  # type: ignore[return-value]


class Renders:
    """All chunks of one split. `feet` and `negatives` grow when `refresh` meets new chunks."""

    def __init__(self, folder: Path, split: str, limit: int | None = None) -> None:
        self.folder, self.split, self.limit = folder, split, limit
        self.chunks: dict[Path, _Chunk] = {}
        self.feet: list[tuple[_Chunk, int]] = []  # (chunk, foot row)
        self.scenes: list[tuple[_Chunk, int]] = []  # (chunk, sample) with feet
        self.negatives: list[tuple[_Chunk, int]] = []
        self.refresh()

    def refresh(self) -> int:
        """Load chunks that appeared since; how many."""
        new = [path for path in sorted(self.folder.glob(f"{self.split}-*.npz")) if path not in self.chunks]
        new = new[: None if self.limit is None else self.limit - len(self.chunks)]
        for path in new:
            chunk = self.chunks[path] = _Chunk(path)
            self.feet += [(chunk, row) for rows in chunk.rows for row in rows]
            self.scenes += [(chunk, i) for i, rows in enumerate(chunk.rows) if rows]
            self.negatives += [(chunk, i) for i in range(chunk.samples) if chunk.arrays["kind"][i] == 1]
        return len(new)

    def foot(self, chunk: _Chunk, row: int) -> FootRow:
        a = chunk.arrays
        return FootRow(
            int(a["foot_index"][row]),
            bool(a["foot_side"][row]),
            Frame(*(float(v) for v in a["foot_frame"][row])),
            a["foot_camera"][row],
            a["landmarks"][row],
            a["landmark_state"][row],
        )

    def tone(self, chunk: _Chunk, row: int) -> int:
        """Group of the skin, 0 very light .. 5 very dark; -1 in chunks that do not say it."""
        return int(chunk.arrays["foot_tone"][row]) if "foot_tone" in chunk.arrays else -1

    def sample_of(self, chunk: _Chunk, row: int) -> int:
        return int(chunk.arrays["foot_sample"][row])
