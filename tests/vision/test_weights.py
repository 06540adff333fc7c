from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from locator.errors import ModelError
from locator.vision import weights


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty package: weights are looked for in `tmp_path/models` only."""
    caches = (weights.folder, weights.facts, weights._session)
    monkeypatch.setattr(weights, "_PACKAGE", tmp_path / "locator")
    for cache in caches:
        cache.cache_clear()
    (tmp_path / "models").mkdir()
    yield tmp_path / "models"
    for cache in caches:
        cache.cache_clear()


def describe(models: Path, data: bytes, **changes: object) -> None:
    entry = {
        "file": "detector.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "input": {"width": 192, "height": 192},
        **changes,
    }
    (models / "models.json").write_text(json.dumps({"detector": entry}))
    (models / "detector.onnx").write_bytes(data)


def test_missing_weights_say_what_to_do(models: Path) -> None:
    with pytest.raises(ModelError, match=r"no models\.json in .*training\.export"):
        weights.session("detector")
    (models / "models.json").write_text("{}")
    with pytest.raises(ModelError, match="does not describe the detector network"):
        weights.session("detector")
    describe(models, b"weights")
    (models / "detector.onnx").unlink()
    with pytest.raises(ModelError, match="cannot read"):
        weights.session("detector")


def test_a_damaged_file_is_not_run(models: Path) -> None:
    describe(models, b"weights")
    (models / "detector.onnx").write_bytes(b"wEights")
    with pytest.raises(ModelError, match="damaged or of another version"):
        weights.session("detector")


def test_a_file_that_is_no_network_is_one_line(models: Path) -> None:
    describe(models, b"weights")
    with pytest.raises(ModelError, match="cannot run") as caught:
        weights.session("detector")
    assert "\n" not in str(caught.value)


def test_the_installed_package_comes_first(models: Path, tmp_path: Path) -> None:
    describe(models, b"checkout")
    (tmp_path / "locator" / "models").mkdir(parents=True)
    describe(tmp_path / "locator" / "models", b"package")
    assert weights.folder() == tmp_path / "locator" / "models"


@pytest.mark.parametrize(("text", "count"), [("1", 1), ("8", 8)])
def test_threads_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, text: str, count: int) -> None:
    monkeypatch.setenv(weights.THREADS_VARIABLE, text)
    assert weights.threads() == count


@pytest.mark.parametrize("text", ["0", "two", "", "-1", "1.5"])
def test_thread_counts_that_mean_nothing_are_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(weights.THREADS_VARIABLE, text)
    with pytest.raises(ModelError, match="whole number of threads"):
        weights.threads()


@pytest.mark.usefixtures("weights")
def test_a_session_is_made_once() -> None:
    assert weights.session("detector") is weights.session("detector")
