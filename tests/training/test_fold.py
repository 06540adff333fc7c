from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx")

import onnx
import onnxruntime

from training.fold import fold_pads

MODELS = Path(__file__).resolve().parents[2] / "models"


@pytest.mark.usefixtures("weights")
@pytest.mark.parametrize(("name", "size"), [("landmarks", (224, 160)), ("detector", (192, 192))])
def test_folding_changes_no_answer(name: str, size: tuple[int, int], tmp_path: Path) -> None:
    path = Path(shutil.copy(MODELS / f"{name}.onnx", tmp_path))
    before = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    fold_pads(path)
    after = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    image = np.random.default_rng(0).integers(0, 256, (1, *size, 3), np.uint8)
    for old, new in zip(before.run(None, {"image": image}), after.run(None, {"image": image}), strict=True):
        assert new == pytest.approx(old, abs=1e-3)
    graph = onnx.load(path).graph
    assert not [node.name for node in graph.node if node.op_type == "Pad"]
    initial = {constant.name for constant in onnx.load(MODELS / f"{name}.onnx").graph.initializer}
    assert {constant.name for constant in graph.initializer} == initial  # training goes on from these
