import json
import re
from importlib import resources
from pathlib import Path

import pytest

from locator.atlas import load_atlas
from locator.errors import RuleError
from locator.landmarks import LANDMARKS
from locator.placement.book import load_rules, neighbours, read_rules
from locator.placement.chart import chart_of
from locator.placement.language import Mark, Offset, OnChart, OnEdge, parts
from tests.placement.feet import average_foot, hiding

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


def test_every_point_a_foot_photo_can_show_has_rules_and_no_other() -> None:
    in_frame = {point.code for point in load_atlas().points if point.out_of_frame is None}
    assert set(load_rules().points) <= {point.code for point in load_atlas().points}
    assert in_frame == set(load_rules().points)


def test_every_point_has_rules_in_each_view_the_atlas_says_shows_it() -> None:
    rules = load_rules().points
    missing = {
        (point.code, view)
        for point in load_atlas().points
        if point.code in rules
        for view in point.views
        if view not in rules[point.code]
    }
    # The rear view shows no level of these: their height above the malleoli needs the leg from the side.
    assert missing <= {("KI7", "posterior"), ("BL59", "posterior")}


def test_rules_use_landmarks_that_the_view_can_show() -> None:
    views = {landmark.name: landmark.views for landmark in LANDMARKS}
    for code, by_view in load_rules().points.items():
        for view, rules in by_view.items():
            needs = [{node.name for node in parts(rule.node) if isinstance(node, Mark)} for rule in rules]
            served = [all(view in views[name] for name in names) for names in needs]
            # Front views share the dorsal rules, of which those by metatarsal bases find no landmark there.
            assert any(served) if view == "anterior" else all(served), (code, view, needs)


def test_rules_use_directions_edges_and_charts_of_their_view() -> None:
    opposite = {"distal": "proximal", "lateral": "medial", "up": "down"}
    names = {("lateral", "distal"): ("u", "v"), ("distal", "up"): ("p", "q"), ("lateral", "up"): ("x", "q")}
    for code, by_view in load_rules().points.items():
        for view, rules in by_view.items():
            chart = chart_of(view)
            known = {way for axis in chart.axes for way in (axis, opposite[axis])}
            if "up" in known and "distal" in known:
                known |= {"anterior", "posterior"}
            for rule in rules:
                for node in parts(rule.node):
                    where = f"{code} {view}: {rule.text}"
                    assert not isinstance(node, Offset) or set(node.ways) <= known, where
                    assert not isinstance(node, OnChart) or node.names == names[chart.axes], where
                    assert not isinstance(node, OnEdge) or chart.border is not None, where


def _book(**points: object) -> dict[str, object]:
    return {"points": points}


def test_a_faulty_book_is_refused_by_point_view_and_text() -> None:
    with pytest.raises(RuleError, match=r"KI1, plantar view: rule .*column 4"):
        read_rules(_book(KI1={"plantar": [{"rule": "at nowhere", "sigma": 0.1}]}))
    with pytest.raises(RuleError, match="needs a positive sigma"):
        read_rules(_book(KI1={"plantar": [{"rule": "at web23"}]}))
    with pytest.raises(RuleError, match="unknown view 'under'"):
        read_rules(_book(KI1={"under": [{"rule": "at web23", "sigma": 0.1}]}))
    with pytest.raises(RuleError, match="KI3 -> KI5 -> KI3"):
        read_rules(_book(KI3={"medial": [{"rule": "at KI5", "sigma": 0.1}]}, KI5={"medial": [{"rule": "at KI3", "sigma": 0.1}]}))
    with pytest.raises(RuleError, match="needs ST41, which has no rule there"):
        read_rules(
            _book(KI3={"medial": [{"rule": "at ST41", "sigma": 0.1}]}, ST41={"dorsal": [{"rule": "at web12", "sigma": 0.1}]})
        )


def test_neighbouring_surfaces_need_their_own_landmarks_in_sight() -> None:
    foot = average_foot("dorsal", "left")
    assert list(neighbours(foot, load_rules())) == []
    marks = dict(foot.landmarks) | {"heel_back": foot.landmarks["ankle_front"]}
    oblique = type(foot)(1, "left", 1, "dorsal", 1, foot.box, foot.outline, marks)
    assert set(neighbours(oblique, load_rules())) == {"medial", "lateral"}
    assert set(neighbours(hiding(oblique, "malleolus_medial"), load_rules())) == {"lateral"}


def test_the_guide_quotes_only_rules_that_are_in_force() -> None:
    text = DOCS.read_text(encoding="utf-8")
    in_force = {rule.text for views in load_rules().points.values() for rules in views.values() for rule in rules}
    quoted = re.findall(r"^\| [A-Z][\w-]* \| \w+ \| `([^`]+)`", text, re.MULTILINE)
    assert len(quoted) >= 8
    assert set(quoted) <= in_force


def test_data_files_say_what_they_hold() -> None:
    for name in ("rules.json", "charts.json", "cun.json"):
        assert json.loads(resources.files("locator.placement").joinpath(name).read_text(encoding="utf-8"))["note"]
