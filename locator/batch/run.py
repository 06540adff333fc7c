"""A batch: many photos to records and pictures in one folder, whoever does them, and what became of them."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from locator.batch.folder import check_settings, locked, read_inputs, remove_unfinished, write_inputs
from locator.batch.jobs import Job, Jobs
from locator.batch.journal import Journal
from locator.batch.out import Out
from locator.batch.work import Done
from locator.errors import BatchError

__all__ = ["Crew", "Plan", "plan", "run"]

#: Does jobs: what became of each, in their order. `work` has the one of this machine, `cluster` that of many.
Crew = Callable[[Collection[Job]], Iterator[Done]]


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do: `todo` of its jobs have no good record yet; `before` are photos of earlier runs alone."""

    jobs: Jobs
    todo: Jobs
    before: Jobs


def plan(jobs: Jobs, out: Out) -> Plan:
    """What is to do, without changing a file. BatchError when a record in `out` is of another photo with the same name."""
    return _plan(jobs, out.path, Journal(out, jobs, mend=False))


def run(
    jobs: Jobs,
    out: Out,
    crew: Crew,
    *,
    settings: Mapping[str, Any],
    tell: Callable[[Done], None],
) -> Plan:
    """Do what is not done yet of `jobs`, and say what that was.

    `crew` writes what `annotate` writes for each; this writes results.jsonl (one record a line; after a whole run in the order
    of `jobs`) and inputs.csv. A run that was stopped or killed goes on where it was; failed photos are tried again. `settings`
    are JSON values that say how photos are looked at and painted: the results in one folder are all made in one way. `tell`
    hears of each photo as it is done. Raises BatchError, RecordError when results.jsonl is damaged, what stops `crew`, OSError.
    """
    with locked(out.path):
        check_settings(out.path, settings)
        remove_unfinished(out.path, jobs.values())
        journal = Journal(out, jobs)
        planned = _plan(jobs, out.path, journal)
        write_inputs(out.path, itertools.chain(planned.before.values(), planned.jobs.values()))
        out.begin()
        for done in crew(planned.todo.values()):
            journal.add([(done.job.file, done.line)])
            out.note(done.line)
            tell(done)
        journal.settle()
        out.end()
    return planned


def _plan(jobs: Jobs, out: Path, journal: Journal) -> Plan:
    known = read_inputs(out)
    for name, job in jobs.items():
        before = known.get(name)
        if before is not None and before.photo != job.photo and job in journal:
            raise BatchError(
                f"{out} holds results of {before.photo} under the name {job.file}; choose another --out for {job.photo}, or "
                "remove inputs.csv there when the photos only moved"
            )
    todo = Jobs(job for job in jobs.values() if job not in journal)
    return Plan(jobs, todo, Jobs(job for name, job in known.items() if name not in jobs and job in journal))
