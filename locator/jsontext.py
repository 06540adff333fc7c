"""JSON laid out for people: whatever fits on a line stays on it, and long lists of short lists are filled like text."""

from __future__ import annotations

import json
import math
from typing import Any

__all__ = ["laid_out"]

_LINE = 120
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_quoted = json.encoder.encode_basestring


def laid_out(value: Any) -> str:
    """Plain JSON values (dict with text keys, list, str, bool, int, finite float, None) as text; ValueError for others."""
    return _laid_out(value, 0)


def _laid_out(value: Any, indent: int) -> str:
    """From the inside out: each number is written once, though lists that do not fit lie six deep."""
    kind = type(value)
    if kind is float and math.isfinite(value):
        return repr(value)
    if kind is str:
        return _quoted(value)
    if not value or (kind is not list and kind is not dict):
        return _encode(value)
    texts = _of_polygon(value, indent + 1) if kind is list else None
    if texts is None:
        texts = [_laid_out(item, indent + 1) for item in (value.values() if kind is dict else value)]
    if kind is dict:
        texts = [f"{_quoted(key)}: {text}" for key, text in zip(value, texts, strict=True)]
    start, end = "{}" if kind is dict else "[]"
    # Breaks within texts are written \n, so a real one says that something inside did not fit.
    if 2 * len(texts) <= _LINE:
        line = f"{start}{', '.join(texts)}{end}"
        if indent + len(line) <= _LINE and "\n" not in line:
            return line
    inner = "\n" + " " * (indent + 1)
    rows = texts if kind is dict else _filled(value, texts, indent)
    return f"{start}{inner}{f',{inner}'.join(rows)}{inner[:-1]}{end}"


def _of_polygon(value: list[Any], indent: int) -> list[str] | None:
    """The items' texts of a list of pairs, which are most of a record: written at once, as json does in C, and taken apart. None
    for other lists."""
    if type(value[0]) is not list or len(value[0]) != 2 or type(value[0][0]) is not float:
        return None
    text = _encode(value)
    items = text[2:-2].split("], [")
    plain = len(items) == len(value) and '"' not in text and "{" not in text and "[[" not in text[1:]
    return [f"[{item}]" for item in items] if plain and indent + max(map(len, items)) + 2 <= _LINE else None


def _filled(items: list[Any], texts: list[str], indent: int) -> list[str]:
    """Rows of a list: a list in it goes on in the row before it where there is room."""
    room = _LINE - 3 - indent
    rows: list[str] = []
    row = ""
    for item, text in zip(items, texts, strict=True):
        if row and type(item) is list and len(row) + len(text) < room and "\n" not in row and "\n" not in text:
            row += f", {text}"
        else:
            if row:
                rows.append(row)
            row = text
    return [*rows, row]
