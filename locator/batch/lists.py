"""Lists of photos: a manifest's column of paths, or paths on stdin; read in a stream, however long they are."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from locator.errors import BatchError

__all__ = ["MANIFESTS", "column_of", "listed"]

#: File name endings (lower case) of manifests.
MANIFESTS = (".csv", ".parquet")
#: More than a path may have, so that where paths end by NUL the first block holds one.
_BLOCK = 1 << 16


def listed(stdin: BinaryIO) -> Iterator[str]:
    """Paths, one a line or, as `find -print0` writes them, ended by NUL."""
    data = stdin.read(_BLOCK)
    end = b"\0" if b"\0" in data else b"\n"
    while data:
        *lines, rest = data.split(end)
        for line in lines:
            if line.strip():
                yield os.fsdecode(line if end == b"\0" else line.rstrip(b"\r"))
        more = stdin.read(_BLOCK)
        data = rest + (more or end) if rest else more


def column_of(path: Path, column: str) -> Iterator[str]:
    """The texts in a column of a manifest (.csv, or .parquet with the extra `parquet`), without empty ones. BatchError."""
    try:
        for value in _parquet(path, column) if path.suffix.lower() == ".parquet" else _csv(path, column):
            if value is not None and (text := str(value).strip()):
                yield text
    except OSError as error:
        raise BatchError(f"{path} cannot be read ({error.strerror or error}); check the path") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise BatchError(f"{path} is no CSV file in UTF-8 ({error}); export the table again") from None


def _csv(path: Path, column: str) -> Iterator[str | None]:
    with io.TextIOWrapper(path.open("rb"), encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.DictReader(file)
        if column not in (reader.fieldnames or ()):
            raise BatchError(_no_column(path, column, reader.fieldnames or ()))
        for row in reader:
            yield row[column]


def _parquet(path: Path, column: str) -> Iterator[str | None]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise BatchError(f'{path} needs the extra `parquet`; run: pip install "foot-locator[parquet]", or give a .csv') from None
    try:
        with parquet.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if column not in names:
                raise BatchError(_no_column(path, column, names))
            for batch in file.iter_batches(columns=[column]):
                yield from batch.column(0).to_pylist()
    except pyarrow.ArrowInvalid as error:
        raise BatchError(f"{path} is no Parquet file ({str(error).splitlines()[0]}); write the table again") from None


def _no_column(path: Path, column: str, names: Iterable[str]) -> str:
    return f"{path} has no column {column!r}, only {', '.join(names) or 'none'}; name the one that holds paths with --column"
