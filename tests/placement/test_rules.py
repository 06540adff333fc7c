import dataclasses
import math

import numpy as np
import pytest

from locator.placement.book import load_rules, read_rules
from locator.placement.cun import cun_of, leg_cun_of
from locator.placement.frame import frame_of
from locator.placement.rules import Evaluator
from locator.types import Foot, Landmark, Side, View
from tests.placement.feet import average_foot, hiding, without


def evaluator_of(foot: Foot) -> Evaluator:
    frame = frame_of(foot)
    assert frame is not None
    cun = cun_of(foot, frame)
    assert cun is not None
    return Evaluator(foot, frame, cun, leg_cun_of(frame))


def placed(foot: Foot, rule: str, sigma: float = 0.1) -> np.ndarray:
    """Where a rule leads, in chart coordinates."""
    book = read_rules({"points": {"X": {foot.view: [{"rule": rule, "sigma": sigma}]}}})
    evaluator = evaluator_of(foot)
    placing = evaluator.place("X", foot.view, book)
    assert placing is not None
    return evaluator.frame.to_chart(placing.spot.xy)


@pytest.mark.parametrize(
    ("view", "rule", "chart"),
    [
        ("plantar", "from web23 toward heel_back, one third", (-0.02 * 2 / 3, 0.54)),
        ("plantar", "midway heel_medial and heel_lateral", (0, 0.15)),
        ("plantar", "0.1 foot proximal of web23", (-0.02, 0.71)),
        ("plantar", "at u 1, v 0.64", (0.185, 0.64)),
        ("plantar", "on toe 2 at s 1, w 0.5", (-0.035, 0.985)),
        ("plantar", "on toe 2 at s 0, w 0", (-0.088, 0.82)),
        ("medial", "from malleolus_medial toward the sole, one third", (0.24, 0.2133)),
        ("medial", "on the sole at malleolus_medial", (0.24, 0)),
        ("medial", "on the border at (0.15 foot anterior of malleolus_medial)", (0.39, 0.099)),
        ("medial", "on the back at (at p 0.2, q 0.15)", (0, 0.15)),
        ("medial", "1 leg cun up of heel_back", (0, 0.174)),
        ("medial", "1 cun up of heel_back", (0, 0.08 + 0.32 / 3)),
        ("lateral", "1 leg cun up of heel_back", (0, 0.162)),
        ("posterior", "0.1 foot lateral and up of heel_back", (0.0707, 0.1407)),
        ("posterior", "at x 0.5, q 0.06", (0, 0.06)),
    ],
)
@pytest.mark.parametrize("side", ["left", "right"])
def test_rules_lead_where_they_say(view: View, side: Side, rule: str, chart: tuple[float, float]) -> None:
    assert np.allclose(placed(average_foot(view, side), rule), chart, atol=0.012)


def test_a_length_along_the_way_does_not_depend_on_how_far_the_goal_is() -> None:
    foot = average_foot("dorsal", "left")
    near, far = (placed(foot, f"from web12 toward (from web12 toward ankle_front, {share}), 0.5 cun") for share in (0.3, 0.9))
    assert np.allclose(near, far)
    assert np.linalg.norm(near - placed(foot, "at web12")) * 600 == pytest.approx(0.5 * evaluator_of(foot).cun.px)


@pytest.mark.parametrize(
    ("view", "rule"),
    [("plantar", "0.1 foot up of web23"), ("dorsal", "on the sole at web23"), ("medial", "at u 0.5, v 0.5"),
     ("plantar", "1 leg cun distal of web23"), ("medial", "on toe 1 at s 1, w 0.5"), ("plantar", "at ankle_front")],
)  # fmt: skip
def test_what_a_view_does_not_know_is_passed_over(view: View, rule: str) -> None:
    book = read_rules({"points": {"X": {view: [{"rule": rule, "sigma": 0.1}]}}})
    assert evaluator_of(average_foot(view, "left")).place("X", view, book) is None


def test_fallbacks_in_order_and_the_surest_of_the_unsure() -> None:
    foot = average_foot("plantar", "left")
    book = load_rules()

    def rule_used(foot: Foot) -> str:
        placing = evaluator_of(foot).place("KI1", "plantar", book)
        assert placing is not None
        return placing.rule.text

    assert rule_used(foot) == "from web23 toward heel_back, one third"
    assert rule_used(without(foot, "heel_back")) == "from web23 toward heel_center, 0.40"
    assert rule_used(hiding(foot, "heel_back")) == "from web23 toward heel_center, 0.40"
    assert rule_used(without(foot, "web23")).startswith("midway (from web12 toward heel_back")
    assert rule_used(without(foot, "web23", "web12")) == "at u 0.45, v 0.54"
    assert rule_used(hiding(without(foot, "web12", "heel_center"), "web23")) == "from web23 toward heel_back, one third"
    marks = {name: dataclasses.replace(mark, sigma=60.0) for name, mark in foot.landmarks.items()}
    poor = hiding(without(dataclasses.replace(foot, landmarks=marks), "web12", "heel_center"), "web23")
    assert rule_used(poor) == "at u 0.45, v 0.54"


