"""The drawings of a foot: outlines, tones, toe lines, nails and landmarks (data: feet.json), and what lies where on them."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

from locator.errors import AtlasError
from locator.placement import place
from locator.types import XY, Foot, Image, Landmark, Result, Side, View

__all__ = ["CHART_VIEWS", "Drawing", "Line", "drawing_of", "drawing_with"]

Line = tuple[XY, ...]
#: The views that are drawn, in the order in which one looks through them.
CHART_VIEWS: tuple[View, ...] = ("plantar", "dorsal", "medial", "lateral", "posterior")


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """One view of one foot. Units: a thousandth of the foot's length, y down, from the top-left corner; `size` is (width,
    height). `body` is the silhouette with the leg, which fades out at the border `fade` ("top", "bottom" or None). `tones` are
    areas of shadow, lighter ones first. `foot` is the drawn foot as if seen in a photo: landmarks, cun, points and zones.
    Each drawing is made once (`drawing_of`) and equal to itself alone."""

    view: View
    side: Side
    size: tuple[int, int]
    fade: str | None
    body: Line
    tones: tuple[tuple[Line, ...], ...]
    lines: tuple[Line, ...]
    nails: tuple[Line, ...]
    foot: Foot

    @property
    def result(self) -> Result:
        """The drawing as what was found in a picture of its size."""
        return Result(Image("", *self.size), (self.foot,))


@functools.cache
def drawing_of(view: View, side: Side) -> Drawing:
    """The drawing of a view; the right foot is the left one mirrored. Placing takes some 50 ms the first time.

    AtlasError for a view that is not drawn ("anterior").
    """
    views = _data()["views"]
    if view not in views:
        raise AtlasError(f"there is no drawing of the view {view!r}; choose one of {', '.join(CHART_VIEWS)}")
    drawn = views[view]
    width, height = drawn["size"]

    def line(points: Sequence[Sequence[float]]) -> Line:
        return tuple((float(x if side == "left" else width - x), float(y)) for x, y in points)

    body = line(drawn["body"])
    marks = zip(drawn["landmarks"], line(list(drawn["landmarks"].values())), strict=True)
    xs, ys = zip(*body, strict=True)
    foot = Foot(
        score=1.0,
        side=side,
        side_score=1.0,
        view=view,
        view_score=1.0,
        box=(min(xs), min(ys), max(xs), max(ys)),
        outline=body,  # with the leg, so that zones above the ankle are whole
        landmarks={name: Landmark(x, y) for name, (x, y) in marks},
    )
    return Drawing(
        view,
        side,
        (width, height),
        drawn["fade"],
        body,
        tuple(tuple(map(line, tone)) for tone in drawn["tones"]),
        tuple(map(line, drawn["lines"])),
        tuple(map(line, drawn["nails"])),
        place(foot, size=(width, height)),
    )


def drawing_with(key: str, view: View, side: Side) -> Drawing | None:
    """The drawing that shows a point (its code) or zone (its id): of this view and side if they do, else of this side, else of
    the other; None for what lies beyond all drawings ("BL40")."""
    other: Side = "right" if side == "left" else "left"
    for one in (side, other):
        for each in dict.fromkeys((view, *CHART_VIEWS)):
            foot = drawing_of(each, one).foot
            if any(point.code == key and point.visible for point in foot.points) or any(
                zone.id == key and zone.visible for zone in foot.zones
            ):
                return drawing_of(each, one)
    return None


@functools.cache
def _data() -> dict[str, Any]:
    text = resources.files("locator.charts").joinpath("feet.json").read_text(encoding="utf-8")
    return dict(json.loads(text))
