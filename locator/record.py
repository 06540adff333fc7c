"""The JSON record (schema `locator/1`, docs/record.md) to results and back.

Unknown fields are left out. A record from another tool may leave out scores (taken as 1), the box (taken from the outline),
a landmark's visibility (1) and sigma (0), and everything that placement fills in. All else that is missing or wrong is a
RecordError that names the field.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from locator.errors import RecordError
from locator.fields import Field
from locator.jsontext import laid_out
from locator.types import SCHEMA, SIDES, VIEWS, XY, Cun, Foot, Image, Landmark, PlacedPoint, PlacedZone, Result

__all__ = ["dumps", "dumps_both", "from_dict", "loads", "read", "to_dict"]


def to_dict(result: Result) -> dict[str, Any]:
    """The result as plain JSON values. Pixels and millimetres are rounded to 0.01, scores to 0.0001."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "image": {"file": result.image.file, "width": result.image.width, "height": result.image.height},
        "feet": [_foot_dict(foot) for foot in result.feet],
        "refused": result.refused,
        "warnings": list(result.warnings),
    }
    if result.error is not None:
        data["error"] = result.error
    return data


def from_dict(data: object, *, placed: bool = True) -> Result:
    """Read a record; without `placed`, all but points and zones, which are most of it. Raises RecordError that names the wrong
    field by its path (`feet[0].landmarks.toe1_tip.x`)."""
    record = Field(data, "record")
    schema = record.get("schema", SCHEMA)
    if schema.value != SCHEMA:
        schema.fail(repr(SCHEMA))
    image = record.get("image", {})
    return Result(
        Image(
            image.get("file", "").text(),
            int(image.get("width", 0).number(low=0)),
            int(image.get("height", 0).number(low=0)),
        ),
        tuple(_foot(item, placed) for item in record.get("feet", []).items()),
        record.get("refused", None).text_or_none(),
        tuple(item.text() for item in record.get("warnings", []).items()),
        record.get("error", None).text_or_none(),
    )


def dumps(result: Result, *, compact: bool = False) -> str:
    """The record as JSON text: laid out for people, or `compact` on one line; no newline at the end."""
    return _compact(to_dict(result)) if compact else laid_out(to_dict(result))


def dumps_both(result: Result) -> tuple[str, str]:
    """The record as `dumps` gives it, laid out and compact, for less than both of them cost."""
    data = to_dict(result)
    return laid_out(data), _compact(data)


def loads(text: str, *, placed: bool = True) -> Result:
    """Read a record from JSON text, as `from_dict` does. Raises RecordError."""
    try:
        data = json.loads(text)
    except RecursionError:
        raise RecordError("the JSON is nested too deeply; expected a record as in docs/record.md") from None
    except ValueError as error:
        raise RecordError(f"not valid JSON: {error}; expected a record as in docs/record.md") from None
    return from_dict(data, placed=placed)


def read(path: str | os.PathLike[str]) -> Result:
    """Read the record in a file. Raises RecordError that names the file."""
    try:
        return loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RecordError(f"{path} cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise RecordError(f"{path} is not UTF-8 text; expected a JSON record as in docs/record.md") from None
    except RecordError as error:
        raise RecordError(f"{path}: {error}") from None


def _compact(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _foot_dict(foot: Foot) -> dict[str, Any]:
    return {
        "score": _score(foot.score),
        "side": foot.side,
        "side_score": _score(foot.side_score),
        "view": foot.view,
        "view_score": _score(foot.view_score),
        "box": [_px(value) for value in foot.box],
        "outline": _polygon_list(foot.outline),
        "landmarks": {name: _landmark_dict(mark) for name, mark in foot.landmarks.items()},
        "cun": None if foot.cun is None else _cun_dict(foot.cun),
        "points": [
            {
                "code": point.code,
                "x": _px(point.x),
                "y": _px(point.y),
                "sigma": _px(point.sigma),
                "visible": point.visible,
                "rule": point.rule,
            }
            for point in foot.points
        ],
        "zones": [
            {"id": zone.id, "polygons": [_polygon_list(polygon) for polygon in zone.polygons], "visible": zone.visible}
            for zone in foot.zones
        ],
    }


def _landmark_dict(mark: Landmark) -> dict[str, Any]:
    data = {"x": _px(mark.x), "y": _px(mark.y), "visibility": _score(mark.visibility), "sigma": _px(mark.sigma)}
    return data | {"corrected": True} if mark.corrected else data


def _cun_dict(cun: Cun) -> dict[str, Any]:
    data = {"px": _px(cun.px), "sigma": _px(cun.sigma), "source": cun.source}
    return data if cun.mm is None else data | {"mm": _px(cun.mm)}


def _px(value: float) -> float:
    return round(float(value), 2) + 0.0  # + 0.0: no "-0.0"


def _score(value: float) -> float:
    return round(float(value), 4) + 0.0


def _polygon_list(polygon: Iterable[XY]) -> list[list[float]]:
    return [[round(float(x), 2) + 0.0, round(float(y), 2) + 0.0] for x, y in polygon]  # `_px`, written out: thousands of them


def _foot(field: Field, placed: bool) -> Foot:
    outline = _polygon(field.get("outline"))
    box = field.get("box", None)
    return Foot(
        score=field.get("score", 1.0).share(),
        side=field.get("side").choice(SIDES),
        side_score=field.get("side_score", 1.0).share(),
        view=field.get("view").choice(VIEWS),
        view_score=field.get("view_score", 1.0).share(),
        box=_around(outline) if box.value is None else _box(box),
        outline=outline,
        landmarks={name: _landmark(item) for name, item in field.get("landmarks").entries()},
        cun=None if (cun := field.get("cun", None)).value is None else _cun(cun),
        points=tuple(_point(item) for item in field.get("points", []).items()) if placed else (),
        zones=tuple(_zone(item) for item in field.get("zones", []).items()) if placed else (),
    )


def _landmark(field: Field) -> Landmark:
    x, y = field.get("x").number(), field.get("y").number()
    visibility, sigma = field.get("visibility", 1.0).share(), field.get("sigma", 0.0).number(low=0)
    return Landmark(x, y, visibility, sigma, field.get("corrected", False).flag())


def _cun(field: Field) -> Cun:
    mm = field.get("mm", None)
    return Cun(
        field.get("px").number(low=0),
        field.get("sigma").number(low=0),
        field.get("source").text(),
        None if mm.value is None else mm.number(low=0),
    )


def _point(field: Field) -> PlacedPoint:
    return PlacedPoint(
        field.get("code").text(),
        field.get("x").number(),
        field.get("y").number(),
        field.get("sigma").number(low=0),
        field.get("visible").flag(),
        field.get("rule").text(),
    )


def _zone(field: Field) -> PlacedZone:
    polygons = tuple(_polygon(item) for item in field.get("polygons").items())
    return PlacedZone(field.get("id").text(), polygons, field.get("visible").flag())


def _polygon(field: Field) -> tuple[XY, ...]:
    vertices = [item.numbers(2) for item in field.items()]
    if len(vertices) < 3:
        field.fail("at least 3 vertices [x, y]")
    return tuple((x, y) for x, y in vertices)


def _box(field: Field) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = field.numbers(4)
    if x0 > x1 or y0 > y1:
        field.fail("[x0, y0, x1, y1] with x0 <= x1 and y0 <= y1")
    return x0, y0, x1, y1


def _around(outline: tuple[XY, ...]) -> tuple[float, float, float, float]:
    xs, ys = zip(*outline, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
