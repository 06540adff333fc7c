from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from locator import record
from locator.batch import Job, annotate, inspect
from locator.errors import ModelError
from locator.images import ImageSource, open_image
from locator.types import Result
from tests.batch.work import look, paint, picture


def test_a_photo_gives_a_record_and_a_picture(tmp_path: Path) -> None:
    result = annotate(Job(picture(tmp_path / "foot.png"), "foot"), tmp_path, look, paint)
    assert result.refused == "mean 90"
    assert record.read(tmp_path / "foot.json") == result
    assert abs(int(open_image(tmp_path / "foot.annotated.jpg").rgb[5, 5, 0]) - 165) <= 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["foot.annotated.jpg", "foot.json", "foot.png"]


def test_an_unreadable_photo_becomes_a_record_with_error(tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"nothing")
    result = annotate(Job(tmp_path / "bad.jpg", "bad"), tmp_path, look, paint)
    assert result.error is not None
    assert "'bad.jpg'" in result.error
    assert json.loads((tmp_path / "bad.json").read_text())["error"] == result.error
    assert not (tmp_path / "bad.annotated.jpg").exists()


def test_a_picture_of_an_earlier_run_does_not_stay_beside_an_error(tmp_path: Path) -> None:
    job = Job(picture(tmp_path / "foot.png"), "foot")
    annotate(job, tmp_path, look, paint)
    job.photo.write_bytes(b"nothing")
    assert annotate(job, tmp_path, look, paint).error is not None
    assert not (tmp_path / "foot.annotated.jpg").exists()


def test_a_bug_in_one_photo_is_reported_and_does_not_stop_the_rest(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def broken(source: ImageSource) -> Result:
        raise ZeroDivisionError(source)

    result, annotated = inspect(picture(tmp_path / "foot.png"), broken, paint)
    assert annotated is None
    assert result.error is not None
    assert "ZeroDivisionError" in result.error
    assert "Traceback" in caplog.text
    assert "foot.png" in caplog.text


def test_what_would_stop_every_photo_is_raised(tmp_path: Path) -> None:
    def without_weights(source: ImageSource) -> Result:
        raise ModelError(f"no weights for {source}")

    with pytest.raises(ModelError):
        annotate(Job(picture(tmp_path / "foot.png"), "foot"), tmp_path, without_weights, paint)
    assert not (tmp_path / "foot.json").exists()


def test_a_record_can_be_called_by_its_path(tmp_path: Path) -> None:
    job = Job(picture(tmp_path / "foot.png"), "left/foot", "left/foot.png")
    result = annotate(job, tmp_path, look, None)
    assert result.image.file == "left/foot.png"
    assert record.read(tmp_path / "left" / "foot.json") == result
    assert not (tmp_path / "left" / "foot.annotated.jpg").exists()
    assert dataclasses.replace(result, image=dataclasses.replace(result.image, file="foot.png")) == look(job.photo)
