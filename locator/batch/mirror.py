"""An output folder at a URL: its whole files are kept here while a batch runs, and carried there."""

from __future__ import annotations

import contextlib
import re
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from locator.batch import urls
from locator.batch.folder import INPUTS, SETTINGS
from locator.batch.jobs import ANNOTATED, RESULTS, Job
from locator.batch.out import Out
from locator.batch.places import Place, Url
from locator.batch.shelf import Shelf
from locator.errors import BatchError, RecordError

__all__ = ["Mirror", "delivered", "opened"]

#: Records that may be done again after a kill: so many lines, or so many seconds' worth, are carried over at once.
_LINES = 64
_SECONDS = 30.0
#: Stores of objects cannot append. Until the end results.jsonl lies there as of the last whole run, and what came since as
#: parts: files of lines in this folder, of any name, so that two runs never write over each other.
_PARTS = ".batch.parts"


@contextlib.contextmanager
def opened(place: Place) -> Iterator[Out]:
    """The output folder at `place`, to run a batch into. What is done when the block ends, in whatever way, is kept."""
    if isinstance(place, Path):
        yield Out(place)
        return
    with tempfile.TemporaryDirectory(prefix="locator-") as folder:
        mirror = Mirror(place, Path(folder))
        try:
            yield mirror
        except (BatchError, RecordError) as error:  # people know the URL, not the folder that stands for it here
            raise type(error)(str(error).replace(folder, str(place))) from error
        finally:
            mirror.flush()


class Mirror(Out):
    """The folder at `url`, with `path` for its whole files; opening it fetches those that a run goes on from. BatchError."""

    def __init__(self, url: Url, path: Path) -> None:
        super().__init__(path)
        self._url = url
        self._names = _listed(url)
        self._lines: list[str] = []
        self._carried = time.monotonic()
        for name in (INPUTS, SETTINGS):
            urls.fetch(url / name, path / name)
        for name in (RESULTS, *self._parts()):
            part = path / f"{uuid.uuid4().hex}.part"
            if urls.fetch(url / name, part):
                _append(part, path / RESULTS)

    @property
    def place(self) -> Place:
        return self._url

    def holds(self, name: str) -> bool:
        return name in self._names

    def begin(self) -> None:
        self._put(SETTINGS, INPUTS)

    def note(self, line: str) -> None:
        self._lines.append(f"{line}\n")
        if len(self._lines) >= _LINES or time.monotonic() - self._carried > _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Carry over the records noted since the last time."""
        if self._lines:
            part = self.path / f"{uuid.uuid4().hex}.part"
            part.write_text("".join(self._lines), encoding="utf-8")
            urls.put(part, self._url / _PARTS / f"{part.stem}.jsonl")
            part.unlink()
        self._lines, self._carried = [], time.monotonic()

    def end(self) -> None:
        self._names = _listed(self._url)

    def settle(self) -> None:
        """Carry over all whole files, then remove the parts and the contact sheet's pages of an earlier, longer batch."""
        ours = {path.relative_to(self.path).as_posix() for path in self.path.rglob("*") if path.is_file()}
        self._put(*sorted(name for name in ours if not name.startswith(".")))
        self._lines = []
        pages = {name for name in self._names if re.fullmatch(r"contact/\d+\.html", name)}
        urls.remove(self._url / name for name in (*self._parts(), *(pages - ours)))

    def _parts(self) -> list[str]:
        return sorted(name for name in self._names if name.startswith(f"{_PARTS}/"))

    def _put(self, *names: str) -> None:
        for name in names:
            urls.put(self.path / name, self._url / name)


@contextlib.contextmanager
def delivered(out: Place, job: Job) -> Iterator[Path]:
    """A folder to write the files of one photo into; what is in it when the block ends well is what `out` has of the photo."""
    if isinstance(out, Path):
        yield out
        return
    with tempfile.TemporaryDirectory(prefix="locator-") as folder:
        yield Path(folder)
        # The record comes last, as in a folder of this machine: where it lies, all of this photo is done.
        for name in (f"{job.stem}{ANNOTATED}", f"{job.stem}.json"):
            if (Path(folder) / name).exists():
                urls.put(Path(folder) / name, out / name)
            else:
                urls.remove([out / name])


def _listed(url: Url) -> Shelf[None]:
    """The paths of all files below a URL: two for each photo."""
    return Shelf((name, None) for name in urls.files_below(url))


def _append(part: Path, whole: Path) -> None:
    """Add the whole lines of a part: stores that do not write whole files may have cut off its last one."""
    with part.open("rb") as source, whole.open("ab") as target:
        target.writelines(line for line in source if line.endswith(b"\n"))
    part.unlink()
