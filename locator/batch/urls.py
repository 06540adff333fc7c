"""Read, list and write at URLs by way of fsspec (extra `cluster`), which is imported when a URL is first met.

Every failure of a store (no such bucket, no credentials, no network) is a BatchError that names the URL. Addresses of
S3-compatible servers and credentials come from the places where their libraries look, never from a command line.
"""

from __future__ import annotations

import contextlib
import posixpath
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from locator.batch.places import Place, Url
from locator.errors import BatchError, ImageError

__all__ = ["exists", "fetch", "files_below", "local_copy", "matches", "put", "remove"]


@contextlib.contextmanager
def local_copy(place: Place) -> Iterator[Path]:
    """The photo at `place` as a file of this machine and of the same name, while the block lasts; a path is itself.

    Where nothing lies at a URL the path leads nowhere, as a wrong path does. ImageError when it may not be read.
    """
    if isinstance(place, Path):
        yield place
        return
    with tempfile.TemporaryDirectory(prefix="locator-") as folder:
        copy = Path(folder) / place.name
        try:
            fetch(place, copy)
        except PermissionError:
            raise ImageError(f"'{place.name}' may not be read; check its permissions") from None
        yield copy


def fetch(url: Url, target: Path) -> bool:
    """Copy the file at `url` to `target`; False when there is none. PermissionError, BatchError."""
    with _store(url) as (store, path):
        try:
            store.get_file(path, str(target))
        except (FileNotFoundError, IsADirectoryError):
            target.unlink(missing_ok=True)
            return False
    return True


def put(source: Path, url: Url) -> None:
    """Copy a file to `url`, over what is there: whole where the store writes whole files, as S3 does. BatchError."""
    with _store(url) as (store, path), _permitted(url):
        # Only file systems have folders to make; in stores of objects this would try to make the bucket.
        if store.protocol in ("file", "local") or "file" in store.protocol:
            store.makedirs(posixpath.dirname(path), exist_ok=True)
        store.put_file(str(source), path)


def remove(urls: Iterable[Url]) -> None:
    """Remove the files at `urls`, those that are there. BatchError."""
    for url in urls:
        with _store(url) as (store, path), _permitted(url), contextlib.suppress(FileNotFoundError):
            store.rm_file(path)


def exists(url: Url) -> bool:
    """Whether a file or a folder with files lies at `url`. BatchError."""
    with _store(url) as (store, path), _permitted(url):
        return bool(store.exists(path))


def files_below(url: Url, *, recursive: bool = True) -> list[str]:
    """The paths below the folder at `url` of all files in it (`recursive`: and in the folders below), in the order of their
    text; [] when there is no such folder. BatchError."""
    with _store(url) as (store, path), _permitted(url):
        store.invalidate_cache()
        try:
            found = store.find(path) if recursive else store.find(path, maxdepth=1)
        except FileNotFoundError:
            return []
        return sorted(name for name in (_below(one, path) for one in found) if name)


def matches(pattern: Url, root: Url) -> list[str]:
    """The paths below the folder `root` of the files that match a pattern with * ? [ ] and ** in it. BatchError."""
    with _store(pattern) as (store, path), _store(root) as (_, start), _permitted(pattern):
        found = store.glob(path, detail=True)
        return sorted(_below(name, start) for name, facts in found.items() if facts["type"] == "file")


def _below(path: str, root: str) -> str:
    return path.strip("/").removeprefix(root.strip("/")).lstrip("/")


@contextlib.contextmanager
def _store(url: Url) -> Iterator[tuple[Any, str]]:
    """The file system of a URL and the path in it. FileNotFoundError and PermissionError pass; all else is a BatchError."""
    try:
        import fsspec
    except ImportError:
        raise BatchError(f'{url} needs the extra `cluster`; run: pip install "foot-locator[cluster]"') from None
    try:
        yield fsspec.core.url_to_fs(url.text)
    except (BatchError, FileNotFoundError, IsADirectoryError, PermissionError):
        raise
    except ImportError as error:
        raise BatchError(f"{url} needs one more package: {error}") from None
    except ValueError as error:  # an unknown protocol
        raise BatchError(f"{url} is no address that fsspec knows ({_line(error)}); check it") from None
    except Exception as error:  # each store has its own tree of errors
        raise BatchError(
            f"{url} cannot be reached ({type(error).__name__}: {_line(error)}); check the address, the network and the "
            "credentials, then run the same command again"
        ) from error


@contextlib.contextmanager
def _permitted(url: Url) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise BatchError(f"{url} may not be used ({_line(error)}); check the credentials and their rights") from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
