from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PilImage

from locator import record
from locator.batch import Job, Journal, annotate, inspect, jobs, pictures
from locator.errors import ModelError, RecordError
from locator.geometry import Pixels
from locator.images import ImageSource, open_image
from locator.types import Image, Result


def look(source: ImageSource) -> Result:
    photo = open_image(source)
    return Result(Image(photo.file, photo.width, photo.height), refused=f"mean {photo.rgb.mean():.0f}")


def paint(rgb: Pixels, result: Result) -> Pixels:
    assert result.refused == f"mean {rgb.mean():.0f}"
    return np.asarray(255 - rgb)


def picture(path: Path, grey: int = 90) -> Path:
    PilImage.new("RGB", (40, 30), (grey, grey, grey)).save(path)
    return path


def test_a_photo_gives_a_record_and_a_picture(tmp_path: Path) -> None:
    result = annotate(Job(picture(tmp_path / "foot.png"), "foot"), tmp_path, look, paint)
    assert result.refused == "mean 90"
    assert record.read(tmp_path / "foot.json") == result
    assert abs(int(open_image(tmp_path / "foot.annotated.jpg").rgb[5, 5, 0]) - 165) <= 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["foot.annotated.jpg", "foot.json", "foot.png"]


def test_an_unreadable_photo_becomes_a_record_with_error(tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"nothing")
    result = annotate(Job(tmp_path / "bad.jpg", "bad"), tmp_path, look, paint)
    assert result.error is not None
    assert "'bad.jpg'" in result.error
    assert json.loads((tmp_path / "bad.json").read_text())["error"] == result.error
    assert not (tmp_path / "bad.annotated.jpg").exists()


def test_a_picture_of_an_earlier_run_does_not_stay_beside_an_error(tmp_path: Path) -> None:
    job = Job(picture(tmp_path / "foot.png"), "foot")
    annotate(job, tmp_path, look, paint)
    job.photo.write_bytes(b"nothing")
    assert annotate(job, tmp_path, look, paint).error is not None
    assert not (tmp_path / "foot.annotated.jpg").exists()


