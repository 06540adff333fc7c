"""COCO keypoints: one JSON file, category `foot`; boxes, outlines and keypoints, side and view as attributes.

Keypoints are pixel indices as ours, their centres at whole numbers; boxes and outlines are measured from the corner of the
first pixel, half a pixel away (cocodataset.org, "data format"; the mask functions of pycocotools fill them so).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from locator.errors import ExchangeError, RecordError
from locator.exchange.common import (
    Photos,
    Written,
    area,
    foot_of,
    from_corner,
    in_file,
    load_json,
    step_of,
    to_corner,
    usable,
    visibility_of,
)
from locator.fields import Field
from locator.files import write_whole
from locator.landmarks import NAMES, SKELETON
from locator.types import SIDES, VIEWS, XY, Foot, Image, Landmark, Result

__all__ = ["FILE", "read", "write"]

FILE = "annotations.json"
_EXPECTED = "a COCO keypoints file"
_SCORES = ("score", "side_score", "view_score")


def write(results: Iterable[Result], out: Path, photos: Photos) -> Written:  # noqa: ARG001
    """Write `out/annotations.json`. Photos without a foot are images without annotations."""
    written = Written()
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number, result in enumerate(usable(results, written), 1):
        image = result.image
        images.append({"id": number, "file_name": image.file, "width": image.width, "height": image.height})
        annotations += [_annotation(foot, len(annotations) + i, number) for i, foot in enumerate(result.feet, 1)]
    skeleton = [[NAMES.index(a) + 1, NAMES.index(b) + 1] for a, b in SKELETON]
    category = {"id": 1, "name": "foot", "supercategory": "person", "keypoints": list(NAMES), "skeleton": skeleton}
    info = {"description": "feet with landmarks, by locator"}
    data = {"info": info, "licenses": [], "categories": [category], "images": images, "annotations": annotations}
    write_whole(out / FILE, json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())
    return written


def read(path: Path) -> Iterator[Result]:
    """The results in a COCO keypoints file, or in annotations.json of a folder, by image. Raises ExchangeError."""
    path = path / FILE if path.is_dir() else path
    data = load_json(path, _EXPECTED)
    try:
        names = {item.get("id").value: _names(item) for item in data.get("categories").items()}
        feet: dict[Any, list[Foot]] = {}
        for item in data.get("annotations").items():
            category = item.get("category_id").value
            if category in names:
                feet.setdefault(item.get("image_id").value, []).append(_foot(item, names[category]))
        for item in data.get("images").items():
            size = (int(item.get("width").number(low=1)), int(item.get("height").number(low=1)))
            found = tuple(feet.get(item.get("id").value, ()))
            refused = None if found else "no foot is annotated"
            yield Result(Image(item.get("file_name").text(), *size), found, refused)
    except RecordError as error:
        raise in_file(path, error) from None


def _annotation(foot: Foot, number: int, image: int) -> dict[str, Any]:
    outline = [to_corner(xy) for xy in foot.outline]
    (x0, y0), (x1, y1) = to_corner(foot.box[:2]), to_corner(foot.box[2:])
    marks = [foot.landmarks.get(name) for name in NAMES]
    return {
        "id": number,
        "image_id": image,
        "category_id": 1,
        "iscrowd": 0,
        "bbox": [x0, y0, round(x1 - x0, 3), round(y1 - y0, 3)],
        "area": round(area(outline), 3),
        "segmentation": [[value for xy in outline for value in xy]],
        "num_keypoints": sum(mark is not None for mark in marks),
        "keypoints": [value for mark in marks for value in _keypoint(mark)],
        "attributes": {"side": foot.side, "view": foot.view, **{name: round(getattr(foot, name), 4) for name in _SCORES}},
    }


def _keypoint(mark: Landmark | None) -> tuple[float, float, int]:
    return (0, 0, 0) if mark is None else (round(mark.x, 3), round(mark.y, 3), step_of(mark))


def _names(category: Field) -> list[str]:
    names = [item.text() for item in category.get("keypoints", []).items()]
    unknown = set(names) - set(NAMES)
    if unknown:
        category.get("keypoints").fail(f"landmarks of locator/landmarks.json, not {sorted(unknown)[0]!r}")
    return names


def _foot(item: Field, names: list[str]) -> Foot:
    values = item.get("keypoints").numbers(3 * len(names))
    marks = {
        name: Landmark(x, y, visibility_of(int(v)))
        for name, x, y, v in zip(names, values[::3], values[1::3], values[2::3], strict=True)
        if v > 0
    }
    attributes = item.get("attributes", {})
    side = attributes.get("side", None)
    return foot_of(
        view=attributes.get("view").choice(VIEWS),
        side=None if side.value is None else side.choice(SIDES),
        outline=_outline(item.get("segmentation")),
        landmarks=marks,
        where=item.path,
        **{name: attributes.get(name, 1.0).share() for name in _SCORES},
    )


def _outline(field: Field) -> tuple[XY, ...]:
    """The largest of the polygons."""
    if not isinstance(field.value, list) or not field.value:
        raise ExchangeError(f"{field.path}: masks in run lengths have no outline; export polygons")
    polygons = []
    for polygon in field.items():
        flat = [value.number() for value in polygon.items()]
        if len(flat) < 6 or len(flat) % 2:
            polygon.fail("x, y of at least 3 vertices")
        polygons.append(tuple(from_corner(x, y) for x, y in zip(flat[::2], flat[1::2], strict=True)))
    return max(polygons, key=area)
