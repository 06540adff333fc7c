"""Made-up feet for drawings: an ellipse with as many points and zones as a test wants."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from locator.atlas import load_atlas
from locator.placement import place
from locator.record import from_dict
from locator.types import XY, Foot, Image, Landmark, PlacedPoint, PlacedZone, Result

Make = Callable[..., Result]


def _ellipse(x: float, y: float, a: float, b: float, count: int = 40) -> tuple[XY, ...]:
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return tuple((float(x + a * np.cos(t)), float(y + b * np.sin(t))) for t in angle)


@pytest.fixture(scope="session")
def make() -> Make:
    """`make(width, height, points=15, zones=20, seed=0, sigma=0.01)`: a foot that fills the picture, with points of the atlas
    spread at random over it and zones in a grid; `sigma` as a share of the height."""

    def build(
        width: int, height: int, points: int = 15, zones: int = 20, seed: int = 0, sigma: float = 0.01, **changes: object
    ) -> Result:
        rng = np.random.default_rng(seed)
        atlas = load_atlas()
        x, y, a, b = width / 2, height / 2, 0.3 * width, 0.45 * height
        r, t = np.sqrt(rng.random(points)), 2 * np.pi * rng.random(points)
        placed = tuple(
            PlacedPoint(entry.code, float(x + a * r * np.cos(t)), float(y + b * r * np.sin(t)), sigma * height, True, "made up")
            for entry, r, t in zip(atlas.points[:points], r, t, strict=True)
        )
        high = [zone for zone in atlas.zones if zone.confidence == "high"]
        cells = [(column, row) for row in range(8) for column in range(4)]
        areas = tuple(
            PlacedZone(
                entry.id,
                (_ellipse(x + (column - 1.5) * 0.4 * a, y + (row - 3.5) * 0.2 * b, 0.22 * a, 0.11 * b, 16),),
                True,
            )
            for entry, (column, row) in zip(high[:zones], cells, strict=False)
        )
        foot = Foot(
            score=1.0,
            side="left",
            side_score=1.0,
            view="plantar",
            view_score=1.0,
            box=(x - a, y - b, x + a, y + b),
            outline=_ellipse(x, y, a, b),
            landmarks={"heel_back": Landmark(x, y + b), "toe1_tip": Landmark(x - a / 2, y - 0.8 * b)},
            points=placed,
            zones=areas,
        )
        return Result(Image("made.jpg", width, height), (dataclasses.replace(foot, **changes),))  # type: ignore[arg-type]

    return build


@pytest.fixture(scope="session")
def real_results(annotated_records: list[dict[str, object]]) -> list[Result]:
    """Real feet of each view, with what the placement puts on them."""
    results, seen = [], set()
    for record in annotated_records:
        result = from_dict(record)
        view = result.feet[0].view
        if view not in seen:
            seen.add(view)
            results.append(dataclasses.replace(result, feet=tuple(place(foot) for foot in result.feet)))
    return results
