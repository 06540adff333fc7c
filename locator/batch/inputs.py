"""Which photos a batch is of: folders, globs, manifests, a list, single files; of this machine or at URLs."""

from __future__ import annotations

import csv
import dataclasses
import functools
import glob
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from locator.batch import urls
from locator.batch.jobs import ANNOTATED, RESULTS
from locator.batch.places import Place, Url, absolute, common, is_url, place
from locator.errors import BatchError
from locator.images import SUFFIXES

__all__ = ["Inputs", "find", "pictures"]

_COLUMN = "path"
_KINDS = (
    "a folder, a picture, a pattern such as 'photos/**/*.jpg', a .csv or .parquet file with a column of paths, or - for stdin"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Inputs:
    """Photos, each once, in the order found; names of files left out for their ending; the folder that holds all sources."""

    photos: list[Place]
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
    photos: dict[str, None] = {}
    left_out: list[str] = []
    bases: list[str] = []
    for source in sources:
        if source == "-":
            found = [absolute(Path(), path) for path in _listed(stdin)]
            bases += map(_folder_of, found)
        elif is_url(source) and not source.lower().endswith((".csv", ".parquet")):
            found, other, base = _at_url(Url(source), recursive)
            left_out += other
            bases.append(base)
        elif os.path.isdir(source):
            try:
                here, other = pictures(Path(os.path.abspath(source)), recursive=recursive)
            except OSError as error:
                raise BatchError(f"{source} cannot be read ({error.strerror}); name a folder with pictures") from None
            found = [str(path) for path in here]
            left_out += other
            bases.append(os.path.abspath(source))
        elif source.lower().endswith((".csv", ".parquet")):
            folder = place(_folder_of(absolute(Path(), source)))
            with urls.local_copy(place(source)) as manifest:
                found = [absolute(folder, path) for path in _column(manifest, column)]
            bases += map(_folder_of, found)
        elif os.path.isfile(source) or (Path(source).suffix.lower() in SUFFIXES and not glob.has_magic(source)):
            found = [os.path.abspath(source)]
            bases.append(os.path.dirname(found[0]))
        elif glob.has_magic(source):
            matches = sorted(path for path in glob.glob(source, recursive=True) if os.path.isfile(path) and not _ours(path))
            found = [os.path.abspath(path) for path in matches if Path(path).suffix.lower() in SUFFIXES]
            left_out += [os.path.basename(path) for path in matches if Path(path).suffix.lower() not in SUFFIXES]
            bases.append(os.path.abspath(_fixed_part(source)))
        else:
            raise BatchError(f"{source} cannot be read (no such file or folder); name {_KINDS}")
        photos |= dict.fromkeys(found)
    return Inputs([place(path) for path in photos], left_out, _root(list(photos), bases, root))


def pictures(folder: Path, *, recursive: bool = False) -> tuple[list[Path], list[str]]:
    """The pictures in a folder, by name, and the names of files that are left out for their ending.

    Hidden files and what this program writes (a folder may hold photos and results) are named in neither. `recursive`: the
    folders below too, after the files beside them, but not hidden ones or links to folders. Raises OSError.
    """
    entries = sorted(folder.iterdir())
    files = [path for path in entries if not path.name.startswith(".") and not _ours(path.name) and path.is_file()]
    found = [path for path in files if path.suffix.lower() in SUFFIXES]
    other = [path.name for path in files if path.suffix.lower() not in SUFFIXES]
    for path in entries if recursive else ():
        if not path.name.startswith(".") and path.is_dir() and not path.is_symlink():
            below, other_below = pictures(path, recursive=True)
            found += below
            other += [f"{path.name}/{name}" for name in other_below]
    return found, other


def _at_url(url: Url, recursive: bool) -> tuple[list[str], list[str], str]:
    """The photos at a URL (a folder, a picture, a pattern) in the order of `pictures`, names of what is left out, the base."""
    if url.name.lower().endswith(tuple(SUFFIXES)) and not glob.has_magic(url.text):
        return [url.text], [], url.parent.text
    pattern = glob.has_magic(url.text)
    folder = Url(_fixed_url(url.text)) if pattern else url
    names = urls.matches(url, folder) if pattern else urls.files_below(url, recursive=recursive)
    if not names and not pattern and not urls.exists(url):
        raise BatchError(f"{url} cannot be read (nothing lies there); name {_KINDS}")
    seen = [name for name in names if not _ours(name) and (pattern or not any(part[0] == "." for part in name.split("/")))]
    # A key of a store may hold what would lead out of the output folder: "a/../../b.jpg".
    fit = {name for name in seen if _is_picture(name) and not {"", ".", ".."} & set(name.split("/"))}
    order = sorted if pattern else functools.partial(sorted, key=_beside_before_below)
    return [f"{folder / name}" for name in order(fit)], [name for name in seen if name not in fit], folder.text


def _is_picture(name: str) -> bool:
    return Path(name).suffix.lower() in SUFFIXES


def _beside_before_below(name: str) -> list[tuple[bool, str]]:
    """Sorts paths so that files come before the folders beside them."""
    *folders, file = name.split("/")
    return [*((True, folder) for folder in folders), (False, file)]


def _folder_of(path: str) -> str:
    return Url(path).parent.text if is_url(path) else os.path.dirname(path)


def _fixed_url(pattern: str) -> str:
    parts = pattern.split("/")
    return "/".join(parts[: next(index for index, part in enumerate(parts) if glob.has_magic(part))])


def _ours(name: str) -> bool:
    return name.endswith((ANNOTATED, ".json", RESULTS))


def _fixed_part(pattern: str) -> str:
    parts = Path(pattern).parts
    return str(Path(*[part for i, part in enumerate(parts) if not any(map(glob.has_magic, parts[: i + 1]))]))


def _listed(stdin: BinaryIO | None) -> Iterator[str]:
    data = b"" if stdin is None else stdin.read()
    lines = data.split(b"\0") if b"\0" in data else data.splitlines()
    return (os.fsdecode(line) for line in lines if line.strip())


def _column(path: Path, column: str) -> list[str]:
    """The paths in a manifest's column."""
    try:
        rows = _parquet(path, column) if path.suffix.lower() == ".parquet" else _csv(path, column)
        return [str(value).strip() for value in rows if value is not None and str(value).strip()]
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


def _parquet(path: Path, column: str) -> Iterable[str | None]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise BatchError(f'{path} needs the extra `parquet`; run: pip install "foot-locator[parquet]", or give a .csv') from None
    try:
        names = parquet.read_schema(path).names
        if column not in names:
            raise BatchError(_no_column(path, column, names))
        values: list[str | None] = parquet.read_table(path, columns=[column]).column(0).to_pylist()
        return values
    except pyarrow.ArrowInvalid as error:
        raise BatchError(f"{path} is no Parquet file ({str(error).splitlines()[0]}); write the table again") from None


def _no_column(path: Path, column: str, names: Iterable[str]) -> str:
    return f"{path} has no column {column!r}, only {', '.join(names) or 'none'}; name the one that holds paths with --column"


def _root(photos: list[str], bases: list[str], given: Place | None) -> Place:
    kinds = {is_url(text) for text in (*bases, *([] if given is None else [str(given)]))}
    if len(kinds) > 1:
        raise BatchError("some photos lie on this machine and some at URLs; run one batch for each")
    if True in kinds:
        return _root_url(photos, bases, given)
    try:
        if given is None:
            return Path(os.path.commonpath(bases) if bases else os.getcwd())
        root = os.path.abspath(str(given))
        outside = next((photo for photo in photos if os.path.commonpath([root, photo]) != root), None)
    except ValueError:  # several drives
        raise BatchError("the photos lie on several drives, so no folder holds them all; run one batch for each drive") from None
    if outside is not None:
        raise BatchError(f"{outside} does not lie in --root {given}; name a folder that holds all photos")
    return Path(root)


def _root_url(photos: list[str], bases: list[str], given: Place | None) -> Url:
    root = given if isinstance(given, Url) else common(map(Url, bases))
    if root is None:
        raise BatchError("the photos lie on several hosts or in several buckets; run one batch for each")
    outside = next((photo for photo in photos if Url(photo).below(root) is None), None)
    if given is not None and outside is not None:
        raise BatchError(f"{outside} does not lie in --root {given}; name a folder that holds all photos")
    return root
