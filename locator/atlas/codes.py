"""Read acupoint codes as people write them: "LV-3", "lv3", "UB 60", "Kid-06", "EX-LE 10.1"."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable

from locator.atlas.practice import Meridian

__all__ = ["Code", "read_code", "split_code"]

#: Letters (with the hyphen, dots or spaces of "EX-LE", "M.LE"), number without its leading zeros, and a part as in EX-LE10-1.
_CODE = r"(?P<letters>[A-Za-z]{1,4}(?:[-._ ]+[A-Za-z]{1,2})?)[-._: ]*0*(?P<number>[1-9]\d{0,2})(?:[-./ ]+0*(?P<part>[1-9]))?"
_WHOLE = re.compile(_CODE)
_FIRST = re.compile(rf"{_CODE}(?![A-Za-z0-9])[\s,:()（]+(?P<rest>\D.*)")
_LAST = re.compile(rf"(?P<rest>.*\S)[\s,:(（]+(?<![A-Za-z0-9]){_CODE}[)）]?")


@dataclasses.dataclass(frozen=True, slots=True)
class Code:
    """A code as read. `written` is its compact form as typed ("UB60"); `meanings` are the WHO codes it can stand for."""

    written: str
    meanings: tuple[str, ...]


def read_code(text: str, meridians: Iterable[Meridian]) -> Code | None:
    """`text` as a code, or None when it does not look like one. Case, spaces, hyphens and leading zeros do not matter.

    `meanings` is empty when no meridian has such letters, and holds several codes when they are ambiguous ("P7" is PC7
    in some books and LU7 in others).
    """
    match = _WHOLE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return _code(match, meridians) if match else None


def split_code(text: str, meridians: Iterable[Meridian]) -> tuple[Code, str] | None:
    """A code with a name beside it, as in "BL-54 Weizhong" or "Yongquan (KI-1)": (code, name), or None."""
    text = unicodedata.normalize("NFKC", text).strip()
    match = _FIRST.fullmatch(text) or _LAST.fullmatch(text)
    return (_code(match, meridians), match["rest"].strip(" ,:()")) if match else None


def _code(match: re.Match[str], meridians: Iterable[Meridian]) -> Code:
    letters = re.sub(r"[^A-Z]", "", match["letters"].upper())
    tail = match["number"] + (f"-{match['part']}" if match["part"] else "")
    meanings = []
    for meridian in meridians:
        # Extra points are numbered by region ("EX-LE8"), so the bare meridian code EX says too little.
        official = meridian.prefixes[0] if meridian.code == "EX" else meridian.code
        if letters in {re.sub(r"[^A-Z]", "", prefix.upper()) for prefix in (official, *meridian.prefixes)}:
            meanings.append(official + tail)
    return Code(letters + tail, tuple(meanings))
