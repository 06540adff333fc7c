from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra `train`")

import torch
from torch import Tensor

from locator.landmarks import NAMES
from training.canvas import FEET_COLUMNS, detector_sample
from training.chunks import Renders
from training.dataset import VISIBLE, collate, landmark_sample, stranger_sample
from training.losses import detector_loss, landmark_loss
from training.nets import DETECTOR_CHANNELS, LANDMARK_CHANNELS

SIZE = (96, 128)


def tensors(samples: list[dict[str, np.ndarray]]) -> dict[str, Tensor]:
    return {name: torch.from_numpy(value) for name, value in collate(samples).items()}


def maps_for(channels: dict[int, dict[str, int]], batch: int, height: int, width: int) -> dict[str, Tensor]:
    shapes = {n: (c, s) for s, names in channels.items() for n, c in names.items()}
    shapes["mask"] = (1, 2 if channels is LANDMARK_CHANNELS else 4)
    return {n: torch.zeros(batch, c, height // s, width // s, requires_grad=True) for n, (c, s) in shapes.items()}


@pytest.fixture(scope="module")
def landmark_batch(renders_folder: Path) -> dict[str, Tensor]:
    renders = Renders(renders_folder, "train")
    picks = (landmark_sample(renders, foot, SIZE, wrong=foot % 2 == 1) for foot in range(6))
    return tensors([sample for sample in picks if sample is not None])


def test_landmark_maps_that_say_the_truth_cost_next_to_nothing(landmark_batch: dict[str, Tensor]) -> None:
    batch = landmark_batch
    maps = maps_for(LANDMARK_CHANNELS, len(batch["image"]), SIZE[1], SIZE[0])
    blank = landmark_loss(maps, batch)
    cells = (batch["landmarks"] - 1.5) / 4
    columns, rows = torch.arange(24.0), torch.arange(32.0)[:, None]
    truth = {
        "heat": -0.5 * ((columns - cells[..., 0, None, None]) ** 2 + (rows - cells[..., 1, None, None]) ** 2) / 1.5**2,
        "visibility": ((batch["state"] == VISIBLE).float() * 20 - 10)[..., None, None].expand_as(maps["visibility"]),
        "log_sigma": torch.full_like(maps["log_sigma"], -2.0),
        "surface": torch.log(batch["surface"] / 255 + 1e-3),
        "mask": torch.logit((batch["mask"][:, None] / 255).clamp(1e-4, 1 - 1e-4)),
        "camera": batch["camera"][..., None, None].expand_as(maps["camera"]),
        "mirrored": (batch["mirrored"] * 20 - 10)[:, None, None, None].expand_as(maps["mirrored"]),
        "coords": batch["coords"].permute(0, 3, 1, 2) / 255,
    }
    best = landmark_loss(truth, batch)
    floors = {"surface": 0.06, "mask": 0.03, "dice": 0.03}  # cells on a border hold shares: their entropy stays
    for name, value in best.items():
        if name == "place":
            assert value < 0  # a log-likelihood: small sigma, small error
        else:
            assert 0 <= value + 1e-4 < floors.get(name, 0.01) + 1e-4, name
        assert value < blank[name], name


def test_every_landmark_term_moves_its_map(landmark_batch: dict[str, Tensor]) -> None:
    maps = maps_for(LANDMARK_CHANNELS, len(landmark_batch["image"]), SIZE[1], SIZE[0])
    torch.stack(list(landmark_loss(maps, landmark_batch).values())).sum().backward()
    for name, value in maps.items():
        assert value.grad is not None, name
        assert value.grad.abs().sum() > 0, name


def test_undefined_landmarks_do_not_pull_on_their_heatmaps(landmark_batch: dict[str, Tensor]) -> None:
    batch = {**landmark_batch, "state": torch.zeros_like(landmark_batch["state"])}
    maps = maps_for(LANDMARK_CHANNELS, len(batch["image"]), SIZE[1], SIZE[0])
    landmark_loss(maps, batch)["heat"].backward()
    assert maps["heat"].grad is not None
    assert maps["heat"].grad.abs().sum() == 0


def test_crops_in_the_wrong_mirror_teach_no_landmarks(landmark_batch: dict[str, Tensor]) -> None:
    mirrored = torch.ones_like(landmark_batch["mirrored"])
    mirrored[0] = 0
    maps = maps_for(LANDMARK_CHANNELS, len(landmark_batch["image"]), SIZE[1], SIZE[0])
    terms = landmark_loss(maps, landmark_batch | {"mirrored": mirrored})
    (terms["heat"] + terms["place"] + terms["visibility"]).backward()
    for name in ("heat", "visibility"):
        grad = maps[name].grad
        assert grad is not None
        assert grad[0].abs().sum() > 0
        assert grad[1:].abs().sum() == 0


def test_where_the_relief_is_smeared_what_it_shows_counts_for_little(landmark_batch: dict[str, Tensor]) -> None:
    def pulls(smeared: float) -> Tensor:
        maps = maps_for(LANDMARK_CHANNELS, len(landmark_batch["image"]), SIZE[1], SIZE[0])
        landmark_loss(maps, landmark_batch | {"smeared": torch.full_like(landmark_batch["smeared"], smeared)})["heat"].backward()
        grad = maps["heat"].grad
        assert grad is not None
        return grad.abs().sum((0, 2, 3))

    plain, smeared = pulls(0), pulls(1)
    malleolus, toe = NAMES.index("malleolus_medial"), NAMES.index("toe1_tip")
    assert plain[malleolus] / plain[toe] > 4 * smeared[malleolus] / smeared[toe] > 0


def test_only_crops_that_show_the_side_by_the_toes_teach_the_mirror(landmark_batch: dict[str, Tensor]) -> None:
    maps = maps_for(LANDMARK_CHANNELS, len(landmark_batch["image"]), SIZE[1], SIZE[0])
    sided = torch.zeros_like(landmark_batch["sided"])
    sided[0] = 1
    landmark_loss(maps, landmark_batch | {"sided": sided})["mirrored"].backward()
    grad = maps["mirrored"].grad
    assert grad is not None
    assert grad[0].abs().sum() > 0
    assert grad[1:].abs().sum() == 0


def test_detector_maps_that_say_the_truth_cost_next_to_nothing(renders_folder: Path) -> None:
    renders, rng = Renders(renders_folder, "train"), np.random.default_rng(0)
    batch = tensors([detector_sample(renders, 192, rng) for _ in range(12)])
    maps = maps_for(DETECTOR_CHANNELS, 12, 192, 192)
    blank = detector_loss(maps, batch)
    torch.stack(list(blank.values())).sum().backward()
    assert all(value.grad is not None and value.grad.abs().sum() > 0 for value in maps.values())
    truth = {name: value.detach().clone() for name, value in maps.items()}
    truth["centre"] -= 12
    truth["mask"] = torch.logit((batch["mask"][:, None] / 255).clamp(1e-4, 1 - 1e-4))
    for i, rows in enumerate(batch["feet"]):
        for row in rows[rows[:, 0] > 0]:
            foot = dict(zip(FEET_COLUMNS, row, strict=True))
            at = (i, slice(None), int(foot["row"]), int(foot["column"]))
            truth["centre"][at] = 12
            truth["up"][at] = torch.stack([foot["up_x"], foot["up_y"]])
            truth["log_size"][at] = torch.stack([foot["log_height"], foot["log_width"]])
            truth["offset"][at] = torch.stack([foot["dx"], foot["dy"]])
    for name, value in detector_loss(truth, batch).items():
        assert value < (0.05 if name == "mask" else 0.01), name
        assert value < blank[name], name


def test_a_crop_without_a_foot_asks_for_an_empty_mask_and_nothing_of_landmarks(renders_folder: Path) -> None:
    rng = np.random.default_rng(0)
    batch = tensors([stranger_sample(Renders(renders_folder, "train"), SIZE, rng) for _ in range(4)])
    maps = maps_for(LANDMARK_CHANNELS, 4, SIZE[1], SIZE[0])
    terms = landmark_loss(maps, batch)
    for name in ("heat", "place", "dice", "camera", "mirrored", "coords"):
        assert terms[name].item() == 0.0, name
    empty = maps | {"mask": torch.full_like(maps["mask"], -8.0)}
    full = maps | {"mask": torch.full_like(maps["mask"], 8.0)}
    assert landmark_loss(empty, batch)["mask"] < 0.01 < 5 < landmark_loss(full, batch)["mask"]
