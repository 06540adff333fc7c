"""What a batch costs: `python -m benchmarks.batch [throughput|stages|network|memory|kill] ...`.

throughput: photos per second with one worker and with two, on copies of the sample pictures (hard links), and their ratio: with
            the start of processes and the summary, and while photos are done, which is what counts for many.
stages:     the cost of each step for one photo, in one thread.
network:    photos per second of a worker and of a batch without drawings against a bare onnxruntime loop over the very crops that
            it ran.
memory:     the highest memory of the parent and of its workers for few photos and for many (hard links of one small picture).
kill:       kill -9 at random instants until the batch is done: every record there once, the same bytes as an undisturbed run.

Small sizes that still mean something: `throughput --photos 12`, `memory --few 100 --many 400`, `kill --photos 12 --kills 4`.
Each prints what it measured. The machine's load is printed too: beside other work rates mean little, ratios a little more.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import random
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.folders import ROOT, SAMPLES, command, lines, links, run, seconds, steady
from benchmarks.memory import memory
from benchmarks.network import network, one_thread


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=tuple(_PARTS), help="one part alone (default: all)")
    parser.add_argument("--photos", type=int, default=40, help="photos for throughput, network and kill (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of network (default: %(default)s)")
    parser.add_argument("--few", type=int, default=1000, help="photos for the lower mark of memory (default: %(default)s)")
    parser.add_argument("--many", type=int, default=50_000, help="photos for the upper mark of memory (default: %(default)s)")
    parser.add_argument("--kills", type=int, default=20, help="kills (default: %(default)s)")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, part in _PARTS.items():
        if arguments.what in (None, name):
            print(f"\n{name}", flush=True)
            with tempfile.TemporaryDirectory() as folder:
                part(Path(folder), arguments)


def throughput(folder: Path, arguments: argparse.Namespace) -> None:
    photos = links(folder / "photos", arguments.photos)
    whole, beyond = {}, {}
    for workers in (1, 2):
        out = folder / f"out{workers}"
        took = seconds(functools.partial(run, photos, out, workers))
        whole[workers], beyond[workers] = arguments.photos / took, steady(out, workers)
        print(f"  {workers} workers: {whole[workers]:.2f} photos a second in all, {beyond[workers]:.2f} while photos are done")
    print(f"  ratio {whole[2] / whole[1]:.2f} in all, {beyond[2] / beyond[1]:.2f} while photos are done")
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
        "make the record": lambda photo: record.dumps_both(results[photo]),
        "write the record": lambda photo: write_whole(folder / f"{photo.stem}.json", bytes(40_000)),
    }
    times = {
        name: statistics.fmean(median_ms(functools.partial(step, photo)) for photo in photos) for name, step in steps.items()
    }
    for name, ms in times.items():
        print(f"  {name:20}{ms:9.1f} ms{100 * ms / sum(times.values()):7.1f} %")
    print(f"  {'in all':20}{sum(times.values()):9.1f} ms")


def kill(folder: Path, arguments: argparse.Namespace) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    photos = links(folder / "photos", arguments.photos)
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
        print(f"  kill {number + 1:2}: {done} whole lines ({done - before:+})", flush=True)
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
