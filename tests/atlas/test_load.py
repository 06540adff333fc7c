"""A broken data file gives an error that names file, entry, field, and what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydantic
import pytest

from locator.atlas import load_atlas, read_atlas
from locator.errors import AtlasError

DATA = Path(__file__).resolve().parents[2] / "locator" / "atlas" / "data"
Edit = Callable[[dict[str, Any]], Any]


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str, Edit], Path]:
    """Copies the data with one file edited."""

    def make(name: str, edit: Edit) -> Path:
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder)
        data = json.loads((DATA / name).read_text(encoding="utf-8"))
        edit(data)
        (folder / name).write_text(json.dumps(data), encoding="utf-8")
        return folder

    return make


def test_loaded_once() -> None:
    assert load_atlas() is load_atlas()


def test_another_folder_loads_the_same(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "copy")
    assert read_atlas(tmp_path / "copy") == load_atlas()


def test_entries_are_frozen() -> None:
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        load_atlas().point("KI1").location = "elsewhere"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "edit", "message"),
    [
        (
            "points.json",
            lambda d: d["points"][0]["confidence"].update(place="hihg"),
            r"points\.json, entry ST41 of points, field confidence\.place: .*'high', 'medium' or 'low', got 'hihg'; correct it",
        ),
        (
            "points.json",
            lambda d: d["points"][3].update(locaton="x"),
            r"entry ST44 of points, field locaton: .*not permitted, got 'x'; remove or rename it",
        ),
        ("points.json", lambda d: d["points"][1].pop("rule"), r"entry ST42 of points, field rule: Field required; correct it"),
        ("points.json", lambda d: d["points"][1].update(code="st 42"), r"entry st 42 of points, field code"),
        ("points.json", lambda d: d["points"][0]["fallback"].update(p=0.5), r"entry ST41 .*fallback in the dorsal view"),
        ("points.json", lambda d: d["points"][0]["fallback"].update(u="0.5"), r"field fallback\.u: .*number, got '0\.5'"),
        (
            "points.json",
            lambda d: d["points"].append(d["points"][0]),
            r"points\.json has two entries 'ST41'; remove or rename one",
        ),
        ("points.json", lambda d: d["points"][0].update(sources=["WHO"]), r"entry ST41: there is no source 'WHO'"),
        (
            "zones.json",
            lambda d: d["zones"][0].update(polygons=[[[0, 0], [1, 0], [1, 1]]]),
            r"entry brain of zones.*needs toe_box",
        ),
        ("zones.json", lambda d: d["zones"][0]["toe_box"].update(s=[0.9, 0.1]), r"entry brain .*s must run from a smaller"),
        ("zones.json", lambda d: d["zones"][0].update(system="liver"), r"zones\.json, entry brain: there is no system 'liver'"),
        ("routines.json", lambda d: d["routines"][0]["steps"][0].update(points=["KI99"]), r"there is no point 'KI99'"),
        ("routines.json", lambda d: d["routines"][0]["steps"][0].update(techniques=["pat"]), r"there is no technique 'pat'"),
        (
            "goals.json",
            lambda d: d["goals"][0].update(routine="none"),
            r"goals\.json, entry heel_pain: there is no routine 'none'",
        ),
        ("goals.json", lambda d: d["goals"][0].update(zones=["wing"]), r"there is no zone 'wing'"),
        ("evidence.json", lambda d: d.pop("disclaimer"), r"evidence\.json, field disclaimer: Field required"),
        ("cautions.json", lambda d: d.update(cautions={}), r"cautions\.json, field cautions: .*array"),
    ],
)
def test_wrong_field(broken: Callable[[str, Edit], Path], name: str, edit: Edit, message: str) -> None:
    with pytest.raises(AtlasError, match=message) as caught:
        read_atlas(broken(name, edit))
    assert "\n" not in str(caught.value)


def test_polygon_far_outside_the_foot(broken: Callable[[str, Edit], Path]) -> None:
    def edit(data: dict[str, Any]) -> None:
        next(zone for zone in data["zones"] if zone["id"] == "liver")["polygons"][0][0] = [7, 0.5]

    with pytest.raises(AtlasError, match=r"entry liver of zones.*within -0\.2\.\.1\.2"):
        read_atlas(broken("zones.json", edit))


def test_many_problems_are_counted(broken: Callable[[str, Edit], Path]) -> None:
    def edit(data: dict[str, Any]) -> None:
        for point in data["points"][:3]:
            point["surface"] = ""

    with pytest.raises(AtlasError, match=r"entry ST41.*field surface.*\(2 more problems follow\)"):
        read_atlas(broken("points.json", edit))


def test_not_json(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "data" / "zones.json").write_text('{"zones": [', encoding="utf-8")
    with pytest.raises(AtlasError, match=r"zones\.json is not JSON: .*line 1"):
        read_atlas(tmp_path / "data")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match=r"zones\.json cannot be read .*; reinstall the package or restore the file"):
        read_atlas(tmp_path)


def test_not_utf8(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "data" / "zones.json").write_bytes(b'{"zones": "\xff"}')
    with pytest.raises(AtlasError, match=r"zones\.json cannot be read"):
        read_atlas(tmp_path / "data")
