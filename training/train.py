"""Train one of the two networks, on a CPU or a CUDA device; may be stopped at any instant and started again.

    python -m training.train --net landmarks --minutes 600
    python -m training.train --net detector --minutes 120 --size 192x192

Every three minutes and at the end `OUT/NET.pt` is replaced; started again, training goes on from it. The learning rate and the
crop size follow the share of `--minutes` that is used up; a larger `--minutes` on a finished run goes on with a raised rate.
Chunks that the renderer adds meanwhile are picked up. Scores on `val-*.npz` go to `OUT/NET.jsonl`, every five minutes.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import os
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

os.environ.setdefault("GOMP_SPINCOUNT", "0")  # before torch loads OpenMP: spinning threads stall a shared machine
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from training.chunks import Renders
from training.dataset import Stream
from training.losses import detector_loss, landmark_loss
from training.nets import build
from training.validate import detector_scores, landmark_scores

__all__ = ["Trainer", "load_weights", "main", "parse"]

SAVE_EVERY, PRINT_EVERY = 180.0, 30.0  # seconds
WARM_UP = 300  # steps
EMA = 0.998  # over about 500 steps: a run has a few thousand
CLIP = 5.0


class Trainer:
    """The state of a run: network, its running average, optimiser, counters."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(args.seed)
        layout = torch.channels_last
        self.net = build(args.net, frozen=args.frozen).to(self.device, memory_format=layout)
        still = [self.net.backbone.stem, *self.net.backbone.blocks[: args.frozen]] if args.frozen else []
        for part in still:
            part.requires_grad_(False)
        self.average = copy.deepcopy(self.net).eval().requires_grad_(False)
        backbone = [p for p in self.net.backbone.parameters() if p.requires_grad]
        rest = [p for name, p in self.net.named_parameters() if not name.startswith("backbone.")]
        groups = [{"params": backbone, "share": args.backbone_rate}, {"params": rest, "share": 1.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=args.rate, weight_decay=0.01, foreach=True)
        self.step = self.samples = self.bad = 0
        self.seconds = 0.0
        self.path = args.out / f"{args.net}.pt"

    def resume(self) -> None:
        """Go on from `--resume` (weights only), or from this run's own checkpoint when there is one."""
        if self.path.exists():
            state = torch.load(self.path, map_location=self.device, weights_only=True)
            self.net.load_state_dict(state["net"])
            self.average.load_state_dict(state["average"])
            self.optimizer.load_state_dict(state["optimizer"])
            torch.set_rng_state(state["rng"].cpu())
            self.step, self.samples, self.seconds = state["step"], state["samples"], state["seconds"]
            print(
                f"going on from {self.path}: step {self.step}, {self.samples} samples, {self.seconds / 60:.1f} minutes",
                flush=True,
            )
        elif self.args.resume:
            load_weights(self.net, self.args.resume)
            load_weights(self.average, self.args.resume)
            print(f"starting from the weights of {self.args.resume}", flush=True)

    def save(self) -> None:
        """Replace the checkpoint in one step, so that a stop at any instant leaves a whole one."""
        state = {
            "net": self.net.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "rng": torch.get_rng_state(),
            "step": self.step,
            "samples": self.samples,
            "seconds": self.seconds,
        }
        partial = self.path.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.path)

    @property
    def progress(self) -> float:
        return min(1.0, self.seconds / (60 * self.args.minutes))

    def size(self) -> tuple[int, int]:
        """Small crops first, the last `--full-share` of the run at full size."""
        sizes: list[tuple[int, int]] = self.args.size
        return sizes[-1] if self.progress >= 1 - self.args.full_share or len(sizes) == 1 else sizes[0]

    def train_on(self, batch: dict[str, Tensor]) -> dict[str, float]:
        """One step; the loss terms as numbers."""
        batch = {name: value.to(self.device, non_blocking=True) for name, value in batch.items()}
        rate = self.args.rate * min(1.0, (self.step + 1) / WARM_UP) * (0.01 + 0.99 * (1 + math.cos(math.pi * self.progress)) / 2)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["share"]
        image = batch["image"].permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last)
        terms = (landmark_loss if self.args.net == "landmarks" else detector_loss)(self.net(image), batch)
        loss = torch.stack(list(terms.values())).sum()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.net.parameters(), CLIP)
        if bool(torch.isfinite(norm)):
            self.optimizer.step()
            self._follow()
            self.bad = 0
        else:
            self.bad += 1
            if self.bad > 20:
                raise RuntimeError(f"20 steps in a row without a finite gradient at step {self.step}: lower --rate")
        self.step += 1
        self.samples += len(image)
        return {"loss": float(loss.detach()), **{name: float(term.detach()) for name, term in terms.items()}}

    def _follow(self) -> None:
        """Let the average follow the network: slowly, faster at the start."""
        keep = min(EMA, (1 + self.step) / (10 + self.step))
        mine, theirs = list(self.average.parameters()), [p.detach() for p in self.net.parameters()]
        torch._foreach_lerp_(mine, theirs, 1 - keep)
        for a, b in zip(self.average.buffers(), self.net.buffers(), strict=True):
            if a.is_floating_point():
                a.lerp_(b, 1 - keep)

    def run(self) -> None:
        """Train until `--minutes` are used up."""
        train, val = Renders(self.args.data, "train", self.args.chunks), Renders(self.args.data, "val")
        if not train.feet:
            raise SystemExit(f"no feet in {self.args.data}/train-*.npz: run python -m training.render first")
        print(f"{len(train.feet)} feet, {len(train.negatives)} negatives; {len(val.feet)} feet to validate on", flush=True)
        saved = printed = validated = self.seconds
        size: tuple[int, int] | None = None
        sums: dict[str, float] = defaultdict(float)
        steps, waited = 0, 0.0
        while self.progress < 1:
            start = time.monotonic()
            if self.size() != size:
                size = self.size()
                stream = Stream(self.args.net, train, size, self.args.batch, (self.args.seed, self.step))
                batches = iter(DataLoader(stream, batch_size=None, num_workers=self.args.workers, worker_init_fn=_quiet_worker))
                self.net.train()
            batch = next(batches)
            waited += time.monotonic() - start
            for name, value in self.train_on(batch).items():
                sums[name] += value
            steps += 1
            self.seconds += time.monotonic() - start
            if self.seconds - printed > PRINT_EVERY:
                spent = self.seconds - printed
                means = " ".join(f"{name} {value / steps:.3f}" for name, value in sums.items())
                rates = f"{steps * self.args.batch / spent:.1f}/s waiting {waited / spent:.0%}"
                print(f"{self.seconds / 60:6.1f} min  step {self.step}  {rates}  {means}", flush=True)
                printed, steps, waited = self.seconds, 0, 0.0
                sums.clear()
            if self.seconds - saved > SAVE_EVERY:
                self.save()
                saved = self.seconds
            if self.seconds - validated > self.args.validate_every:
                self.validate(val, self.args.validate_on)
                validated = self.seconds
        self.save()
        self.validate(val, 10 * self.args.validate_on)

    def validate(self, val: Renders, count: int) -> dict[str, Any]:
        """Score the average at full size; print, and append to the log."""
        if not val.feet:
            print(f"no {self.args.data}/val-*.npz yet: not validated", flush=True)
            return {}
        score = landmark_scores if self.args.net == "landmarks" else detector_scores
        scores = score(self.average, val, self.args.size[-1], count, self.device)
        entry = {"minutes": round(self.seconds / 60, 1), "step": self.step, "samples": self.samples, **scores}
        with self.path.with_suffix(".jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry) + "\n")
        shown = {name: round(v, 4) if isinstance(v, float) else v for name, v in entry.items() if not name.startswith("by_")}
        print("validated", json.dumps(shown), flush=True)
        return scores


def load_weights(net: nn.Module, path: Path) -> None:
    """Fill `net` from a checkpoint of this module, or from an exported .onnx, whose initialisers keep the weights' names."""
    if path.suffix == ".onnx":
        import onnx
        from onnx import numpy_helper

        stored = {t.name.removeprefix("net."): numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
        wanted = net.state_dict()
        state = {n: torch.from_numpy(stored[n].copy()) if n in stored else v for n, v in wanted.items()}
        missing = [n for n in wanted if n not in stored and not n.endswith("num_batches_tracked")]
        if missing:
            raise SystemExit(f"{path} lacks {len(missing)} weights ({missing[0]} ...): it was exported from another network")
    else:
        state = torch.load(path, map_location="cpu", weights_only=True)["average"]
    net.load_state_dict(state)


def _quiet_worker(_: int) -> None:
    torch.set_num_threads(1)


def _sizes(text: str) -> list[tuple[int, int]]:
    sizes = [tuple(int(v) for v in part.split("x")) for part in text.split(",")]
    if not all(len(size) == 2 and all(v > 0 and v % 32 == 0 for v in size) for size in sizes):
        raise argparse.ArgumentTypeError(f"{text!r}: give WIDTHxHEIGHT in multiples of 32, small before full: 128x192,160x224")
    return sizes  # type: ignore[return-value]


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line's arguments."""
    cuda = torch.cuda.is_available()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--net", choices=("landmarks", "detector"), required=True)
    parser.add_argument("--data", type=Path, default=Path("work/renders"))
    parser.add_argument("--out", type=Path, default=Path("work/checkpoints"))
    parser.add_argument("--minutes", type=float, default=60, help="training time in all, over every restart")
    parser.add_argument("--size", type=_sizes, help="WIDTHxHEIGHT[,WIDTHxHEIGHT]: small first, then full")
    parser.add_argument("--full-share", type=float, default=0.5, help="share of the run at the last --size")
    parser.add_argument("--batch", type=int, default=256 if cuda else 24)
    parser.add_argument("--rate", type=float, default=3e-3 if cuda else 1.2e-3, help="peak learning rate of decoder and heads")
    parser.add_argument("--backbone-rate", type=float, default=0.3, help="the backbone's rate as a share of --rate")
    parser.add_argument("--frozen", type=int, default=0 if cuda else 5, help="first backbone blocks that stay as they are")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resume", type=Path, help="weights to start from (.pt or .onnx) when OUT holds no checkpoint yet")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=14 if cuda else 1, help="processes that prepare samples")
    parser.add_argument("--chunks", type=int, help="use only the first so many training chunks")
    parser.add_argument("--validate-every", type=float, default=300, help="seconds")
    parser.add_argument("--validate-on", type=int, default=200, help="feet or pictures; ten times as many at the end")
    args = parser.parse_args(argv)
    args.size = args.size or ([(128, 192), (160, 224)] if args.net == "landmarks" else [(192, 192)])
    return args


def main(argv: list[str] | None = None) -> None:
    """Command line."""
    args = parse(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    trainer = Trainer(args)
    trainer.resume()
    trainer.run()


if __name__ == "__main__":
    main()
