"""`see` with networks that know the answer (everything round the networks), and with the real ones once they exist."""

from __future__ import annotations

import functools
import json
import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from locator.geometry import Frame
from locator.images import open_image
from locator.vision import detect, landmarks, see, weights
from locator.vision.sight import look_again
from tests.vision import oracle

TRUTH = json.loads((Path(__file__).parents[2] / "sample_images" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture
def oracles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "facts", oracle.FACTS.__getitem__)
    monkeypatch.setattr(detect, "infer", oracle.detector)
    monkeypatch.setattr(landmarks, "infer", oracle.landmarks)


def photo_of(frame: Frame, *, right: bool, size: tuple[int, int] = (900, 700)) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    photo = np.full((size[1], size[0], 3), (60, 70, 80), np.uint8)
    return photo, oracle.draw(photo, frame, right=right)


@pytest.mark.usefixtures("oracles")
class TestRoundTheNetworks:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        angle=st.floats(-math.pi, math.pi),
        height=st.floats(220, 420),
        right=st.booleans(),
        turned=st.floats(-0.6, 0.6),
    )
    def test_any_turn_size_and_side(self, angle: float, height: float, right: bool, turned: float) -> None:
        """Whatever the detector gets wrong of side and direction, the second look puts right."""
        photo, truth = photo_of(Frame(450, 350, 0.4 * height, height, angle), right=right)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(detect, "infer", functools.partial(oracle.detector, turned=turned))
            sighting = see(photo, snapped=False)
        (foot,) = sighting.feet
        assert sighting.refused is None
        assert (foot.side, foot.view) == ("right" if right else "left", "plantar")
        for name, at in truth.items():
            assert np.hypot(*(np.array(foot.landmarks[name].xy) - at)) < 0.012 * height, name
        filled, drawn = (np.zeros(photo.shape[:2], np.uint8) for _ in range(2))
        cv2.fillPoly(filled, [np.round(np.array(foot.outline)).astype(np.int32)], 1)
        cv2.ellipse(drawn, ((450, 350), (0.4 * height, height), math.degrees(angle)), 1, -1)
        assert (filled & drawn).sum() / (filled | drawn).sum() > 0.95
        x0, y0, x1, y1 = foot.box
        outline = np.array(foot.outline)
        assert (x0, y0, x1, y1) == (*outline.min(0), *outline.max(0))

    def test_looking_again_takes_what_is_said_and_judges_the_rest(self) -> None:
        photo, truth = photo_of(Frame(450, 350, 130, 330, 0.3), right=True)
        (foot,) = see(photo, snapped=False).feet
        again = look_again(photo, foot)
        assert again is not None
        assert (again.side, again.view) == (foot.side, foot.view) == ("right", "plantar")
        assert again.side_score > 0.9
        told = look_again(photo, foot, side="left", view="dorsal")
        assert told is not None
        assert (told.side, told.side_score, told.view, told.view_score) == ("left", 1.0, "dorsal", 1.0)
        right = look_again(photo, told, side="right", view="plantar")
        assert right is not None
        for name, at in truth.items():
            if name not in ("toe1_tip", "toe2_tip", "toe3_tip", "toe4_tip", "toe5_tip", "heel_back"):  # these go to the outline
                assert np.hypot(*(np.array(right.landmarks[name].xy) - at)) < 0.012 * 330, name

    def test_where_no_foot_lies_nothing_is_seen_again(self) -> None:
        photo, _ = photo_of(Frame(450, 350, 130, 330, 0.3), right=True)
        (foot,) = see(photo, snapped=False).feet
        assert look_again(np.full_like(photo, 60), foot) is None

    def test_mirroring_the_photo_swaps_the_side_and_nothing_else(self) -> None:
        photo, _ = photo_of(Frame(400, 330, 130, 330, 0.5), right=False)
        (plain,), (mirrored,) = see(photo).feet, see(np.ascontiguousarray(photo[:, ::-1])).feet
        assert (plain.side, mirrored.side) == ("left", "right")
        assert plain.view == mirrored.view
        for name in oracle.DOTS:
            x, y = mirrored.landmarks[name].xy
            assert (photo.shape[1] - 1 - x, y) == pytest.approx(plain.landmarks[name].xy, abs=2)

    def test_sigma_is_in_photo_pixels(self) -> None:
        small, large = (see(photo_of(Frame(450, 350, 0.4 * h, h, 0.2), right=True)[0]).feet[0] for h in (200.0, 400.0))
        assert large.landmarks["toe1_tip"].sigma == pytest.approx(2 * small.landmarks["toe1_tip"].sigma, rel=0.05)

    def test_landmarks_of_other_views_are_left_out(self) -> None:
        (foot,) = see(photo_of(Frame(450, 350, 120, 300, 0), right=True)[0]).feet
        assert "heel_center" in foot.landmarks  # a sole shows it, or hides it: visibility says which
        assert "toe1_nail_medial" not in foot.landmarks

    def test_an_empty_photo_is_refused_with_advice(self) -> None:
        sighting = see(np.full((400, 500, 3), 90, np.uint8))
        assert sighting.feet == ()
        assert sighting.refused is not None
        assert sighting.refused.startswith("no bare foot found: ")

    def test_a_foot_that_runs_off_the_picture_is_warned_of(self) -> None:
        photo, _ = photo_of(Frame(450, 350, 130, 330, 0), right=True)
        assert not any("cut off" in warning for warning in see(photo).warnings)
        assert any("the foot is cut off" in warning for warning in see(photo[:500]).warnings)

    def test_a_small_foot_is_warned_of(self) -> None:
        photo, _ = photo_of(Frame(200, 150, 50, 120, 0), right=True, size=(400, 300))
        assert any("pixels long" in warning for warning in see(photo).warnings)


