"""How good results are against what people say is true: by landmark, by view, by reviewer."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Iterable, Iterator, Mapping

from locator.compare import matched
from locator.landmarks import NAMES
from locator.types import VIEWS, Result

__all__ = ["CLOSE", "Row", "Scores", "Truth", "score"]

#: A landmark counts as close within this share of the foot's length (PCK at 5 %).
CLOSE = 0.05


@dataclasses.dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a photo, and who says so ("" when nobody is named)."""

    result: Result
    reviewer: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """Landmarks of one kind: `count` true ones, the median and the 90th percentile of their errors as shares of the foot's
    length (None when none was found), the share within `CLOSE` (those not found count as not close), and how many were not
    found."""

    name: str
    count: int
    median: float | None
    tail: float | None
    close: float
    missed: int


@dataclasses.dataclass(frozen=True, slots=True)
class Scores:
    """Photos with a truth, `absent` of them without a result; true feet, found ones, and feet found where there are none; shares
    of found feet with the right side and view (None without feet)."""

    photos: int
    absent: int
    feet: int
    found: int
    extra: int
    side: float | None
    view: float | None
    whole: Row
    landmarks: tuple[Row, ...]
    views: tuple[Row, ...]
    reviewers: tuple[Row, ...]


def score(results: Iterable[Result], truths: Iterable[Truth]) -> Scores:
    """Score results against truths of the same `image.file`. Truths are held in memory, results are read one at a time."""
    true = {truth.result.image.file: truth for truth in truths}
    errors: list[tuple[str, str, str, float | None]] = []
    photos = feet = found = extra = sides = views = 0
    seen: set[str] = set()
    for result in results:
        truth = true.get(result.image.file)
        if truth is None or result.image.file in seen:
            continue
        seen.add(result.image.file)
        photos += 1
        for pair in matched(result, truth.result):
            if pair.truth is None:
                extra += 1
                continue
            feet += 1
            if pair.found is not None:
                found += 1
                sides += pair.found.side == pair.truth.side
                views += pair.found.view == pair.truth.view
            errors += [(name, pair.truth.view, truth.reviewer, error) for name, error in pair.errors().items()]
    return Scores(
        photos=len(true),
        absent=len(true) - photos,
        feet=feet,
        found=found,
        extra=extra,
        side=sides / found if found else None,
        view=views / found if found else None,
        whole=_row("all", [error for *_, error in errors]),
        landmarks=tuple(_rows(NAMES, ((name, error) for name, _, _, error in errors))),
        views=tuple(_rows(VIEWS, ((view, error) for _, view, _, error in errors))),
        reviewers=tuple(_rows(sorted({who for _, _, who, _ in errors}), ((who, error) for _, _, who, error in errors))),
    )


def _rows(names: Iterable[str], errors: Iterable[tuple[str, float | None]]) -> Iterator[Row]:
    by_name: Mapping[str, list[float | None]] = {name: [] for name in names}
    for name, error in errors:
        by_name[name].append(error)
    return (_row(name, found) for name, found in by_name.items() if found)


def _row(name: str, errors: list[float | None]) -> Row:
    there = sorted(error for error in errors if error is not None)
    return Row(
        name,
        len(errors),
        statistics.median(there) if there else None,
        there[min(len(there) - 1, int(0.9 * len(there)))] if there else None,
        sum(error <= CLOSE for error in there) / len(errors) if errors else 0.0,
        len(errors) - len(there),
    )
