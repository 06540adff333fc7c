"""How far two results of one photo lie apart: the same feet, the distance of each landmark, side and view, agreement."""

from __future__ import annotations

import collections
import dataclasses
import math
from collections.abc import Hashable, Iterable, Mapping

import numpy as np

from locator.types import Foot, Result

__all__ = ["Pair", "kappa", "matched"]

#: Boxes that share less than this of what they cover are of different feet.
_SAME_FOOT = 0.3
#: A landmark from this visibility on counts as seen.
_SEEN = 0.5


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """One foot in two results; None where a result lacks it. `truth` is the one that distances are measured from."""

    found: Foot | None
    truth: Foot | None

    def errors(self) -> Mapping[str, float | None]:
        """For each landmark that the truth shows: its distance in the other, as a share of the foot's length (the greatest
        diameter of the true outline); None where the other lacks it."""
        if self.truth is None:
            return {}
        length = _diameter(self.truth)
        there = {} if self.found is None else self.found.landmarks
        return {
            name: math.dist(mark.xy, there[name].xy) / length if name in there else None
            for name, mark in self.truth.landmarks.items()
            if mark.visibility >= _SEEN
        }


def matched(found: Result, truth: Result) -> list[Pair]:
    """The feet of two results, those of the truth in their order, each with the other's that overlaps it most; then the rest."""
    shares = sorted(
        (
            (share, i, j)
            for i, one in enumerate(truth.feet)
            for j, other in enumerate(found.feet)
            if (share := _overlap(one, other)) >= _SAME_FOOT
        ),
        reverse=True,
    )
    partner: dict[int, int] = {}
    for _, i, j in shares:
        if i not in partner and j not in partner.values():
            partner[i] = j
    pairs = [Pair(found.feet[partner[i]] if i in partner else None, foot) for i, foot in enumerate(truth.feet)]
    return pairs + [Pair(foot, None) for j, foot in enumerate(found.feet) if j not in partner.values()]


def kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of two raters' words for the same things: 1 when they always agree, 0 when no more than by chance.

    None without pairs, and where both use one and the same word throughout: chance explains it all (J. Cohen, Educational and
    Psychological Measurement 20, 1960).
    """
    pairs = list(pairs)
    if not pairs:
        return None
    count = len(pairs)
    agreed = sum(a == b for a, b in pairs) / count
    first, second = (collections.Counter(pair[i] for pair in pairs) for i in (0, 1))
    chance = sum(first[word] * second[word] for word in first) / count**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def _overlap(one: Foot, other: Foot) -> float:
    """Intersection over union of the boxes."""
    a, b = np.array(one.box), np.array(other.box)
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    shared = float(np.prod(np.clip(sides, 0, None)))
    return shared / (float(np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2])) - shared + 1e-9)


def _diameter(foot: Foot) -> float:
    xy = np.array(foot.outline)
    return float(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)).max()) or 1.0
