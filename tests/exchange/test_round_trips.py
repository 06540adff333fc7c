"""Every format gives back what was put in: photos, feet, side, view, landmarks and outlines within 0.01 px."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from locator import exchange
from locator.cli.exchange import FORMATS
from locator.errors import ExchangeError
from locator.exchange.common import HIDDEN, OUTLINE_IS_BOX
from locator.types import XY, Result
from tests.exchange.conftest import CLOSE


def near(found: Iterable[XY], expected: Iterable[XY]) -> bool:
    return all(abs(a - b) <= CLOSE for one, other in zip(found, expected, strict=True) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("name", FORMATS)
def test_there_and_back(name: str, results: list[Result], failed: Result, photos: dict[str, Path], tmp_path: Path) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow", reason="needs the extra `parquet`")
    out = tmp_path / "out"
    written = exchange.export([*results, failed], out, name, photos)
    tables = name in ("csv", "parquet")
    assert (written.photos, written.feet) == (len(results) + tables, sum(len(one.feet) for one in results))
    assert written.left_out == ([] if tables else ["bad.jpg"])
    assert exchange.format_of(out) == name
    back = {result.image.file: result for result in exchange.load(out)}
    assert set(back) == {one.image.file for one in results} | ({"bad.jpg"} if tables else set())
    for expected in results:
        found = back[expected.image.file]
        assert found.image == expected.image
        assert [(foot.side, foot.view) for foot in found.feet] == [(foot.side, foot.view) for foot in expected.feet]
        assert (found.refused is None) == (expected.refused is None)
        for foot, true in zip(found.feet, expected.feet, strict=True):
            assert list(foot.landmarks) == list(true.landmarks)
            assert near((mark.xy for mark in foot.landmarks.values()), (mark.xy for mark in true.landmarks.values()))
            assert near([foot.box[:2], foot.box[2:]], [true.box[:2], true.box[2:]])
            if name == "yolo":
                assert found.warnings == (OUTLINE_IS_BOX,)
            else:
                assert near(foot.outline, true.outline)
            seen = {key for key, mark in true.landmarks.items() if mark.visibility >= 0.5}
            assert {key for key, mark in foot.landmarks.items() if mark.visibility > HIDDEN} == seen


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_tables_keep_all_but_points_and_zones(name: str, results: list[Result], failed: Result, tmp_path: Path) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow", reason="needs the extra `parquet`")
    exchange.export([*results, failed], tmp_path, name)
    back = list(exchange.load(tmp_path, name))
    assert [one.warnings for one in back] == [one.warnings for one in [*results, failed]]
    assert [one.refused for one in back] == [one.refused for one in [*results, failed]]
    assert back[-1] == failed
    for found, expected in zip(back, results, strict=False):
        for foot, true in zip(found.feet, expected.feet, strict=True):
            assert (foot.score, foot.side_score, foot.view_score, foot.cun) == (true.score, 0.9, 0.8, true.cun)
            assert {mark.sigma for mark in foot.landmarks.values()} == {2.5}


@pytest.mark.parametrize("name", ["coco", "labelme", "labelstudio", "yolo"])
def test_a_side_that_is_not_named_follows_from_the_landmarks(
    name: str, results: list[Result], photos: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    exchange.export(results[:12], out, name, photos)
    if name == "yolo":
        (out / "feet.csv").unlink()
    for path in (*out.rglob("*.json"), *out.rglob("*.jsonl")):
        text = path.read_text(encoding="utf-8")
        for side in ("left", "right"):
            text = text.replace(f'"side":"{side}",', "").replace(f'"{side} ', '"')
        path.write_text(text, encoding="utf-8")
    found = {Path(one.image.file).stem: one.feet[0].side for one in exchange.load(out, name)}
    assert found == {Path(one.image.file).stem: one.feet[0].side for one in results[:12]}


def test_an_unknown_format_or_landmark(results: list[Result], tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="no format 'pascal'; choose one of coco"):
        exchange.export(results, tmp_path, "pascal")
    (tmp_path / "some.json").write_text("{}")
    with pytest.raises(ExchangeError, match="looks like none of coco"):
        exchange.format_of(tmp_path)
    assert tuple(exchange.FORMATS) == FORMATS


@pytest.mark.parametrize(
    ("name", "file", "content", "says"),
    [
        ("coco", "annotations.json", "[", "is no JSON"),
        ("coco", "annotations.json", "{}", r"categories: is missing"),
        ("labelstudio", "tasks.json", '[{"data": {"image": "a"}, "predictions": [{}]}]', r"predictions\[0\]\.result: is missing"),
        (
            "labelme",
            "a.json",
            '{"imageWidth": 5, "imageHeight": 5, "imagePath": "a", "shapes": [{"label": "hat"}]}',
            "shape_type",
        ),
        ("yolo", "data.yaml", '{"kpt_shape": [17, 3]}', r"kpt_shape is \[17, 3\], not \[53, 3\]"),
        ("yolo", "data.yaml", '{"kpt_shape": [53, 3], "names": ["cat"]}', "classes must be the views .* got cat"),
        ("csv", "images.csv", "file,width\na.jpg,wide\n", r"landmarks\.csv cannot be read"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(tmp_path: Path, name: str, file: str, content: str, says: str) -> None:
    (tmp_path / file).write_text(content)
    with pytest.raises(ExchangeError, match=says):
        list(exchange.load(tmp_path, name))
