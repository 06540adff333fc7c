"""Codes as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.atlas import load_atlas
from locator.atlas.codes import read_code, split_code

ATLAS = load_atlas()
#: Each point with a WHO code, as (letters in any of their writings, number, part).
WRITINGS = [
    (point.code, letters, *point.code.removeprefix("EX-LE" if point.meridian == "EX" else point.meridian).partition("-")[::2])
    for point in ATLAS.points
    if point.code not in ("SHIMIAN", "NUXI", "LINEITING")
    for meridian in [ATLAS.meridian(point.meridian)]
    for letters in (*([] if point.meridian == "EX" else [meridian.code]), *meridian.prefixes)
]


@given(
    writing=st.sampled_from(WRITINGS),
    separator=st.sampled_from(["", " ", "-", " - ", ".", "_", ":"]),
    zeros=st.integers(0, 2),
    upper=st.lists(st.booleans(), min_size=8, max_size=8),
    part_separator=st.sampled_from(["-", " ", ".", "/"]),
    margin=st.sampled_from(["", " ", "\t"]),
)
def test_any_writing_of_a_code_finds_its_point(
    writing: tuple[str, str, str, str], separator: str, zeros: int, upper: list[bool], part_separator: str, margin: str
) -> None:
    code, letters, number, part = writing
    mixed = "".join(c.upper() if up else c.lower() for c, up in zip(letters, upper, strict=False))
    tail = f"{part_separator}{part}" if part else ""
    text = f"{margin}{mixed}{separator}{'0' * zeros}{number}{tail}{margin}"
    assert ATLAS.find(text).key == code


@given(st.text(max_size=12))
def test_reading_never_fails(text: str) -> None:
    code = read_code(text, ATLAS.meridians)
    if code:
        assert code.written.isascii()
        assert read_code(code.written, ATLAS.meridians) is not None
    split_code(text, ATLAS.meridians)


def test_full_width_letters_are_letters() -> None:
    assert ATLAS.find("ＫＩ１").key == "KI1"


def test_p_is_ambiguous() -> None:
    code = read_code("P7", ATLAS.meridians)
    assert code is not None
    assert code.meanings == ("LU7", "PC7")


@pytest.mark.parametrize("text", ["Yongquan", "湧泉", "12", "heel pain", "KI", "", "EX-LE"])
def test_names_are_not_codes(text: str) -> None:
    assert read_code(text, ATLAS.meridians) is None


@pytest.mark.parametrize(
    ("text", "written", "name"),
    [
        ("BL-54 Weizhong", "BL54", "Weizhong"),
        ("Weizhong BL-54", "BL54", "Weizhong"),
        ("Yongquan (KI-1)", "KI1", "Yongquan"),
        ("KI1, Yongquan", "KI1", "Yongquan"),
    ],
)
def test_code_and_name_come_apart(text: str, written: str, name: str) -> None:
    split = split_code(text, ATLAS.meridians)
    assert split is not None
    assert (split[0].written, split[1]) == (written, name)
