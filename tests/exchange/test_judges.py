"""The formats' own tools read what we write, and see the same."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import types
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import cv2
import numpy as np
import pytest

from locator import exchange
from locator.landmarks import NAMES, SKELETON
from locator.types import VIEWS, Result
from tests.exchange.conftest import CLOSE, load

# What these tools warn of among themselves is theirs.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_pycocotools(results: list[Result], out: Path) -> None:
    coco_module = pytest.importorskip("pycocotools.coco", reason="needs pycocotools (extra `dev`)")
    evaluation = pytest.importorskip("pycocotools.cocoeval")
    exchange.export(results, out, "coco")
    with contextlib.redirect_stdout(io.StringIO()):
        coco = coco_module.COCO(str(out / "annotations.json"))
    assert sorted(coco.getImgIds()) == list(range(1, len(results) + 1))
    (category,) = coco.loadCats(coco.getCatIds(catNms=["foot"]))
    assert category["keypoints"] == list(NAMES)
    assert [(NAMES[a - 1], NAMES[b - 1]) for a, b in category["skeleton"]] == list(SKELETON)
    for number, result in enumerate(results, 1):
        annotations = coco.loadAnns(coco.getAnnIds(imgIds=[number]))
        assert coco.loadImgs([number])[0]["file_name"] == result.image.file
        assert len(annotations) == len(result.feet)
        for annotation, foot in zip(annotations, result.feet, strict=True):
            mask = coco.annToMask(annotation)
            assert mask.shape == (result.image.height, result.image.width)
            # The mask covers the outline's area, and its pixels lie where the outline is: no half pixel is lost.
            assert mask.sum() == pytest.approx(annotation["area"], rel=0.02)
            ys, xs = np.nonzero(mask)
            moments = cv2.moments(np.array(foot.outline, np.float32))
            middle = [moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]]
            assert np.allclose([xs.mean(), ys.mean()], middle, atol=0.2)
    # Scored against itself, the set is perfect, by the reference's own measure.
    found = [
        {"image_id": one["image_id"], "category_id": 1, "keypoints": one["keypoints"], "score": 1.0}
        for one in coco.loadAnns(coco.getAnnIds())
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        judge = evaluation.COCOeval(coco, coco.loadRes(found), "keypoints")
        judge.params.kpt_oks_sigmas = np.full(len(NAMES), 0.03)
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
    assert judge.stats[0] == pytest.approx(1.0)


def test_supervision(results: list[Result], photos: dict[str, Path], out: Path) -> None:
    supervision = pytest.importorskip("supervision", reason="needs supervision (extra `dev`)")
    exchange.export(results, out, "yolo", photos)
    settings: Any = load(out / "data.yaml")
    assert settings["kpt_shape"] == [len(NAMES), 3]
    # Mirrored, a landmark is the same landmark of the other foot.
    assert settings["flip_idx"] == list(range(len(NAMES)))
    for result in (one for one in results if one.feet):
        stem = f"{Path(result.image.file).name}" if Path(result.image.file).stem == "0" else Path(result.image.file).stem
        folder = out / "labels" / Path(result.image.file).parent
        lines = (folder / f"{stem}.txt").read_text().splitlines()
        picture = out / "images" / Path(result.image.file).parent / f"{stem}{Path(result.image.file).suffix}"
        assert picture.resolve() == photos[result.image.file].resolve()
        detections = supervision.dataset.formats.yolo.yolo_annotations_to_detections(
            lines=[" ".join(line.split()[:5]) for line in lines],
            resolution_wh=(result.image.width, result.image.height),
            with_masks=False,
        )
        assert [VIEWS[number] for number in detections.class_id] == [foot.view for foot in result.feet]
        # It measures from the corner of the first pixel.
        assert np.allclose(detections.xyxy - 0.5, [foot.box for foot in result.feet], atol=CLOSE)


def test_labelme(results: list[Result], photos: dict[str, Path], out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoQt(types.ModuleType):
        """Its file codec needs no window, but the package imports Qt."""

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return MagicMock()

    with contextlib.suppress(ImportError):
        import PyQt5  # noqa: F401  # type: ignore[import-not-found]
    if "PyQt5" not in sys.modules:
        for name in ("PyQt5", "PyQt5.QtCore", "PyQt5.QtGui", "PyQt5.QtWidgets", "PyQt5.QtSvg"):
            monkeypatch.setitem(sys.modules, name, NoQt(name))
    codec = pytest.importorskip("labelme._label_file", reason="needs labelme on the path: docs/exchange.md")
    exchange.export(results, out, "labelme", photos)
    files = sorted(out.rglob("*.json"))
    assert len(files) == len(results)
    by_name = {one.image.file: one for one in results}
    for path in files:
        read = codec.LabelFile(str(path))
        result = by_name[load(path)["file"]]  # type: ignore[index]
        assert (path.parent / read.image_path).resolve() == photos[result.image.file].resolve()
        polygons = [shape for shape in read.shapes if shape["shape_type"] == "polygon"]
        assert [shape["label"] for shape in polygons] == [f"{foot.side} {foot.view}" for foot in result.feet]
        for shape, foot in zip(polygons, result.feet, strict=True):
            assert np.allclose(np.array(shape["points"]) - 0.5, foot.outline, atol=CLOSE)
            points = {s["label"]: s for s in read.shapes if s["shape_type"] == "point" and s["group_id"] == shape["group_id"]}
            assert list(points) == list(foot.landmarks)


def test_label_studio(results: list[Result], out: Path, tmp_path: Path) -> None:
    pytest.importorskip("label_studio_sdk", reason="needs label-studio-sdk on the path: docs/exchange.md")
    interface = pytest.importorskip("label_studio_sdk.label_interface").LabelInterface
    converter = pytest.importorskip("label_studio_sdk.converter").Converter
    exchange.export(results, out, "labelstudio")
    config = (out / "label_config.xml").read_text(encoding="utf-8")
    judge = interface(config)
    tasks: Any = load(out / "tasks.json")
    for task in tasks:
        assert judge.validate_prediction(task["predictions"][0], return_errors=True) == []
        assert judge.validate_task({"data": task["data"]})  # with predictions too it calls itself wrongly
        # As if a reviewer had submitted it.
        task["annotations"] = [{**task.pop("predictions")[0], "id": task["id"], "completed_by": {"email": "ann@example.org"}}]
        assert judge.validate_annotation(task["annotations"][0])
    export = tmp_path / "export.json"
    export.write_text(json.dumps(tasks), encoding="utf-8")
    with_feet = tmp_path / "with_feet.json"
    with_feet.write_text(json.dumps([task for task in tasks if task["annotations"][0]["result"]]), encoding="utf-8")
    converter(config, str(tmp_path), download_resources=False).convert_to_coco(
        str(with_feet), str(tmp_path / "coco"), is_dir=False
    )
    theirs: Any = load(tmp_path / "coco" / "result.json")
    outlines = [one["segmentation"][0] for one in theirs["annotations"] if one.get("segmentation")]
    assert len(outlines) == sum(len(one.feet) for one in results)
    for outline, foot in zip(outlines, (foot for one in results for foot in one.feet), strict=True):
        assert np.allclose(np.array(outline).reshape(-1, 2) - 0.5, foot.outline, atol=CLOSE)
    back = list(exchange.load(export, "labelstudio"))
    assert [one.image for one in back] == [one.image for one in results]
