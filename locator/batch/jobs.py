"""Where the results of each photo go: no two photos share a file, and the tree of folders is mirrored."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from locator.batch.places import Place, Url, place
from locator.batch.shelf import Shelf
from locator.errors import BatchError
from locator.images import file_name

__all__ = ["ANNOTATED", "RESULTS", "Job", "Jobs", "jobs", "named"]

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


class Jobs(Mapping[str, Job]):
    """Jobs by the names of their records, each name once, in order; any number of them in little memory."""

    def __init__(self, jobs: Iterable[Job] = ()) -> None:
        self._facts = Shelf((job.file, (str(job.photo), job.stem)) for job in jobs)

    def __getitem__(self, name: str) -> Job:
        path, stem = self._facts[name]
        return Job(place(path), stem, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


def jobs(photos: Collection[Place], root: Place | None = None) -> list[Job]:
    """What `named` gives, for a few photos."""
    return list(named(photos, root))


def named(photos: Collection[Place], root: Place | None = None) -> Iterator[Job]:
    """Give each photo its own stem for output files: `foot.jpg` -> `foot`.

    With `root`, a folder that holds all photos, the tree below it is mirrored: `left/foot.jpg` -> `left/foot`, and the record
    is called `left/foot.jpg`. Photos that share a stem keep their whole name (`foot.jpg`, `foot.png`); those that share even
    that (from two folders, without `root`) are numbered in the order given. Stems that differ only in case count as shared:
    some file systems take them for one. BatchError for a URL whose path would lead out of the output folder.
    """
    shared: Shelf[bool] = Shelf()
    for photo in photos:
        stem = _stem(_name(photo, root)).casefold()
        shared[stem] = stem in shared
    taken: Shelf[None] = Shelf()
    names: Shelf[None] = Shelf()
    for photo in photos:
        name = _name(photo, root)
        wanted = name if shared[_stem(name).casefold()] else _stem(name)
        stem, number = wanted, 1
        while stem.casefold() in taken:
            number += 1
            stem = f"{wanted}-{number}"
        taken[stem.casefold()] = None
        if root is not None and name in names:  # two names that are no UTF-8 and look alike as text
            name = stem
        names[name] = None
        yield Job(photo, stem, name)


def _name(photo: Place, root: Place | None) -> str:
    if isinstance(photo, Url):
        name = (photo.below(root) if isinstance(root, Url) else None) or photo.name
        if {"", ".", ".."} & set(name.split("/")):  # keys of a store may hold anything
            raise BatchError(f"{photo} has an empty part or dots for a part in its path; rename it, or leave it out")
        return name
    if not isinstance(root, Path):
        return file_name(photo)
    start, path = os.path.join(root, ""), str(photo)
    # The short way first: relpath takes longer than all else here together.
    below = path.removeprefix(start) if path.startswith(start) and ".." not in path else os.path.relpath(photo, root)
    below = below.replace(os.sep, "/")
    return os.fsencode(below).decode("utf-8", "replace")


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix("")) if PurePosixPath(name).suffix else name
