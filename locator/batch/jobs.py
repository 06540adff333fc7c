"""Where the results of each photo go: no two photos share a file, and the tree of folders is mirrored."""

from __future__ import annotations

import collections
import dataclasses
import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from locator.batch.places import Place, Url
from locator.errors import BatchError
from locator.images import file_name

__all__ = ["ANNOTATED", "RESULTS", "Job", "jobs"]

ANNOTATED = ".annotated.jpg"
RESULTS = "results.jsonl"


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """A photo, the stem of its output files below the output folder, and what its record calls it (`image.file`).

    Both names have "/" between folders on every system; `name` left out is the bare file name.
    """

    photo: Place
    stem: str
    name: str = ""

    @property
    def file(self) -> str:
        return self.name or _name(self.photo, None)


def jobs(photos: Iterable[Place], root: Place | None = None) -> list[Job]:
    """Give each photo its own stem for output files: `foot.jpg` -> `foot`.

    With `root`, a folder that holds all photos, the tree below it is mirrored: `left/foot.jpg` -> `left/foot`, and the record
    is called `left/foot.jpg`. Photos that share a stem keep their whole name (`foot.jpg`, `foot.png`); those that share even
    that (from two folders, without `root`) are numbered in the order given. Stems that differ only in case count as shared:
    some file systems take them for one. BatchError for a URL whose path would lead out of the output folder.
    """
    named = [(photo, _name(photo, root)) for photo in photos]
    shared = collections.Counter(_stem(name).casefold() for _, name in named)
    taken: set[str] = set()
    names: set[str] = set()
    result = []
    for photo, name in named:
        wanted = _stem(name) if shared[_stem(name).casefold()] == 1 else name
        stem, number = wanted, 1
        while stem.casefold() in taken:
            number += 1
            stem = f"{wanted}-{number}"
        taken.add(stem.casefold())
        if root is not None and name in names:  # two names that are no UTF-8 and look alike as text
            name = stem
        names.add(name)
        result.append(Job(photo, stem, name))
    return result


def _name(photo: Place, root: Place | None) -> str:
    if isinstance(photo, Url):
        name = (photo.below(root) if isinstance(root, Url) else None) or photo.name
        if {"", ".", ".."} & set(name.split("/")):  # keys of a store may hold anything
            raise BatchError(f"{photo} has an empty part or dots for a part in its path; rename it, or leave it out")
        return name
    if not isinstance(root, Path):
        return file_name(photo)
    below = os.path.relpath(photo, root).replace(os.sep, "/")
    return os.fsencode(below).decode("utf-8", "replace")


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix("")) if PurePosixPath(name).suffix else name
