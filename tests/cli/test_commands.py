from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import pytest

from locator import record
from locator.cli import main
from locator.images import open_image
from tests.chinese import english_prose

ROOT = Path(__file__).resolve().parents[2]


def usage_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    return capsys.readouterr().err


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            ([], "required: COMMAND"),
            (["paint"], "invalid choice: 'paint'"),
            (["annotate", "--out", "x"], "required: PHOTO"),
            (["annotate", "a.jpg"], "--out DIR"),
            (["batch", "somewhere"], "required: --out"),
            (["annotate", "a.jpg", "--json", "--thumb-mm", "20"], "--thumb-mm needs --mm-per-px"),
            (["annotate", "a.jpg", "--json", "--thumb-px", "-3"], "a number above 0, got '-3'"),
            (["annotate", "a.jpg", "--json", "--thumb-px", "wide"], "a number above 0, got 'wide'"),
            (["annotate", "a.jpg", "--json", "--points", ","], "names separated by commas"),
            (["annotate", "a.jpg", "--json", "--points", "KI1,QQ7"], "QQ7"),
            (["annotate", "a.jpg", "--json", "--zones", "hat"], "hat"),
            (["annotate", "a.jpg", "--json", "--lang", "fr"], "invalid choice: 'fr'"),
            (["atlas", "QQ7"], "QQ7"),
            (["app", "--port", "0"], "port from 1 to 65535"),
        ],
    )
    def test_wrong_usage_is_exit_code_2(self, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert says in usage_error(arguments, capsys)

    def test_folders(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert "cannot be read" in usage_error(["batch", str(tmp_path / "none"), "--out", str(tmp_path)], capsys)
        assert "holds no picture" in usage_error(["batch", str(tmp_path), "--out", str(tmp_path)], capsys)
        (tmp_path / "file").touch()
        assert "name a folder" in usage_error(["annotate", "a.jpg", "--out", str(tmp_path / "file")], capsys)

    def test_an_output_never_replaces_a_photo(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        photos = [tmp_path / "x.jpg", tmp_path / "x.annotated.jpg"]
        for photo in photos:
            photo.write_bytes(b"precious")
        assert "overwrite" in usage_error(["annotate", *map(str, photos), "--out", str(tmp_path)], capsys)
        assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"precious"}

    def test_version(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "locator", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stdout.startswith("locator 0.")


class TestAtlas:
    def test_lists_all(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["atlas"]) == 0
        text = capsys.readouterr().out
        assert "ACUPOINTS (64)" in text
        assert "REFLEX ZONES (80)" in text
        assert "not medical advice" in text
        assert main(["atlas", "--json"]) == 0
        data = json.loads(capsys.readouterr().out)
        assert (len(data["points"]), len(data["zones"])) == (64, 80)

    def test_shows_one_with_its_cautions(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["atlas", "UB-60"]) == 0
        text = capsys.readouterr().out
        assert text.startswith("BL60  Kunlun")
        assert text.index("Cautions\n- Warning – Pregnancy: ") < text.index("Where it lies")
        assert "pregnancy" in text
        assert main(["atlas", "涌泉", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["code"] == "KI1"

    @pytest.mark.parametrize("lang", ["en", "zh-Hans", "zh-Hant"])
    def test_every_entry_can_be_shown(self, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["atlas", "--json"]) == 0
        data = json.loads(capsys.readouterr().out)
        for key in [entry["code"] for entry in data["points"]] + [entry["id"] for entry in data["zones"]]:
            assert main(["atlas", key, "--lang", lang]) == 0
            text = capsys.readouterr().out
            assert text.startswith(f"{key}  ")
            assert all(sum(1 + (east_asian_width(c) in "WF") for c in line) <= 100 for line in text.splitlines())
            if lang != "en":
                assert "：" in text
                said = " ".join(text[: text.index("\n名")].split())  # from there on names, in English too
                assert not english_prose(said), (key, english_prose(said))


class TestPlace:
    def test_fills_in_points(
        self, annotated_records: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for data in annotated_records:
            path = tmp_path / "record.json"
            path.write_text(json.dumps(data))
            assert main(["place", str(path)]) == 0
            placed = record.loads(capsys.readouterr().out)
            assert all(foot.points for foot in placed.feet)
            assert [foot.outline for foot in placed.feet] == [foot.outline for foot in record.from_dict(data).feet]
            assert main(["place", str(path), "--out", str(tmp_path / "placed.json")]) == 0
            assert record.read(tmp_path / "placed.json") == placed
            assert capsys.readouterr().out == ""

    def test_a_measured_thumb_sets_the_cun(
        self, annotated_records: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "record.json").write_text(json.dumps(annotated_records[0]))
        scale = ["--thumb-mm", "21", "--mm-per-px", "0.25"]
        assert main(["place", str(tmp_path / "record.json"), *scale]) == 0
        cun = record.loads(capsys.readouterr().out).feet[0].cun
        assert cun is not None
        assert cun.px == pytest.approx(84, abs=0.01)
        assert cun.mm == pytest.approx(21, abs=0.01)

    def test_a_wrong_record_is_exit_code_1(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "record.json").write_text('{"feet": [{"side": "up"}]}')
        assert main(["place", str(tmp_path / "record.json")]) == 1
        captured = capsys.readouterr()
        assert "record.json: feet[0]" in captured.err
        assert captured.err.count("\n") == 1
        assert captured.out == ""


@pytest.mark.usefixtures("weights")
class TestAnnotate:
    def test_samples(self, samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        photos = sorted(samples.glob("*.jpg"))[:2]
        (tmp_path / "bad.jpg").write_text("no picture")
        out = tmp_path / "out"
        code = main(["annotate", *map(str, photos), str(tmp_path / "bad.jpg"), "--out", str(out), "--json"])
        assert code == 1
        captured = capsys.readouterr()
        assert "bad.jpg" in captured.err
        records = [record.loads(line) for line in captured.out.splitlines()]
        assert [result.image.file for result in records] == [*(photo.name for photo in photos), "bad.jpg"]
        for photo, result in zip(photos, records, strict=False):
            assert record.read(out / f"{photo.stem}.json") == result
            assert open_image(out / f"{photo.stem}.annotated.jpg").rgb.shape[2] == 3
            assert result.error is None
        assert record.read(out / "bad.json").error is not None

    def test_json_alone_writes_no_file(
        self, samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        photo = sorted(samples.glob("*.jpg"))[0]
        assert main(["annotate", str(photo), "--json"]) == 0
        assert record.loads(capsys.readouterr().out).image.file == photo.name
        assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("weights")
class TestBatch:
    def test_resumes(self, samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        folder, out = tmp_path / "photos", tmp_path / "out"
        folder.mkdir()
        for photo in sorted(samples.glob("*.jpg"))[:2]:
            (folder / photo.name).write_bytes(photo.read_bytes())
        (folder / "bad.jpg").write_text("no picture")
        (folder / "notes.txt").write_text("left out")
        command = ["batch", str(folder), "--out", str(out)]
        assert main(command) == 1
        err = capsys.readouterr().err
        assert "notes.txt" in err
        assert "[3/3]" in err
        first = (out / "results.jsonl").read_text().splitlines()
        assert len(first) == 3
        (folder / "bad.jpg").unlink()
        assert main([*command, "--json"]) == 0
        captured = capsys.readouterr()
        assert "2 of 2 pictures are done already" in captured.err
        assert len(captured.out.splitlines()) == 2
