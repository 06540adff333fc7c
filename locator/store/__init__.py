"""The review store: many reviewers decide about a batch's photos, in SQLite or PostgreSQL, and nobody's work is lost.

Parts, each knowing only those before it: `tables`, `content` -> `database` (where it is), `queue`, `imports` -> `store` ->
`agreement`, `opening`.
"""

from locator.store.agreement import Agreement, Spread, agreement
from locator.store.imports import Imported
from locator.store.opening import open_set
from locator.store.queue import Item, Wish
from locator.store.store import Progress, Store, Told
from locator.store.tables import Decision, State

__all__ = [
    "Agreement",
    "Decision",
    "Imported",
    "Item",
    "Progress",
    "Spread",
    "State",
    "Store",
    "Told",
    "Wish",
    "agreement",
    "open_set",
]
