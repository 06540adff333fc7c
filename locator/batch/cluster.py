"""Do jobs on the machines of a Ray cluster by Ray Data (extra `cluster`), with the same bytes as on one machine.

Each of Ray's workers asks a process of its own, exactly as the pool of one machine does (`work.answers`): networks are loaded
once, sums run in one thread, and a photo that brings that process down, or never ends, costs itself alone. Ray only has to
bring photos to workers and, when it loses a machine, to give that machine's unfinished photos to others.
"""

from __future__ import annotations

import collections
import contextlib
import importlib.metadata
import os
import pickle
import platform
import socket
import sys
from collections.abc import Callable, Collection, Iterator
from typing import Any

from locator import __version__
from locator.batch import urls
from locator.batch.annotate import Look, Paint
from locator.batch.folder import SETTINGS
from locator.batch.jobs import Job
from locator.batch.places import Place, Url
from locator.batch.run import Crew
from locator.batch.work import Done, answers
from locator.errors import BatchError, LocatorError

__all__ = ["Facts", "cluster"]

#: What must be the same on every machine, by name, as far as this package does not know it itself; picklable.
Facts = Callable[[], dict[str, str]]

#: Seconds to wait for a cluster to answer; Ray itself would try for many minutes.
_PATIENCE = 20.0
#: What the bytes of records and drawings depend on besides the photos and our own version.
_MAKERS = ("numpy", "onnxruntime", "opencv-python-headless", "pillow")


def cluster(address: str, out: Place, look: Look, paint: Paint | None, workers: int | None, facts: Facts) -> Crew:
    """A crew on the Ray cluster at `address` ("host:port", "auto" for the one of this machine, "local" to start one here),
    with `workers` workers (None: one for each core of the cluster).

    `facts` tell what `look` and `paint` use on a machine. `out` and the photos must be seen from every machine: a URL, or a
    folder that they share. BatchError when Ray is missing or nothing answers at the address; the crew raises BatchError when
    the cluster cannot go on, and what a crew of one machine raises.
    """
    _check_address(address)
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # read when Ray is imported
    try:
        import ray.data  # noqa: F401
    except ImportError:
        raise BatchError('--ray needs the extra `cluster`; run: pip install "foot-locator[cluster]"') from None

    def crew(jobs: Collection[Job]) -> Iterator[Done]:
        if jobs:
            with _connected(address, workers) as count:
                yield from _done(jobs, out, look, paint, facts, count)

    return crew


def _check_address(address: str) -> None:
    if address in ("auto", "local"):
        return
    host, _, port = address.rpartition(":")
    if not host or "/" in host or not port.isdecimal():
        raise BatchError(f"{address!r} is no address of a Ray cluster; expected HOST:PORT, auto or local")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise BatchError(
            f"no Ray cluster answers at {address} ({_line(error)}); start one with `ray start --head`, or check the address"
        ) from None


@contextlib.contextmanager
def _connected(address: str, workers: int | None) -> Iterator[int]:
    """A connection to the cluster, and the number of workers. What Ray tells goes to stderr: stdout is for records."""
    import ray

    here: dict[str, Any] = {"num_cpus": workers, "include_dashboard": False} if address == "local" else {}
    with contextlib.redirect_stdout(sys.stderr):
        try:  # what was begun of a start that fails, or is interrupted, is stopped too
            _join(address, here)
            count = workers or int(ray.cluster_resources().get("CPU", 0))
            if not count:
                raise BatchError(f"the cluster at {address} has no core yet; say how many --workers it may get")
            yield count
        except ray.exceptions.RayError as error:
            raise BatchError(f"the cluster cannot go on ({_line(error)}); run the same command again: it resumes") from error
        finally:
            ray.shutdown()


def _join(address: str, here: dict[str, Any]) -> None:
    import ray

    try:
        ray.init(address=address, logging_level="ERROR", **here)
    except Exception as error:  # of any class: a node that does not start in half a minute raises Exception itself
        if here:
            raise BatchError(
                f"Ray could not start on this machine ({_line(error)}); run the same command again when less runs on it"
            ) from None
        raise BatchError(
            f"no Ray cluster can be used at {address} ({_line(error)}); start one with `ray start --head`, or check the address"
        ) from None


def _done(jobs: Collection[Job], out: Place, look: Look, paint: Paint | None, facts: Facts, workers: int) -> Iterator[Done]:
    import ray.data

    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.execution_options.preserve_order = True
    context.execution_options.verbose_progress = False
    # One photo a block: what is lost with a machine is what it was at.
    photos = ray.data.from_items([{"job": pickle.dumps(job)} for job in jobs], override_num_blocks=len(jobs))
    # A pool that may shrink to one, or the worker that Ray starts again after a loss might wait forever for a free core.
    pool = ray.data.ActorPoolStrategy(min_size=1, initial_size=workers, max_size=workers, max_tasks_in_flight_per_actor=1)
    asked = photos.map_batches(
        _Annotator, fn_constructor_args=(out, look, paint, facts, _machine() | facts()), batch_size=1, compute=pool, num_cpus=1
    )
    count = 0
    for row in asked.iter_rows():
        answer = pickle.loads(row["answer"])
        if isinstance(answer, Exception):
            raise answer
        count += 1
        yield answer
    if count != len(jobs):
        raise BatchError(f"the cluster lost {len(jobs) - count} photos; run the same command again: it resumes")


class _Annotator:
    """One of Ray's workers."""

    def __init__(self, out: Place, look: Look, paint: Paint | None, facts: Facts, wanted: dict[str, str]) -> None:
        self._unfit = _unfit(out, _machine() | facts(), wanted)
        self._asked: collections.deque[Job] = collections.deque()
        # One process, and no job is taken before Ray has the answer to the last.
        self._answers = answers(iter(self._asked.popleft, None), out, look, paint, 1, ahead=0)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[bytes]]:
        return {"answer": [pickle.dumps(self._answer(pickle.loads(job))) for job in batch["job"]]}

    def _answer(self, job: Job) -> Done | Exception:
        if self._unfit is not None:
            return self._unfit
        self._asked.append(job)
        try:
            return next(self._answers)
        except (LocatorError, OSError) as error:  # as an answer: Ray would wrap it in traces of its own
            return error


def _machine() -> dict[str, str]:
    """What must be the same on every machine for the same bytes."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"locator": __version__, "python": python, **{name: importlib.metadata.version(name) for name in _MAKERS}}


def _unfit(out: Place, machine: dict[str, str], wanted: dict[str, str]) -> BatchError | None:
    """Why this machine cannot take part."""
    other = [f"{name} {machine[name]} in place of {what}" for name, what in wanted.items() if machine[name] != what]
    if other:
        return BatchError(f"{platform.node()} of the cluster has {', '.join(other)}; install the same on every machine")
    seen = urls.exists(out / SETTINGS) if isinstance(out, Url) else (out / SETTINGS).exists()
    if not seen:
        return BatchError(f"{platform.node()} of the cluster does not see {out}; name a folder that all machines share, or a URL")
    return None


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
