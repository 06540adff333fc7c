"""Read plain JSON values with errors that name the field by its path."""

from __future__ import annotations

import math
from typing import Any, NoReturn, TypeVar

from locator.errors import RecordError

__all__ = ["Field"]

_T = TypeVar("_T", bound=str)


class Field:
    """A value of the record and its path, for errors that say where."""

    def __init__(self, value: Any, path: str) -> None:
        self.value = value
        self.path = path

    def fail(self, expected: str) -> NoReturn:
        got = repr(self.value)
        got = got if len(got) <= 40 else f"{got[:37]}..."
        raise RecordError(f"{self.path}: expected {expected}, got {got}; see docs/record.md")

    def get(self, key: str, *default: object) -> Field:
        """The field `key` of this object, or the default when there is none."""
        if not isinstance(self.value, dict):
            self.fail("an object")
        path = key if self.path == "record" else f"{self.path}.{key}"
        if key not in self.value and not default:
            raise RecordError(f"{path}: is missing; add it, see docs/record.md")
        return Field(self.value[key] if key in self.value else default[0], path)

    def entries(self) -> list[tuple[str, Field]]:
        if not isinstance(self.value, dict):
            self.fail("an object")
        return [(key, self.get(key)) for key in self.value]

    def items(self) -> list[Field]:
        if not isinstance(self.value, list):
            self.fail("a list")
        return [Field(item, f"{self.path}[{index}]") for index, item in enumerate(self.value)]

    def number(self, *, low: float = -math.inf, high: float = math.inf) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            self.fail("a number")
        if not abs(self.value) < 1e9:  # also NaN and infinity; no picture is that large
            self.fail("a finite number below 1e9")
        if not low <= self.value <= high:
            self.fail(f"a number from {low:g} to {high:g}" if math.isfinite(high) else f"a number of at least {low:g}")
        return float(self.value)

    def share(self) -> float:
        return self.number(low=0, high=1)

    def numbers(self, count: int) -> list[float]:
        if not isinstance(self.value, list) or len(self.value) != count:
            self.fail(f"a list of {count} numbers")
        return [item.number() for item in self.items()]

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.fail("true or false")
        return self.value

    def text(self) -> str:
        if not isinstance(self.value, str):
            self.fail("a text")
        return self.value

    def text_or_none(self) -> str | None:
        return None if self.value is None else self.text()

    def choice(self, choices: tuple[_T, ...]) -> _T:
        if self.value not in choices:
            self.fail(f"one of {', '.join(choices)}")
        return choices[choices.index(self.value)]
