"""What each network is asked for: a dict of weighted terms, whose sum is minimised. Inputs are batches of `training.dataset`."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from locator.landmarks import NAMES
from training.canvas import FEET_COLUMNS
from training.dataset import HIDDEN, VISIBLE
from training.decode import foot_mean, local_peak

__all__ = ["detector_loss", "landmark_loss"]

_SPREAD = 1.5  # cells: sigma of a heatmap's target
_HIDDEN_WEIGHT = 0.3
#: What nothing but the skin's relief shows counts for more: the outline alone says nearly where it lies, and a network that is
#: not pressed leaves it at that (docs/decisions/0005-training.md). Acupoints of the ankle hang on it. Where the relief is smeared
#: there is nothing but the outline to learn it from: there it counts for little.
_RELIEF_WEIGHT, _SMEARED_WEIGHT = 3.0, 0.3
_RELIEF = frozenset({"malleolus_medial", "malleolus_lateral", "achilles", "ankle_front"})
_FLOOR = math.log(2 * math.pi * math.e * _SPREAD**2)  # entropy of the target: the least cross-entropy there is
_NAIL_WEIGHT = 3.0  # nails are few pixels and decide dorsal against plantar


def landmark_loss(maps: dict[str, Tensor], batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """Terms: heat, place, visibility, surface, mask, dice, camera, mirrored, coords. Crops without a foot (`length` 0) ask for an
    empty mask, background, and no visible landmark; crops with `sided` 0 teach nothing of the mirror, and those
    in the wrong mirror nothing of landmarks, which are always taken from the better one."""
    there = (batch["length"] > 0).float()
    state = batch["state"]
    cells = (batch["landmarks"] - 1.5) / 4
    told = (1 - batch["mirrored"])[:, None]
    weight = ((state == VISIBLE).float() + _HIDDEN_WEIGHT * (state == HIDDEN).float()) * told
    relief = weight.new_tensor([name in _RELIEF for name in NAMES])
    pressed = _RELIEF_WEIGHT + (_SMEARED_WEIGHT - _RELIEF_WEIGHT) * batch["smeared"][:, None]
    weight = weight * (1 + (pressed - 1) * relief)
    total = weight.sum().clamp(min=1)
    heat = (_heat(maps["heat"], cells) - _FLOOR) * weight
    xy, visibility, log_scale = local_peak(maps)
    log_scale = log_scale.clamp(-4, 4)
    error = (xy - cells).square().sum(2).add(1e-4).sqrt()
    place = (error * torch.exp(-log_scale) + 2 * log_scale) * weight  # radial error with density r / b^2 exp(-r / b)

    foot = batch["mask"].float().unsqueeze(1) / 255
    shares = batch["surface"].float() / 255
    emphasis = 1 + (_NAIL_WEIGHT - 1) * shares[:, 5]
    surface = -(torch.log_softmax(maps["surface"], 1) * shares).sum(1) * emphasis
    soft = torch.sigmoid(maps["mask"])
    overlap = (soft * foot).sum((1, 2, 3))
    dice = 1 - 2 * overlap / (soft.sum((1, 2, 3)) + foot.sum((1, 2, 3))).clamp(min=1)

    on_foot = F.avg_pool2d(foot, 4)
    camera = batch["camera"][:, :, None, None]
    per_cell = (maps["camera"] - camera).abs().sum(1, keepdim=True)
    pooled = F.cosine_similarity(foot_mean(maps["camera"], soft.detach()), batch["camera"], dim=1)
    sided = batch["sided"]
    mirrored = batch["mirrored"][:, None, None, None].expand_as(maps["mirrored"])
    mirror_cells = F.binary_cross_entropy_with_logits(maps["mirrored"], mirrored, reduction="none")
    mirror_mean = foot_mean(maps["mirrored"], soft.detach())[:, 0]
    mirror_pooled = F.binary_cross_entropy_with_logits(mirror_mean, batch["mirrored"], reduction="none")
    anywhere = (shares[:, 1:].sum(1, keepdim=True) > 0.9).float()
    coords = (maps["coords"] - batch["coords"].float().permute(0, 3, 1, 2) / 255).abs().sum(1, keepdim=True)
    return {
        "heat": heat.sum() / total,
        "place": 0.15 * place.sum() / total,
        "visibility": 1.5 * F.binary_cross_entropy_with_logits(visibility, (state == VISIBLE).float(), told),
        "surface": surface.mean(),
        "mask": F.binary_cross_entropy_with_logits(maps["mask"], foot),
        "dice": _mean(dice, there),
        "camera": 0.5 * _mean(per_cell, on_foot) + _mean(1 - pooled, there),
        "mirrored": _mean(mirror_cells, on_foot * sided[:, None, None, None]) + _mean(mirror_pooled, sided),
        "coords": 2 * _mean(coords, anywhere),
    }


def _heat(logits: Tensor, cells: Tensor) -> Tensor:
    """Cross-entropy (B, L) of each heatmap against a Gaussian round `cells` (B, L, 2), normalised on the grid."""
    height, width = logits.shape[2:]
    axes = []
    for size, at in ((width, cells[..., 0]), (height, cells[..., 1])):
        grid = torch.arange(size, device=logits.device, dtype=logits.dtype)
        axes.append(torch.softmax(-0.5 * ((grid - at.unsqueeze(2)) / _SPREAD).square(), 2))
    along = (axes[1].unsqueeze(2) @ logits @ axes[0].unsqueeze(3)).squeeze(3).squeeze(2)
    return logits.flatten(2).logsumexp(2) - along


def _mean(values: Tensor, weights: Tensor) -> Tensor:
    return (values * weights).sum() / weights.sum().clamp(min=1)


def detector_loss(maps: dict[str, Tensor], batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """Terms: centre (focal, as in CenterNet), up, size, offset (each at the centres' cells), mask."""
    feet = dict(zip(FEET_COLUMNS, batch["feet"].unbind(2), strict=True))
    height, width = maps["centre"].shape[2:]
    valid = feet["valid"] > 0
    count = valid.sum().clamp(min=1)

    rows, columns = (torch.arange(n, device=valid.device, dtype=torch.float32) for n in (height, width))
    spread = (0.06 * torch.exp(feet["log_height"]) * height).clamp(0.7, 2.5)[:, :, None, None]
    squares = (rows[:, None] - feet["row"][..., None, None]) ** 2 + (columns - feet["column"][..., None, None]) ** 2
    target = (torch.exp(-0.5 * squares / spread**2) * valid[:, :, None, None]).amax(1)
    logit = maps["centre"][:, 0]
    chance = torch.sigmoid(logit)
    hit = target > 0.999
    positive = -F.logsigmoid(logit) * (1 - chance) ** 2 * hit
    negative = -F.logsigmoid(-logit) * chance**2 * (1 - target) ** 4 * ~hit * (batch["ignore"] == 0)

    sample, slot = valid.nonzero(as_tuple=True)
    row, column = feet["row"][sample, slot].long(), feet["column"][sample, slot].long()

    def at_centres(name: str) -> Tensor:
        return maps[name][sample, :, row, column]

    def wanted(*names: str) -> Tensor:
        return torch.stack([feet[name][sample, slot] for name in names], 1)

    up = wanted("up_x", "up_y")
    return {
        "centre": (positive.sum() + negative.sum()) / count,
        "up": (1 - F.cosine_similarity(at_centres("up"), up) + 0.3 * (at_centres("up") - up).abs().sum(1)).sum() / count,
        "size": (at_centres("log_size") - wanted("log_height", "log_width")).abs().sum() / count,
        "offset": 0.3 * (at_centres("offset") - wanted("dx", "dy")).abs().sum() / count,
        "mask": F.binary_cross_entropy_with_logits(maps["mask"], batch["mask"].float().unsqueeze(1) / 255),
    }
