from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.jsontext import laid_out

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers()
scalars = st.none() | st.booleans() | numbers | st.text(max_size=140)
values = st.recursive(
    scalars | st.lists(st.lists(numbers, max_size=3), max_size=60),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=20), inner, max_size=5),
    max_leaves=20,
)


def plain(value: Any, indent: int = 0) -> str:
    """The same layout, said once more in the simplest way: from the outside in."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if indent + len(line) <= 120 or not isinstance(value, (dict, list)) or not value:
        return line
    inner = "\n" + " " * (indent + 1)
    if isinstance(value, dict):
        named = [f"{json.dumps(key, ensure_ascii=False)}: {plain(item, indent + 1)}" for key, item in value.items()]
        return "{" + inner + f",{inner}".join(named) + inner[:-1] + "}"
    rows: list[str] = []
    for item in value:
        text = plain(item, indent + 1)
        if rows and isinstance(item, list) and "\n" not in rows[-1] + text and indent + len(rows[-1]) + len(text) < 117:
            rows[-1] += f", {text}"
        else:
            rows.append(text)
    return "[" + inner + f",{inner}".join(rows) + inner[:-1] + "]"


@given(values)
def test_the_layout_is_json_and_as_the_simplest_way_says_it(value: Any) -> None:
    text = laid_out(value)
    assert json.loads(text) == value
    assert text == plain(value)


def test_long_lists_of_short_lists_are_filled_like_text() -> None:
    text = laid_out({"outline": [[float(n), 0.25] for n in range(100)], "side": "left"})
    lines = text.splitlines()
    assert lines[0] == "{"
    assert lines[-2] == ' "side": "left"'
    assert all(len(line) <= 120 for line in lines)
    assert len(lines) < 20


@pytest.mark.parametrize("value", [math.nan, [math.inf], {"a": [[1.0, -math.inf]]}])
def test_what_is_no_json_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        laid_out(value)
