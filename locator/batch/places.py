"""Where photos and results lie: a path of this machine, or a URL that fsspec knows (extra `cluster`)."""

from __future__ import annotations

import dataclasses
import itertools
import os
from collections.abc import Iterable
from pathlib import Path

__all__ = ["Place", "Url", "absolute", "common", "is_url", "place"]


@dataclasses.dataclass(frozen=True, slots=True)
class Url:
    """What lies not in this machine's tree of files: `s3://bucket/feet/left.jpg`, `gs://...`, `memory://...`.

    Not a Path, which would make one slash of two. `/` goes down a level, as with paths.
    """

    text: str

    def __str__(self) -> str:
        return self.text

    def __truediv__(self, below: str) -> Url:
        return Url(f"{self.text.rstrip('/')}/{below}")

    @property
    def name(self) -> str:
        return self.text.rstrip("/").rpartition("/")[2]

    @property
    def parent(self) -> Url:
        """One level up, never above what names the host or bucket."""
        start, _, path = self.text.rstrip("/").rpartition("://")
        return Url(f"{start}://{path.rpartition('/')[0] or path}")

    def below(self, root: Url) -> str | None:
        """The path from `root` to here, with "/" between; None when this does not lie in it."""
        start = f"{root.text.rstrip('/')}/"
        return self.text.removeprefix(start) if self.text.startswith(start) else None


Place = Path | Url


def is_url(text: str) -> bool:
    return "://" in text


def place(text: str) -> Place:
    """A URL where the text is one, else a path as it stands."""
    return Url(text) if is_url(text) else Path(text)


def absolute(folder: Place, text: str) -> str:
    """A path or URL that is given from `folder` on."""
    if is_url(text):
        return text
    return str(folder / text) if isinstance(folder, Url) else os.path.abspath(os.path.join(folder, text))


def common(urls: Iterable[Url]) -> Url | None:
    """The deepest folder that holds all of these folders; None when they share not even a host or bucket."""
    levels = zip(*(url.text.rstrip("/").split("/") for url in urls), strict=False)
    shared = [level[0] for level in itertools.takewhile(lambda level: len(set(level)) == 1, levels)]
    return Url("/".join(shared)) if len(shared) > 3 or (len(shared) == 3 and shared[2]) else None
