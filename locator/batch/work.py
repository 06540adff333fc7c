"""Do jobs: one, on whatever machine, and many by the processes of this one."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Collection, Iterable, Iterator

from locator.batch.annotate import Look, Paint, brief, called, inspect, keep
from locator.batch.jobs import Job
from locator.batch.mirror import delivered
from locator.batch.places import Place
from locator.batch.pool import Lost, in_order
from locator.geometry import Pixels
from locator.types import Image, Result

__all__ = ["Done", "answers", "processes"]


@dataclasses.dataclass(frozen=True, slots=True)
class Done:
    """A photo that is done: its record as a line of JSON, `error` when it failed, and what was found in a line for people."""

    job: Job
    line: str
    error: str | None
    said: str


def processes(out: Place, look: Look, paint: Paint | None, workers: int) -> Callable[[Collection[Job]], Iterator[Done]]:
    """A crew of `workers` processes of this machine. `look` and `paint` (None: no pictures) must be picklable."""
    return lambda jobs: answers(jobs, out, look, paint, workers)


def answers(jobs: Iterable[Job], out: Place, look: Look, paint: Paint | None, workers: int, **how: int) -> Iterator[Done]:
    """Do jobs and write their files into `out`; what became of them, in their order. `how`: see `pool.in_order`.

    Raises LocatorError for what would stop them all, OSError when a file cannot be written.
    """
    work = functools.partial(_do, out=out, look=look, paint=paint)
    for job, answer in in_order(work, jobs, workers, **how):
        yield _lost(job, out, answer) if isinstance(answer, Lost) else answer


def _do(job: Job, out: Place, look: Look, paint: Paint | None) -> Done:
    """In a worker: one photo to files."""
    result, annotated = inspect(job.photo, look, paint)
    return _done(job, out, called(result, job.file), annotated)


def _done(job: Job, out: Place, result: Result, annotated: Pixels | None) -> Done:
    with delivered(out, job) as folder:
        return Done(job, keep(job, folder, result, annotated), result.error, brief(result))


def _lost(job: Job, out: Place, lost: Lost) -> Done:
    """The record of a photo that brought its worker down."""
    result = Result(
        Image(job.file, 0, 0), error=f"'{job.file}' could not be looked at: {lost.why}; remove it, or make it smaller"
    )
    return _done(job, out, result, None)
