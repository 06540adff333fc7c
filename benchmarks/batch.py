"""What a batch costs: `python -m benchmarks.batch [throughput|stages|memory|network|kill] ...`.

throughput: photos per second with one worker and with two, on copies of the sample pictures (hard links), and their ratio: with
            the start of processes and beyond it, which is what counts for many photos.
stages:     the cost of each step for one photo, in one thread.
network:    photos per second of a batch without drawings against a bare onnxruntime loop over the very crops that it ran.
memory:     the highest memory of the parent and of its workers for few photos and for many (hard links of one small picture).
kill:       kill -9 at random instants until the batch is done: every record there once, the same bytes as an undisturbed run.

Small sizes that still mean something: `throughput --photos 12`, `memory --few 100 --many 400`, `kill --photos 12 --kills 4`.
Each prints what it measured. The machine's load is printed too: beside other work rates mean little, ratios a little more.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ("right-sole", "left-top", "right-inner", "left-outer", "left-sole-dark", "right-top-dark", "two-soles", "child-top")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=tuple(_PARTS), help="one part alone (default: all)")
    parser.add_argument("--photos", type=int, default=40, help="photos for throughput, network and kill (default: %(default)s)")
    parser.add_argument("--few", type=int, default=1000, help="photos for the lower mark of memory (default: %(default)s)")
    parser.add_argument("--many", type=int, default=50_000, help="photos for the upper mark of memory (default: %(default)s)")
    parser.add_argument("--kills", type=int, default=20, help="kills (default: %(default)s)")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, part in _PARTS.items():
        if arguments.what in (None, name):
            print(f"\n{name}")
            with tempfile.TemporaryDirectory() as folder:
                part(Path(folder), arguments)


def throughput(folder: Path, arguments: argparse.Namespace) -> None:
    photos = links(folder / "photos", arguments.photos)
    with_start, beyond = {}, {}
    for workers in (1, 2):
        (folder / f"few{workers}").mkdir()
        few = links(folder / f"few{workers}" / "photos", workers)  # one for each worker: all of them start
        begins = seconds(functools.partial(run, few, folder / f"begins{workers}", workers))
        took = seconds(functools.partial(run, photos, folder / f"out{workers}", workers))
        with_start[workers] = arguments.photos / took
        beyond[workers] = (arguments.photos - workers) / max(took - begins, 1e-9)
        print(
            f"  {workers} workers: {with_start[workers]:.2f} photos a second, {beyond[workers]:.2f} after {begins:.1f} s of start"
        )
    print(f"  ratio {with_start[2] / with_start[1]:.2f}, {beyond[2] / beyond[1]:.2f} beyond the start")
    same = (folder / "out1" / "results.jsonl").read_bytes() == (folder / "out2" / "results.jsonl").read_bytes()
    print(f"  results.jsonl {'has the same bytes' if same else 'DIFFERS'}")


def stages(folder: Path, arguments: argparse.Namespace) -> None:
    del arguments
    one_thread()
    from locator import record
    from locator.drawing import draw
    from locator.files import write_whole
    from locator.images import open_image, save_image
    from locator.pipeline import ENOUGH, locate
    from locator.placement import place
    from locator.vision import see

    photos = [ROOT / "sample_images" / f"{name}.jpg" for name in SAMPLES]
    opened = {photo: open_image(photo) for photo in photos}
    seen = {photo: see(open_image(photo, at_least=ENOUGH).rgb) for photo in photos}
    results = {photo: locate(opened[photo]) for photo in photos}
    drawn = {photo: draw(opened[photo].rgb, results[photo]) for photo in photos}
    steps: dict[str, Callable[[Path], object]] = {
        "open": open_image,
        "see (networks)": lambda photo: see(open_image(opened[photo], at_least=ENOUGH).rgb),
        "place": lambda photo: [place(foot) for foot in seen[photo].feet],
        "draw": lambda photo: draw(opened[photo].rgb, results[photo]),
        "save the drawing": lambda photo: save_image(drawn[photo], folder / "drawn.jpg"),
        "write the record": lambda photo: write_whole(folder / "record.json", record.dumps(results[photo]).encode()),
    }
    times = {
        name: statistics.fmean(median_ms(functools.partial(step, photo)) for photo in photos) for name, step in steps.items()
    }
    for name, ms in times.items():
        print(f"  {name:20}{ms:9.1f} ms{100 * ms / sum(times.values()):7.1f} %")
    print(f"  {'in all':20}{sum(times.values()):9.1f} ms")


def network(folder: Path, arguments: argparse.Namespace) -> None:
    """The bare loop runs the sessions on what the batch gave them, and nothing else."""
    one_thread()
    from locator.pipeline import locate
    from locator.vision import weights

    photos = links(folder / "photos", arguments.photos)
    calls: list[tuple[Any, Any, dict[str, Any]]] = []
    true_session = weights.session

    class Listening:
        def __init__(self, inner: Any) -> None:
            self._inner = inner

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

        def run(self, outputs: Any, inputs: dict[str, Any], *more: Any) -> Any:
            calls.append((self._inner, outputs, inputs))
            return self._inner.run(outputs, inputs, *more)

    weights.session = lambda name: Listening(true_session(name))
    first = sorted(photos.iterdir())[: len(SAMPLES)]
    for photo in first:
        locate(photo)
    weights.session = true_session
    each = len(first)
    bare = median_ms(lambda: [session.run(outputs, inputs) for session, outputs, inputs in calls], 3) / each
    ours = median_ms(lambda: [locate(photo) for photo in first], 3) / each
    (folder / "one").mkdir()
    begins = seconds(lambda: run(links(folder / "one" / "photos", 1), folder / "begins", 1, "--no-pictures"))
    took = seconds(lambda: run(photos, folder / "out", 1, "--no-pictures"))
    whole = 1000 * (took - begins) / (arguments.photos - 1)
    print(f"  bare onnxruntime: {bare:.1f} ms a photo ({len(calls) / each:.1f} runs)")
    print(f"  locate() on the file: {ours:.1f} ms, {100 * bare / ours:.0f} % of it the networks")
    share = f"{whole:.1f} ms, {100 * bare / whole:.0f} %"
    print(f"  locator batch --no-pictures, one worker, beyond the first photo ({begins:.1f} s): {share}")


def memory(folder: Path, arguments: argparse.Namespace) -> None:
    peaks = []
    for count in (arguments.few, arguments.many):
        # The picture without a foot is the quickest; what grows with their number would grow with it too.
        photos = links(folder / f"photos{count}", count, ("empty-floor",))
        parent, worker = peak_of(command(photos, folder / f"out{count}", 2, "--no-pictures"))
        peaks.append((parent, worker))
        print(f"  {count:7} photos: parent {parent:.0f} MB, the larger worker {worker:.0f} MB")
    (few, few_worker), (many, many_worker) = peaks
    print(f"  growth: parent {many - few:+.0f} MB, worker {many_worker - few_worker:+.0f} MB")


def kill(folder: Path, arguments: argparse.Namespace) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    photos = links(folder / "photos", arguments.photos)
    (folder / "one").mkdir()
    begins = seconds(lambda: run(links(folder / "one" / "photo", 1), folder / "begins", 1, "--no-pictures"))
    took = seconds(lambda: run(photos, folder / "whole", 2, "--no-pictures"))
    out = folder / "killed"
    done = 0
    for number in range(arguments.kills):
        process = subprocess.Popen(command(photos, out, 2, "--no-pictures"), stderr=subprocess.DEVNULL, cwd=ROOT)
        # Somewhere between its first import and a few photos, so that most kills find work to stop.
        time.sleep(chance.uniform(0.3 * begins, begins + 3 * max(0.0, took - begins) / arguments.kills))
        process.send_signal(signal.SIGKILL)
        process.wait()
        before, done = done, lines(out)
        print(f"  kill {number + 1:2}: {done} whole lines ({done - before:+})")
        assert done >= before, "a record was lost"
    run(photos, out, 2, "--no-pictures")
    names = [json.loads(line)["image"]["file"] for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(names) == sorted(path.name for path in photos.iterdir()), "not every record once"
    for path in sorted((folder / "whole").rglob("*")):
        if path.is_file() and path.read_bytes() != (out / path.relative_to(folder / "whole")).read_bytes():
            raise AssertionError(f"{path.name} differs")
    left = [path.name for path in out.rglob("*") if not (folder / "whole" / path.relative_to(out)).exists()]
    assert not left, f"left behind: {left}"
    print(f"  {len(names)} records, each once; all files as in an undisturbed run (seed {seed})")


def links(folder: Path, count: int, names: tuple[str, ...] = SAMPLES) -> Path:
    """A folder of `count` hard links to the sample pictures in turn."""
    folder.mkdir()
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


def seconds(work: Callable[[], object]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


def lines(out: Path) -> int:
    path = out / "results.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0


def peak_of(command: list[str]) -> tuple[float, float]:
    """The highest resident memory of a command's first process and of the largest below it, in MB."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=ROOT)
    peaks: dict[int, float] = {}

    def watch() -> None:
        while process.poll() is None:
            for pid in (process.pid, *children(process.pid)):
                peaks[pid] = max(peaks.get(pid, 0.0), peak(pid))
            time.sleep(0.2)

    thread = threading.Thread(target=watch)
    thread.start()
    if process.wait():
        raise SystemExit("the batch failed")
    thread.join()
    return peaks.pop(process.pid), max(peaks.values())


def children(pid: int) -> Iterator[int]:
    try:
        yield from map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    except OSError:
        return


def peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) / 1024 if found else 0.0


def one_thread() -> None:
    """As in a worker."""
    from locator.batch.pool import ONE_THREAD

    os.environ |= ONE_THREAD
    import cv2

    cv2.setNumThreads(1)


def median_ms(work: Callable[[], object], runs: int = 5) -> float:
    """The median wall time of `work` after one run to warm up."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


_PARTS: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "throughput": throughput,
    "stages": stages,
    "network": network,
    "memory": memory,
    "kill": kill,
}

if __name__ == "__main__":
    main()
