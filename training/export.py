"""Write the trained networks as ONNX into `models/`, with their facts in `models/models.json`.

    python -m training.export                       # every checkpoint in work/checkpoints
    python -m training.export --net detector --from work/checkpoints/detector.pt

A graph takes `image` (N, H, W, 3) uint8 RGB and gives decoded outputs (`training.decode`). Its initialisers are the network's own
weights under their own names (batch norms stay apart; onnxruntime fuses them), so `training.train --resume models/NET.onnx` can
go on from it. Each file is checked against torch before it replaces the old one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.decode import decode_detector, decode_landmarks
from training.fold import fold_pads
from training.nets import CLASSES, build
from training.train import load_weights

__all__ = ["Exported", "export", "main"]

MODELS = Path(__file__).resolve().parent.parent / "models"
#: Input (width, height) of each network at inference.
SIZES = {"detector": (192, 192), "landmarks": (160, 224)}
OUTPUTS = {
    "detector": ("feet", "mask"),
    "landmarks": ("landmarks", "camera", "mirrored", "mask", "surface", "coords"),
}
#: Axes left open: the number of pictures, and the landmark net's crop (multiples of 32), which the tracker makes smaller.
AXES: dict[str, dict[str, dict[int, str]]] = {
    "detector": {key: {0: "n"} for key in ("image", *OUTPUTS["detector"])},
    "landmarks": {key: {0: "n"} for key in OUTPUTS["landmarks"]}
    | {
        "image": {0: "n", 1: "height", 2: "width"},
        "mask": {0: "n", 1: "height / 2", 2: "width / 2"},
        "surface": {0: "n", 2: "height / 4", 3: "width / 4"},
        "coords": {0: "n", 2: "height / 4", 3: "width / 4"},
    },
}
LICENCE = "Apache-2.0"
#: Largest difference between torch and onnxruntime that float32 arithmetic explains, in the units of each output.
TOLERANCE = 2e-2


class Exported(nn.Module):
    """The network from uint8 pixels to decoded numbers."""

    def __init__(self, net: nn.Module, name: str) -> None:
        super().__init__()
        self.net, self.name = net, name

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        maps = self.net(image.permute(0, 3, 1, 2).float())
        out = decode_landmarks(maps) if self.name == "landmarks" else decode_detector(maps)
        return tuple(out[key] for key in OUTPUTS[self.name])


def export(name: str, checkpoint: Path, folder: Path = MODELS, mean_with: Path | None = None) -> dict[str, Any]:
    """Write `folder/NAME.onnx` from a checkpoint of `training.train`; its entry for models.json. With `mean_with`, weights that
    the checkpoint's training began from or passed through, the mean of both."""
    net = build(name, pretrained=False).eval()
    load_weights(net, checkpoint)
    if mean_with:
        other = build(name, pretrained=False).eval()
        load_weights(other, mean_with)
        half_way(net, other)
    model = Exported(net, name).eval()
    width, height = SIZES[name]
    image = torch.from_numpy(np.random.default_rng(0).integers(0, 256, (1, height, width, 3), np.uint8))
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{name}.onnx.partial"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the legacy exporter is deprecated, and traces constant shapes on purpose
        torch.onnx.export(
            model,
            (image,),
            str(partial),
            dynamo=False,
            opset_version=17,
            training=torch.onnx.TrainingMode.PRESERVE,  # keeps batch norms as nodes and every weight under its name
            do_constant_folding=False,
            input_names=["image"],
            output_names=list(OUTPUTS[name]),
            dynamic_axes=AXES[name],
        )
    fold_pads(partial)
    _check(model, partial, image)
    target = folder / f"{name}.onnx"
    partial.replace(target)
    data = target.read_bytes()
    state = torch.load(checkpoint, map_location="cpu", weights_only=True) if checkpoint.suffix == ".pt" else {}
    return {
        "file": target.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "licence": LICENCE,
        "input": {"width": width, "height": height},
        "training_samples": state.get("samples"),
        "training_minutes": round(state["seconds"] / 60, 1) if state else None,
        "revision": _revision(),
    }


def half_way(net: nn.Module, other: nn.Module) -> None:
    """Move every weight of `net` to the mean of its own and the other's."""
    theirs = other.state_dict()
    for name, mine in net.state_dict().items():
        if mine.is_floating_point():
            mine.lerp_(theirs[name], 0.5)


def _check(model: nn.Module, path: Path, image: Tensor) -> None:
    """Torch and onnxruntime must agree, also on a batch of two, and on a smaller picture where the graph takes one."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    pair = torch.cat([image, image.flip(2)])
    smaller = pair[:, 32:, 32:].contiguous()
    for given in (pair, smaller) if isinstance(session.get_inputs()[0].shape[1], str) else (pair,):
        with torch.inference_mode():
            expected = model(given)
        answers = session.run(None, {"image": given.numpy()})
        for output, mine, theirs in zip(session.get_outputs(), expected, answers, strict=True):
            off = float(np.abs(mine.numpy() - theirs).max())
            if not off < TOLERANCE:
                raise RuntimeError(
                    f"{path.name}: output {output.name!r} differs by {off:.4f} between torch and onnxruntime; not exported"
                )


def _revision() -> str | None:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    done = subprocess.run(command, cwd=MODELS.parent, capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


def main(argv: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--net", choices=tuple(SIZES), action="append", help="which; both unless given")
    parser.add_argument("--from", dest="source", type=Path, help="checkpoint (.pt) or exported .onnx; needs one --net")
    parser.add_argument("--mean-with", type=Path, help="other weights (.pt or .onnx): the mean of both is written")
    parser.add_argument("--checkpoints", type=Path, default=Path("work/checkpoints"))
    parser.add_argument("--models", type=Path, default=MODELS)
    args = parser.parse_args(argv)
    names = args.net or list(SIZES)
    if (args.source or args.mean_with) and len(names) != 1:
        parser.error("--from and --mean-with need exactly one --net")
    table = args.models / "models.json"
    entries: dict[str, Any] = json.loads(table.read_text(encoding="utf-8")) if table.exists() else {}
    for name in names:
        source = args.source or args.checkpoints / f"{name}.pt"
        for path in filter(None, (source, args.mean_with)):
            if not path.exists():
                raise SystemExit(f"{path} does not exist: train it with python -m training.train --net {name}")
        entry = export(name, source, args.models, args.mean_with)
        if name == "landmarks":
            entry["classes"] = list(CLASSES)
        entries[name] = entry
        table.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
        print(f"{args.models / entry['file']}: {entry['bytes'] / 1e6:.1f} MB, sha256 {entry['sha256'][:12]}...")


if __name__ == "__main__":
    main()
