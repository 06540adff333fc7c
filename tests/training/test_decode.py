"""Decoding of synthetic maps, through the graph that is exported and run by onnxruntime."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra `train`")

import torch
from torch import Tensor, nn

from locator.geometry import grid_to_pixels
from locator.landmarks import NAMES
from training.canvas import STRIDE
from training.decode import SIGMA_OF_SCALE, decode_detector, decode_landmarks

Run = Callable[[dict[str, Tensor]], dict[str, np.ndarray]]


class _Decode(nn.Module):
    def __init__(self, names: list[str], decode: Callable[[dict[str, Tensor]], dict[str, Tensor]]) -> None:
        super().__init__()
        self.names, self.decode = names, decode

    def forward(self, *maps: Tensor) -> tuple[Tensor, ...]:
        return tuple(self.decode(dict(zip(self.names, maps, strict=True))).values())


def exported(path: Path, maps: dict[str, Tensor], decode: Callable[[dict[str, Tensor]], dict[str, Tensor]]) -> Run:
    import onnxruntime

    outputs = list(decode(maps))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the legacy exporter is deprecated
        torch.onnx.export(
            _Decode(list(maps), decode),
            tuple(maps.values()),
            str(path),
            dynamo=False,
            opset_version=17,
            input_names=[f"map_{name}" for name in maps],
            output_names=outputs,
        )
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    taken = {i.name for i in session.get_inputs()}
    return lambda new: dict(
        zip(outputs, session.run(outputs, {f"map_{n}": v.numpy() for n, v in new.items() if f"map_{n}" in taken}), strict=True)
    )


def landmark_maps(rng: np.random.Generator) -> tuple[dict[str, Tensor], np.ndarray]:
    """Gaussian heatmaps at random sub-cell places with a weaker second peak; a foot mask on the left half."""
    count = len(NAMES)
    places = rng.uniform((4, 4), (43, 59), (count, 2))
    columns, rows = np.meshgrid(np.arange(48), np.arange(64))
    squares = (columns - places[:, 0, None, None]) ** 2 + (rows - places[:, 1, None, None]) ** 2
    heat = -0.5 * squares / 1.5**2
    far = (columns + 24) % 48, (rows + 32) % 64  # the same peak half a map away, weaker
    heat = np.logaddexp(heat, heat[:, far[1], far[0]] - 1.0)
    surface = np.zeros((7, 64, 48))
    surface[2, :, :24] = 9
    surface[0, :, 24:] = 9
    mask = np.full((1, 128, 96), -9.0)
    mask[:, :, :48] = 9
    camera = np.zeros((3, 32, 24))
    camera[2, :, :12], camera[0, :, 12:] = 2.0, 5.0  # off the foot it says something else
    mirrored = np.full((1, 32, 24), 4.0)
    mirrored[:, :, :12] = -4
    arrays = {
        "heat": heat,
        "visibility": np.broadcast_to(np.linspace(-4, 4, count)[:, None, None], (count, 32, 24)),
        "log_sigma": np.broadcast_to(np.linspace(-1, 1, count)[:, None, None], (count, 32, 24)),
        "surface": surface,
        "mask": mask,
        "camera": camera,
        "mirrored": mirrored,
        "coords": np.zeros((3, 64, 48)),
    }
    return {name: torch.tensor(np.ascontiguousarray(a[None]), dtype=torch.float32) for name, a in arrays.items()}, places


def test_landmarks_are_read_off_to_a_fraction_of_a_cell(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    run = exported(tmp_path / "decode.onnx", landmark_maps(rng)[0], decode_landmarks)
    for _ in range(3):
        maps, places = landmark_maps(rng)
        out = run(maps)
        x, y, sigma, visibility = out["landmarks"][0].T
        assert np.hypot(*(np.array([x, y]).T - grid_to_pixels(places, 4)).T).max() < 0.1 * 4
        np.testing.assert_allclose(visibility, 1 / (1 + np.exp(-np.linspace(-4, 4, len(NAMES)))), atol=1e-3)
        np.testing.assert_allclose(sigma, 4 * SIGMA_OF_SCALE * np.exp(np.linspace(-1, 1, len(NAMES))), rtol=1e-3)
        np.testing.assert_allclose(out["camera"], [[0, 0, 1]], atol=1e-3)
        assert out["mirrored"][0] < 0.05
        assert out["mask"].shape == (1, 128, 96)


def test_a_peak_in_the_corner_stays_on_the_map(tmp_path: Path) -> None:
    maps, _ = landmark_maps(np.random.default_rng(1))
    run = exported(tmp_path / "decode.onnx", maps, decode_landmarks)
    maps["heat"] = torch.full_like(maps["heat"], -20.0)
    maps["heat"][:, :, -1, -1] = 5
    out = run(maps)
    np.testing.assert_allclose(
        out["landmarks"][0, :, :2], np.broadcast_to([47 * 4 + 1.5, 63 * 4 + 1.5], (len(NAMES), 2)), atol=1e-3
    )


def test_sigma_of_scale_holds_68_percent() -> None:
    t = SIGMA_OF_SCALE
    assert 1 - math.exp(-t) * (1 + t) == pytest.approx(0.68, abs=0.003)


def test_two_feet_come_out_best_first(tmp_path: Path) -> None:
    maps = {
        "centre": torch.full((1, 1, 24, 24), -8.0),
        "up": torch.zeros(1, 2, 24, 24),
        "log_size": torch.zeros(1, 2, 24, 24),
        "offset": torch.zeros(1, 2, 24, 24),
        "mask": torch.zeros(1, 1, 48, 48),
    }
    run = exported(tmp_path / "decode.onnx", maps, decode_detector)
    for row, column, score, size in ((5, 7, 1.0, (0.5, 0.25)), (15, 12, 2.0, (0.4, 0.2))):
        maps["centre"][0, 0, row, column] = score
        maps["centre"][0, 0, row, column + 1] = score - 0.5  # the flank of the peak is no foot
        maps["up"][0, :, row, column] = torch.tensor([3.0, -4.0])
        maps["offset"][0, :, row, column] = torch.tensor([0.25, -0.5])
        maps["log_size"][0, :, row, column] = torch.log(torch.tensor(size))
    feet = run(maps)["feet"][0]
    expected = 1 / (1 + np.exp([-2.0, -1.0]))
    np.testing.assert_allclose(feet[:2, 0], expected, atol=1e-4)
    assert feet[2, 0] < 0.001
    np.testing.assert_allclose(
        feet[:2, 1:3], [grid_to_pixels((c + 0.25, r - 0.5), STRIDE) for r, c in ((15, 12), (5, 7))], atol=1e-3
    )
    np.testing.assert_allclose(feet[:2, 3:5], [(0.2 * 192, 0.4 * 192), (0.25 * 192, 0.5 * 192)], rtol=1e-3)
    np.testing.assert_allclose(feet[:2, 5:7], [(0.6, -0.8)] * 2, atol=1e-3)
