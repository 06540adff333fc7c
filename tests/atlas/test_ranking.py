"""Several goals at once: what serves most of them comes first."""

from locator.atlas import load_atlas
from locator.atlas.ranking import cautions_of, rank_goals

ATLAS = load_atlas()


def goals(*texts):
    return [ATLAS.goal(text) for text in texts]


def test_what_serves_most_goals_comes_first() -> None:
    ranked = rank_goals(ATLAS, goals("low back pain", "circulation", "digestion", "sleep", "heel pain"))
    counts = [len(one.goals) for one in ranked]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 1
    for one in ranked:
        for goal in one.goals:
            assert one.entry.key in (*goal.points, *goal.zones)


def test_nothing_that_a_goal_names_is_lost() -> None:
    ranked = rank_goals(ATLAS, ATLAS.goals)
    named = {key for goal in ATLAS.goals for key in (*goal.points, *goal.zones)}
    assert len(ranked) == len({one.entry.key for one in ranked})
    assert {one.entry.key for one in ranked} == named


def test_among_equals_those_without_caution_come_first() -> None:
    ranked = rank_goals(ATLAS, goals("heel pain"))
    warned = [bool(one.entry.cautions) for one in ranked]
    assert warned == sorted(warned)
    assert any(warned)


def test_twice_counts_once() -> None:
    once = rank_goals(ATLAS, goals("heel_pain"))
    assert rank_goals(ATLAS, goals("my heel hurts", "足跟痛")) == once
    assert all(len(one.goals) == 1 for one in once)


def test_goals_are_told_in_the_order_asked() -> None:
    asked = goals("circulation", "low back pain")
    both = next(one for one in rank_goals(ATLAS, asked) if len(one.goals) == 2)
    assert [goal.id for goal in both.goals] == ["circulation", "low_back_pain"]


def test_no_goal_ranks_nothing() -> None:
    assert rank_goals(ATLAS, []) == ()


def test_goals_without_points_rank_nothing_but_keep_their_cautions() -> None:
    assert rank_goals(ATLAS, goals("swelling")) == ()
    assert [caution.id for caution in cautions_of(ATLAS, goals("swelling"))][:2] == ["edema", "thrombosis"]


def test_cautions_come_once_and_the_gravest_first() -> None:
    cautions = cautions_of(ATLAS, goals("leg pain", "circulation", "heel pain"))
    assert len({caution.id for caution in cautions}) == len(cautions)
    grave = ["avoid", "ask", "gentle"]
    assert [caution.action for caution in cautions] == sorted((caution.action for caution in cautions), key=grave.index)
    assert cautions[0].action == "avoid"
