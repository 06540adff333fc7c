"""`locator review`, `export`, `import` and `score` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="needs the extra `review`")
pytest.importorskip("alembic", reason="needs the extra `review`")

from locator.cli import main
from locator.store import Decision, Store
from tests.store.conftest import RESULTS_OF_THE_BATCH, moved, write_batch


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("LOCATOR_STORE", raising=False)
    folder = tmp_path / "batch"
    folder.mkdir()
    write_batch(folder, RESULTS_OF_THE_BATCH)
    return folder


def test_a_batch_is_reviewed(batch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "import", str(batch), "--audit", "0"]) == 0
    assert "5 photos are new, 0 have a new record, 0 are as they were; 3 wait" in capsys.readouterr().err
    assert main(["review", "queue", str(batch), "--reviewer", "ann", "--limit", "2"]) == 0
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == ["unsure.jpg", "side.jpg"]
    with Store(batch) as store:
        store.review("unsure.jpg", 1, "ann", Decision.CORRECT, result=moved(store.found("unsure.jpg"), "toe1_tip", 30, 12))
        store.review("unsure.jpg", 1, "bob", Decision.ACCEPT, blind=True)
    assert main(["review", "status", str(batch)]) == 0
    out = capsys.readouterr().out
    assert "1 of 5 photos decided, 2 in the queue" in out
    assert "1 second opinions, 1 feet in both" in out
    assert "toe1_tip" in out
    assert main(["score", str(batch), "--against", str(batch / "review.sqlite")]) == 0
    out = capsys.readouterr().out
    assert "by reviewer\nann" in out
    assert main(["export", str(batch / "review.sqlite"), "--format", "coco", "--out", str(tmp_path / "coco")]) == 0
    data = json.loads((tmp_path / "coco" / "annotations.json").read_text())
    assert [image["file_name"] for image in data["images"]] == ["unsure.jpg"]
    capsys.readouterr()
    assert main(["score", str(batch), "--against", str(tmp_path / "coco"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["whole"]["count"] == 4


def test_out_and_in_again(batch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(batch), "--format", "labelme", "--out", str(tmp_path / "out")]) == 0
    err = capsys.readouterr().err
    assert "4 photos with 3 feet" in err
    assert "bad.jpg" in err
    assert main(["import", str(tmp_path / "out"), "--out", str(tmp_path / "back"), "--place"]) == 0
    back = [json.loads(line) for line in (tmp_path / "back" / "results.jsonl").read_text().splitlines()]
    assert {one["image"]["file"] for one in back} == {"sure.jpg", "unsure.jpg", "side.jpg", "none.jpg"}
    assert all(foot["points"] for one in back for foot in one["feet"])


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["review", "status"], 2, "name a STORE"),
        (["review", "status", "/no/where"], 1, "make one with `locator review init`"),
        (["export", "/no/where", "--format", "coco", "--out", "{tmp}/x"], 1, "looks like none of"),
        (["import", "/no/where", "--out", "{tmp}/x"], 1, "looks like none of"),
        (["export", "x", "--format", "pascal", "--out", "{tmp}/x"], 2, "invalid choice: 'pascal'"),
    ],
)
def test_what_is_wrong_is_said(
    arguments: list[str],
    code: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("LOCATOR_STORE", raising=False)
    arguments = [argument.replace("{tmp}", str(tmp_path)) for argument in arguments]
    if code == 2:
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
    else:
        assert main(arguments) == code
    assert says in capsys.readouterr().err


def test_a_store_can_be_named_by_the_environment(batch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCATOR_STORE", str(batch / "other.sqlite"))
    assert main(["review", "init"]) == 0
    assert main(["review", "upgrade"]) == 0
    assert main(["review", "import", str(batch)]) == 0
    with Store(batch / "other.sqlite") as store:
        assert store.progress().total == 5
