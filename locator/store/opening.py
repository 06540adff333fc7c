"""Open what somebody points at: a store that is there, or a batch's folder that has none yet."""

from __future__ import annotations

from pathlib import Path

from locator.batch.jobs import RESULTS
from locator.errors import StoreError
from locator.store.database import FILE
from locator.store.imports import Imported
from locator.store.store import Store

__all__ = ["open_set"]


def open_set(where: str) -> tuple[Store, Imported | None]:
    """The store at `where` (a batch's folder, a file, a PostgreSQL URL), and what came into it when it was made just now: a
    batch's folder without one is taken in. Raises StoreError, and RecordError or BatchError when the batch is damaged."""
    folder = Path(where)
    if "://" in where or not folder.is_dir() or (folder / FILE).exists():
        return Store(where), None
    if not (folder / RESULTS).is_file():
        raise StoreError(f"{folder} holds no results to review; make some with `locator batch PHOTOS --out {folder}`")
    store = Store.create(folder)
    try:
        return store, store.import_batch(folder)
    except BaseException:
        store.close()
        for left in folder.glob(f"{FILE}*"):  # half a set would pass for a whole one the next time
            left.unlink()
        raise
