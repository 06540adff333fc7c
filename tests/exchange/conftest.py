"""Results with all that a format has to carry, and photos to go with them."""

from __future__ import annotations

import dataclasses
import itertools
import json
from pathlib import Path

import pytest
from PIL import Image as PilImage

from locator.landmarks import NAMES
from locator.types import SIDES, VIEWS, Cun, Foot, Image, Landmark, PlacedPoint, Result
from tests.placement.feet import average_foot

#: Round trips come this close, in pixels.
CLOSE = 0.01


def _foot(number: int, length: float) -> Foot:
    """An average foot in the photo at odd fractions of pixels, with some landmarks hidden and some left out."""
    view, side = tuple(itertools.product(VIEWS, SIDES))[number % 12]
    foot = average_foot(view, side, length)
    every = [*foot.outline, *(mark.xy for mark in foot.landmarks.values())]
    dx, dy = (20.123 * (number + 1) - min(values) for values in zip(*every, strict=True))
    marks = {
        name: Landmark(mark.x + dx, mark.y + dy, 0.2 if i % 5 == 3 else 0.9, 2.5)
        for i, (name, mark) in enumerate(sorted(foot.landmarks.items(), key=lambda item: NAMES.index(item[0])))
        if i % 7 != 6 or view == "posterior"
    }
    outline = tuple((x + dx, y + dy) for x, y in foot.outline)
    xs, ys = zip(*outline, strict=True)
    return dataclasses.replace(
        foot,
        score=0.4321,
        side_score=0.9,
        view_score=0.8,
        outline=outline,
        box=(min(xs), min(ys), max(xs), max(ys)),
        landmarks=marks,
        cun=Cun(60.25, 4.5, "foot_length", 21.5),
        points=(PlacedPoint("KI1", 100.5, 200.25, 6.0, True, "one third"),),
    )


@pytest.fixture(scope="session")
def results() -> list[Result]:
    feet = [_foot(number, 433.3 + number) for number in range(12)]
    photos = [Result(Image(f"left/{n}.jpg", 1333, 1777), (foot,)) for n, foot in enumerate(feet)]
    apart = tuple((x + 640.2, y + 900.1) for x, y in feet[1].outline)
    marks = {k: dataclasses.replace(m, x=m.x + 640.2, y=m.y + 900.1) for k, m in feet[1].landmarks.items()}
    x0, y0, x1, y1 = feet[1].box
    second = dataclasses.replace(feet[1], outline=apart, landmarks=marks, box=(x0 + 640.2, y0 + 900.1, x1 + 640.2, y1 + 900.1))
    photos.append(Result(Image("left/0.png", 1601, 2001), (feet[0], second), warnings=("the foot is cut off", "it is blurred")))
    photos.append(Result(Image("涌泉 none.jpg", 640, 480), refused="no bare foot found: go closer"))
    return photos


@pytest.fixture(scope="session")
def failed() -> Result:
    return Result(Image("bad.jpg", 0, 0), error="'bad.jpg' is empty")


@pytest.fixture
def photos(results: list[Result], tmp_path: Path) -> dict[str, Path]:
    """Grey pictures of the right size under the records' names."""
    found = {}
    for result in results:
        path = found[result.image.file] = tmp_path / "photos" / result.image.file
        path.parent.mkdir(parents=True, exist_ok=True)
        PilImage.new("L", (result.image.width, result.image.height), 99).save(path)
    return found


def load(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8"))
