from __future__ import annotations

import gc
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.batch.shelf import Shelf

keys = st.text(st.characters(exclude_categories=()), max_size=3)  # with halves of pairs, as in names that are no UTF-8
values = st.none() | st.integers() | st.tuples(keys, st.floats(allow_nan=False))


@given(st.lists(st.tuples(keys, values)), st.lists(keys))
def test_it_is_a_dict(items: list[tuple[str, Any]], gone: list[str]) -> None:
    shelf, true = Shelf(items), dict(items)
    for key in gone:
        assert (key in shelf) == (key in true)
        assert shelf.pop(key, "none") == true.pop(key, "none")
    assert list(shelf.items()) == list(true.items())
    assert len(shelf) == len(true)
    assert list(shelf.sorted()) == sorted(true.items(), key=lambda item: item[0])


def test_what_is_not_there() -> None:
    shelf: Shelf[int] = Shelf()
    with pytest.raises(KeyError):
        shelf["a"]
    with pytest.raises(KeyError):
        del shelf["a"]


def test_any_thread_may_be_the_one_that_lets_it_go() -> None:
    shelves = [Shelf([("a", 1)])]
    thread = threading.Thread(target=shelves.clear)
    thread.start()
    thread.join()  # pytest fails for what a thread raises


def test_one_that_is_gone_through_stays_until_the_end() -> None:
    found = iter(Shelf((str(n), n) for n in range(3)).sorted())
    assert next(found) == ("0", 0)
    gc.collect()
    assert list(found) == [("1", 1), ("2", 2)]
