"""Which photos a batch is of: folders, globs, manifests, a list, single files; of this machine or at URLs."""

from __future__ import annotations

import dataclasses
import functools
import glob
import io
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from locator.batch import urls
from locator.batch.lists import MANIFESTS, column_of, listed
from locator.batch.pictures import is_picture, ours, pictures
from locator.batch.places import Place, Url, absolute, common, is_url, place
from locator.batch.shelf import Shelf
from locator.errors import BatchError

__all__ = ["Inputs", "Photos", "find"]

_COLUMN = "path"
_KINDS = (
    "a folder, a picture, a pattern such as 'photos/**/*.jpg', a .csv or .parquet file with a column of paths, or - for stdin"
)


class Photos(Collection[Place]):
    """Photos, each once, in the order found; any number of them in little memory."""

    def __init__(self) -> None:
        self._paths: Shelf[None] = Shelf()

    def add(self, path: str) -> None:
        self._paths.setdefault(path, None)

    def __iter__(self) -> Iterator[Place]:
        return map(place, self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, photo: object) -> bool:
        return str(photo) in self._paths


@dataclasses.dataclass(frozen=True, slots=True)
class Inputs:
    """Photos; names of files left out for their ending; the folder that holds all sources."""

    photos: Photos
    left_out: list[str]
    root: Place


def find(
    sources: Sequence[str],
    *,
    recursive: bool = False,
    stdin: BinaryIO | None = None,
    column: str = _COLUMN,
    root: Place | None = None,
) -> Inputs:
    """The photos that `sources` name: folders (`recursive`: those below too), pictures, patterns with * ? [ ] and **, manifests
    (.csv, .parquet with extra `parquet`: a column of paths relative to the manifest), "-" for a list of paths in `stdin`, one
    a line or, as `find -print0` writes it, ended by NUL. Each may be or name URLs.

    A listed photo that does not exist stays: its record will say so. `root` is the deepest folder that holds all sources (of a
    pattern: its part before the first * or the like), unless given. Raises BatchError, which says what to do.
    """
    photos = Photos()
    left_out: list[str] = []
    bases: Shelf[None] = Shelf()

    def take(found: Iterable[str], base: str | None = None) -> None:
        """`base`: the folder of the source, where that is not each photo's own."""
        if base is not None:
            bases[base] = None
        for path in found:
            photos.add(path)
            if base is None:
                bases[_folder_of(path)] = None

    for source in sources:
        if source == "-":
            take(absolute(Path(), path) for path in listed(stdin or io.BytesIO()))
        elif is_url(source) and not source.lower().endswith(MANIFESTS):
            found, other, base = _at_url(Url(source), recursive)
            left_out += other
            take(found, base)
        elif os.path.isdir(source):
            folder = os.path.abspath(source)
            try:
                take(pictures(folder, left_out, recursive=recursive), folder)
            except OSError as error:
                raise BatchError(f"{source} cannot be read ({error.strerror}); name a folder with pictures") from None
        elif source.lower().endswith(MANIFESTS):
            start = place(_folder_of(absolute(Path(), source)))
            with urls.local_copy(place(source)) as manifest:
                take(absolute(start, path) for path in column_of(manifest, column))
        elif os.path.isfile(source) or (is_picture(source) and not glob.has_magic(source)):
            take([os.path.abspath(source)])
        elif glob.has_magic(source):
            take(_matches(source, left_out), os.path.abspath(_fixed_part(source)))
        else:
            raise BatchError(f"{source} cannot be read (no such file or folder); name {_KINDS}")
    return Inputs(photos, left_out, _root(photos, bases, root))


def _matches(pattern: str, left_out: list[str]) -> Iterator[str]:
    """The pictures of this machine that match, in the order of their paths."""
    found = Shelf((path, None) for path in glob.iglob(pattern, recursive=True) if os.path.isfile(path) and not ours(path))
    for path, _ in found.sorted():
        if is_picture(path):
            yield os.path.abspath(path)
        else:
            left_out.append(os.path.basename(path))


def _at_url(url: Url, recursive: bool) -> tuple[list[str], list[str], str]:
    """The photos at a URL (a folder, a picture, a pattern) in the order of `pictures`, names of what is left out, the base."""
    if is_picture(url.name) and not glob.has_magic(url.text):
        return [url.text], [], url.parent.text
    pattern = glob.has_magic(url.text)
    folder = Url(_fixed_url(url.text)) if pattern else url
    names = urls.matches(url, folder) if pattern else urls.files_below(url, recursive=recursive)
    if not names and not pattern and not urls.exists(url):
        raise BatchError(f"{url} cannot be read (nothing lies there); name {_KINDS}")
    seen = [name for name in names if not ours(name) and (pattern or not any(part[0] == "." for part in name.split("/")))]
    # A key of a store may hold what would lead out of the output folder: "a/../../b.jpg".
    fit = {name for name in seen if is_picture(name) and not {"", ".", ".."} & set(name.split("/"))}
    order = sorted if pattern else functools.partial(sorted, key=_beside_before_below)
    return [f"{folder / name}" for name in order(fit)], [name for name in seen if name not in fit], folder.text


def _beside_before_below(name: str) -> list[tuple[bool, str]]:
    """Sorts paths so that files come before the folders beside them."""
    *folders, file = name.split("/")
    return [*((True, folder) for folder in folders), (False, file)]


def _folder_of(path: str) -> str:
    return Url(path).parent.text if is_url(path) else os.path.dirname(path)


def _fixed_url(pattern: str) -> str:
    parts = pattern.split("/")
    return "/".join(parts[: next(index for index, part in enumerate(parts) if glob.has_magic(part))])


def _fixed_part(pattern: str) -> str:
    parts = Path(pattern).parts
    return str(Path(*[part for i, part in enumerate(parts) if not any(map(glob.has_magic, parts[: i + 1]))]))


def _root(photos: Photos, bases: Collection[str], given: Place | None) -> Place:
    kinds = {is_url(base) for base in bases} | ({isinstance(given, Url)} if given is not None else set())
    if len(kinds) > 1:
        raise BatchError("some photos lie on this machine and some at URLs; run one batch for each")
    if True in kinds:
        return _root_url(photos, bases, given)
    try:
        if given is None:
            return Path(functools.reduce(lambda one, other: os.path.commonpath([one, other]), bases) if bases else os.getcwd())
        root = os.path.abspath(str(given))
        outside = next((photo for photo in photos if os.path.commonpath([root, str(photo)]) != root), None)
    except ValueError:  # several drives
        raise BatchError("the photos lie on several drives, so no folder holds them all; run one batch for each drive") from None
    if outside is not None:
        raise BatchError(f"{outside} does not lie in --root {given}; name a folder that holds all photos")
    return Path(root)


def _root_url(photos: Photos, bases: Iterable[str], given: Place | None) -> Url:
    if isinstance(given, Url):
        outside = next((photo for photo in photos if Url(str(photo)).below(given) is None), None)
        if outside is not None:
            raise BatchError(f"{outside} does not lie in --root {given}; name a folder that holds all photos")
        return given
    root: Url | None = None
    for base in map(Url, bases):
        root = common([base] if root is None else [root, base])
        if root is None:
            raise BatchError("the photos lie on several hosts or in several buckets; run one batch for each")
    assert root is not None
    return root
