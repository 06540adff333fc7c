from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from locator import record
from locator.batch import Done, Job, Jobs, Look, Out, find, named, plan, processes, read_results, run
from locator.batch.folder import locked, read_inputs
from locator.errors import BatchError
from tests.batch import work

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {"kind": "test", "scale": (1, 2)}


def batch(folder: Path, out: Path, workers: int = 1, look: Look = work.look, settings: dict[str, object] = SETTINGS) -> list[str]:
    """Run it; the names of what was done."""
    out.mkdir(exist_ok=True)
    inputs = find([str(folder)], recursive=True)
    done: list[Done] = []
    todo = Jobs(named(inputs.photos, inputs.root))
    run(todo, Out(out), processes(out, look, work.paint, workers), settings=settings, tell=done.append)
    return [one.job.file for one in done]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for number in range(6):
        work.picture(folder / f"{'ab'[number % 2]}/{number // 2}.png", 20 * number + 10)
    (folder / "a" / "bad.jpg").write_bytes(b"nothing")
    return folder


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def test_the_same_bytes_for_any_number_of_workers(photos: Path, tmp_path: Path) -> None:
    order = [f"a/{name}" for name in ("0.png", "1.png", "2.png", "bad.jpg")] + [f"b/{n}.png" for n in range(3)]
    assert batch(photos, tmp_path / "one") == order
    assert batch(photos, tmp_path / "three", workers=3) == order
    assert files(tmp_path / "one") == files(tmp_path / "three")
    results = list(read_results(tmp_path / "one"))
    assert [result.image.file for result in results] == order
    assert [result.image.file for result in results if result.error] == ["a/bad.jpg"]
    assert all(
        record.read(tmp_path / "one" / f"{job.stem}.json") == result
        for job, result in zip(read_inputs(tmp_path / "one").values(), results, strict=True)
    )


def test_a_second_run_tries_the_failed_again(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch(photos, out)
    assert batch(photos, out) == ["a/bad.jpg"]
    work.picture(photos / "a" / "bad.jpg", 200)
    work.picture(photos / "a" / "new.png", 210)
    assert batch(photos, out) == ["a/bad.jpg", "a/new.png"]
    fresh = tmp_path / "fresh"
    batch(photos, fresh)
    assert files(out) == files(fresh)
    assert batch(photos, out) == []


def test_a_photo_that_kills_its_process_becomes_a_record_with_error(photos: Path, tmp_path: Path) -> None:
    work.picture(photos / "a" / "black.png", 0)
    out = tmp_path / "out"
    assert len(batch(photos, out, look=work.fatal)) == 8
    failed = {result.image.file: result.error or "" for result in read_results(out) if result.error}
    assert set(failed) == {"a/bad.jpg", "a/black.png"}
    assert "SIGKILL" in failed["a/black.png"]
    assert record.read(out / "a" / "black.json").error == failed["a/black.png"]


def test_results_made_in_another_way_are_not_mixed(photos: Path, tmp_path: Path) -> None:
    batch(photos, tmp_path / "out")
    with pytest.raises(BatchError, match=r"other options or weights \(kind, more\)"):
        batch(photos, tmp_path / "out", settings={"kind": "other", "scale": (1, 2), "more": 1})


def test_another_photo_of_the_same_name_is_not_taken_for_done(photos: Path, tmp_path: Path) -> None:
    batch(photos, tmp_path / "out")
    other = work.picture(tmp_path / "other" / "a" / "0.png")
    with pytest.raises(BatchError, match=r"under the name a/0\.png; choose another --out"):
        plan(Jobs([Job(other, "a/0", "a/0.png")]), Out(tmp_path / "out"))


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(BatchError, match="another run"), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_a_plan_writes_nothing(photos: Path, tmp_path: Path) -> None:
    todo = Jobs(named(find([str(photos)], recursive=True).photos, photos))
    assert list(plan(todo, Out(tmp_path / "none")).todo.values()) == list(todo.values())
    assert not (tmp_path / "none").exists()


_KILLED = """
import sys
from pathlib import Path
from locator.batch import Jobs, Out, find, named, processes, run
from tests.batch import work
if __name__ == "__main__":
    inputs = find([sys.argv[1]], recursive=True)
    out = Path(sys.argv[2])
    run(Jobs(named(inputs.photos, inputs.root)), Out(out), processes(out, work.look, work.paint, 2), settings={},
        tell=lambda done: print(done.job.file, flush=True))
"""


def test_a_run_that_is_killed_goes_on_where_it_was(photos: Path, tmp_path: Path) -> None:
    (photos / "a" / "bad.jpg").unlink()
    for number in range(40):
        work.picture(photos / "c" / f"{number:02}.png", number)
    out, whole = tmp_path / "out", tmp_path / "whole"
    out.mkdir()
    script = tmp_path / "script.py"
    script.write_text(_KILLED)
    command = [sys.executable, str(script), str(photos), str(out)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told: list[str] = []
    for kill_after in (0, 5, 17):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            for _ in range(kill_after + 1):
                told.append(process.stdout.readline().strip())
            children = _children(process.pid)
            process.send_signal(signal.SIGKILL)
        assert children
        _wait_for_end_of(children)
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert len(told) == len(set(told)), "what was told as done was done again"
    assert not set(told) & set(done.stdout.split())
    whole.mkdir()
    batch(photos, whole, settings={})
    assert files(out) == files(whole)


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task/{process}/children")
    if not tasks.exists():
        pytest.skip("needs the kernel's list of child processes")
    return [int(number) for number in tasks.read_text().split()]


def _wait_for_end_of(processes: list[int]) -> None:
    """Workers end by themselves when their parent is gone."""
    end = time.monotonic() + 60
    while any(_alive(process) for process in processes):
        assert time.monotonic() < end, "workers outlive their parent"
        time.sleep(0.05)


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split(")")[-1].split()[0] != "Z"
    except OSError:
        return False
