"""Folders of photos to run batches on, and the runs: what `benchmarks.batch` and `benchmarks.memory` share."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

__all__ = ["ROOT", "SAMPLES", "command", "lines", "links", "run", "seconds", "steady"]

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ("right-sole", "left-top", "right-inner", "left-outer", "left-sole-dark", "right-top-dark", "two-soles", "child-top")


def links(folder: Path, count: int, names: tuple[str, ...] = SAMPLES) -> Path:
    """A folder of `count` hard links to the sample pictures in turn."""
    folder.mkdir(parents=True)
    copies = {}
    for name in names:  # one copy each, since the folder may lie on another disk
        copies[name] = folder.parent / f"{name}.jpg"
        copies[name].write_bytes((ROOT / "sample_images" / f"{name}.jpg").read_bytes())
    for number, name in zip(range(count), itertools.cycle(names), strict=False):
        os.link(copies[name], folder / f"{number:06}.jpg")
    return folder


def command(photos: Path, out: Path, workers: int, *more: str) -> list[str]:
    return [sys.executable, "-m", "locator", "batch", str(photos), "--out", str(out), "--workers", str(workers), *more]


def run(photos: Path, out: Path, workers: int, *more: str) -> None:
    subprocess.run(command(photos, out, workers, *more), check=True, stderr=subprocess.DEVNULL, cwd=ROOT)


def steady(out: Path, workers: int) -> float:
    """Photos a second of a batch that is done, from the first that its last worker began with to the end, by when records were
    written: without the start of its processes and what follows the last photo."""
    ends = sorted(path.stat().st_mtime_ns for path in out.glob("*.json"))
    return (len(ends) - workers) / max((ends[-1] - ends[workers - 1]) / 1e9, 1e-9)


def seconds(work: Callable[[], object]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


def lines(out: Path) -> int:
    """Whole lines in a batch's results.jsonl."""
    path = out / "results.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0
