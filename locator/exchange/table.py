"""Tables: images, feet, landmarks and points, as CSV or (extra `parquet`) Parquet, for statistics in any language.

Joined by `file` and, within a photo, `foot` (from 1). Outlines are one text each, "x y, x y, ...". Pixels are ours
(docs/coordinates.md).
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from locator.errors import ExchangeError, RecordError
from locator.exchange.common import Photos, Written
from locator.files import open_whole
from locator.record import from_dict
from locator.types import Result

__all__ = ["TABLES", "read", "write_csv", "write_parquet"]

#: The columns of each table, with their kinds.
TABLES: dict[str, dict[str, type]] = {
    "images": {"file": str, "width": int, "height": int, "refused": str, "warnings": str, "error": str},
    "feet": {
        "file": str,
        "foot": int,
        "score": float,
        "side": str,
        "side_score": float,
        "view": str,
        "view_score": float,
        "x0": float,
        "y0": float,
        "x1": float,
        "y1": float,
        "cun_px": float,
        "cun_sigma": float,
        "cun_source": str,
        "cun_mm": float,
        "outline": str,
    },
    "landmarks": {
        "file": str,
        "foot": int,
        "landmark": str,
        "x": float,
        "y": float,
        "visibility": float,
        "sigma": float,
        "corrected": bool,
    },
    "points": {"file": str, "foot": int, "code": str, "x": float, "y": float, "sigma": float, "visible": bool, "rule": str},
}
_BETWEEN = " | "  # two warnings

Row = tuple[Any, ...]


def write_csv(results: Iterable[Result], out: Path, photos: Photos) -> Written:  # noqa: ARG001
    """Write `out/images.csv`, `feet.csv`, `landmarks.csv` and `points.csv`, one photo at a time."""
    written = Written()
    with contextlib.ExitStack() as stack:
        writers = {}
        for name, columns in TABLES.items():
            raw = stack.enter_context(open_whole(out / f"{name}.csv"))
            file = io.TextIOWrapper(raw, encoding="utf-8", newline="")
            stack.callback(file.detach)
            writers[name] = csv.writer(file, lineterminator="\n")
            writers[name].writerow(columns)
        for result in _counted(results, written):
            for name, rows in _rows(result).items():
                writers[name].writerows([["" if value is None else value for value in row] for row in rows])
    return written


def write_parquet(results: Iterable[Result], out: Path, photos: Photos) -> Written:  # noqa: ARG001
    """Write the same tables as .parquet. Raises ExchangeError without pyarrow."""
    pyarrow, parquet = _arrow()
    written = Written()
    kinds = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    columns: dict[str, list[list[Any]]] = {name: [[] for _ in fields] for name, fields in TABLES.items()}
    for result in _counted(results, written):
        for name, rows in _rows(result).items():
            for row in rows:
                for column, value in zip(columns[name], row, strict=True):
                    column.append(value)
    for name, fields in TABLES.items():
        schema = pyarrow.schema([(field, kinds[kind]) for field, kind in fields.items()])
        table = pyarrow.table([pyarrow.array(c, f.type) for c, f in zip(columns[name], schema, strict=True)], schema=schema)
        with open_whole(out / f"{name}.parquet") as file:
            parquet.write_table(table, file)
    return written


def read(path: Path) -> Iterator[Result]:
    """The results in a folder of such tables, without points and zones (`locator place` fills them in). Raises ExchangeError."""
    ending = next((end for end in (".csv", ".parquet") if (path / f"images{end}").is_file()), None)
    if ending is None:
        raise ExchangeError(f"{path} holds no images.csv or images.parquet; give a folder of tables, see docs/exchange.md")
    load = _csv_rows if ending == ".csv" else _parquet_rows
    marks: dict[tuple[str, int], dict[str, Any]] = {}
    for row in load(path / f"landmarks{ending}", "landmarks"):
        mark = {key: row[key] for key in ("x", "y", "visibility", "sigma", "corrected") if row[key] is not None}
        marks.setdefault((row["file"], row["foot"]), {})[row["landmark"]] = mark
    feet: dict[str, list[dict[str, Any]]] = {}
    for row in load(path / f"feet{ending}", "feet"):
        feet.setdefault(row["file"], []).append(_foot(row, marks.get((row["file"], row["foot"]), {})))
    for row in load(path / f"images{ending}", "images"):
        data = {
            "image": {"file": row["file"], "width": row["width"], "height": row["height"]},
            "feet": feet.get(row["file"], []),
            "refused": row["refused"],
            "warnings": row["warnings"].split(_BETWEEN) if row["warnings"] else [],
            "error": row["error"],
        }
        try:
            yield from_dict(data)
        except RecordError as error:
            raise ExchangeError(f"{path}: {row['file']}: {error}") from None


def _counted(results: Iterable[Result], written: Written) -> Iterator[Result]:
    """Photos that could not be read are rows too."""
    for result in results:
        written.photos += 1
        written.feet += len(result.feet)
        yield result


def _rows(result: Result) -> Mapping[str, list[Row]]:
    # As a record, so that numbers are rounded in one place.
    data = result.to_dict()
    image = data["image"]
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    warnings = _BETWEEN.join(data["warnings"]) or None
    rows["images"].append((image["file"], image["width"], image["height"], data["refused"], warnings, data.get("error")))
    for number, foot in enumerate(data["feet"], 1):
        key = (image["file"], number)
        cun = foot["cun"] or {}
        scores = (foot["score"], foot["side"], foot["side_score"], foot["view"], foot["view_score"])
        cun_row = tuple(cun.get(name) for name in ("px", "sigma", "source", "mm"))
        outline = ", ".join(f"{x} {y}" for x, y in foot["outline"])
        rows["feet"].append((*key, *scores, *foot["box"], *cun_row, outline))
        for name, mark in foot["landmarks"].items():
            places = tuple(mark[field] for field in ("x", "y", "visibility", "sigma"))
            rows["landmarks"].append((*key, name, *places, mark.get("corrected", False)))
        for point in foot["points"]:
            rows["points"].append((*key, *(point[field] for field in ("code", "x", "y", "sigma", "visible", "rule"))))
    return rows


def _foot(row: Mapping[str, Any], marks: dict[str, Any]) -> dict[str, Any]:
    """A foot of a record, as far as the row has it."""
    foot = {key: row[key] for key in ("score", "side", "side_score", "view", "view_score") if row[key] is not None}
    box = [row[key] for key in ("x0", "y0", "x1", "y1")]
    if None not in box:
        foot["box"] = box
    if row["cun_px"] is not None:
        foot["cun"] = {"px": row["cun_px"], "sigma": row["cun_sigma"], "source": row["cun_source"], "mm": row["cun_mm"]}
    try:
        foot["outline"] = [[float(value) for value in pair.split()] for pair in (row["outline"] or "").split(",")]
    except ValueError:
        raise ExchangeError(f"{row['file']}: the outline must be written as 'x y, x y, ...'; see docs/exchange.md") from None
    return {**foot, "landmarks": marks}


def _csv_rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                try:
                    yield {name: _value(row.get(name), kind) for name, kind in TABLES[table].items()}
                except ValueError as error:
                    raise ExchangeError(f"{path}, line {number}: {error}; see docs/exchange.md") from None
    except OSError as error:
        raise ExchangeError(f"{path} cannot be read ({error.strerror}); the tables belong together") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise ExchangeError(f"{path} is no CSV file in UTF-8 ({error}); write the table again") from None


def _value(text: str | None, kind: type) -> Any:
    if text is None or text == "":
        return None
    if kind is bool:
        return text.lower() in ("true", "1")
    return kind(text)


def _parquet_rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    pyarrow, parquet = _arrow()
    try:
        rows = parquet.read_table(path).to_pylist()
    except (OSError, pyarrow.ArrowInvalid) as error:
        raise ExchangeError(f"{path} cannot be read ({str(error).splitlines()[0]}); the tables belong together") from None
    return ({name: row.get(name) for name in TABLES[table]} for row in rows)


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise ExchangeError('Parquet needs the extra `parquet`; run: pip install "foot-locator[parquet]", or use csv') from None
    return pyarrow, parquet
