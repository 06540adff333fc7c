"""What a batch comes to, in one pass over its results: numbers, the list of what to look at, the contact sheet."""

from __future__ import annotations

from collections.abc import Iterator

from locator.atlas import Lang
from locator.batch import contact
from locator.batch.jobs import RESULTS
from locator.batch.out import Out
from locator.batch.summary import Entry, Summary, entries, write_list

__all__ = ["report"]


def report(out: Out, lang: Lang) -> Summary:
    """Write contact.html with its pages and to_look_at.csv into the batch's folder; returns the numbers.

    Raises RecordError and BatchError when what is there is damaged, OSError.
    """
    total = Summary()

    def counted() -> Iterator[Entry]:
        for entry in entries(out):
            total.add(entry)
            yield entry

    with (out.path / RESULTS).open("rb") as file:
        photos = sum(1 for _ in file)
    contact.write(out.path, counted(), photos, total, lang)
    write_list(out.path, total)
    return total
