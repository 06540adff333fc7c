from __future__ import annotations

from pathlib import Path

import cv2
import pytest

pytest.importorskip("torch", reason="needs the extra `train`")

from training import look
from training.chunks import Renders


def test_the_checks_pass_on_true_labels_and_fail_on_turned_ones(renders_folder: Path) -> None:
    renders = Renders(renders_folder, "train")
    shares = look.check(renders, 20)
    assert shares["on_foot"] > 0.97
    assert shares["upright"] == 1
    assert shares["frame_filled"] == 1
    for chunk in renders.chunks.values():
        frames = chunk.arrays["foot_frame"].copy()
        frames[:, 4] += 3.14159
        chunk.arrays["foot_frame"] = frames
    assert look.check(renders, 20)["upright"] == 0


def test_the_sheets_are_written(renders_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    look.main(["--data", str(renders_folder), "--out", str(tmp_path)])
    assert "on_foot" in capsys.readouterr().out
    assert cv2.imread(str(tmp_path / "landmarks.png")).shape == (2 * 896, 8 * 320, 3)
    assert cv2.imread(str(tmp_path / "detector.png")).shape == (4 * 384, 6 * 384, 3)
