"""A dictionary on disk: what a batch keeps of each photo takes no memory, however many photos there are."""

from __future__ import annotations

import pickle
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, MutableMapping
from typing import TypeVar

__all__ = ["Shelf"]

V = TypeVar("V")

#: KiB of it that stay in memory.
_CACHE = 512


class Shelf(MutableMapping[str, V]):
    """Texts to plain values, in the order in which the texts came in, as a dict has them.

    It lies in a temporary file that no other process sees and that is gone with this one, however it ends; so it is used by one
    thread at a time, and values are small: numbers, texts, tuples of these. Iterating is in steps: what is added meanwhile may
    come or not.
    """

    def __init__(self, items: Iterable[tuple[str, V]] = ()) -> None:
        # "" is SQLite's name for such a file. Whatever thread collects garbage may close it.
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._base.close)
        self._base.executescript(
            f"PRAGMA cache_size = -{_CACHE}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE shelf (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL); BEGIN"
        )
        for key, value in items:
            self[key] = value

    def __setitem__(self, key: str, value: V) -> None:
        self._base.execute(
            "INSERT INTO shelf (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (_bytes(key), pickle.dumps(value)),
        )

    def __getitem__(self, key: str) -> V:
        row = self._base.execute("SELECT value FROM shelf WHERE key = ?", (_bytes(key),)).fetchone()
        if row is None:
            raise KeyError(key)
        value: V = pickle.loads(row[0])
        return value

    def __delitem__(self, key: str) -> None:
        if not self._base.execute("DELETE FROM shelf WHERE key = ?", (_bytes(key),)).rowcount:
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        for (key,) in self._base.execute("SELECT key FROM shelf ORDER BY number"):
            yield _text(key)

    def __len__(self) -> int:
        count: int = self._base.execute("SELECT count(*) FROM shelf").fetchone()[0]
        return count

    def sorted(self) -> Iterator[tuple[str, V]]:
        """Keys in the order of `sorted`, with their values."""
        for key, value in self._base.execute("SELECT key, value FROM shelf ORDER BY key"):  # UTF-8 sorts as text does
            yield _text(key), pickle.loads(value)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # paths may hold bytes that are no UTF-8


def _text(key: bytes) -> str:
    return key.decode("utf-8", "surrogatepass")
