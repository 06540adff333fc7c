from __future__ import annotations

import io
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from locator.batch import Place, find
from locator.batch.lists import _BLOCK
from locator.batch.pictures import pictures
from locator.errors import BatchError


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.JPG", "a/x.jpg", "a/deep/z.png", "c/x.jpg", ".hidden/h.jpg", "a/notes.txt", "a/x.annotated.jpg", "a/x.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def names(photos: Iterable[Place], root: Path) -> list[str]:
    return [Path(str(photo)).relative_to(root).as_posix() for photo in photos]


def test_pictures_of_a_folder(tmp_path: Path) -> None:
    for name in ("b.JPG", "a.heic", "c.tiff", ".hidden.jpg", "a.annotated.jpg", "a.json", "results.jsonl", "notes.txt", "d.gif"):
        (tmp_path / name).touch()
    (tmp_path / "folder.jpg").mkdir()
    left_out: list[str] = []
    assert list(pictures(str(tmp_path), left_out)) == [str(tmp_path / name) for name in ("a.heic", "b.JPG", "c.tiff")]
    assert left_out == ["d.gif", "notes.txt"]


def test_folders_below(tree: Path) -> None:
    found = find([str(tree)], recursive=True)
    assert names(found.photos, tree) == ["b.JPG", "a/x.jpg", "a/deep/z.png", "c/x.jpg"]
    assert found.left_out == ["a/notes.txt"]
    (tree / "a" / "again").symlink_to(tree)
    (tree / "a" / "loop.jpg").symlink_to("loop.jpg")
    assert list(find([str(tree)], recursive=True).photos) == list(found.photos)


def test_one_folder_is_the_root(tree: Path) -> None:
    found = find([str(tree)])
    assert (names(found.photos, tree), found.root) == (["b.JPG"], tree)
    deep = find([str(tree)], recursive=True)
    (tree / "b.JPG").unlink()
    assert find([str(tree)], recursive=True).root == deep.root == tree


def test_several_sources_have_the_deepest_folder_that_holds_them(tree: Path) -> None:
    found = find([str(tree / "a"), str(tree / "c"), str(tree / "c" / "x.jpg")])
    assert names(found.photos, tree) == ["a/x.jpg", "c/x.jpg"]
    assert found.root == tree


def test_patterns(tree: Path) -> None:
    found = find([str(tree / "**" / "*")])
    assert set(names(found.photos, tree)) == {"b.JPG", "a/x.jpg", "a/deep/z.png", "c/x.jpg"}
    assert found.left_out == ["notes.txt"]
    assert found.root == tree
    assert find([str(tree / "?" / "x.*")]).root == tree
    (tree / "odd[1].jpg").touch()
    assert names(find([str(tree / "odd[1].jpg")]).photos, tree) == ["odd[1].jpg"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\0"])
def test_a_list_on_stdin(tree: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    monkeypatch.chdir(tree)
    listed = ["c/x.jpg", str(tree / "b.JPG"), "c/gone.jpg", "c/../c/x.jpg"]
    found = find(["-"], stdin=io.BytesIO("".join(path + end for path in listed).encode()))
    assert names(found.photos, tree) == ["c/x.jpg", "b.JPG", "c/gone.jpg"]
    assert found.root == tree


def test_names_of_any_bytes_come_through_stdin(tree: Path) -> None:
    path = os.fsencode(tree) + b"/\xff.jpg"
    (photo,) = find(["-"], stdin=io.BytesIO(path)).photos
    assert os.fsencode(str(photo)) == path


@pytest.mark.parametrize("end", [b"\n", b"\0"])
def test_a_long_list_is_read_in_parts(end: bytes) -> None:
    paths = [f"/feet/{'x' * (n % 90)}{n}.jpg" for n in range(3 * _BLOCK // 50)]
    data = end.join(path.encode() for path in paths)
    assert [str(photo) for photo in find(["-"], stdin=io.BytesIO(data)).photos] == paths


def test_manifests(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "list.csv").write_text("\ufeffid,path\n1,a/x.jpg\n2,\n3,c/x.jpg\n4,a/x.jpg\n", encoding="utf-8")
    monkeypatch.chdir("/")
    found = find([str(tree / "list.csv")])
    assert names(found.photos, tree) == ["a/x.jpg", "c/x.jpg"]
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra `parquet`")
    import pyarrow

    parquet.write_table(pyarrow.table({"photo": ["a/x.jpg", None, "c/x.jpg"]}), tree / "list.parquet")
    assert list(find([str(tree / "list.parquet")], column="photo").photos) == list(found.photos)


def test_a_root_can_be_named(tree: Path) -> None:
    assert find([str(tree / "a" / "deep")], root=tree).root == tree
    with pytest.raises(BatchError, match=r"b\.JPG does not lie in --root"):
        find([str(tree / "b.JPG")], root=tree / "a")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("none", None, "no such file or folder.*name a folder"),
        ("none.csv", None, "No such file"),
        ("list.csv", b"id,photo\n1,a.jpg\n", "no column 'path', only id, photo.*--column"),
        ("list.parquet", b"id,photo\n", "is no Parquet file"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow", reason="needs the extra `parquet`")
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BatchError, match=says):
        find([str(tmp_path / name)])
