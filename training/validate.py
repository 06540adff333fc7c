"""How good a network is on renders that it never trained on (`val-*.npz`), through the decoding that is exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from locator.landmarks import NAMES
from training.canvas import FEET_COLUMNS, STRIDE, picture_sample
from training.chunks import Renders
from training.dataset import VISIBLE, Batch, collate, landmark_sample
from training.decode import decode_detector, decode_landmarks

__all__ = ["detector_scores", "landmark_scores", "spread"]

_BATCH = 16
_FOUND = 0.3  # detector score that counts as an answer
Scores = dict[str, Any]


def spread(total: int, count: int) -> list[int]:
    """`count` indices spread evenly over `total` (all of them when there are fewer)."""
    return np.unique(np.linspace(0, total - 1, min(count, total)).astype(int)).tolist() if total else []


def _outputs(
    net: nn.Module, samples: Iterator[Batch], decode: Callable[[dict[str, Tensor]], dict[str, Tensor]], device: torch.device
) -> Iterator[tuple[Batch, Batch]]:
    waiting: list[Batch] = []
    for sample in [*samples, None]:
        if sample is not None:
            waiting.append(sample)
        if waiting and (sample is None or len(waiting) == _BATCH):
            batch = collate(waiting)
            waiting = []
            image = torch.from_numpy(batch["image"]).to(device).permute(0, 3, 1, 2).float()
            with torch.inference_mode():
                yield batch, {name: value.cpu().numpy() for name, value in decode(net(image)).items()}


def landmark_scores(net: nn.Module, renders: Renders, size: tuple[int, int], count: int, device: torch.device) -> Scores:
    """Exact crops, every fourth in the wrong mirror. Distances as a share of the frame's longer side (about foot length)."""
    picks = spread(len(renders.feet), count)
    shown: list[int] = []  # the feet of which enough can be seen, in the order of their scores

    def samples() -> Iterator[Batch]:
        for i, foot in enumerate(picks):
            sample = landmark_sample(renders, foot, size, wrong=i % 4 == 3)
            if sample is not None:
                shown.append(foot)
                yield sample

    errors: list[np.ndarray] = []  # NaN where a landmark is not visible
    sigmas, visible, visibility, iou, angle, mirrored, view = [], [], [], [], [], [], []
    for truth, out in _outputs(net, samples(), decode_landmarks, device):
        seen = truth["state"] == VISIBLE
        distance = np.linalg.norm(out["landmarks"][..., :2] - truth["landmarks"], axis=2)
        errors.append(np.where(seen, distance / truth["length"][:, None], np.nan))
        sigmas.append(np.where(seen, out["landmarks"][..., 2] / truth["length"][:, None], np.nan))
        visible.append(seen)
        visibility.append(out["landmarks"][..., 3])
        mask, foot = out["mask"] > 0.5, truth["mask"] > 127
        iou.append((mask & foot).sum((1, 2)) / np.maximum(1, (mask | foot).sum((1, 2))))
        angle.append(np.degrees(np.arccos((out["camera"] * truth["camera"]).sum(1).clip(-1, 1))))
        view.append(_axis(out["camera"]) == _axis(truth["camera"]))
        mirrored.append((out["mirrored"] > 0.5) == (truth["mirrored"] > 0.5))
    error, sigma = np.concatenate(errors), np.concatenate(sigmas)
    known = ~np.isnan(error)
    each = {n: round(float(np.median(e[k])), 4) for n, e, k in zip(NAMES, error.T, known.T, strict=True) if k.any()}
    flat = error[known]
    tones = np.array([renders.tone(*renders.feet[foot]) for foot in shown])
    skin = {int(t): round(float(np.median(error[tones == t][known[tones == t]])), 4) for t in np.unique(tones[tones >= 0])}
    return {
        "feet": len(error),
        "median": float(np.median(flat)),
        "pck2": float((flat < 0.02).mean()),
        "pck5": float((flat < 0.05).mean()),
        "within_sigma": float((flat < sigma[known]).mean()),
        "visibility": float(((np.concatenate(visibility) > 0.5) == np.concatenate(visible)).mean()),
        "iou": float(np.concatenate(iou).mean()),
        "camera_degrees": float(np.median(np.concatenate(angle))),
        "view": float(np.concatenate(view).mean()),
        "mirrored": float(np.concatenate(mirrored).mean()),
        "by_landmark": each,
        "by_skin_tone": skin,
    }


def _axis(camera: np.ndarray) -> np.ndarray:
    """Closest of the six axes, as 0 .. 5."""
    axis = np.abs(camera).argmax(-1)
    return axis * 2 + (np.take_along_axis(camera, axis[..., None], -1)[..., 0] < 0)


def detector_scores(net: nn.Module, renders: Renders, size: tuple[int, int], count: int, device: torch.device) -> Scores:
    """Whole scenes as they are; a foot is found when an answer's centre lies within 0.2 of its frame's longer side."""
    picks = spread(len(renders.scenes) + len(renders.negatives), count)
    samples = (picture_sample(renders, scene, size[0]) for scene in picks)
    found, quiet, extra, shift, turn, log_size = [], [], [], [], [], []
    for truth, out in _outputs(net, samples, decode_detector, device):
        for rows, answers in zip(truth["feet"], out["feet"], strict=True):
            answers = answers[answers[:, 0] > _FOUND]
            wanted = rows[rows[:, 0] > 0]
            if not len(wanted):
                quiet.append(not len(answers))
                continue
            extra.append(max(0, len(answers) - len(wanted)))
            for row in wanted:
                foot = dict(zip(FEET_COLUMNS, row.tolist(), strict=True))
                at = (np.array([foot["column"] + foot["dx"], foot["row"] + foot["dy"]]) + 0.5) * STRIDE - 0.5
                long_side = np.exp(max(foot["log_height"], foot["log_width"])) * size[0]
                distance = np.linalg.norm(answers[:, 1:3] - at, axis=1) / long_side
                found.append(bool(len(answers)) and distance.min() < 0.2)
                if found[-1]:
                    best = answers[distance.argmin()]
                    shift.append(distance.min())
                    turn.append(np.degrees(np.arccos(np.clip(best[5:7] @ (foot["up_x"], foot["up_y"]), -1, 1))))
                    log_size.append(abs(np.log(best[4] / size[0]) - foot["log_height"]))

    def mean(values: list[Any]) -> float | None:
        return float(np.mean(values)) if values else None

    def median(values: list[Any]) -> float | None:
        return float(np.median(values)) if values else None

    return {
        "feet": len(found),
        "found": mean(found),
        "extra": mean(extra),
        "quiet_on_negatives": mean(quiet),
        "shift": median(shift),
        "turn_degrees": median(turn),
        "log_height": median(log_size),
    }
