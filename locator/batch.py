"""Many photos to files: a record and an annotated picture each, and one results.jsonl that a stopped run resumes from.

What looks at a photo and what paints on it are handed in, so this module knows nothing of networks, layers or scales.
"""

from __future__ import annotations

import collections
import dataclasses
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from locator import record
from locator.errors import ImageError, LocatorError, RecordError
from locator.files import write_whole
from locator.geometry import Pixels
from locator.images import SUFFIXES, ImageSource, file_name, open_image, save_image
from locator.types import Image, Result

__all__ = ["ANNOTATED", "RESULTS", "Job", "Journal", "Look", "Paint", "annotate", "inspect", "jobs", "pictures"]

ANNOTATED = ".annotated.jpg"
RESULTS = "results.jsonl"

Look = Callable[[ImageSource], Result]
Paint = Callable[[Pixels, Result], Pixels]


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """A photo and the stem of its output files."""

    photo: Path
    stem: str


def jobs(photos: Iterable[Path]) -> list[Job]:
    """Give each photo its own stem for output files: `foot.jpg` -> `foot`.

    Photos that share a stem keep their whole name (`foot.jpg`, `foot.png`); those that share even that (from two folders)
    are numbered in the order given. Stems that differ only in case count as shared: some file systems take them for one.
    """
    photos = list(photos)
    shared = collections.Counter(photo.stem.casefold() for photo in photos)
    taken: set[str] = set()
    result = []
    for photo in photos:
        name = photo.stem if shared[photo.stem.casefold()] == 1 else photo.name
        stem, number = name, 1
        while stem.casefold() in taken:
            number += 1
            stem = f"{name}-{number}"
        taken.add(stem.casefold())
        result.append(Job(photo, stem))
    return result


def pictures(folder: Path) -> tuple[list[Path], list[str]]:
    """The pictures in a folder, by name, and the names of files that are left out for their ending.

    Hidden files and what this program writes (a folder may hold photos and results) are named in neither. Raises OSError.
    """
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    files = [path for path in files if not path.name.endswith((ANNOTATED, ".json", RESULTS))]
    other = [path.name for path in files if path.suffix.lower() not in SUFFIXES]
    return [path for path in files if path.suffix.lower() in SUFFIXES], other


def annotate(job: Job, out: Path, look: Look, paint: Paint) -> Result:
    """Look at one photo and write `out/<stem>.json` and `out/<stem>.annotated.jpg`.

    A photo that cannot be read, or on which something unforeseen breaks, gives a result with `error` and no picture, so that
    one photo never stops the others. Raises LocatorError for what would stop them all (no weights), OSError when a file
    cannot be written.
    """
    result, annotated = inspect(job.photo, look, paint)
    picture = out / f"{job.stem}{ANNOTATED}"
    if annotated is None:
        picture.unlink(missing_ok=True)  # one of an earlier run would not go with the new record
    else:
        save_image(annotated, picture)
    write_whole(out / f"{job.stem}.json", f"{record.dumps(result)}\n".encode())
    return result


def inspect(photo: Path, look: Look, paint: Paint | None) -> tuple[Result, Pixels | None]:
    """The result for one photo, and the picture that `paint` makes of it; errors of this photo become `error`."""
    try:
        if paint is None:
            return look(photo), None
        opened = open_image(photo)
        result = look(opened)
        return result, paint(opened.rgb, result)
    except ImageError as error:
        return Result(Image(file_name(photo), 0, 0), error=str(error)), None
    except (LocatorError, OSError):
        raise
    except Exception as error:
        logging.getLogger(__name__).exception("while looking at %s", photo)
        message = f"unexpected {type(error).__name__}; please report it with the lines on stderr"
        return Result(Image(file_name(photo), 0, 0), error=message), None


class Journal:
    """results.jsonl in the folder `out`: the records so far, and the way to add one that outlives a power cut.

    Opening it mends a last line that was cut off, and drops the records of photos to do again: those with an error, and those
    whose `<stem>.json` is gone. Raises RecordError when another line is no record, OSError.
    """

    def __init__(self, out: Path, jobs: Iterable[Job]) -> None:
        self._path = out / RESULTS
        self._lines: dict[str, str] = {}
        again = {file_name(job.photo) for job in jobs if not (out / f"{job.stem}.json").exists()}
        text = self._path.read_bytes() if self._path.exists() else b""
        lines = text.splitlines(keepends=True)
        for number, line in enumerate(lines, 1):
            try:
                result = record.loads(line.decode())
            except (RecordError, UnicodeDecodeError) as error:
                if number == len(lines) and not line.endswith(b"\n"):
                    continue
                raise RecordError(f"{self._path}, line {number}: {error}; mend or remove that line") from None
            if result.error is None and result.image.file not in again:
                self._lines[result.image.file] = line.decode().rstrip("\r\n")
        kept = "".join(f"{line}\n" for line in self._lines.values()).encode()
        if kept != text:
            write_whole(self._path, kept)

    def __contains__(self, job: Job) -> bool:
        return file_name(job.photo) in self._lines

    def lines(self) -> Iterator[str]:
        """All records as lines of JSON, those of earlier runs first and as they were written."""
        return iter(self._lines.values())

    def add(self, result: Result) -> None:
        """Append one record; it is on the disk when this returns."""
        line = self._lines[result.image.file] = record.dumps(result, compact=True)
        with self._path.open("ab") as file:
            file.write(f"{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())
