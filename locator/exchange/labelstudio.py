"""Label Studio: tasks.json with a polygon for each foot and keypoints inside it, and label_config.xml for the project.

Coordinates there are per cent of the picture. A landmark belongs to the polygon that `parentID` names, else to the one that it
lies in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.sax.saxutils import quoteattr

from locator.errors import RecordError
from locator.exchange.common import (
    HIDDEN,
    Photos,
    Written,
    contains,
    foot_of,
    from_corner,
    in_file,
    load_json,
    named_foot,
    step_of,
    usable,
)
from locator.fields import Field
from locator.files import write_whole
from locator.landmarks import NAMES
from locator.types import SIDES, VIEWS, XY, Foot, Image, Landmark, Result

__all__ = ["CONFIG", "FILE", "label_config", "read", "write"]

FILE = "tasks.json"
CONFIG = "label_config.xml"
_EXPECTED = "tasks of Label Studio (its export as JSON)"
_HIDDEN = "hidden"


def write(results: Iterable[Result], out: Path, photos: Photos) -> Written:  # noqa: ARG001
    """Write `out/tasks.json` and `out/label_config.xml`. Pictures are asked for as local files below the folder that Label
    Studio serves (LOCAL_FILES_DOCUMENT_ROOT); the task's `file` keeps the record's name."""
    written = Written()
    tasks = [_task(result, number) for number, result in enumerate(usable(results, written), 1)]
    write_whole(out / FILE, f"{json.dumps(tasks, ensure_ascii=False, indent=1)}\n".encode())
    write_whole(out / CONFIG, label_config().encode())
    return written


def read(path: Path) -> Iterator[Result]:
    """The results in an export as JSON, or in tasks.json of a folder: of each task the last annotation that was not cancelled,
    else the last prediction. Raises ExchangeError."""
    path = path / FILE if path.is_dir() else path
    data = load_json(path, _EXPECTED)
    try:
        for task in data.items():
            found = _result(task)
            if found is not None:
                yield found
    except RecordError as error:
        raise in_file(path, error) from None


def label_config() -> str:
    """The labelling interface: feet as polygons, landmarks as keypoints."""
    feet = "".join(f"    <Label value={quoteattr(f'{side} {view}')}/>\n" for view in VIEWS for side in SIDES)
    # The number is what Label Studio's own converters order keypoints by.
    marks = "".join(f'    <Label value={quoteattr(name)} model_index="{i}"/>\n' for i, name in enumerate(NAMES))
    return (
        '<View>\n  <Image name="image" value="$image" zoom="true" zoomControl="true"/>\n'
        f'  <PolygonLabels name="foot" toName="image">\n{feet}  </PolygonLabels>\n'
        f'  <KeyPointLabels name="landmark" toName="image">\n{marks}  </KeyPointLabels>\n</View>\n'
    )


def _task(result: Result, number: int) -> dict[str, Any]:
    regions = [region for i, foot in enumerate(result.feet, 1) for region in _regions(foot, result.image, f"foot{i}")]
    score = min((foot.score for foot in result.feet), default=0.0)
    prediction = {"model_version": "locator", "score": round(score, 4), "result": regions}
    data = {"image": f"/data/local-files/?d={quote(result.image.file)}", "file": result.image.file}
    size = {"width": result.image.width, "height": result.image.height}
    return {"id": number, "data": data, "meta": size, "annotations": [], "predictions": [prediction]}


def _regions(foot: Foot, image: Image, parent: str) -> Iterator[dict[str, Any]]:
    about = {"to_name": "image", "original_width": image.width, "original_height": image.height, "image_rotation": 0}
    polygon = {
        "points": [_percent(xy, image) for xy in foot.outline],
        "closed": True,
        "polygonlabels": [f"{foot.side} {foot.view}"],
    }
    yield {"id": parent, "type": "polygonlabels", "from_name": "foot", **about, "value": polygon}
    for name, mark in foot.landmarks.items():
        x, y = _percent(mark.xy, image)
        value = {"x": x, "y": y, "width": 0.5, "keypointlabels": [name]}
        region = {"id": f"{parent}_{name}", "type": "keypointlabels", "from_name": "landmark", "parentID": parent, **about}
        yield {**region, "value": value, **({"meta": {"text": [_HIDDEN]}} if step_of(mark) == 1 else {})}


def _percent(xy: XY, image: Image) -> list[float]:
    return [round(100 * (xy[0] + 0.5) / image.width, 6), round(100 * (xy[1] + 0.5) / image.height, 6)]


def _result(task: Field) -> Result | None:
    """None for a task that nobody has annotated."""
    given = [item for item in task.get("annotations", []).items() if not item.get("was_cancelled", False).value]
    given = given or task.get("predictions", []).items()
    if not given:
        return None
    regions = given[-1].get("result").items()
    outlines = {region.get("id").value: region for region in regions if region.get("type").value == "polygonlabels"}
    marks: dict[Any, dict[str, Landmark]] = {key: {} for key in outlines}
    polygons = {
        key: [_px(point.numbers(2), region) for point in region.get("value").get("points").items()]
        for key, region in outlines.items()
    }
    for region in regions:
        if region.get("type").value == "keypointlabels":
            name, mark = _landmark(region)
            marks[_parent(region, mark.xy, polygons)][name] = mark
    feet = []
    for key, region in outlines.items():
        side, view = named_foot(region.get("value").get("polygonlabels").items()[0])
        feet.append(foot_of(view=view, side=side, outline=polygons[key], landmarks=marks[key], where=region.path))
    size = task.get("meta", {}) if not regions else None
    width, height = (size.get("width").number(low=1), size.get("height").number(low=1)) if size is not None else _size(regions[0])
    image = Image(_file(task.get("data")), int(width), int(height))
    return Result(image, tuple(feet), None if feet else "no foot is annotated")


def _landmark(region: Field) -> tuple[str, Landmark]:
    value = region.get("value")
    label = value.get("keypointlabels").items()[0]
    if label.value not in NAMES:
        label.fail("a landmark of locator/landmarks.json")
    hidden = _HIDDEN in (region.get("meta", {}).get("text", []).value or [])
    x, y = _px([value.get("x").number(), value.get("y").number()], region)
    return label.text(), Landmark(x, y, HIDDEN if hidden else 1.0)


def _parent(region: Field, xy: XY, polygons: dict[Any, list[XY]]) -> Any:
    key = region.get("parentID", None).value
    inside = [name for name, polygon in polygons.items() if contains(polygon, xy)]
    candidates = [key] if key in polygons else list(polygons) if len(polygons) == 1 else inside
    if len(candidates) != 1:
        region.fail("a landmark inside one foot's polygon, or with the parentID of one")
    return candidates[0]


def _px(percent: list[float], region: Field) -> XY:
    width, height = _size(region)
    return from_corner(percent[0] / 100 * width, percent[1] / 100 * height)


def _size(region: Field) -> tuple[float, float]:
    return region.get("original_width").number(low=1), region.get("original_height").number(low=1)


def _file(data: Field) -> str:
    """What the record calls the photo: as we wrote it, else from the picture's address."""
    if data.get("file", None).value is not None:
        return data.get("file").text()
    address = urlsplit(data.get("image").text())
    local = parse_qs(address.query).get("d")
    return local[0] if local else unquote(address.path).rsplit("/", 1)[-1]
