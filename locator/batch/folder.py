"""The output folder: one run at a time, of one kind, and which photo each result is of."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from locator.batch.jobs import Job, Jobs
from locator.batch.places import place
from locator.errors import BatchError
from locator.files import is_unfinished, open_whole, write_whole

__all__ = ["INPUTS", "SETTINGS", "check_settings", "locked", "read_inputs", "read_settings", "remove_unfinished", "write_inputs"]

#: A manifest of all photos that have results in the folder: `file` (the record's name), `stem`, `path`.
INPUTS = "inputs.csv"
SETTINGS = ".batch.json"
_LOCK = ".batch.lock"


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the folder for one run; the system lets go of it when the process ends, however it ends. BatchError when held."""
    with (out / _LOCK).open("ab") as file:
        try:
            _lock(file)
        except OSError:
            raise BatchError(f"another run is writing into {out}; wait for it to end, or choose another --out") from None
        yield


def check_settings(out: Path, settings: Mapping[str, Any]) -> None:
    """Write down how the results in `out` are made; BatchError when those that are there were made in another way."""
    now = json.loads(json.dumps(settings))
    if (out / SETTINGS).exists():
        before = read_settings(out)
        other = sorted(name for name in {*now, *before} if now.get(name) != before.get(name))
        if other:
            raise BatchError(
                f"the results in {out} were made with other options or weights ({', '.join(other)}); give the same ones, or "
                "choose another --out"
            )
    else:
        write_whole(out / SETTINGS, f"{json.dumps(now, ensure_ascii=False, indent=1)}\n".encode())


def read_settings(out: Path) -> dict[str, Any]:
    """How the results in `out` were made; {} when nothing says it. BatchError when that is damaged."""
    path = out / SETTINGS
    try:
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}
    except (ValueError, TypeError):
        raise BatchError(f"{path} is damaged; remove it when the results there were made with the same options") from None


def read_inputs(out: Path) -> Jobs:
    """The photos of earlier runs by the names of their records; BatchError when the file is damaged."""
    path = out / INPUTS
    if not path.exists():
        return Jobs()
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        try:
            return Jobs(Job(place(row["path"]), row["stem"], row["file"]) for row in csv.DictReader(file))
        except (KeyError, TypeError, csv.Error):
            raise BatchError(f"{path} is damaged; remove it, and run the batch again") from None


def write_inputs(out: Path, jobs: Iterable[Job]) -> None:
    with open_whole(out / INPUTS) as raw:
        file = io.TextIOWrapper(raw, encoding="utf-8", errors="surrogateescape", newline="")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "stem", "path"))
        writer.writerows((job.file, job.stem, job.photo) for job in jobs)
        file.flush()
        file.detach()


def remove_unfinished(out: Path, jobs: Iterable[Job]) -> None:
    """Remove what a run that was killed did not come to finish, in the folders that `jobs` write to."""
    for folder in {out, *(out / below for below in {os.path.dirname(job.stem) for job in jobs})}:
        if folder.is_dir():
            for entry in os.scandir(folder):
                if is_unfinished(entry.name):
                    Path(entry.path).unlink(missing_ok=True)


def _lock(file: io.BufferedWriter) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
