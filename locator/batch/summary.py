"""What became of a batch in numbers: failures by reason, refusals, what a person should look at."""

from __future__ import annotations

import array
import collections
import csv
import dataclasses
import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from locator.batch.doubt import Doubt, doubt_of
from locator.batch.folder import read_inputs
from locator.batch.jobs import ANNOTATED
from locator.batch.out import Out
from locator.batch.places import Place, place
from locator.batch.results import read_results
from locator.batch.shelf import Shelf
from locator.files import open_whole
from locator.types import Result

__all__ = ["TO_LOOK_AT", "Case", "Entry", "Summary", "entries", "reason", "write_list"]

#: A manifest of the photos that failed, found no foot or are doubtful, those that need an eye most first.
TO_LOOK_AT = "to_look_at.csv"
_FAILED = 2.0


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One photo of a batch: its result without points and zones, its doubt, and its annotated picture's path below the folder
    (None: there is none)."""

    result: Result
    doubt: Doubt
    photo: Place | None
    picture: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """A photo that failed (`need` 2), found no foot or is doubtful; `why` is an error's text or names of doubts with spaces
    between, `number` the photo's place in results.jsonl from 0."""

    need: float
    file: str
    path: Place | None
    why: str
    number: int


@dataclasses.dataclass(slots=True)
class Summary:
    """Counts of photos; `failures` by reason; `doubtful` are those with a foot and something that speaks against it."""

    photos: int = 0
    with_foot: int = 0
    refused: int = 0
    doubtful: int = 0
    failures: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    doubts: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    _needs: array.array[float] = dataclasses.field(default_factory=lambda: array.array("d"))
    _cases: Shelf[tuple[str, str, str, int]] = dataclasses.field(default_factory=Shelf)

    @property
    def failed(self) -> int:
        return self.failures.total()

    def add(self, entry: Entry) -> None:
        """Count one more photo."""
        result, doubt = entry.result, entry.doubt
        need, why = doubt.need, " ".join(doubt.reasons)
        if result.error is not None:
            self.failures[reason(result)] += 1
            need, why = _FAILED, result.error
        else:
            self.with_foot += bool(result.feet)
            self.refused += not result.feet
            self.doubtful += bool(result.feet and need)
            self.doubts.update(doubt.reasons)
        if need:
            path = "" if entry.photo is None else str(entry.photo)
            self._cases[str(len(self._needs))] = (result.image.file, path, why, self.photos)
            self._needs.append(need)
        self.photos += 1

    @property
    def cases(self) -> int:
        """How many need an eye."""
        return len(self._needs)

    def worst(self) -> Iterator[Case]:
        """Those that need an eye, the neediest first."""
        for index in np.argsort(-np.array(self._needs), kind="stable"):
            file, path, why, number = self._cases[str(index)]
            yield Case(self._needs[index], file, place(path) if path else None, why, number)


def entries(out: Path | Out) -> Iterator[Entry]:
    """All photos of the batch in the folder `out`, in the order of results.jsonl. Raises RecordError, BatchError."""
    out = out if isinstance(out, Out) else Out(out)
    inputs = read_inputs(out.path)
    for result in read_results(out.path, placed=False):
        job = inputs.get(result.image.file)
        picture = None if job is None else f"{job.stem}{ANNOTATED}"
        there = picture is not None and result.error is None and out.holds(picture)
        yield Entry(result, doubt_of(result), None if job is None else job.photo, picture if there else None)


def reason(result: Result) -> str:
    """An error without what is particular to its photo, so that equal failures can be counted."""
    text = re.sub(r"^'.*?' ", "", result.error or "")
    return re.sub(r"\d[\d.]*", "N", re.split(r"[;(]", text)[0]).strip()


def write_list(out: Path, total: Summary) -> None:
    """Write to_look_at.csv: file, path, need, why."""
    with open_whole(out / TO_LOOK_AT) as raw:
        file = io.TextIOWrapper(raw, encoding="utf-8", errors="surrogateescape", newline="")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "path", "need", "why"))
        writer.writerows((case.file, case.path or "", f"{case.need:g}", case.why) for case in total.worst())
        file.flush()
        file.detach()
