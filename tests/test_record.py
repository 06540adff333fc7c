from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator import record
from locator.errors import RecordError
from locator.types import SIDES, VIEWS, Cun, Foot, Image, Landmark, PlacedPoint, PlacedZone, Result

ROOT = Path(__file__).resolve().parent.parent

pixels = st.floats(-20_000, 20_000)
lengths = st.floats(0, 5_000)
shares = st.floats(0, 1)
texts = st.text(max_size=30)
polygons = st.lists(st.tuples(pixels, pixels), min_size=3, max_size=6).map(tuple)
boxes = st.tuples(pixels, pixels, lengths, lengths).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3]))
feet = st.builds(
    Foot,
    score=shares,
    side=st.sampled_from(SIDES),
    side_score=shares,
    view=st.sampled_from(VIEWS),
    view_score=shares,
    box=boxes,
    outline=polygons,
    landmarks=st.dictionaries(texts, st.builds(Landmark, pixels, pixels, shares, lengths), max_size=4),
    cun=st.none() | st.builds(Cun, lengths, lengths, texts, st.none() | lengths),
    points=st.lists(st.builds(PlacedPoint, texts, pixels, pixels, lengths, st.booleans(), texts), max_size=3).map(tuple),
    zones=st.lists(st.builds(PlacedZone, texts, st.lists(polygons, max_size=2).map(tuple), st.booleans()), max_size=3).map(tuple),
)
results = st.builds(
    Result,
    image=st.builds(Image, texts, st.integers(0, 20_000), st.integers(0, 20_000)),
    feet=st.lists(feet, max_size=2).map(tuple),
    refused=st.none() | texts,
    warnings=st.lists(texts, max_size=2).map(tuple),
    error=st.none() | texts,
)


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [value] if isinstance(value, float) else []


@given(results)
def test_json_and_back_loses_nothing_but_rounding(result: Result) -> None:
    rounded = Result.from_dict(result.to_dict())
    assert rounded.to_dict() == result.to_dict()
    for compact in (True, False):
        assert record.loads(record.dumps(rounded, compact=compact)) == rounded
    for before, after in zip(result.feet, rounded.feet, strict=True):
        for xy_before, xy_after in zip(before.outline, after.outline, strict=True):
            assert xy_after == pytest.approx(xy_before, abs=0.0051)
        assert after.score == pytest.approx(before.score, abs=0.000051)
    assert "\n" not in record.dumps(result, compact=True)
    assert record.dumps_both(result) == (record.dumps(result), record.dumps(result, compact=True))


@given(results)
def test_values_are_plain_json(result: Result) -> None:
    data = result.to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert all(number == round(number, 4) for number in numbers(data))


def full_record() -> dict[str, Any]:
    """The record that docs/record.md shows."""
    text = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text.split("```json\n")[1].split("```")[0])
    return data


def test_the_documented_record_is_read_and_written_as_shown() -> None:
    data = full_record()
    assert record.from_dict(data).to_dict() == data


def test_unknown_fields_do_no_harm() -> None:
    data = full_record()
    extended = copy.deepcopy(data) | {"future": [1, {"a": None}]}
    extended["image"]["camera"] = "x"
    extended["feet"][0]["mood"] = 3
    extended["feet"][0]["landmarks"]["toe1_tip"]["z"] = 1.5
    extended["feet"][0]["points"][0]["needle"] = False
    assert record.from_dict(extended) == record.from_dict(data)


def test_a_record_from_another_tool_needs_only_what_placement_needs() -> None:
    outline = [[10, 20], [110, 20], [60, 220]]
    foot = {"side": "left", "view": "plantar", "outline": outline, "landmarks": {"toe1_tip": {"x": 30, "y": 25}}}
    result = record.from_dict({"feet": [foot]})
    (read,) = result.feet
    assert read.box == (10, 20, 110, 220)
    assert read.landmarks["toe1_tip"] == Landmark(30, 25, 1.0, 0.0)
    assert (read.score, read.side_score, read.view_score, read.cun, read.points) == (1, 1, 1, None, ())


def test_annotated_photos_become_records(annotated_records: list[dict[str, Any]]) -> None:
    assert len(annotated_records) > 50
    for data in annotated_records:
        result = record.from_dict(data)
        assert record.from_dict(result.to_dict()) == result
        assert result.feet


