from __future__ import annotations

import json
from pathlib import Path

import pytest

from locator import record
from locator.batch import Job, Jobs, Journal, Out, annotate, jobs
from locator.errors import RecordError
from tests.batch.work import look, paint, picture


class TestJournal:
    @pytest.fixture
    def todo(self, tmp_path: Path) -> list[Job]:
        return jobs([picture(tmp_path / f"{name}.png", grey) for name, grey in (("a", 10), ("b", 20), ("c", 30))])

    def run(self, out: Path, todo: list[Job]) -> list[str]:
        journal = Journal(Out(out), Jobs(todo))
        done = []
        for job in todo:
            if job not in journal:
                journal.add([(job.file, record.dumps(annotate(job, out, look, paint), compact=True))])
                done.append(job.stem)
        journal.settle()
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
            assert (tmp_path / "results.jsonl").read_bytes() == whole

    def test_failed_photos_are_tried_again(self, tmp_path: Path, todo: list[Job]) -> None:
        good = (tmp_path / "b.png").read_bytes()
        (tmp_path / "b.png").write_bytes(good[:50])
        self.run(tmp_path, todo)
        assert record.read(tmp_path / "b.json").error is not None
        assert self.files(tmp_path) == ["a.png", "b.png", "c.png"]
        (tmp_path / "b.png").write_bytes(good)
        assert self.run(tmp_path, todo) == ["b"]
        assert self.files(tmp_path) == ["a.png", "b.png", "c.png"]
        assert record.read(tmp_path / "b.json").error is None

    def test_deleting_a_record_has_its_photo_done_anew(self, tmp_path: Path, todo: list[Job]) -> None:
        self.run(tmp_path, todo)
        (tmp_path / "a.json").unlink()
        assert self.run(tmp_path, todo) == ["a"]
        assert self.files(tmp_path) == ["a.png", "b.png", "c.png"]

    def test_a_broken_line_in_the_middle_is_no_tear(self, tmp_path: Path, todo: list[Job]) -> None:
        self.run(tmp_path, todo)
        lines = (tmp_path / "results.jsonl").read_text().splitlines()
        (tmp_path / "results.jsonl").write_text("\n".join([lines[0], lines[1][:30], lines[2], ""]))
        with pytest.raises(RecordError, match=r"results\.jsonl, line 2: .*mend or remove"):
            Journal(Out(tmp_path), Jobs(todo))

    def test_records_keep_fields_of_later_versions(self, tmp_path: Path, todo: list[Job]) -> None:
        self.run(tmp_path, todo)
        lines = [json.dumps(json.loads(line) | {"later": 1}) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
        (tmp_path / "results.jsonl").write_text("\n".join([*lines, '{"schema": "loc']))
        assert list(Journal(Out(tmp_path), Jobs(todo)).lines()) == lines
        assert (tmp_path / "results.jsonl").read_text().splitlines() == lines

    def test_photos_that_come_later_take_their_place(self, tmp_path: Path, todo: list[Job]) -> None:
        self.run(tmp_path, [todo[0], todo[2]])
        assert self.files(tmp_path) == ["a.png", "c.png"]
        assert self.run(tmp_path, todo) == ["b"]
        assert self.files(tmp_path) == ["a.png", "b.png", "c.png"]

    def test_photos_of_earlier_runs_stay_in_front(self, tmp_path: Path, todo: list[Job]) -> None:
        self.run(tmp_path, todo[1:])
        self.run(tmp_path, todo[:1])
        assert self.files(tmp_path) == ["b.png", "c.png", "a.png"]

    def test_a_look_changes_nothing(self, tmp_path: Path, todo: list[Job]) -> None:
        self.run(tmp_path, todo)
        torn = (tmp_path / "results.jsonl").read_bytes()[:-5]
        (tmp_path / "results.jsonl").write_bytes(torn)
        assert [job in Journal(Out(tmp_path), Jobs(todo), mend=False) for job in todo] == [True, True, False]
        assert (tmp_path / "results.jsonl").read_bytes() == torn
        assert [job in Journal(Out(tmp_path / "none"), Jobs(todo), mend=False) for job in todo] == [False] * 3
