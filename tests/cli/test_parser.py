from __future__ import annotations

import importlib.util
from pathlib import Path

from locator.cli.parser import build_parser, help_pages

ROOT = Path(__file__).resolve().parents[2]
_COMMANDS = ("annotate", "batch", "video", "place", "review", "export", "import", "score", "atlas", "app")


def test_the_command_page_is_fresh() -> None:
    spec = importlib.util.spec_from_file_location("make_cli_docs", ROOT / "tools" / "make_cli_docs.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == tool.page(), "run: python tools/make_cli_docs.py"


def test_every_command_has_a_page() -> None:
    pages = help_pages()
    assert list(pages) == ["locator", *(f"locator {name}" for name in _COMMANDS)]
    for text in pages.values():
        assert "Not medical advice" in text


def test_layer_names() -> None:
    parse = build_parser().parse_args
    arguments = parse(["annotate", "a.jpg", "--points", " KI1, LV-3 ,", "--zones", "none"])
    assert (arguments.points, arguments.zones, arguments.goal) == (("KI1", "LV-3"), (), None)