def changed(path: str, value: object) -> dict[str, Any]:
    data = full_record()
    at: Any = data
    keys = [int(key) if key.isdecimal() else key for key in path.split("/")]
    for key in keys[:-1]:
        at = at[key]
    if value is KeyError:
        del at[keys[-1]]
    else:
        at[keys[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("schema", "locator/2", "schema: expected 'locator/1', got 'locator/2'"),
        ("feet", {}, "feet: expected a list, got {}"),
        ("feet/0", 7, r"feet\[0\]: expected an object, got 7"),
        ("feet/0/landmarks/toe1_tip/x", "a", r"feet\[0\]\.landmarks\.toe1_tip\.x: expected a number, got 'a'"),
        ("feet/0/landmarks/toe1_tip/x", True, r"toe1_tip\.x: expected a number, got True"),
        ("feet/0/landmarks/toe1_tip/x", float("nan"), "finite number"),
        ("feet/0/landmarks/toe1_tip/y", 10**400, "finite number"),
        ("feet/0/landmarks/toe1_tip/y", KeyError, r"feet\[0\]\.landmarks\.toe1_tip\.y: is missing"),
        ("feet/0/landmarks/toe1_tip/visibility", 1.5, "from 0 to 1, got 1.5"),
        ("feet/0/landmarks/toe1_tip/sigma", -1, "at least 0, got -1"),
        ("feet/0/landmarks", [], r"feet\[0\]\.landmarks: expected an object"),
        ("feet/0/side", "links", "side: expected one of left, right, got 'links'"),
        ("feet/0/side", ["left"], "side: expected one of left, right"),
        ("feet/0/view", "top", "expected one of plantar, dorsal, medial, lateral, anterior, posterior"),
        ("feet/0/outline", [[1, 2], [3, 4]], "at least 3 vertices"),
        ("feet/0/outline/1", [1, 2, 3], r"outline\[1\]: expected a list of 2 numbers"),
        ("feet/0/outline", KeyError, r"feet\[0\]\.outline: is missing"),
        ("feet/0/box", [5, 0, 1, 2], "x0 <= x1"),
        ("feet/0/cun/px", None, r"cun\.px: expected a number, got None"),
        ("feet/0/points/0/visible", "yes", r"points\[0\]\.visible: expected true or false"),
        ("feet/0/zones/0/polygons/0/0/1", "b", r"zones\[0\]\.polygons\[0\]\[0\]\[1\]: expected a number"),
        ("image/width", -3, r"image\.width: expected a number of at least 0"),
        ("image/file", 5, r"image\.file: expected a text, got 5"),
        ("warnings/0", None, r"warnings\[0\]: expected a text"),
        ("refused", False, "refused: expected a text, got False"),
    ],
)
def test_a_wrong_field_is_named_by_its_path(path: str, value: object, says: str) -> None:
    with pytest.raises(RecordError, match=says) as caught:
        record.from_dict(changed(path, value))
    assert "docs/record.md" in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "null", "[" * 100_000, '{"feet": [NaN]}', "\x00"])
def test_other_text_is_no_record(text: str) -> None:
    with pytest.raises(RecordError) as caught:
        record.loads(text)
    assert "\n" not in str(caught.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["feet", "image", "outline", "x", "side"]), inner)
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_a_record_or_a_record_error(data: object) -> None:
    try:
        result = record.from_dict(data)
    except RecordError:
        return
    assert record.from_dict(result.to_dict()) == result


def test_files_are_named_in_errors(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"none\.json cannot be read"):
        record.read(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text('{"feet": 3}')
    with pytest.raises(RecordError, match=r"bad\.json: feet: expected a list"):
        record.read(tmp_path / "bad.json")
    (tmp_path / "latin.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecordError, match="UTF-8"):
        record.read(tmp_path / "latin.json")
    (tmp_path / "bom.json").write_text('{"feet": []}', encoding="utf-8-sig")
    assert record.read(tmp_path / "bom.json").feet == ()


def test_text_for_people_is_short_and_has_short_lines() -> None:
    square = ((1000.25, 1000.5),) * 200
    foot = Foot(1, "left", 1, "plantar", 1, (0, 0, 1, 1), square, {"toe1_tip": Landmark(1, 2)})
    text = record.dumps(Result(Image("x.jpg", 1, 1), (foot,)))
    assert max(map(len, text.splitlines())) <= 120
    assert len(text.splitlines()) < 70
