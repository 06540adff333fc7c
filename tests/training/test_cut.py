from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`: pip install -e '.[train]'")

from locator.landmarks import NAMES
from training.cut import BEHIND, find_cut

LENGTH = 200.0


def landmarks() -> np.ndarray:
    """A left foot from above, toes up: malleoli level at y = 200, the leg goes on below."""
    points = np.zeros((len(NAMES), 2))
    for name, at in (
        ("malleolus_medial", (70, 200)),
        ("malleolus_lateral", (30, 200)),
        ("toe2_tip", (50, 20)),
        ("heel_back", (50, 220)),
    ):
        points[NAMES.index(name)] = at
    return points


def test_from_above_the_toes_the_leg_begins_straight_behind_the_malleoli() -> None:
    cut = find_cut(landmarks(), np.array([0.5, 0.1, 0.8]), LENGTH)
    assert cut is not None
    line = 200 + BEHIND * LENGTH
    assert cut.leg(np.array([[50, line - 1], [50, line + 1], [20, line + 1]])).tolist() == [False, True, True]

    label = np.zeros((300, 100), np.uint8)
    label[20:150, 30:70], label[150:300, 30:70] = 8 + 2, 8 + 6  # foot 1: the shader's cut lies too far forward
    label[100:110, 80:90] = 3  # foot 0 stays
    cut.draw(label, 1)
    border = int(line)
    assert (label[20 : border - 1, 30:70] == 8 + 2).all()
    assert (label[border + 2 :, 30:70] == 8 + 6).all()
    assert (label[100:110, 80:90] == 3).all()
    assert (label[:, :20] == 0).all()


@pytest.mark.parametrize("camera", [(0.0, 1.0, 0.1), (-0.6, 0.1, 0.8), (0.9, 0.0, -0.4)])
def test_from_elsewhere_the_level_cut_stays(camera: tuple[float, float, float]) -> None:
    assert find_cut(landmarks(), np.array(camera), LENGTH) is None
