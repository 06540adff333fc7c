from __future__ import annotations

import numpy as np
import pytest

from training.objects import paint_object


@pytest.mark.parametrize("size", [(192, 192), (108, 192), (60, 40)])
def test_an_object_covers_a_part_of_the_canvas(size: tuple[int, int]) -> None:
    shares = []
    for seed in range(40):
        canvas = np.full((*size, 3), 127, np.uint8)
        paint_object(canvas, np.random.default_rng(seed))
        shares.append(float((canvas != 127).any(2).mean()))
    assert np.mean([share > 0.005 for share in shares]) > 0.8
    assert 0.02 < np.median(shares) < 0.6
    assert max(shares) < 1


def test_objects_differ_and_repeat_with_their_seed() -> None:
    def paint(seed: int) -> bytes:
        canvas = np.zeros((96, 96, 3), np.uint8)
        paint_object(canvas, np.random.default_rng(seed))
        return canvas.tobytes()

    assert len({paint(seed) for seed in range(20)}) == 20
    assert paint(3) == paint(3)
