"""`locator batch` as it is typed: what is told before any photo is looked at."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from locator.cli import main
from tests.batch.work import picture


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("left/foot.png", "right/foot.png", "right/foot.jpg"):
        picture(tmp_path / "photos" / name)
    return tmp_path / "photos"


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["batch", str(tree), "-r", "--out", str(out), "--dry-run"]) == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines() == [
        f"{tree / 'left' / 'foot.png'}\t{out / 'left' / 'foot'}.json",
        f"{tree / 'right' / 'foot.jpg'}\t{out / 'right' / 'foot.jpg'}.json",
        f"{tree / 'right' / 'foot.png'}\t{out / 'right' / 'foot.png'}.json",
    ]
    assert "3 of 3 pictures would be done" in captured.err
    assert not out.exists()


def test_a_list_on_stdin(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    listed = f"{tree / 'left' / 'foot.png'}\n{tree / 'gone.png'}\n".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(listed)))
    assert main(["batch", "-", "--out", str(tmp_path / "out"), "--dry-run"]) == 0
    assert [line.rsplit("/", 1)[-1] for line in capsys.readouterr().out.splitlines()] == ["foot.json", "gone.json"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["{tree}", "--out", "{tree}"], "holds no picture.*with -r the folders below"),
        (["{tree}", "-r", "--out", "{tree}", "--workers", "0"], "processes from 1 to 256, got '0'"),
        (["{tree}/left", "--root", "{tree}/right", "--out", "{tree}"], "does not lie in --root"),
        (["{tree}/left/foot.annotated.jpg", "{tree}/left/foot.png", "--out", "{tree}/left"], "would overwrite another input"),
    ],
)
def test_wrong_usage(arguments: list[str], says: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture(tree / "left" / "foot.annotated.jpg")
    with pytest.raises(SystemExit) as caught:
        main(["batch", *(argument.replace("{tree}", str(tree)) for argument in arguments)])
    assert caught.value.code == 2
    assert re.search(says, " ".join(capsys.readouterr().err.split()))
