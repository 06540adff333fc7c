"""What several tests share: real annotated photos as records, and where the project's own sample pictures lie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
PHOTOS = ROOT.parent / "shared" / "photos"
SAMPLES = ROOT / "sample_images"

# Deadlines and the check for slow examples would fail a test because the machine was busy.
hypothesis.settings.register_profile("unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("unhurried")


def _record(annotation: dict[str, Any]) -> dict[str, Any]:
    """An annotated photo as another tool would hand it to `locator place`: no scores, no box."""
    feet = [
        {
            "side": foot["side"],
            # "oblique-dorsomedial": seen from between the top and the inner side; a record names one of the two.
            "view": "dorsal" if foot["view"].startswith("oblique-dorso") else foot["view"].removeprefix("oblique-"),
            "outline": foot["outline"],
            "landmarks": {name: {"x": x, "y": y} for name, (x, y, _) in foot["landmarks"].items()},
        }
        for foot in annotation["feet"]
    ]
    image = {"file": f"{annotation['id']}.jpg", "width": annotation["width"], "height": annotation["height"]}
    return {"schema": "locator/1", "image": image, "feet": feet, "refused": None, "warnings": []}


@pytest.fixture(scope="session")
def photos() -> Path:
    """The folder of real photos."""
    if not PHOTOS.is_dir():
        pytest.skip("needs the real photos of ../shared/photos")
    return PHOTOS


@pytest.fixture(scope="session")
def annotated_records(photos: Path) -> list[dict[str, Any]]:
    """Each annotated real photo as a record without points."""
    return [_record(json.loads(path.read_text())) for path in sorted((photos / "annotations").glob("*.json"))]


@pytest.fixture
def samples() -> Path:
    """The folder of the project's own sample pictures."""
    if not list(SAMPLES.glob("*.jpg")):
        pytest.skip("needs sample_images/")
    return SAMPLES


@pytest.fixture(scope="session")
def weights() -> None:
    """The networks' weights in models/."""
    if not list((ROOT / "models").glob("*.onnx")):
        pytest.skip("needs the weights in models/ (python -m training.export)")
