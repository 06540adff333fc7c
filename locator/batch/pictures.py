"""The pictures in a folder of this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator

from locator.batch.jobs import ANNOTATED, RESULTS
from locator.batch.shelf import Shelf
from locator.images import SUFFIXES

__all__ = ["is_picture", "ours", "pictures"]


def pictures(folder: str, left_out: list[str], *, recursive: bool = False, below: str = "") -> Iterator[str]:
    """The paths of the pictures in a folder, by name; files that are left out for their ending are added to `left_out`, by their
    path below the folder, which `below` precedes.

    Hidden files and what this program writes (a folder may hold photos and results) are in neither. `recursive`: the folders
    below too, after the files beside them, but not hidden ones or links to folders. Raises OSError.
    """
    with os.scandir(folder) as found:
        entries = Shelf((entry.name, _is_folder(entry)) for entry in found if not entry.name.startswith("."))
    for name, is_folder in entries.sorted():
        path = os.path.join(folder, name)
        if is_folder or ours(name) or not os.path.isfile(path):
            continue
        if is_picture(name):
            yield path
        else:
            left_out.append(f"{below}{name}")
    for name, is_folder in entries.sorted():
        if recursive and is_folder:
            yield from pictures(os.path.join(folder, name), left_out, recursive=True, below=f"{below}{name}/")


def is_picture(name: str) -> bool:
    """Whether a file name ends as a picture's."""
    return os.path.splitext(name)[1].lower() in SUFFIXES


def ours(name: str) -> bool:
    """Whether a file is named as this program names what it writes."""
    return name.endswith((ANNOTATED, ".json", RESULTS))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)
