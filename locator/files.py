"""Write files whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["is_unfinished", "open_whole", "write_whole"]


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Write `data` to `path` as `open_whole` does. Raises OSError."""
    with open_whole(path) as file:
        file.write(data)


@contextlib.contextmanager
def open_whole(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A file to write to that gets its name `path` when the block ends well; until then it has a temporary one beside it.

    A reader, or a run that is stopped half way, sees the old file or the new one, never a part of it. Raises OSError.
    """
    target = Path(path)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def is_unfinished(name: str) -> bool:
    """Whether a file name is that of a file that `open_whole` did not come to finish: its process was killed."""
    parts = name.rsplit(".", 2)
    return name.startswith(".") and len(parts) == 3 and parts[1].isdecimal() and parts[2] == "tmp"
