"""The highest memory of a batch's parent and of its workers, for few photos and for many: a part of `benchmarks.batch`."""

from __future__ import annotations

import argparse
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.folders import ROOT, command, links

__all__ = ["memory"]


def memory(folder: Path, arguments: argparse.Namespace) -> None:
    """The picture without a foot is the quickest; what grows with the number of photos would grow with it too."""
    peaks = []
    for count in (arguments.few, arguments.many):
        photos = links(folder / f"{count}" / "photos", count, ("empty-floor",))
        start = time.monotonic()
        parent, worker = peak_of(command(photos, folder / f"{count}" / "out", 2, "--no-pictures"))
        peaks.append((parent, worker))
        took = time.monotonic() - start
        print(f"  {count:7} photos: parent {parent:.0f} MB, the larger worker {worker:.0f} MB ({took:.0f} s)", flush=True)
    (few, few_worker), (many, many_worker) = peaks
    print(f"  growth: parent {many - few:+.1f} MB, worker {many_worker - few_worker:+.1f} MB")


def peak_of(command: list[str]) -> tuple[float, float]:
    """The highest resident memory of a command's first process and of the largest below it, in MB."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=ROOT)
    peaks: dict[int, float] = {}

    def watch() -> None:
        while process.poll() is None:
            for pid in (process.pid, *_children(process.pid)):
                peaks[pid] = max(peaks.get(pid, 0.0), _peak(pid))
            time.sleep(0.2)

    thread = threading.Thread(target=watch)
    thread.start()
    if process.wait():
        raise SystemExit("the batch failed")
    thread.join()
    return peaks.pop(process.pid), max(peaks.values())


def _children(pid: int) -> Iterator[int]:
    try:
        yield from map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    except OSError:
        return


def _peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) / 1024 if found else 0.0
