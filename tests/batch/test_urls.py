"""Photos and results at URLs: in a store in memory, in an S3-compatible server on this machine, and what goes wrong there."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from locator.batch import (
    Done,
    Job,
    Jobs,
    Out,
    Url,
    annotate,
    find,
    jobs,
    named,
    opened,
    place,
    plan,
    processes,
    read_results,
    run,
    urls,
)
from locator.batch.jobs import RESULTS
from locator.batch.mirror import delivered
from locator.batch.report import report
from locator.errors import BatchError, RecordError
from tests.batch import s3, work

SETTINGS = {"kind": "test"}


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Url]:
    """A folder with photos in this process's memory."""
    fsspec = pytest.importorskip("fsspec", reason="needs the extra `cluster`")
    root = Url("memory://photos")
    for name in ("b.png", "a/c.png", "a/b/d.png", "z.png", "a/.hidden.png", "a/d.annotated.jpg", "notes.txt"):
        photo = tmp_path / "made" / name
        if photo.suffix == ".txt":
            photo.write_text("no picture")
        urls.put(photo if photo.exists() else work.picture(photo), root / name)
    yield root
    fsspec.filesystem("memory").store.clear()


@pytest.fixture(scope="module")
def bucket() -> Iterator[Url]:
    yield from s3.serve()


def names(found: Collection[Path | Url], root: Path | Url) -> list[str]:
    return [job.file for job in jobs(found, root)]


def test_folders_pictures_and_patterns(memory: Url) -> None:
    inputs = find([str(memory)], recursive=True)
    assert names(inputs.photos, inputs.root) == ["b.png", "z.png", "a/c.png", "a/b/d.png"]
    assert inputs.left_out == ["notes.txt"]
    assert [str(photo) for photo in find([str(memory)]).photos] == ["memory://photos/b.png", "memory://photos/z.png"]
    some = find([f"{memory}/a/**/*.png", str(memory / "z.png")])
    assert some.root == memory
    assert names(some.photos, some.root) == ["a/.hidden.png", "a/b/d.png", "a/c.png", "z.png"]
    assert [job.stem for job in jobs(some.photos, some.root)] == ["a/.hidden", "a/b/d", "a/c", "z"]


def test_the_order_is_that_of_a_folder_of_this_machine(memory: Url, tmp_path: Path) -> None:
    for recursive in (False, True):
        there, here = (find([str(one)], recursive=recursive) for one in (memory, tmp_path / "made"))
        assert names(there.photos, there.root) == names(here.photos, here.root)


def test_lists_and_manifests_may_name_urls(memory: Url, tmp_path: Path) -> None:
    manifest = tmp_path / "photos.csv"
    manifest.write_text(f"path\n{memory}/b.png\n{memory}/a/c.png\n")
    assert [str(photo) for photo in find([str(manifest)]).photos] == ["memory://photos/b.png", "memory://photos/a/c.png"]
    urls.put(manifest, memory / "photos.csv")
    manifest.write_text("path\na/c.png\n")
    urls.put(manifest, memory / "more.csv")
    assert list(find([f"{memory}/photos.csv", f"{memory}/more.csv"]).photos) == [memory / "b.png", memory / "a/c.png"]
    assert find(["-"], stdin=io.BytesIO(f"{memory}/b.png\n".encode())).root == memory


@pytest.mark.parametrize(
    ("sources", "root", "says"),
    [
        (["memory://nowhere"], None, "nothing lies there"),
        (["nostore://a/b"], None, "no address that fsspec knows"),
        (["memory://photos", "{here}"], None, "some at URLs; run one batch for each"),
        (["memory://photos", "s3://other/a.jpg"], None, "several hosts or in several buckets"),
        (["memory://photos/b.png"], "memory://photos/a", "does not lie in --root"),
    ],
)
@pytest.mark.usefixtures("memory")
def test_what_cannot_be_found(sources: list[str], root: str | None, says: str, tmp_path: Path) -> None:
    with pytest.raises(BatchError, match=says):
        find([one.format(here=tmp_path) for one in sources], root=None if root is None else place(root))


def test_a_key_does_not_lead_out_of_the_folder(memory: Url) -> None:
    with pytest.raises(BatchError, match="dots for a part"):
        jobs([memory / "a/../../etc/x.png"], memory)


