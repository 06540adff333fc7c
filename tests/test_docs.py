"""The documentation: links lead somewhere, commands in it parse, the two commands of the README are what CI runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from locator.cli.parser import build_parser

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*/*.md"))]


@pytest.mark.parametrize("page", sorted(set(PAGES)), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_commands_in_the_readme_parse() -> None:
    lines = re.findall(r"^locator .*$|(?<=&& \.venv/bin/)locator .*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert len(lines) > 5
    for line in lines:
        assert build_parser().parse_args(shlex.split(line, comments=True)[1:]).command


def test_ci_runs_the_two_commands_of_the_readme() -> None:
    readme, script = (ROOT / "README.md").read_text(encoding="utf-8"), (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for name in ("setup", "test"):
        assert re.search(rf"<!-- command: {name} -->\n```sh\n[^\n]+\n```\n", readme)
        assert f"$(readme_command {name})" in script