@pytest.mark.usefixtures("weights")
class TestWithTheRealNetworks:
    @pytest.mark.parametrize("seed", [0, 1])
    def test_noise_is_refused(self, seed: int) -> None:
        noise = np.random.default_rng(seed).integers(0, 256, (480, 640, 3), np.uint8)
        sighting = see(noise)
        assert sighting.feet == ()
        assert sighting.refused

    @pytest.mark.parametrize("name", ["hand", "hand-beside-card", "hand-on-a4"])
    def test_a_hand_is_no_foot(self, name: str, samples: Path) -> None:
        sighting = see(open_image(samples / f"{name}.jpg").rgb)
        assert sighting.feet == ()
        assert sighting.refused

    @pytest.mark.parametrize("name", sorted(TRUTH))
    def test_samples_are_seen_as_they_were_made(self, name: str, samples: Path) -> None:
        """Number, side, view and landmarks of every foot in our own pictures, and none where there is none."""
        sighting = see(open_image(samples / name).rgb)
        truth = TRUTH[name]["feet"]
        assert sorted((foot.side, foot.view) for foot in sighting.feet) == sorted((foot["side"], foot["view"]) for foot in truth)
        assert bool(sighting.refused) == (not truth)
        for foot in sighting.feet:
            assert 0.5 <= foot.side_score <= 1
            assert 0 < foot.view_score <= 1
            made = next(entry["landmarks"] for entry in truth if entry["side"] == foot.side)
            length = np.hypot(*(np.ptp(np.array(foot.outline), axis=0)))
            errors = [
                np.hypot(mark.x - made[name]["x"], mark.y - made[name]["y"]) / length
                for name, mark in foot.landmarks.items()
                if made[name]["visible"]
            ]
            assert np.median(errors) < 0.03

    def test_mirroring_a_sample_swaps_the_side(self, samples: Path) -> None:
        for path in sorted(samples.glob("*.jpg")):
            rgb = open_image(path).rgb
            plain, mirrored = see(rgb).feet, see(np.ascontiguousarray(rgb[:, ::-1])).feet
            assert len(plain) == len(mirrored), path.name
            if len(plain) == 1 and plain[0].side_score > 0.9:
                assert plain[0].side != mirrored[0].side, path.name
                assert plain[0].view == mirrored[0].view, path.name

    @pytest.mark.parametrize("quarters", [1, 2, 3])
    @pytest.mark.parametrize("name", sorted(name for name in TRUTH if TRUTH[name]["feet"]))
    def test_a_sample_that_lies_on_its_side_or_stands_on_its_head(self, name: str, quarters: int, samples: Path) -> None:
        rgb = open_image(samples / name).rgb
        feet = see(np.ascontiguousarray(np.rot90(rgb, quarters))).feet
        truth = TRUTH[name]["feet"]
        assert sorted((foot.side, foot.view) for foot in feet) == sorted((foot["side"], foot["view"]) for foot in truth)
