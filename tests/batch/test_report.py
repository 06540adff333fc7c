from __future__ import annotations

import csv
import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from locator import record
from locator.atlas import LANGUAGES, Lang
from locator.batch import ANNOTATED, RESULTS, Out, find, jobs
from locator.batch.doubt import LEAST, doubt_of
from locator.batch.folder import write_inputs
from locator.batch.report import report
from locator.batch.summary import reason
from locator.types import Foot, Image, Landmark, Result

FOOT = Foot(0.45, "left", 0.99, "plantar", 0.95, (1, 1, 9, 9), ((1, 1), (9, 1), (9, 9)), {"heel_back": Landmark(5, 8)})
ERROR = "'{}' has 120 megapixels (12000 x 10000), the limit is 100; make it smaller"


def write(out: Path, results: list[Result]) -> None:
    """A batch's folder, with drawings of those that have a foot."""
    out.mkdir(exist_ok=True)
    (out / RESULTS).write_text("".join(record.dumps(one, compact=True) + "\n" for one in results), encoding="utf-8")
    made = jobs([Path("/photos") / one.image.file for one in results], Path("/photos"))
    write_inputs(out, made)
    for job, result in zip(made, results, strict=True):
        if result.feet:
            (out / f"{job.stem}{ANNOTATED}").parent.mkdir(parents=True, exist_ok=True)
            (out / f"{job.stem}{ANNOTATED}").touch()


@pytest.fixture
def results() -> list[Result]:
    def result(name: str, *feet: Foot, **more: object) -> Result:
        return Result(Image(name, 10, 10), feet, **more)  # type: ignore[arg-type]

    return [
        result("a/<b>& 涌 #1.jpg", FOOT),
        result("a/side.jpg", dataclasses.replace(FOOT, side_score=0.6)),
        result("b/both.jpg", dataclasses.replace(FOOT, side_score=0.6, score=0.2)),
        result("b/none.jpg", refused="no bare foot found"),
        result("b/warned.jpg", FOOT, warnings=("the foot is only 90 pixels long: go closer, or use a larger photo",)),
        result("big.jpg", error=ERROR.format("big.jpg")),
        result("it's.jpg", error=ERROR.replace("120", "150").format("it's.jpg")),
    ]


class Links(HTMLParser):
    """Where a page leads, and its text."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "iframe")
        self.targets += [value or "" for name, value in attrs if name in ("href", "src")]
        self.ids |= {value or "" for name, value in attrs if name == "id"}
        if tag == "img":
            assert dict(attrs)["alt"]
            assert dict(attrs)["loading"] == "lazy"


def test_the_numbers(results: list[Result], tmp_path: Path) -> None:
    write(tmp_path, results)
    total = report(Out(tmp_path), "en")
    assert (total.photos, total.with_foot, total.refused, total.doubtful, total.failed) == (7, 4, 1, 3, 2)
    assert total.failures == {"has N megapixels": 2}
    assert total.doubts == {"side_score": 2, "score": 1, "refused": 1, "warned": 1}
    worst = [case.file for case in total.worst()]
    assert worst == ["big.jpg", "it's.jpg", "b/both.jpg", "a/side.jpg", "b/none.jpg", "b/warned.jpg"]
    with (tmp_path / "to_look_at.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == worst
    assert rows[2]["path"] == "/photos/b/both.jpg"
    assert rows[2]["why"] == "score side_score"
    # The list is a manifest of its own.
    assert [str(photo) for photo in find([str(tmp_path / "to_look_at.csv")]).photos] == [row["path"] for row in rows]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_leads_to_files_of_the_folder_alone(results: list[Result], tmp_path: Path, lang: Lang) -> None:
    write(tmp_path, results)
    report(Out(tmp_path), lang)
    seen = set()
    for page in (tmp_path / "contact.html", tmp_path / "contact" / "1.html"):
        for target in Links(page).targets:
            path, _, anchor = target.partition("#")
            file = page.parent / unquote(path)
            assert file.is_file(), target
            assert not anchor or unquote(anchor) in {unquote(one) for one in Links(file).ids}
            seen.add(file.resolve())
        text = page.read_text(encoding="utf-8")
        assert "<b>&" not in text.replace("<b>&lt;", "")
        assert f'lang="{lang}"' in text
        assert re.search("not medical advice|医疗|醫療", text)
    assert {path.name for path in seen} >= {"<b>& 涌 #1.annotated.jpg", "side.annotated.jpg", "1.html"}


def test_many_photos_are_paged(tmp_path: Path) -> None:
    many = [Result(Image(f"{n:04}.jpg", 10, 10), (FOOT,)) for n in range(250)]
    write(tmp_path, many)
    report(Out(tmp_path), "en")
    assert sorted(path.name for path in (tmp_path / "contact").iterdir()) == ["1.html", "2.html", "3.html"]
    shown = [target for n in (1, 2, 3) for target in Links(tmp_path / "contact" / f"{n}.html").targets if "annotated" in target]
    assert len(set(shown)) == 250
    write(tmp_path, many[:100])
    report(Out(tmp_path), "en")
    assert [path.name for path in (tmp_path / "contact").iterdir()] == ["1.html"]


def test_doubt_grows_with_each_reason() -> None:
    sure = Result(Image("a.jpg", 10, 10), (FOOT,))
    assert doubt_of(sure).need == 0
    needs = [0.0]
    foot = FOOT
    for name, least in LEAST.items():
        foot = dataclasses.replace(foot, **{name: least * 0.9})
        needs.append(doubt_of(dataclasses.replace(sure, feet=(foot,))).need)
    assert needs == sorted(set(needs))
    assert needs[-1] < doubt_of(dataclasses.replace(sure, feet=(foot,), warnings=("blurred",))).need < 1
    assert doubt_of(Result(Image("a.jpg", 0, 0), error="x")).need == 0


def test_landmarks_that_shape_no_foot_are_doubtful(annotated_records: list[dict[str, Any]]) -> None:
    soles = [Result.from_dict(one) for one in annotated_records if one["feet"][0]["view"] == "plantar"]
    sole = min(soles, key=lambda one: doubt_of(one).need)
    assert "misfit" not in doubt_of(sole).reasons
    foot = sole.feet[0]
    x0, y0, x1, y1 = foot.box
    heel = dataclasses.replace(foot.landmarks["heel_back"], x=(x0 + x1) / 2, y=(y0 + y1) / 2)
    moved = dataclasses.replace(foot, landmarks={**foot.landmarks, "heel_back": heel, "heel_center": heel})
    other = dataclasses.replace(foot, side="left" if foot.side == "right" else "right")
    for wrong in (moved, other):
        doubt = doubt_of(dataclasses.replace(sole, feet=(wrong, *sole.feet[1:])))
        assert "misfit" in doubt.reasons
        assert 0 < doubt.need <= 1


def test_reasons_forget_their_photo() -> None:
    texts = ["'a b.jpg' is empty (0 bytes); copy the picture again", "'c.jpg' is empty (0 bytes); copy the picture again"]
    assert {reason(Result(Image("x", 0, 0), error=text)) for text in texts} == {"is empty"}
