"""Read what a batch, or anything else that writes records, left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from locator import record
from locator.batch.jobs import RESULTS
from locator.errors import RecordError
from locator.types import Result

__all__ = ["read_results"]


def read_results(source: Path, *, placed: bool = True) -> Iterator[Result]:
    """The results in a file of records (one a line: .jsonl), in a folder with results.jsonl, or in one record's .json.

    One at a time, so that any number fits; without `placed`, their points and zones are left out, which takes half the time.
    Raises RecordError that names the file and the line.
    """
    path = source / RESULTS if source.is_dir() else source
    if path.suffix.lower() == ".json":
        yield record.read(path)
        return
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    try:
                        yield record.loads(line, placed=placed)
                    except RecordError as error:
                        raise RecordError(f"{path}, line {number}: {error}") from None
    except OSError as error:
        raise RecordError(f"{path} cannot be read ({error.strerror}); name a folder that `locator batch` wrote") from None
    except UnicodeDecodeError:
        raise RecordError(f"{path} is not UTF-8 text; expected one JSON record a line, as in docs/record.md") from None
