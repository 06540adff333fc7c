"""Our own pictures of hands with the breadth of their thumbs (training/samples/hands.py)."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def mediapipe() -> None:
    """The extra `thumb`."""
    if importlib.util.find_spec("mediapipe") is None:
        pytest.skip("needs the extra thumb (mediapipe)")


@pytest.fixture
def truth(samples: Path) -> dict[str, dict[str, Any]]:
    """File name -> sheet, px, seen_mm, widest_mm."""
    record: dict[str, dict[str, Any]] = json.loads((samples / "hands.json").read_text(encoding="utf-8"))
    return record
