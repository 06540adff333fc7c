"""The rule book: which rules place which point in which view (data: rules.json), read and checked when first used."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from locator.errors import RuleError
from locator.landmarks import NAMES
from locator.placement.frame import is_seen
from locator.placement.language import Node, Point, parse, parts
from locator.types import VIEWS, Foot, View

__all__ = ["Rule", "RuleBook", "load_rules", "neighbours", "read_rules"]


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """One way to place a point. `sigma`: its own standard error in cun. Not `visible`: extrapolated out of the foot's photo."""

    text: str
    node: Node
    sigma: float
    visible: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class RuleBook:
    """`points`: code -> view -> rules in order of preference. `obliquely`: view -> neighbouring surface -> sets of landmarks,
    any of which shows that the photo turns that surface to the camera as well."""

    points: Mapping[str, Mapping[str, tuple[Rule, ...]]]
    obliquely: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]]


@functools.cache
def load_rules() -> RuleBook:
    """The rules of rules.json, read and checked. RuleError names the point, the view and the place in the text."""
    text = resources.files("locator.placement").joinpath("rules.json").read_text(encoding="utf-8")
    return read_rules(json.loads(text))


def read_rules(data: Mapping[str, Any]) -> RuleBook:
    """A rule book from data in the form of rules.json; RuleError when a rule does not read or points refer in a circle."""
    points: dict[str, dict[str, tuple[Rule, ...]]] = {}
    for code, views in data["points"].items():
        points[code] = {}
        for view, entries in views.items():
            where = f"rules of {code}, {view} view"
            if view not in VIEWS:
                raise RuleError(f"{where}: unknown view {view!r}; use one of {', '.join(VIEWS)}")
            points[code][view] = tuple(_read_rule(entry, where, data["points"]) for entry in entries)
        for view, source in data.get("same_rules", {}).items():
            if source in points[code]:
                points[code].setdefault(view, points[code][source])
    for code, views in points.items():
        for view in views:
            _refuse_circles(points, code, view, ())
    obliquely = {
        view: {surface: tuple(map(tuple, sets)) for surface, sets in surfaces.items()}
        for view, surfaces in data.get("obliquely", {}).items()
        if view != "note"
    }
    return RuleBook(points, obliquely)


def _read_rule(entry: Mapping[str, Any], where: str, codes: Mapping[str, Any]) -> Rule:
    try:
        node = parse(entry["rule"], NAMES, codes)
    except RuleError as error:
        raise RuleError(f"{where}: {error}") from None
    sigma = entry.get("sigma")
    if not isinstance(sigma, int | float) or not math.isfinite(sigma) or sigma <= 0:
        raise RuleError(f"{where}: {entry['rule']!r} needs a positive sigma in cun, got {sigma!r}")
    return Rule(entry["rule"], node, float(sigma), bool(entry.get("visible", True)))


def _refuse_circles(points: Mapping[str, Mapping[str, tuple[Rule, ...]]], code: str, view: str, above: tuple[str, ...]) -> None:
    if code in above:
        raise RuleError(f"rules of {code}, {view} view: points refer to each other in a circle ({' -> '.join((*above, code))})")
    for rule in points[code].get(view, ()):
        for node in parts(rule.node):
            if isinstance(node, Point):
                if view not in points[node.code]:
                    raise RuleError(f"rules of {code}, {view} view: {rule.text!r} needs {node.code}, which has no rule there")
                _refuse_circles(points, node.code, view, (*above, code))


def neighbours(foot: Foot, book: RuleBook) -> Iterator[View]:
    """The neighbouring surfaces that this photo shows as well."""
    for surface, sets in book.obliquely.get(foot.view, {}).items():
        if any(all(is_seen(foot, name) for name in names) for names in sets):
            yield surface  # type: ignore[misc]
