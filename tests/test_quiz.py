"""Answers are measured in cun, and judged no more strictly than placement's own error allows."""

import dataclasses

import pytest

from locator.charts import drawing_of
from locator.errors import LocatorError
from locator.quiz import REACHES, Question, Score, judge, questions
from locator.types import Image, Result

SOLE = drawing_of("plantar", "left").result
MEDIAL = drawing_of("medial", "right").result


def truth(result: Result, code: str):
    return next(point for point in result.feet[0].points if point.code == code)


def test_every_visible_point_is_asked_once_in_an_order_of_the_seed() -> None:
    asked = questions(MEDIAL, seed=3)
    assert sorted(one.code for one in asked) == sorted(point.code for point in MEDIAL.feet[0].points if point.visible)
    assert asked == questions(MEDIAL, seed=3)
    assert asked != questions(MEDIAL, seed=4)
    assert {one.code for one in questions(MEDIAL, seed=3, only=["KI3", "KI6", "BL40"])} == {"KI3", "KI6"}


def test_hidden_points_are_not_asked_and_each_foot_is() -> None:
    foot = MEDIAL.feet[0]
    hidden = tuple(dataclasses.replace(point, visible=point.code != "KI3") for point in foot.points)
    two = Result(Image("", 9, 9), (dataclasses.replace(foot, points=hidden), foot, dataclasses.replace(foot, cun=None)))
    assert sorted(one.foot for one in questions(two, seed=1) if one.code == "KI6") == [0, 1]
    assert [one.foot for one in questions(two, seed=1) if one.code == "KI3"] == [1]
    assert questions(Result(Image("", 9, 9), refused="no foot"), seed=1) == ()


def test_distance_is_told_in_cun_and_in_mm_where_a_scale_is_known() -> None:
    point, cun = truth(SOLE, "KI1"), SOLE.feet[0].cun
    answer = judge(SOLE, Question("KI1", 0), (point.x + 2 * cun.px, point.y))
    assert answer.cun == pytest.approx(2)
    assert (answer.mm, answer.grade, answer.marks) == (None, "off", 0)
    assert judge(SOLE, Question("KI1", 0), (point.x + 2 * cun.px, point.y), thumb_mm=21).mm == pytest.approx(42)
    measured = dataclasses.replace(SOLE.feet[0], cun=dataclasses.replace(cun, mm=20.0))
    by_scale = judge(dataclasses.replace(SOLE, feet=(measured,)), Question("KI1", 0), (point.x, point.y + cun.px), thumb_mm=30)
    assert by_scale.mm == pytest.approx(20), "the photo's own scale goes before the thumb"


@pytest.mark.parametrize(
    ("cun", "grade", "marks"), [(0.0, "exact", 3), (0.29, "exact", 3), (0.5, "close", 2), (1.1, "near", 1), (1.3, "off", 0)]
)
def test_nearer_answers_bring_more(cun, grade, marks) -> None:
    foot = SOLE.feet[0]
    sure = dataclasses.replace(foot, points=tuple(dataclasses.replace(point, sigma=0.0) for point in foot.points))
    point = truth(SOLE, "KI1")
    answer = judge(dataclasses.replace(SOLE, feet=(sure,)), Question("KI1", 0), (point.x, point.y + cun * foot.cun.px))
    assert (answer.grade, answer.marks) == (grade, marks)


def test_an_answer_within_the_error_of_placement_is_exact() -> None:
    foot = SOLE.feet[0]
    unsure = tuple(dataclasses.replace(point, sigma=0.8 * foot.cun.px) for point in foot.points)
    result = dataclasses.replace(SOLE, feet=(dataclasses.replace(foot, points=unsure),))
    point = truth(SOLE, "KI1")
    assert judge(result, Question("KI1", 0), (point.x + 0.7 * foot.cun.px, point.y)).grade == "exact"
    assert judge(result, Question("KI1", 0), (point.x + 0.9 * foot.cun.px, point.y)).grade == "near"


def test_it_says_which_way_the_answer_is_off() -> None:
    """On a left sole with its toes up, up is toward the toes and left toward the big toe."""
    point, px = truth(SOLE, "KI1"), SOLE.feet[0].cun.px
    assert judge(SOLE, Question("KI1", 0), (point.x, point.y - 2 * px)).toward == ("distal",)
    assert judge(SOLE, Question("KI1", 0), (point.x - 2 * px, point.y)).toward == ("medial",)
    assert judge(SOLE, Question("KI1", 0), (point.x + px, point.y + 1.5 * px)).toward == ("proximal", "lateral")
    right, point = drawing_of("plantar", "right").result, truth(drawing_of("plantar", "right").result, "KI1")
    assert judge(right, Question("KI1", 0), (point.x - 2 * px, point.y)).toward == ("lateral",)
    heel = truth(MEDIAL, "KI3")
    assert judge(MEDIAL, Question("KI3", 0), (heel.x, heel.y - 2 * px)).toward == ("up",)
    assert judge(MEDIAL, Question("KI3", 0), heel.xy).toward == ()


def test_the_score_adds_up() -> None:
    point, px = truth(SOLE, "KI1"), SOLE.feet[0].cun.px
    assert Score().mean_cun is None
    score = Score()
    for cun in (0.0, 2.0):
        score = score.plus(judge(SOLE, Question("KI1", 0), (point.x, point.y + cun * px)))
    assert (score.marks, score.most) == (3, 6)
    assert score.mean_cun == pytest.approx(1.0)
    assert list(REACHES.values()) == sorted(REACHES.values())


def test_a_question_of_another_picture_is_refused() -> None:
    for wrong in (Question("KI3", 0), Question("KI1", 1)):
        with pytest.raises(LocatorError, match="begin the quiz anew"):
            judge(SOLE, wrong, (0, 0))
