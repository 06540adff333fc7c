"""Results to and from the formats of other tools: COCO keypoints, YOLO pose, LabelMe, Label Studio, tables. See docs/exchange.md.

Each format is a module with `write(results, folder, photos)` and `read(path)`; none knows another.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from locator.errors import ExchangeError
from locator.exchange import coco, labelme, labelstudio, table, yolo
from locator.exchange.common import Photos, Written
from locator.types import Result

__all__ = ["FORMATS", "Format", "Written", "export", "format_of", "load"]


@dataclasses.dataclass(frozen=True, slots=True)
class Format:
    """How a format is written into a folder and read from a file or folder."""

    write: Callable[[Iterable[Result], Path, Photos], Written]
    read: Callable[[Path], Iterator[Result]]


FORMATS: dict[str, Format] = {
    "coco": Format(coco.write, coco.read),
    "yolo": Format(yolo.write, yolo.read),
    "labelme": Format(labelme.write, labelme.read),
    "labelstudio": Format(labelstudio.write, labelstudio.read),
    "csv": Format(table.write_csv, table.read),
    "parquet": Format(table.write_parquet, table.read),
}


def export(results: Iterable[Result], out: Path, name: str, photos: Photos | None = None) -> Written:
    """Write results into the folder `out` as the format `name`; `photos` says where each record's photo lies, as far as known.

    Raises ExchangeError for an unknown format and for what a format cannot say, OSError.
    """
    out.mkdir(parents=True, exist_ok=True)
    return _format(name).write(results, out, photos or {})


def load(path: Path, name: str | None = None) -> Iterator[Result]:
    """The results in a file or folder of the format `name`, or of the one it looks like. Raises ExchangeError."""
    return _format(name or format_of(path)).read(path)


def format_of(path: Path) -> str:
    """The format that a file or folder looks like; ExchangeError when it looks like none."""
    marks = {
        "coco": coco.FILE,
        "yolo": yolo.FILE,
        "labelstudio": labelstudio.FILE,
        "csv": "images.csv",
        "parquet": "images.parquet",
    }
    for name, file in marks.items():
        if (path / file).is_file() or path.name == file:
            return name
    files = [path] if path.is_file() else sorted(path.rglob("*.json"))[:1]
    for one in files:
        head = one.read_text(encoding="utf-8", errors="replace").lstrip("\ufeff \n")
        if head.startswith("["):
            return "labelstudio"
        if '"shapes"' in head:
            return "labelme"
        if '"annotations"' in head and '"categories"' in head:
            return "coco"
    raise ExchangeError(f"{path} looks like none of {', '.join(FORMATS)}; name its format with --format")


def _format(name: str) -> Format:
    if name not in FORMATS:
        raise ExchangeError(f"there is no format {name!r}; choose one of {', '.join(FORMATS)}")
    return FORMATS[name]