def test_a_photo_at_a_url(memory: Url, tmp_path: Path) -> None:
    job, gone = Job(memory / "a/c.png", "a/c", "a/c.png"), Job(memory / "gone.png", "gone")
    assert annotate(job, tmp_path / "there", work.look, work.paint).error is None
    assert annotate(gone, tmp_path / "there", work.look, work.paint).error == "'gone.png' does not exist; check the path"
    here = Job(tmp_path / "made" / "a" / "c.png", "a/c", "a/c.png")
    annotate(here, tmp_path / "here", work.look, work.paint)
    for name in ("a/c.json", "a/c.annotated.jpg"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()


def test_what_a_photo_leaves_at_a_url_is_what_was_made_last(memory: Url, tmp_path: Path) -> None:
    out, job = Url("memory://out"), Job(memory / "b.png", "x/b", "x/b.png")
    with delivered(out, job) as folder:
        annotate(job, folder, work.look, work.paint)
    assert urls.files_below(out) == ["x/b.annotated.jpg", "x/b.json"]
    with delivered(out, job) as folder:
        annotate(job, folder, work.look, None)
    assert urls.files_below(out) == ["x/b.json"]
    with pytest.raises(ZeroDivisionError):
        stopped(out, job)
    assert urls.fetch(out / "x/b.json", tmp_path / "b.json")
    assert next(read_results(tmp_path / "b.json")).image.file == "x/b.png"


def stopped(out: Url, job: Job) -> None:
    """Half of a photo's files, and then a fault."""
    with delivered(out, job) as folder:
        (folder / "x").mkdir()
        (folder / "x" / "b.json").write_text("half")
        raise ZeroDivisionError


class TestS3:
    """Whole batches: their workers are processes, which share no memory."""

    @pytest.fixture
    def photos(self, bucket: Url, tmp_path: Path) -> Url:
        root = bucket / tmp_path.name
        for number in range(4):
            urls.put(
                work.picture(tmp_path / "photos" / f"{number % 2}/{number}.png", 50 * number + 10),
                root / f"{number % 2}/{number}.png",
            )
        (tmp_path / "photos" / "bad.jpg").write_bytes(b"nothing")
        urls.put(tmp_path / "photos" / "bad.jpg", root / "bad.jpg")
        return root

    def run(self, photos: Path | Url, out: Path | Url, stop: int = 99, settings: dict[str, str] = SETTINGS) -> list[str]:
        """Run it, at most until so many photos are done; their names."""
        done: list[str] = []

        def tell(one: Done) -> None:
            done.append(one.job.file)
            if len(done) == stop:
                raise KeyboardInterrupt

        inputs = find([str(photos)], recursive=True)
        with opened(out) as folder:
            run(
                Jobs(named(inputs.photos, inputs.root)),
                folder,
                processes(folder.place, work.look, work.paint, 1),
                settings=settings,
                tell=tell,
            )
            report(folder, "en")
            folder.settle()
        return done

    def fetched(self, out: Url, target: Path) -> dict[str, bytes]:
        for name in urls.files_below(out):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            urls.fetch(out / name, target / name)
        return self.files(target)

    def files(self, out: Path) -> dict[str, bytes]:
        named = (".batch.lock", "inputs.csv", "to_look_at.csv")  # these name where photos lie
        return {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in sorted(out.rglob("*"))
            if path.is_file() and path.name not in named
        }

    def test_the_same_bytes_as_on_this_machine_however_often_stopped(self, photos: Url, bucket: Url, tmp_path: Path) -> None:
        here, out = tmp_path / "here", bucket / f"{tmp_path.name}-out"
        here.mkdir()
        order = ["bad.jpg", "0/0.png", "0/2.png", "1/1.png", "1/3.png"]
        assert self.run(tmp_path / "photos", here) == order
        for stop in (2, 1):
            with pytest.raises(KeyboardInterrupt):
                self.run(photos, out, stop)
        with opened(out) as folder:
            inputs = find([str(photos)], recursive=True)
            todo = plan(Jobs(named(inputs.photos, inputs.root)), folder).todo
        assert list(todo) == ["bad.jpg", "0/2.png", "1/1.png", "1/3.png"]
        assert self.run(photos, out) == ["bad.jpg", "0/2.png", "1/1.png", "1/3.png"]
        assert self.fetched(out, tmp_path / "there") == self.files(here)
        assert self.run(photos, out) == ["bad.jpg"]
        assert self.fetched(out, tmp_path / "again") == self.files(here)

    def test_a_deleted_record_is_made_anew(self, photos: Url, bucket: Url, tmp_path: Path) -> None:
        out = bucket / f"{tmp_path.name}-out"
        self.run(photos, out)
        urls.remove([out / "0/2.json", photos / "bad.jpg"])
        assert self.run(photos, out) == ["0/2.png"]

    def test_messages_name_the_url(self, photos: Url, bucket: Url, tmp_path: Path) -> None:
        out = bucket / f"{tmp_path.name}-out"
        self.run(photos, out)
        with pytest.raises(BatchError, match=rf"the results in {out} were made with other options"):
            self.run(photos, out, settings={"kind": "other"})
        (tmp_path / "damaged").write_text("{}\n{}\n")
        urls.put(tmp_path / "damaged", out / RESULTS)
        with pytest.raises(RecordError, match=rf"^{out}/results.jsonl, line 1"):
            self.run(photos, out)

    def test_a_store_that_cannot_be_used_says_so(self, bucket: Url, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(BatchError, match="nothing lies there"):
            find([str(bucket / "no-such-folder")])
        import s3fs

        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        s3fs.S3FileSystem.clear_instance_cache()
        with pytest.raises(BatchError, match=r"s3://feet/a cannot be reached .*; check the address"):
            find(["s3://feet/a"])
        s3fs.S3FileSystem.clear_instance_cache()


def test_a_folder_of_this_machine_is_itself(tmp_path: Path) -> None:
    with opened(tmp_path) as out:
        assert type(out) is Out
        assert out.place == tmp_path


def test_paths_need_neither_fsspec_nor_ray(tmp_path: Path) -> None:
    work.picture(tmp_path / "photos" / "foot.png")
    told = subprocess.run(
        [sys.executable, "-c", _WITHOUT, str(tmp_path / "photos"), str(tmp_path / "out")],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["foot.png", "[]"]


_WITHOUT = """
import sys
from pathlib import Path
from locator.batch import Jobs, find, named, opened, processes, run
from tests.batch import work
if __name__ == "__main__":
    inputs = find([sys.argv[1]])
    with opened(Path(sys.argv[2])) as out:
        out.path.mkdir()
        crew = processes(out.place, work.look, None, 1)
        run(Jobs(named(inputs.photos, inputs.root)), out, crew, settings={}, tell=lambda done: print(done.job.file))
    print(sorted({"fsspec", "ray"} & set(sys.modules)))
"""
