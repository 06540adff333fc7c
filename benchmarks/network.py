"""How much of a worker's time the networks take: a part of `benchmarks.batch`."""

from __future__ import annotations

import argparse
import functools
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.folders import SAMPLES, links, run, steady

__all__ = ["network", "one_thread"]

Call = tuple[Any, Any, dict[str, Any]]


def network(folder: Path, arguments: argparse.Namespace) -> None:
    """The bare loop runs the sessions on what the batch gave them, and nothing else. Photo by photo it takes turns with what it
    is compared with, in one process, so that other work on the machine slows both alike."""
    one_thread()
    from locator import locate
    from locator.batch import Jobs, named
    from locator.batch.work import _do

    photos = links(folder / "photos", arguments.photos)
    first = sorted(photos.iterdir())[: len(SAMPLES)]
    calls = {photo: calls_of(functools.partial(locate, photo)) for photo in first}
    jobs = Jobs(named(first, photos))
    out = folder / "alone"
    times = turns(
        [
            (
                functools.partial(repeat, calls[photo]),
                functools.partial(locate, photo),
                functools.partial(_do, jobs[photo.name], out=out, look=locate, paint=None),
            )
            for photo in first
        ],
        arguments.rounds,
    )
    bare, look, whole = (1000 * statistics.median(one) / len(first) for one in zip(*times, strict=True))
    count = sum(map(len, calls.values())) / len(first)
    print(f"  bare onnxruntime loop: {bare:.1f} ms a photo ({count:.1f} runs)")
    for name, ms, column in (("locate() on the file", look, 1), ("a worker, with its record", whole, 2)):
        shares = sorted(100 * one[0] / one[column] for one in times)
        print(
            f"  {name}: {ms:.1f} ms, {statistics.median(shares):.0f} % of it the networks ({shares[0]:.0f} to {shares[-1]:.0f})"
        )
    before = alone(calls, arguments.rounds)
    run(photos, folder / "out", 1, "--no-pictures")
    bare = (before + alone(calls, arguments.rounds)) / 2
    rate = steady(folder / "out", 1)
    print(
        f"  locator batch --no-pictures, one worker: {rate:.2f} photos a second after the first, {100 * rate * bare:.0f} % of "
        f"the {1 / bare:.2f} of the bare loop before and after it"
    )


def calls_of(work: Callable[[], object]) -> list[Call]:
    """The runs of networks that `work` makes: session, outputs, inputs."""
    from locator.vision import weights

    calls: list[Call] = []
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
    try:
        work()
    finally:
        weights.session = true_session
    return calls


def repeat(calls: list[Call]) -> None:
    for session, outputs, inputs in calls:
        session.run(outputs, inputs)


def turns(rows: list[tuple[Callable[[], object], ...]], rounds: int) -> list[tuple[float, ...]]:
    """The seconds that each column of works takes in all rows, for each of so many rounds after one to warm up."""
    found = []
    for number in range(rounds + 1):
        sums = [0.0] * len(rows[0])
        for row in rows:
            for column, work in enumerate(row):
                start = time.perf_counter()
                work()
                sums[column] += time.perf_counter() - start
        if number:
            found.append(tuple(sums))
    return found


def alone(calls: dict[Path, list[Call]], rounds: int) -> float:
    """Seconds a photo of the bare loop, by itself."""
    times = turns([(functools.partial(repeat, one),) for one in calls.values()], rounds)
    return statistics.median(time for (time,) in times) / len(calls)


def one_thread() -> None:
    """As in a worker."""
    from locator.batch.pool import ONE_THREAD

    os.environ |= ONE_THREAD
    import cv2

    cv2.setNumThreads(1)
