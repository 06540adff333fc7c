"""YOLO pose: images/, labels/, data.yaml, and feet.csv with what the format has no place for.

The classes are the six views. A side is none: pictures are mirrored in training, and a mirrored left foot is a right one of the
same view whose landmarks keep their names; so `flip_idx` is each landmark's own number. Outlines have no place in the format.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from locator.batch.jobs import jobs
from locator.errors import ExchangeError, ImageError
from locator.exchange.common import (
    OUTLINE_IS_BOX,
    Photos,
    Written,
    foot_of,
    from_corner,
    link,
    step_of,
    usable,
    visibility_of,
)
from locator.files import open_whole, write_whole
from locator.images import SUFFIXES, open_image
from locator.landmarks import NAMES
from locator.types import SIDES, VIEWS, Foot, Image, Landmark, Result, Side

__all__ = ["FILE", "read", "write"]

FILE = "data.yaml"
_SIDES = "feet.csv"
_HEAD = ("label", "line", "file", "width", "height", "side")


def write(results: Iterable[Result], out: Path, photos: Photos) -> Written:
    """Write `out/data.yaml`, `labels/<stem>.txt`, `feet.csv`, and links to the photos that are known in `images/`.

    data.yaml names the same images for training and validation: split them as the study needs.
    """
    written = Written()
    rows: list[tuple[Any, ...]] = []
    kept = list(usable(results, written))
    root = Path("/")
    for job, result in zip(jobs([root / result.image.file for result in kept], root), kept, strict=True):
        image = result.image
        lines = [_line(foot, image) for foot in result.feet]
        label = out / "labels" / f"{job.stem}.txt"
        label.parent.mkdir(parents=True, exist_ok=True)
        write_whole(label, "".join(lines).encode())
        if image.file in photos:
            link(photos[image.file], out / "images" / f"{job.stem}{Path(image.file).suffix}")
        for number, side in enumerate([foot.side for foot in result.feet] or [""]):
            rows.append((f"{job.stem}.txt", number, image.file, image.width, image.height, side))
    with open_whole(out / _SIDES) as raw:
        file = io.TextIOWrapper(raw, encoding="utf-8", newline="")
        csv.writer(file, lineterminator="\n").writerows([_HEAD, *rows])
        file.flush()
        file.detach()
    # JSON is YAML too, so nothing is needed to write it.
    data = {
        "path": ".",
        "train": "images",
        "val": "images",
        "names": dict(enumerate(VIEWS)),
        "kpt_shape": [len(NAMES), 3],
        "flip_idx": list(range(len(NAMES))),
        "kpt_names": {number: list(NAMES) for number in range(len(VIEWS))},
    }
    write_whole(out / FILE, f"{json.dumps(data, indent=1)}\n".encode())
    return written


def read(path: Path) -> Iterator[Result]:
    """The results in a YOLO pose folder, or in that of a data.yaml. The outline is the box, as a warning says.

    Sizes and sides come from feet.csv; where that lacks a photo, from the picture and the landmarks. Raises ExchangeError.
    """
    folder = path if path.is_dir() else path.parent
    names = _check(_load(folder / FILE), folder / FILE)
    known = _known(folder)
    for label in sorted((folder / "labels").rglob("*.txt")):
        key = label.relative_to(folder / "labels").as_posix()
        image, sides = known.get(key) or (_image_of(folder, key), {})
        feet = []
        for number, line in enumerate(filter(str.strip, label.read_text(encoding="utf-8").splitlines())):
            where = f"{label}, line {number + 1}"
            feet.append(_foot(line, image, sides.get(number), names, where))
        warnings = (OUTLINE_IS_BOX,) if feet else ()
        yield Result(image, tuple(feet), None if feet else "no foot is annotated", warnings)


def _line(foot: Foot, image: Image) -> str:
    def share(x: float, y: float) -> tuple[float, float]:
        return (x + 0.5) / image.width, (y + 0.5) / image.height

    (x0, y0), (x1, y1) = share(*foot.box[:2]), share(*foot.box[2:])
    values: list[float] = [(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0]
    text = [f"{VIEWS.index(foot.view)}", *(f"{value:.8f}" for value in values)]
    for name in NAMES:
        mark = foot.landmarks.get(name)
        x, y = (0.0, 0.0) if mark is None else share(mark.x, mark.y)
        text.append(f"{x:.8f} {y:.8f} {step_of(mark)}")
    return " ".join(text) + "\n"


def _foot(line: str, image: Image, side: Side | None, names: dict[int, str], where: str) -> Foot:
    try:
        values = [float(word) for word in line.split()]
    except ValueError:
        values = []
    if len(values) != 5 + 3 * len(NAMES) or int(values[0]) not in names:
        raise ExchangeError(f"{where}: expected a class, a box and {len(NAMES)} keypoints of 3 numbers; see docs/exchange.md")

    def px(x: float, y: float) -> tuple[float, float]:
        return from_corner(x * image.width, y * image.height)

    x, y, w, h = values[1:5]
    (x0, y0), (x1, y1) = px(x - w / 2, y - h / 2), px(x + w / 2, y + h / 2)
    triples = zip(NAMES, values[5::3], values[6::3], values[7::3], strict=True)
    marks = {name: Landmark(*px(x, y), visibility_of(int(v))) for name, x, y, v in triples if v > 0}
    outline = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    view = next(view for view in VIEWS if view == names[int(values[0])])
    return foot_of(view=view, side=side, outline=outline, landmarks=marks, where=where)


def _load(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ExchangeError(f"{path} cannot be read ({error.strerror}); give a YOLO pose folder") from None
    try:
        data = json.loads(text)
    except ValueError:
        try:
            import yaml
        except ImportError:
            raise ExchangeError(f"{path} needs PyYAML; run: pip install pyyaml") from None
        try:
            data = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise ExchangeError(f"{path} is no YAML ({str(error).splitlines()[0]}); give a YOLO pose folder") from None
    if not isinstance(data, dict):
        raise ExchangeError(f"{path} holds no settings; give a YOLO pose folder")
    return data


def _check(data: dict[str, Any], path: Path) -> dict[int, str]:
    """The views by class number."""
    if data.get("kpt_shape") != [len(NAMES), 3]:
        raise ExchangeError(f"{path}: kpt_shape is {data.get('kpt_shape')}, not [{len(NAMES)}, 3]: other landmarks; export anew")
    named = data.get("names")
    names = (
        {int(number): str(name) for number, name in named.items()} if isinstance(named, dict) else dict(enumerate(named or ()))
    )
    unknown = set(names.values()) - set(VIEWS)
    if unknown or not names:
        raise ExchangeError(f"{path}: classes must be the views {', '.join(VIEWS)}, got {', '.join(sorted(unknown)) or 'none'}")
    return names


def _known(folder: Path) -> dict[str, tuple[Image, dict[int, Side]]]:
    """By label file: its image, and the side of each line."""
    path = folder / _SIDES
    found: dict[str, tuple[Image, dict[int, Side]]] = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                try:
                    image = Image(row["file"], int(row["width"]), int(row["height"]))
                    sides = found.setdefault(row["label"], (image, {}))[1]
                    sides |= {int(row["line"]): side for side in SIDES if side == row["side"]}
                except (KeyError, ValueError, TypeError):
                    raise ExchangeError(f"{path} is damaged; remove it, and sides follow from the landmarks") from None
    return found


def _image_of(folder: Path, label: str) -> Image:
    """The picture of a label, by its name; its size is that of the upright photo."""
    stem = folder / "images" / label.removesuffix(".txt")
    for picture in sorted(stem.parent.glob(f"{stem.name}.*")) if stem.parent.is_dir() else ():
        if picture.suffix.lower() in SUFFIXES and picture.stem == stem.name:
            try:
                opened = open_image(picture)
            except ImageError as error:
                raise ExchangeError(str(error)) from None
            return Image(picture.relative_to(folder / "images").as_posix(), opened.width, opened.height)
    raise ExchangeError(f"labels/{label} has no picture in images/, so its size is not known; put the picture there")
