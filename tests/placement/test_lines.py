"""Guide lines of the charts, bent to a foot."""

import numpy as np
import pytest

from locator.atlas import load_atlas
from locator.placement import guide_lines
from locator.placement.frame import frame_of
from tests.placement.feet import average_foot


def test_lines_lie_across_the_sole_in_the_charts_order():
    foot = average_foot("plantar", "right")
    lines = guide_lines(foot)
    assert [*lines] == [line.id for line in load_atlas().guide_lines]
    frame = frame_of(foot)
    height = {id: float(frame.to_chart(np.array(line)).mean(axis=0)[1]) for id, line in lines.items()}
    assert height["toe_base"] > height["diaphragm"] > height["waist"] > height["pelvic_heel"]
    for line in load_atlas().guide_lines:
        v = frame.to_chart(np.array(lines[line.id]))[:, 1]
        assert (v[0], v[-1]) == pytest.approx((line.polyline[0][1], line.polyline[-1][1]), abs=0.03)


def test_only_the_sole_has_them():
    assert guide_lines(average_foot("dorsal", "left")) == {}
