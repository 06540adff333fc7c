"""results.jsonl: one record a line, which a stopped run resumes from."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterable, Iterator
from typing import Any

from locator.batch.jobs import RESULTS, Job, Jobs
from locator.batch.out import Out
from locator.batch.shelf import Shelf
from locator.errors import RecordError
from locator.files import open_whole

__all__ = ["Journal"]


class Journal:
    """The records in `out`, those of `jobs` in their order, and the way to add one that outlives a power cut.

    Opening it mends a last line that was cut off, and drops the records of photos to do again: those with an error, and those
    whose `<stem>.json` is gone (with `mend` off the file stays as it is). It keeps where each line lies, and that on disk: a
    hundred thousand records are gigabytes. Raises RecordError when another line is no record, OSError.
    """

    def __init__(self, out: Out, jobs: Jobs, *, mend: bool = True) -> None:
        self._path = out.path / RESULTS
        self._jobs = jobs
        self._starts: Shelf[int] = Shelf()
        size = self._path.stat().st_size if self._path.exists() else 0
        kept = self._read(out) if size else 0
        if mend and kept != size:
            self._rewrite(self._starts.items())

    def _read(self, out: Out) -> int:
        """Fill `_starts` with the lines to keep; returns their bytes."""
        start = kept = 0
        lengths: Shelf[int] = Shelf()
        with self._path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    record = _light(line)
                except RecordError as error:
                    if line.endswith(b"\n"):
                        raise RecordError(f"{self._path}, line {number}: {error}; mend or remove that line") from None
                else:
                    name = record["image"]["file"]
                    if record.get("error") is None and line.endswith(b"\n") and self._made(name, out):
                        kept += len(line) - lengths.get(name, 0)
                        self._starts[name], lengths[name] = start, len(line)
                start += len(line)
        return kept

    def _made(self, name: str, out: Out) -> bool:
        job = self._jobs.get(name)
        return job is None or out.holds(f"{job.stem}.json")

    def __contains__(self, job: Job) -> bool:
        return job.file in self._starts

    def lines(self) -> Iterator[str]:
        """All records as lines of JSON, as they were written: first those of photos that are among the jobs no longer."""
        if self._path.exists():
            with self._path.open("rb") as file:
                for _, start in self._in_order():
                    file.seek(start)
                    yield file.readline().decode().rstrip("\r\n")

    def add(self, lines: Iterable[tuple[str, str]]) -> None:
        """Append records, each given as its photo's name and its line of JSON; they are on the disk when this returns."""
        with self._path.open("ab") as file:
            for name, line in lines:
                self._starts[name] = file.tell()
                file.write(f"{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())

    def settle(self) -> None:
        """Put the lines in order, where a photo that was tried again or came later broke it; whole or not at all."""
        if any(after < before for (_, before), (_, after) in itertools.pairwise(self._in_order())):
            self._rewrite(self._in_order())

    def _in_order(self) -> Iterator[tuple[str, int]]:
        """Names and where their lines lie: first those of photos that are among the jobs no longer."""
        yield from ((name, start) for name, start in self._starts.items() if name not in self._jobs)
        yield from ((name, self._starts[name]) for name in self._jobs if name in self._starts)

    def _rewrite(self, kept: Iterable[tuple[str, int]]) -> None:
        """The file with these lines alone, in that order."""
        moved: Shelf[int] = Shelf()
        with self._path.open("rb") as old, open_whole(self._path) as new:
            for name, start in kept:
                old.seek(start)
                moved[name] = new.tell()
                new.write(old.readline())
        self._starts = moved


def _light(line: bytes) -> dict[str, Any]:
    """What tells a record's photo and whether it failed; reading all of it would take minutes for many."""
    try:
        record = json.loads(line)
        if isinstance(record["image"]["file"], str):
            return dict(record)
    except (ValueError, KeyError, TypeError):  # UnicodeDecodeError is a ValueError
        pass
    raise RecordError("not a record as in docs/record.md")
