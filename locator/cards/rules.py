"""Placement rules in words: "from web23 toward heel_back, one third" -> "from the cleft between toes 2 and 3 toward ..."."""

from __future__ import annotations

import re

from locator.atlas import load_atlas
from locator.cards.words import bracketed, landmark_name, number, word
from locator.errors import RuleError
from locator.landmarks import NAMES
from locator.placement.language import FRACTIONS, Between, Length, Mark, Node, Offset, OnChart, OnEdge, OnToe, Point, parse

__all__ = ["in_words"]


def in_words(rule: str, lang: str) -> str:
    """A rule as placement writes it, with its remark in brackets, in `lang`. A rule of another tool comes back as it is."""
    text, remark = rule, ""
    found = re.fullmatch(r"(.+) \(([^()]+)\)", rule)
    if found and found[2] in word.data["remark"]:
        text, remark = found[1], word(f"remark.{found[2]}", lang)
    try:
        node = parse(text, NAMES, [point.code for point in load_atlas().points])
    except RuleError:
        return rule
    said = _said(node, lang)
    if isinstance(node, Mark | Point):
        said = word("rule.at", lang, a=said)
    return said + bracketed(remark, lang) if remark else said


def _said(node: Node, lang: str) -> str:
    match node:
        case Mark(name):
            return word("rule.mark", lang, a=landmark_name(name, lang))
        case Point(code):
            return word("rule.point", lang, a=code)
        case Between(start, goal, amount):
            a = _inner(start, lang)
            b = word(f"rule.edges.{goal}", lang) if isinstance(goal, str) else _inner(goal, lang)
            if isinstance(amount, Length):
                return word("rule.along", lang, a=a, b=b, length=_length(amount, lang))
            if amount == 0.5:
                return word("rule.midway", lang, a=a, b=b)
            return word("rule.share" if amount <= 1 else "rule.beyond", lang, a=a, b=b, share=_share(amount, lang))
        case Offset(length, ways, base):
            toward = word("rule.and", lang).join(word(f"rule.way.{way}", lang) for way in ways)
            return word("rule.offset", lang, a=_inner(base, lang), length=_length(length, lang), ways=toward)
        case OnEdge(edge, base):
            return word("rule.edge", lang, edge=word(f"rule.edges.{edge}", lang), a=_inner(base, lang))
        case OnChart():
            return word("rule.chart", lang)
        case OnToe(toe, s, w):
            return word("rule.toe", lang, toe=word(f"rule.toes.{toe}", lang), s=f"{100 * s:.0f}", w=f"{100 * w:.0f}")


def _inner(node: Node, lang: str) -> str:
    said = _said(node, lang)
    return said if isinstance(node, Mark | Point) else word("rule.group", lang, a=said)


def _length(length: Length, lang: str) -> str:
    value = 100 * length.value if length.unit == "foot" else length.value
    return word(f"rule.{length.unit.replace(' ', '_')}", lang, n=number(value) if length.unit == "foot" else f"{value:g}")


def _share(share: float, lang: str) -> str:
    for name, value in FRACTIONS.items():
        if share == value:
            return word(f"rule.{name.replace(' ', '_')}", lang)
    return word("rule.percent", lang, n=f"{100 * share:.0f}")
