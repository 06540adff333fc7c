"""Make docs/cli.md from the help texts: `python tools/make_cli_docs.py`. A test fails when the file is stale."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from locator.cli.parser import help_pages  # noqa: E402

HEAD = "# Commands\n\nMade by `python tools/make_cli_docs.py` from the program's own help; change it there.\n"


def page() -> str:
    """The text of docs/cli.md."""
    sections = [f"## {name}\n\n```\n{text.strip()}\n```\n" for name, text in help_pages().items()]
    return "\n".join([HEAD, *sections])


if __name__ == "__main__":
    (ROOT / "docs" / "cli.md").write_text(page(), encoding="utf-8")
