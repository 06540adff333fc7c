"""The examples of docs/atlas.md do what they say, and the page names every data file."""

from __future__ import annotations

import doctest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "atlas.md"


def test_examples_run() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert tried > 5
    assert failed == 0


def test_every_data_file_is_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for path in (ROOT / "locator" / "atlas" / "data").glob("*.json"):
        assert f"`{path.name}`" in text, path.name
