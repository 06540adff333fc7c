"""Find the point: questions on a foot, answers measured in cun.

A question names a point that lies in view; the answer is where the person thinks it is. It is judged by its distance from where
placement puts the point, in cun of that foot, and never more strictly than the placement's own error allows.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable
from typing import Literal, get_args

import numpy as np

from locator.errors import LocatorError
from locator.placement.frame import frame_of
from locator.placement.plane import Array
from locator.types import XY, Cun, Foot, PlacedPoint, Result

__all__ = ["GRADES", "Answer", "Grade", "Question", "Score", "judge", "questions"]

Grade = Literal["exact", "close", "near", "off"]
GRADES: tuple[Grade, ...] = get_args(Grade)
#: Largest distance in cun for each grade but the last: half a thumb's breadth is about what a finger pad covers (estimate).
REACHES: dict[Grade, float] = {"exact": 0.3, "close": 0.6, "near": 1.2}
MARKS: dict[Grade, int] = {"exact": 3, "close": 2, "near": 1, "off": 0}
#: A direction is told from this cosine on (67.5 degrees), so that the eight ways of a compass rose are told apart.
TOLD = 0.38
#: Second names of directions in side views.
_DOUBLES = ("anterior", "posterior")


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """Where is this point? `foot` is its foot's index in the result."""

    code: str
    foot: int


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """How far `at` is from `truth` (photo pixels): `cun`, and `mm` where the scale is known. `sigma_cun` is the standard error
    of the truth. `toward` are the directions in which the answer is off (names of `Frame.directions`, the larger part first);
    empty for an exact one."""

    question: Question
    at: XY
    truth: XY
    cun: float
    mm: float | None
    sigma_cun: float
    grade: Grade
    toward: tuple[str, ...]

    @property
    def marks(self) -> int:
        """3 for exact to 0 for off."""
        return MARKS[self.grade]


@dataclasses.dataclass(frozen=True, slots=True)
class Score:
    """What has been answered so far."""

    answers: tuple[Answer, ...] = ()

    @property
    def marks(self) -> int:
        return sum(answer.marks for answer in self.answers)

    @property
    def most(self) -> int:
        """The marks that all exact answers would have brought."""
        return MARKS["exact"] * len(self.answers)

    @property
    def mean_cun(self) -> float | None:
        """Mean distance; None before the first answer."""
        return sum(answer.cun for answer in self.answers) / len(self.answers) if self.answers else None

    def plus(self, answer: Answer) -> Score:
        return Score((*self.answers, answer))


def questions(result: Result, *, seed: int, only: Iterable[str] | None = None) -> tuple[Question, ...]:
    """All points that the picture shows, each once for each foot, in an order drawn by `seed`; `only` these codes if given."""
    wanted = None if only is None else set(only)
    found = [
        Question(point.code, index)
        for index, foot in enumerate(result.feet)
        for point in foot.points
        if foot.cun is not None and point.visible and (wanted is None or point.code in wanted)
    ]
    random.Random(seed).shuffle(found)
    return tuple(found)


def judge(result: Result, question: Question, at: XY, *, thumb_mm: float | None = None) -> Answer:
    """Measure an answer `at` photo pixels. `thumb_mm`, the breadth of the person's thumb, is one cun and gives mm where the
    photo's own scale is unknown. LocatorError when the result does not hold what the question asks."""
    foot, point, one_cun = _asked(result, question)
    offset = np.subtract(at, point.xy, dtype=float)
    cun = float(np.hypot(*offset)) / one_cun.px
    cun_mm = one_cun.mm if one_cun.mm is not None else thumb_mm
    sigma = point.sigma / one_cun.px
    grade = _grade(cun, sigma)
    return Answer(
        question,
        at,
        point.xy,
        cun,
        None if cun_mm is None else cun * cun_mm,
        sigma,
        grade,
        () if grade == "exact" else _toward(foot, offset),
    )


def _asked(result: Result, question: Question) -> tuple[Foot, PlacedPoint, Cun]:
    if question.foot < len(result.feet):
        foot = result.feet[question.foot]
        for point in foot.points:
            if point.code == question.code and foot.cun is not None:
                return foot, point, foot.cun
    raise LocatorError(f"this picture has no {question.code} any more; begin the quiz anew")


def _grade(cun: float, sigma: float) -> Grade:
    return next((grade for grade, reach in REACHES.items() if cun <= max(reach, sigma)), "off")


def _toward(foot: Foot, offset: Array) -> tuple[str, ...]:
    """The axes' directions along which most of the offset lies, the larger part first."""
    frame = frame_of(foot)
    length = float(np.hypot(*offset))
    if frame is None or length == 0:
        return ()
    parts = {name: float(offset @ way) / length for name, way in frame.directions().items() if name not in _DOUBLES}
    told = sorted((name for name, share in parts.items() if share > TOLD), key=lambda name: -parts[name])
    return tuple(told)
