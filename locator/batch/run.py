"""A batch: many photos by several processes to records and pictures in one folder, and what became of them."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from locator import record
from locator.batch.annotate import Look, Paint, annotate, brief
from locator.batch.folder import check_settings, locked, read_inputs, remove_unfinished, write_inputs
from locator.batch.jobs import ANNOTATED, Job
from locator.batch.journal import Journal
from locator.batch.pool import Lost, in_order
from locator.errors import BatchError
from locator.files import write_whole
from locator.types import Image, Result

__all__ = ["Done", "Plan", "plan", "run"]


@dataclasses.dataclass(frozen=True, slots=True)
class Done:
    """A photo that is done: its record as a line of JSON, `error` when it failed, and what was found in a line for people."""

    job: Job
    line: str
    error: str | None
    said: str


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do: `todo` of its jobs have no good record yet; `before` are photos of earlier runs alone."""

    jobs: list[Job]
    todo: list[Job]
    before: list[Job]


def plan(jobs: Sequence[Job], out: Path) -> Plan:
    """What is to do, without changing a file. BatchError when a record in `out` is of another photo with the same name."""
    return _plan(jobs, out, Journal(out, jobs, mend=False))


def run(
    jobs: Sequence[Job],
    out: Path,
    look: Look,
    paint: Paint | None,
    *,
    settings: Mapping[str, Any],
    workers: int,
    tell: Callable[[Done], None],
) -> Plan:
    """Do what is not done yet of `jobs`, and say what that was.

    Writes what `annotate` writes for each, results.jsonl (one record a line; after a whole run in the order of `jobs`, whatever
    the number of workers) and inputs.csv. A run that was stopped or killed goes on where it was; failed photos are tried again.
    `look` and `paint` (None: no pictures) must be picklable; `settings` are JSON values that say how they look and paint: the
    results in one folder are all made in one way. `tell` hears of each photo as it is done. Raises BatchError, RecordError when
    results.jsonl is damaged, what `look` raises for all photos, and OSError.
    """
    with locked(out):
        check_settings(out, settings)
        remove_unfinished(out, jobs)
        journal = Journal(out, jobs)
        planned = _plan(jobs, out, journal)
        write_inputs(out, [*planned.before, *planned.jobs])
        work = functools.partial(_do, out=out, look=look, paint=paint)
        for job, answer in in_order(work, planned.todo, workers):
            done = _lost(job, out, answer) if isinstance(answer, Lost) else answer
            journal.add([(job.file, done.line)])
            tell(done)
        journal.settle()
    return planned


def _plan(jobs: Sequence[Job], out: Path, journal: Journal) -> Plan:
    known = read_inputs(out)
    for job in jobs:
        before = known.pop(job.file, None)
        if before is not None and before.photo != job.photo and job in journal:
            raise BatchError(
                f"{out} holds results of {before.photo} under the name {job.file}; choose another --out for {job.photo}, or "
                "remove inputs.csv there when the photos only moved"
            )
    todo = [job for job in jobs if job not in journal]
    return Plan(list(jobs), todo, [job for job in known.values() if job in journal])


def _do(job: Job, out: Path, look: Look, paint: Paint | None) -> Done:
    """In a worker: one photo to files."""
    return _done(job, annotate(job, out, look, paint))


def _done(job: Job, result: Result) -> Done:
    return Done(job, record.dumps(result, compact=True), result.error, brief(result))


def _lost(job: Job, out: Path, lost: Lost) -> Done:
    """The record of a photo that brought its worker down."""
    result = Result(
        Image(job.file, 0, 0), error=f"'{job.file}' could not be looked at: {lost.why}; remove it, or make it smaller"
    )
    (out / f"{job.stem}{ANNOTATED}").unlink(missing_ok=True)
    (out / f"{job.stem}.json").parent.mkdir(parents=True, exist_ok=True)
    write_whole(out / f"{job.stem}.json", f"{record.dumps(result)}\n".encode())
    return _done(job, result)