def test_every_fallback_agrees_with_its_rule_on_an_average_foot() -> None:
    """Two ways to place a point may differ by what their sigmas allow, so that a hidden landmark does not make it jump."""
    for code, views in load_rules().points.items():
        for view, rules in views.items():
            if view == "anterior":
                continue
            foot = average_foot(view, "left")
            evaluator = evaluator_of(foot)
            spots = [(rule, evaluator.spot(rule.node, view, load_rules())) for rule in rules]
            found = [(rule, spot.xy) for rule, spot in spots if spot is not None]
            assert found, (code, view)
            for rule, xy in found[1:]:
                gap = float(np.linalg.norm(xy - found[0][1])) / evaluator.cun.px
                assert gap < 1.5 * math.hypot(rule.sigma, found[0][0].sigma), (code, view, rule.text, found[0][0].text, gap)


def shaken(foot: Foot, rng: np.random.Generator) -> Foot:
    marks = {
        name: Landmark(*(np.array(mark.xy) + rng.normal(0, mark.sigma / math.sqrt(2), 2)), mark.visibility, mark.sigma)
        for name, mark in foot.landmarks.items()
    }
    return dataclasses.replace(foot, landmarks=marks)


@pytest.mark.parametrize("view", ["plantar", "dorsal", "medial", "lateral"])
def test_sigma_is_what_shaking_the_landmarks_and_the_cun_gives(view: View) -> None:
    """Monte Carlo: move every landmark and the cun by their own errors, frame and all, and see how far the points move."""
    rng = np.random.default_rng(7)
    foot = average_foot(view, "right")
    book = load_rules()
    truth = evaluator_of(foot)
    told = {code: truth.place(code, view, book) for code in book.points if view in book.points[code]}
    firm = {code: placing for code, placing in told.items() if placing is not None and placing.spot.firm and placing.spot.seen}
    assert len(firm) >= 8
    moves: dict[str, list[float]] = {code: [] for code in firm}
    for _ in range(300):
        frame = frame_of(shaken_foot := shaken(foot, rng))
        assert frame is not None
        cun = dataclasses.replace(truth.cun, px=rng.normal(truth.cun.px, truth.cun.sigma))
        leg = truth.leg_cun and dataclasses.replace(truth.leg_cun, px=rng.normal(truth.leg_cun.px, truth.leg_cun.sigma))
        trial = Evaluator(shaken_foot, frame, cun, leg)
        for code, placing in firm.items():
            spot = trial.spot(placing.rule.node, view, book)
            assert spot is not None
            moves[code].append(float(np.linalg.norm(spot.xy - placing.spot.xy)))
    for code, placing in firm.items():
        by_landmarks = math.sqrt(truth.variance(placing.spot) - placing.spot.own)
        seen = math.sqrt(float(np.mean(np.square(moves[code]))))
        assert 0.8 * by_landmarks < seen < 1.25 * by_landmarks + 0.002 * truth.frame.length, (code, by_landmarks, seen)


def test_about_two_thirds_of_true_places_lie_within_sigma() -> None:
    rng = np.random.default_rng(11)
    foot = average_foot("plantar", "left")
    book = load_rules()
    placing = evaluator_of(foot).place("KI1", "plantar", book)
    assert placing is not None
    within = []
    for _ in range(400):
        spot = evaluator_of(shaken(foot, rng)).spot(placing.rule.node, "plantar", book)
        assert spot is not None
        own = rng.normal(0, math.sqrt(placing.spot.own / 2), 2)
        within.append(np.linalg.norm(spot.xy + own - placing.spot.xy) <= placing.sigma)
    assert 0.55 < np.mean(within) < 0.75


def test_the_rules_own_error_and_that_of_a_point_it_builds_on_are_in_sigma() -> None:
    foot = average_foot("medial", "left")
    still = dataclasses.replace(foot, landmarks={k: dataclasses.replace(m, sigma=0.0) for k, m in foot.landmarks.items()})
    evaluator = evaluator_of(still)
    rules = {"A": {"medial": [{"rule": "at achilles", "sigma": 0.3}]}, "B": {"medial": [{"rule": "at A", "sigma": 0.4}]}}
    placing = evaluator.place("B", "medial", read_rules({"points": rules}))
    assert placing is not None
    assert placing.sigma == pytest.approx(0.5 * evaluator.cun.px)
