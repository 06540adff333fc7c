"""The tracker with the real networks on small rendered films (training/clips.py --small; ours, no photo of anybody)."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.tracking import follow, score
from locator import LiveLocator

CLIPS = Path(__file__).parent / "clips"


@pytest.mark.usefixtures("weights")
@pytest.mark.parametrize("name", sorted(film.stem for film in CLIPS.glob("*.mp4")))
def test_a_foot_is_followed(name: str) -> None:
    """Walked round, sliding, coming and going: one foot, one id, its side and view never wrong for more than three frames."""
    film = CLIPS / f"{name}.mp4"
    seen = follow(film, LiveLocator())
    scores = score(film, seen)
    assert scores.frames >= 20
    assert scores.found > 0.85
    assert scores.ids == 1
    assert scores.wrong_side <= 3
    assert scores.wrong_view <= 3
    assert scores.error < 0.04
    placed = [track.foot for result in seen for track in result.tracks]
    assert all(foot.points for foot in placed)
    assert all(foot.cun is not None for foot in placed)


def test_there_are_films() -> None:
    assert len(list(CLIPS.glob("*.mp4"))) == 3
