"""LabelMe: a JSON file for each photo, with a polygon for each foot and a point for each landmark, joined by `group_id`.

The polygon's label names side and view ("left plantar"); a landmark that is hidden has the flag `hidden`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from locator.batch.jobs import jobs
from locator.errors import RecordError
from locator.exchange.common import (
    HIDDEN,
    Photos,
    Written,
    foot_of,
    from_corner,
    in_file,
    load_json,
    named_foot,
    step_of,
    to_corner,
    usable,
)
from locator.fields import Field
from locator.files import write_whole
from locator.landmarks import NAMES
from locator.types import XY, Foot, Image, Landmark, Result

__all__ = ["read", "write"]

_VERSION = "6.3.1"  # of the program whose form this is
_EXPECTED = "a LabelMe file"


def write(results: Iterable[Result], out: Path, photos: Photos) -> Written:
    """Write `out/<stem>.json` for each photo; `imagePath` leads to the photo where it is known, else it is its name."""
    written = Written()
    kept = list(usable(results, written))
    root = Path("/")
    for job, result in zip(jobs([root / result.image.file for result in kept], root), kept, strict=True):
        target = out / f"{job.stem}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        photo = photos.get(result.image.file)
        shapes = [shape for number, foot in enumerate(result.feet, 1) for shape in _shapes(foot, number)]
        data: dict[str, Any] = {
            "version": _VERSION,
            "flags": {},
            "shapes": shapes,
            "imagePath": result.image.file if photo is None else os.path.relpath(photo, target.parent),
            "imageData": None,
            "imageHeight": result.image.height,
            "imageWidth": result.image.width,
            "file": result.image.file,  # LabelMe keeps what it does not know
        }
        write_whole(target, f"{json.dumps(data, ensure_ascii=False, indent=1)}\n".encode())
    return written


def read(path: Path) -> Iterator[Result]:
    """The results in a LabelMe file, or in all of a folder. JSON files of another kind are passed over. Raises ExchangeError."""
    for file in sorted(path.rglob("*.json")) if path.is_dir() else [path]:
        data = load_json(file, _EXPECTED)
        if path.is_dir() and not (isinstance(data.value, dict) and "shapes" in data.value):
            continue
        try:
            yield _result(data)
        except RecordError as error:
            raise in_file(file, error) from None


def _shapes(foot: Foot, group: int) -> Iterator[dict[str, Any]]:
    yield _shape(f"{foot.side} {foot.view}", "polygon", foot.outline, group)
    for name, mark in foot.landmarks.items():
        yield _shape(name, "point", [mark.xy], group, hidden=step_of(mark) == 1)


def _shape(label: str, kind: str, points: Iterable[XY], group: int, *, hidden: bool = False) -> dict[str, Any]:
    return {
        "label": label,
        "points": [list(to_corner(xy)) for xy in points],
        "group_id": group,
        "description": "",
        "shape_type": kind,
        "flags": {"hidden": True} if hidden else {},
        "mask": None,
    }


def _result(data: Field) -> Result:
    size = (int(data.get("imageWidth").number(low=1)), int(data.get("imageHeight").number(low=1)))
    file = data.get("file", data.get("imagePath").text().replace("\\", "/").rsplit("/", 1)[-1]).text()
    polygons: dict[Any, Field] = {}
    marks: dict[Any, dict[str, Landmark]] = {}
    for shape in data.get("shapes").items():
        group, label = shape.get("group_id", None).value, shape.get("label").text()
        if shape.get("shape_type").value == "polygon":
            if group in polygons:
                shape.get("group_id").fail("a number of its own for each foot's polygon")
            polygons[group] = shape
        elif shape.get("shape_type").value == "point":
            if label not in NAMES:
                shape.get("label").fail("a landmark of locator/landmarks.json")
            hidden = shape.get("flags", {}).get("hidden", False).flag()
            marks.setdefault(group, {})[label] = Landmark(*_points(shape)[0], HIDDEN if hidden else 1.0)
    feet = []
    for group, shape in polygons.items():
        side, view = named_foot(shape.get("label"))
        feet.append(foot_of(view=view, side=side, outline=_points(shape), landmarks=marks.pop(group, {}), where=shape.path))
    if marks:
        data.get("shapes").fail(f"a polygon with group_id {next(iter(marks))!r} for the landmarks that have it")
    return Result(Image(file, *size), tuple(feet), None if feet else "no foot is annotated")


def _points(shape: Field) -> list[XY]:
    points = [item.numbers(2) for item in shape.get("points").items()]
    if len(points) < (1 if shape.get("shape_type").value == "point" else 3):
        shape.get("points").fail("more points")
    return [from_corner(x, y) for x, y in points]
