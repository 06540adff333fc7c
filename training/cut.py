"""Where a foot ends and the leg begins, as people cut it on a picture.

The shader cuts level with the sole (`training.template.CUT`), which from the side is a line just above the malleoli. From above
and in front that level crosses the shin before the malleoli; people who outline feet there cut straight across behind both.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from locator.landmarks import NAMES
from training.chunks import LEG, Pixels

__all__ = ["Cut", "find_cut"]

#: How far behind the line of the malleoli, in foot lengths on the picture (median of the annotated dorsal photos).
BEHIND = 0.055
_DORSUM = 2
_MEDIAL, _LATERAL, _TOE, _HEEL = (NAMES.index(n) for n in ("malleolus_medial", "malleolus_lateral", "toe2_tip", "heel_back"))
Points = npt.NDArray[np.floating]


@dataclasses.dataclass(frozen=True)
class Cut:
    """A straight line through `at` (2,) across the leg; `back` (2,) points up the leg. Pixels of the picture."""

    at: Points
    back: Points

    def leg(self, points: Points) -> npt.NDArray[np.bool_]:
        """Which of `points` (N, 2) lie behind the line."""
        return (points - self.at) @ self.back > 0  # type: ignore[no-any-return]

    def draw(self, label: Pixels, index: int) -> None:
        """Move the border of foot `index` and its leg to the line in a label picture (8 k + class), in place."""
        ys, xs = np.nonzero((label >> 3 == index) & (label & 7 > 0))
        was = label[ys, xs] & 7
        behind = self.leg(np.stack([xs, ys], 1))
        label[ys, xs] = 8 * index + np.where(behind, LEG, np.where(was == LEG, _DORSUM, was))


def find_cut(landmarks: Points, camera: Points, length: float) -> Cut | None:
    """The line for a foot that is seen from above its toes, else None.

    `landmarks` (53, 2) in pixels, hidden ones too; `camera` (anterior, medial, superior) from the foot; `length` in pixels.
    """
    if camera[0] < 0.15 or abs(camera[1]) > 0.4 or camera[2] < 0.25:
        return None
    across = landmarks[_LATERAL] - landmarks[_MEDIAL]
    size = float(np.hypot(*across))
    if size < 0.05 * length:
        return None
    back = np.array([-across[1], across[0]]) / size
    if back @ (landmarks[_TOE] - landmarks[_HEEL]) > 0:
        back = -back
    return Cut((landmarks[_MEDIAL] + landmarks[_LATERAL]) / 2 + BEHIND * length * back, back)
