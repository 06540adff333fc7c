"""Which foot it is and from where it is seen, believed over many frames: one frame's doubt changes nothing."""

from __future__ import annotations

import math

import numpy as np

from locator.geometry import Floats
from locator.live.constants import SideBelief, ViewBelief
from locator.types import VIEWS, View

__all__ = ["Belief"]

_MEDIAL, _LATERAL = VIEWS.index("medial"), VIEWS.index("lateral")


class Belief:
    """Side and view of one track. `lean`: mean log odds that it is a right foot; `scores` (6,) mean scores in the order of
    VIEWS, as seen in the mirror of the side believed in."""

    def __init__(self, side: SideBelief, view: ViewBelief) -> None:
        self._side, self._view = side, view
        self._count = self._heard = 0
        self._silent = 0.0  # seconds since there was evidence
        self.lean = 0.0
        self.scores: Floats = np.zeros(len(VIEWS))
        self.right = False
        self.view: View = VIEWS[0]
        self._left: tuple[int, float] = (-1, math.inf)  # the view believed in before, and for how many seconds no more

    @property
    def doubtful(self) -> bool:
        """Whether both mirrors should be looked at."""
        return self._heard == 0 or abs(self.lean) < self._side.doubt

    def learn(self, evidence: float | None, scores: Floats, dt: float, *, right: bool) -> bool:
        """Take one frame in: log odds `evidence` that the foot is right (None: this frame has none), `scores` (6,) of the views
        read in the mirror of a `right` foot. Returns whether the believed side changed, or at the first frame differs from
        `right`."""
        if self._count == 0:
            self.right = right
        self._count += 1
        self._silent += dt
        if evidence is not None:
            self._heard += 1
            self.lean += min(1.0, max(self._silent / self._side.average, 1 / self._heard)) * (evidence - self.lean)
            self._silent = 0.0
        self.scores = self.scores + min(1.0, max(dt / self._view.average, 1 / self._count)) * (scores - self.scores)
        changed = self._judge_side()
        if changed:
            self.right = not self.right
            self.scores[[_MEDIAL, _LATERAL]] = self.scores[[_LATERAL, _MEDIAL]]
        self._judge_view(dt, anew=changed)
        return changed

    @property
    def side_score(self) -> float:
        """Probability of the side believed in, 0.5..1."""
        return max(0.5, 1 / (1 + math.exp(-(self.lean if self.right else -self.lean))))

    @property
    def view_score(self) -> float:
        """Share of the view believed in among all six."""
        return float(self.scores[VIEWS.index(self.view)] / max(float(self.scores.sum()), 1e-6))

    def _judge_side(self) -> bool:
        odds = self.lean if self.right else -self.lean
        best = int(self.scores.argmax())
        if best in (_MEDIAL, _LATERAL):
            odds += self._side.inner if best == _MEDIAL else -self._side.inner
        return odds < -(self._side.margin if self._count > 1 else 0.0)

    def _judge_view(self, dt: float, *, anew: bool) -> None:
        best, now = int(self.scores.argmax()), VIEWS.index(self.view)
        left, since = self._left[0], self._left[1] + dt
        wavers = best == left and since < self._view.soon
        margin = self._view.back if wavers else self._view.margin
        if anew or self._count == 1:
            self.view, self._left = VIEWS[best], (-1, math.inf)
        elif self.scores[best] - self.scores[now] > margin:
            self.view, self._left = VIEWS[best], (now, 0.0)
        else:
            self._left = (left, since)
