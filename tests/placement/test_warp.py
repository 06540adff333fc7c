import numpy as np
import pytest

from locator.placement.chart import across, chart_of
from locator.placement.frame import frame_of
from locator.placement.plane import distance
from locator.placement.warp import Warp, warp_of
from locator.types import SIDES, VIEWS, Foot, Side, View
from tests.placement.feet import Move, annotated, average_foot


def warp(foot: Foot) -> Warp:
    frame = frame_of(foot)
    assert frame is not None
    return warp_of(foot, frame)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("side", SIDES)
def test_the_chart_of_an_average_foot_lands_on_it(view: View, side: Side) -> None:
    foot = average_foot(view, side)
    chart = chart_of(view)
    for name, xy in chart.landmarks.items():
        if name in chart.loose:
            continue
        assert np.allclose(warp(foot).to_photo(np.array([xy]))[0], foot.landmarks[name].xy, atol=0.012 * 600), name


def test_real_landmarks_are_met_and_nothing_folds() -> None:
    for truth, foot in annotated():
        bent = warp(foot)
        errors = []
        for name, xy in bent.frame.chart.landmarks.items():
            if name in foot.landmarks and name not in bent.frame.chart.loose:
                place = bent.to_photo(np.array([xy]))[0]
                errors.append(float(np.linalg.norm(place - foot.landmarks[name].xy)) / bent.frame.length)
        assert np.median(errors) < 0.03, truth["view"]
        steps = np.stack(np.meshgrid(np.linspace(0.1, 0.9, 9), np.linspace(0.1, 0.8, 12)), axis=-1).reshape(-1, 2)
        if bent.frame.chart.name not in ("plantar", "dorsal"):
            continue
        if bent.frame.chart.name == "dorsal":
            steps = steps[steps[:, 1] > 0.3]
        chart = across(bent.frame.chart, steps)
        x, y = (bent.to_photo(chart + move) - bent.to_photo(chart) for move in ([1e-3, 0], [0, 1e-3]))
        turn = x[:, 0] * y[:, 1] - x[:, 1] * y[:, 0]
        assert (np.sign(turn) == np.sign(turn[0])).all(), truth["view"]


def test_the_edges_of_a_real_sole_are_followed() -> None:
    for _, foot in annotated():
        if foot.view != "plantar" or not {"heel_back", "mtp1_medial", "mtp5_lateral", "toe1_tip"} <= foot.landmarks.keys():
            continue
        bent = warp(foot)
        outline = np.array(foot.outline)
        for u in (0.0, 1.0):
            edge = bent.to_photo(across(bent.frame.chart, np.column_stack([np.full(8, u), np.linspace(0.1, 0.7, 8)])))
            gaps = [distance(point, outline) / bent.frame.length for point in edge]
            assert max(gaps) < 0.04
            assert np.mean(gaps) < 0.012


def test_the_warp_turns_with_the_foot() -> None:
    foot = average_foot("plantar", "left")
    move = Move(37, 0.4, (50, -20), mirror=True)
    chart = np.array([[0.0, 0.5], [-0.1, 0.9], [0.1, 0.2]])
    assert np.allclose(warp(move.foot(foot)).to_photo(chart), move.xy(warp(foot).to_photo(chart)), atol=0.002 * 600 * 0.4)
