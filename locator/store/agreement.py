"""How far reviewers agree: distances of their landmarks, and whether they name the same side and view."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import statistics
from collections.abc import Iterable

from locator.compare import kappa, matched
from locator.store.store import Told

__all__ = ["Agreement", "Spread", "agreement"]


@dataclasses.dataclass(frozen=True, slots=True)
class Spread:
    """Distances between two reviewers' landmarks as shares of the foot's length: how many, their median and mean, and how many
    landmarks one of the two left out."""

    count: int
    median: float
    mean: float
    lacking: int


@dataclasses.dataclass(frozen=True, slots=True)
class Agreement:
    """Of photos that several reviewers decided on: pairs of opinions, feet that one of two did not have, Cohen's kappa for side
    and view (None where it is undefined), and the spread of each landmark."""

    pairs: int
    feet: int
    lacking_feet: int
    side_kappa: float | None
    view_kappa: float | None
    landmarks: dict[str, Spread]


def agreement(reviews: Iterable[Told]) -> Agreement:
    """Compare each two reviewers' last standing opinions of each photo. Of two opinions the later must be blind: a reviewer who
    saw the other's would agree with it."""
    by_photo: dict[str, dict[str, Told]] = collections.defaultdict(dict)
    for told in reviews:
        if not told.undone and told.content is not None:
            by_photo[told.name][told.reviewer] = told
    pairs = feet = lacking = 0
    sides: list[tuple[str, str]] = []
    views: list[tuple[str, str]] = []
    distances: dict[str, list[float]] = collections.defaultdict(list)
    left_out: collections.Counter[str] = collections.Counter()
    for opinions in by_photo.values():
        for first, second in itertools.combinations(sorted(opinions.values(), key=lambda told: told.at), 2):
            if not second.blind or first.content is None or second.content is None:
                continue
            pairs += 1
            for pair in matched(second.content, first.content):
                if pair.found is None or pair.truth is None:
                    lacking += 1
                    continue
                feet += 1
                sides.append((pair.truth.side, pair.found.side))
                views.append((pair.truth.view, pair.found.view))
                for name, error in pair.errors().items():
                    if error is None:
                        left_out[name] += 1
                    else:
                        distances[name].append(error)
    spreads = {
        name: Spread(len(found), statistics.median(found), statistics.fmean(found), left_out[name])
        for name, found in distances.items()
    }
    return Agreement(pairs, feet, lacking, kappa(sides), kappa(views), spreads)
