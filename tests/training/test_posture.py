"""How toes are held: the little toe's nail looks outward, and where it curls it goes under its neighbour."""

import numpy as np
import pytest

from training import mesh
from training.posture import random_pose, turn


def test_turns_are_right_handed() -> None:
    assert turn("z", 90) @ [1, 0, 0] == pytest.approx([0, 1, 0])
    assert turn("x", 90) @ [0, 1, 0] == pytest.approx([0, 0, 1])
    assert turn("y", 90) @ [0, 0, 1] == pytest.approx([1, 0, 0])


def test_the_little_toe_turns_its_nail_outward_and_curls_inward() -> None:
    """Axes of a left foot: X anterior, Y lateral, Z superior."""
    nails, tips = [], []
    for seed in range(300):
        pose = random_pose(np.random.default_rng(seed), standing=False)
        first, second, third = (pose[bone] for bone in mesh.TOE_BONES[4])
        nails.append(first @ [0, 0, 1])
        tips.append(first @ second @ third @ [1, 0, 0])
    assert np.mean(nails, axis=0)[1] > 0.1
    assert np.mean(tips, axis=0)[1] < -0.05


def test_hanging_legs_lean_back_more_than_standing_ones() -> None:
    """Feet that hang point down: seen from the foot, the leg leans to the heel."""

    def lean(standing: bool) -> float:
        poses = (random_pose(np.random.default_rng(seed), standing) for seed in range(300))
        return float(np.mean([(pose["lowerleg02"] @ [0, 0, 1])[0] for pose in poses]))

    assert lean(standing=False) < lean(standing=True) - 0.2