def test_a_bug_in_one_photo_is_reported_and_does_not_stop_the_rest(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def broken(source: ImageSource) -> Result:
        raise ZeroDivisionError(source)

    result, annotated = inspect(picture(tmp_path / "foot.png"), broken, paint)
    assert annotated is None
    assert result.error is not None
    assert "ZeroDivisionError" in result.error
    assert "Traceback" in caplog.text
    assert "foot.png" in caplog.text


def test_what_would_stop_every_photo_is_raised(tmp_path: Path) -> None:
    def without_weights(source: ImageSource) -> Result:
        raise ModelError(f"no weights for {source}")

    with pytest.raises(ModelError):
        annotate(Job(picture(tmp_path / "foot.png"), "foot"), tmp_path, without_weights, paint)
    assert not (tmp_path / "foot.json").exists()


def test_pictures_of_a_folder(tmp_path: Path) -> None:
    for name in ("b.JPG", "a.heic", "c.tiff", ".hidden.jpg", "a.annotated.jpg", "a.json", "results.jsonl", "notes.txt", "d.gif"):
        (tmp_path / name).touch()
    (tmp_path / "folder.jpg").mkdir()
    photos, left_out = pictures(tmp_path)
    assert [path.name for path in photos] == ["a.heic", "b.JPG", "c.tiff"]
    assert left_out == ["d.gif", "notes.txt"]


def test_stems() -> None:
    given_photos = [Path("a/x.jpg"), Path("a/x.png"), Path("a/y.jpg"), Path("b/x.jpg"), Path("b/Y.jpg")]
    assert [job.stem for job in jobs(given_photos)] == ["x.jpg", "x.png", "y.jpg", "x.jpg-2", "Y.jpg-2"]
    assert [job.stem for job in jobs([Path("foot.one.jpg")])] == ["foot.one"]


names = st.text("aAb.-2", min_size=1, max_size=4).filter(lambda name: name.strip("."))


@given(
    st.lists(
        st.builds(
            lambda folder, name, end: Path(folder) / f"{name}{end}",
            st.sampled_from("pq"),
            names,
            st.sampled_from([".jpg", ".png"]),
        )
    )
)
def test_no_two_photos_share_their_output(photos: list[Path]) -> None:
    stems = [job.stem.casefold() for job in jobs(photos)]
    assert len(set(stems)) == len(photos)
    assert jobs(photos) == jobs(list(photos))


class TestJournal:
    @pytest.fixture
    def todo(self, tmp_path: Path) -> list[Job]:
        return jobs([picture(tmp_path / f"{name}.png", grey) for name, grey in (("a", 10), ("b", 20), ("c", 30))])

    def run(self, out: Path, todo: list[Job]) -> list[str]:
        journal = Journal(out, todo)
        done = []
        for job in todo:
            if job not in journal:
                journal.add(annotate(job, out, look, paint))
                done.append(job.stem)
        return done

    def files(self, out: Path) -> list[str]:
        return [json.loads(line)["image"]["file"] for line in (out / "results.jsonl").read_text().splitlines()]

    def test_a_second_run_does_nothing(self, tmp_path: Path, todo: list[Job]) -> None:
        assert self.run(tmp_path, todo) == ["a", "b", "c"]
        before = (tmp_path / "results.jsonl").read_bytes()
        assert self.run(tmp_path, todo) == []
        assert (tmp_path / "results.jsonl").read_bytes() == before
        assert self.files(tmp_path) == ["a.png", "b.png", "c.png"]

    def test_a_run_stopped_at_any_byte_resumes(self, tmp_path: Path, todo: list[Job]) -> None:
        self.run(tmp_path, todo)
        whole = (tmp_path / "results.jsonl").read_bytes()
        for cut in range(0, len(whole), 7):
            (tmp_path / "results.jsonl").write_bytes(whole[:cut])
            self.run(tmp_path, todo)
            assert sorted(self.files(tmp_path)) == ["a.png", "b.png", "c.png"]
            assert sorted((tmp_path / "results.jsonl").read_bytes().splitlines()) == sorted(whole.splitlines())

    def test_failed_photos_are_tried_again(self, tmp_path: Path, todo: list[Job]) -> None:
        good = (tmp_path / "b.png").read_bytes()
        (tmp_path / "b.png").write_bytes(good[:50])
        self.run(tmp_path, todo)
        assert record.read(tmp_path / "b.json").error is not None
        assert self.files(tmp_path) == ["a.png", "b.png", "c.png"]
        (tmp_path / "b.png").write_bytes(good)
        assert self.run(tmp_path, todo) == ["b"]
        assert self.files(tmp_path) == ["a.png", "c.png", "b.png"]
        assert record.read(tmp_path / "b.json").error is None

    def test_deleting_a_record_has_its_photo_done_anew(self, tmp_path: Path, todo: list[Job]) -> None:
        self.run(tmp_path, todo)
        (tmp_path / "a.json").unlink()
        assert self.run(tmp_path, todo) == ["a"]
        assert self.files(tmp_path) == ["b.png", "c.png", "a.png"]

    def test_a_broken_line_in_the_middle_is_no_tear(self, tmp_path: Path, todo: list[Job]) -> None:
        self.run(tmp_path, todo)
        lines = (tmp_path / "results.jsonl").read_text().splitlines()
        (tmp_path / "results.jsonl").write_text("\n".join([lines[0], lines[1][:30], lines[2], ""]))
        with pytest.raises(RecordError, match=r"results\.jsonl, line 2: .*mend or remove"):
            Journal(tmp_path, todo)

    def test_records_keep_fields_of_later_versions(self, tmp_path: Path, todo: list[Job]) -> None:
        self.run(tmp_path, todo)
        lines = [json.dumps(json.loads(line) | {"later": 1}) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
        (tmp_path / "results.jsonl").write_text("\n".join([*lines, '{"schema": "loc']))
        assert list(Journal(tmp_path, todo).lines()) == lines
        assert (tmp_path / "results.jsonl").read_text().splitlines() == lines
