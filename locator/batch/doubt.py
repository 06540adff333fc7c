"""Which results a person should look at, and why: what the batch lists and what the review's queue is ordered by."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from locator.placement.misfit import misfit
from locator.types import Foot, Result

__all__ = ["LEAST", "MOST_MISFIT", "Doubt", "doubt_of"]

#: Scores below these are doubtful. Of 56 annotated photos the foot's score is 0.45 in the middle and below 0.25 where the
#: landmarks are guesses; `side_score` 0.8 is where the photo's own warning begins; views below 0.5 lie between two.
LEAST = {"score": 0.25, "side_score": 0.8, "view_score": 0.5}
#: Landmarks that lie farther than this from an average foot fitted to them, in foot lengths (root mean square), are doubtful:
#: of 63 annotated feet two do, of 57 found ones eight, two of the three worst among them.
MOST_MISFIT = 0.1
#: How much each reason weighs, as a probability that a look changes something (estimates, to be set anew from reviews).
_REFUSED, _WARNED = 0.6, 0.5


@dataclasses.dataclass(frozen=True, slots=True)
class Doubt:
    """`need` in [0, 1]: how much a result needs an eye, 0 where nothing speaks against it; `reasons` as words of words.json."""

    need: float
    reasons: tuple[str, ...]


def doubt_of(result: Result) -> Doubt:
    """How much this result needs an eye: each foot's scores, how well a foot fits its landmarks, the photo's warnings, a
    refusal. A photo that cannot be read needs none: there is nothing to look at."""
    if result.error is not None:
        return Doubt(0.0, ())
    if result.refused is not None or not result.feet:
        return Doubt(_REFUSED, ("refused",))
    found = [(reason, need) for foot in result.feet for reason, need in _of_foot(foot)]
    if result.warnings:
        found.append(("warned", _WARNED))
    return Doubt(_either(need for _, need in found), tuple(dict.fromkeys(reason for reason, _ in found)))


def _of_foot(foot: Foot) -> list[tuple[str, float]]:
    scores = {"score": foot.score, "side_score": foot.side_score, "view_score": foot.view_score}
    found = [(name, 1 - score / 2 / LEAST[name]) for name, score in scores.items() if score < LEAST[name]]
    apart = misfit(foot)
    if apart is not None and apart > MOST_MISFIT:
        found.append(("misfit", 1 - MOST_MISFIT / apart))
    return found


def _either(needs: Iterable[float]) -> float:
    """The chance of at least one of several independent reasons."""
    none = 1.0
    for need in needs:
        none *= 1 - need
    return round(1 - none, 4)
