"""The tracker with networks that know the answer (tests/vision/oracle.py): everything round the networks."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest

from locator import LiveLocator, LiveResult, LocatorError, record
from locator.geometry import Frame
from locator.live.constants import constants
from locator.live.skin import Skin
from locator.types import Result
from locator.vision import detect, landmarks, weights
from tests.vision import oracle

RATE = 30.0
HOME = Frame(320, 240, 110, 270, 0.2)


@pytest.fixture(autouse=True)
def oracles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "facts", oracle.FACTS.__getitem__)
    monkeypatch.setattr(detect, "infer", detector)
    monkeypatch.setattr(landmarks, "infer", oracle.landmarks)


def detector(canvas: np.ndarray) -> np.ndarray:
    """The oracle's detector for pictures with one foot in each half, or one foot anywhere."""
    left, right = canvas.copy(), canvas.copy()
    left[:, 96:], right[:, :96] = 90, 90
    if not all(oracle.find_dot(half, name) is not None for half in (left, right) for name in oracle.DOTS):
        return oracle.detector(canvas)
    rows = np.zeros((8, 7), np.float32)
    rows[:2] = [oracle.detector(half)[0] for half in (left, right)]
    return rows


def picture(*feet: tuple[Frame, bool], size: tuple[int, int] = (640, 480)) -> np.ndarray:
    photo = np.full((size[1], size[0], 3), (60, 70, 80), np.uint8)
    for frame, right in feet:
        oracle.draw(photo, frame, right=right)
    return photo


def run(live: LiveLocator, scene: Callable[[int], np.ndarray], count: int, start: int = 0) -> list[LiveResult]:
    return [live(scene(k), (start + k) / RATE) for k in range(count)]


def test_a_still_foot_is_one_track_that_fades_in() -> None:
    seen = run(LiveLocator(), lambda _: picture((HOME, True)), 12)
    shown = [result for result in seen if result.tracks]
    assert len(shown) >= 12 - constants().show.reads
    assert {track.id for result in shown for track in result.tracks} == {1}
    opacities = [result.tracks[0].opacity for result in shown]
    assert opacities == sorted(opacities)
    assert opacities[-1] == 1
    foot = shown[-1].tracks[0].foot
    assert (foot.side, foot.view) == ("right", "plantar")
    truth = oracle.draw(np.zeros((480, 640, 3), np.uint8), HOME, right=True)
    for name, at in truth.items():
        assert (
            np.hypot(*(np.array(foot.landmarks[name].xy) - at)) < 0.06 * HOME.height
        )  # the big toe's tip is moved out to the outline


def test_an_empty_stream_is_refused_with_advice() -> None:
    for result in run(LiveLocator(), lambda _: picture(), 4):
        assert result.tracks == ()
        assert result.refused is not None
        assert result.refused.startswith("no bare foot found")


@pytest.mark.parametrize("right", [False, True])
def test_a_foot_that_moves_turns_and_grows_keeps_its_track(right: bool) -> None:
    def place(k: int) -> Frame:
        return Frame(220 + 5 * k, 200 + 2 * k, 90 + k, 220 + 2.4 * k, -0.5 + 0.03 * k)

    seen = run(LiveLocator(), lambda k: picture((place(k), right)), 30)
    last = seen[-1].tracks
    assert [(track.id, track.lost, track.foot.side) for track in last] == [(1, False, "right" if right else "left")]
    truth = oracle.draw(np.zeros((480, 640, 3), np.uint8), place(29), right=right)
    for name, at in truth.items():
        assert np.hypot(*(np.array(last[0].foot.landmarks[name].xy) - at)) < 0.06 * place(29).height  # as above


def test_a_lost_foot_is_gone_within_300_ms() -> None:
    live = LiveLocator()
    run(live, lambda _: picture((HOME, False)), 12)
    seen = run(live, lambda _: picture(), 12, start=12)
    opacities = [result.tracks[0].opacity if result.tracks else 0.0 for result in seen]
    assert opacities == sorted(opacities, reverse=True)
    assert 0 < opacities[2] < 1
    assert all(track.lost for result in seen for track in result.tracks)
    assert all(opacity == 0 for k, opacity in enumerate(opacities) if k / RATE >= 0.3)


def test_a_foot_that_is_hidden_for_a_moment_keeps_its_id() -> None:
    live = LiveLocator()
    run(live, lambda _: picture((HOME, False)), 10)
    run(live, lambda _: picture(), 4, start=10)
    back = run(live, lambda _: picture((HOME, False)), 6, start=14)[-1].tracks
    assert [(track.id, track.lost, track.opacity) for track in back] == [(1, False, 1.0)]


def test_a_foot_that_comes_after_another_left_has_a_new_id() -> None:
    live = LiveLocator()
    run(live, lambda _: picture((HOME, False)), 10)
    run(live, lambda _: picture(), 15, start=10)
    later = run(live, lambda _: picture((HOME, True)), 12, start=25)[-1].tracks
    assert [(track.id, track.foot.side) for track in later] == [(2, "right")]


def test_two_feet_are_two_tracks() -> None:
    left, right = Frame(180, 240, 100, 250, 0), Frame(460, 240, 100, 250, 0)
    seen = run(LiveLocator(), lambda _: picture((left, True), (right, False)), 12)[-1].tracks
    assert sorted((track.foot.side, track.foot.box[0] > 320) for track in seen) == [("left", True), ("right", False)]
    assert {track.id for track in seen} == {1, 2}


def test_ids_stay_with_their_feet_when_they_pass_each_other() -> None:
    def scene(k: int) -> np.ndarray:
        across = 20 + 6 * k
        return picture((Frame(60 + across, 120, 80, 190, 1.57), True), (Frame(580 - across, 350, 80, 190, 1.57), False))

    seen = [result.tracks for result in run(LiveLocator(), scene, 75) if len(result.tracks) == 2]
    assert len(seen) > 60
    assert {tuple((track.id, track.foot.side) for track in tracks) for tracks in seen} == {
        tuple((track.id, track.foot.side) for track in seen[0])
    }


def test_one_foot_is_never_two_tracks() -> None:
    seen = run(LiveLocator(), lambda k: picture((Frame(320 + 40 * math.sin(k / 4), 240, 110, 270, 0.2), True)), 70)
    assert max(len(result.tracks) for result in seen) == 1


def test_the_detector_rests_while_a_foot_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = itertools.count()

    def counted(canvas: np.ndarray) -> np.ndarray:
        next(calls)
        return detector(canvas)

    monkeypatch.setattr(detect, "infer", counted)
    run(LiveLocator(), lambda _: picture((HOME, True)), 61)
    assert next(calls) <= 2 / constants().detect.every[1] + 2


def test_while_its_skin_is_followed_a_foot_is_read_every_tenth_of_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = itertools.count()

    def counted(crop: np.ndarray) -> dict[str, np.ndarray]:
        next(calls)
        return oracle.landmarks(crop)

    monkeypatch.setattr(landmarks, "infer", counted)
    run(LiveLocator(), lambda k: picture((Frame(320 + k, 240, 110, 270, 0.2), True)), 60)
    assert next(calls) < 40


def test_where_the_skin_cannot_be_followed_every_frame_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = itertools.count()

    def counted(crop: np.ndarray) -> dict[str, np.ndarray]:
        next(calls)
        return oracle.landmarks(crop)

    monkeypatch.setattr(landmarks, "infer", counted)
    monkeypatch.setattr(Skin, "motion", lambda *_: None)
    seen = run(LiveLocator(), lambda k: picture((Frame(250 + 3 * k, 240, 110, 270, 0.2), True)), 40)[-1].tracks
    assert [(track.id, track.lost) for track in seen] == [(1, False)]
    assert next(calls) >= 40


@pytest.mark.parametrize("often", [1, 6])
def test_a_camera_that_one_reading_in_six_puts_behind_the_foot_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, often: int
) -> None:
    calls = itertools.count()

    def astray(crop: np.ndarray) -> dict[str, np.ndarray]:
        out = oracle.landmarks(crop)
        surface = out["surface"].copy()
        surface[1], surface[3] = 0.55 * out["surface"][1], 0.45 * out["surface"][1]  # less of a sole than a camera behind is rear
        camera = np.array([-1, 0, 0], np.float32) if next(calls) % often == often - 1 else out["camera"]
        return out | {"surface": surface, "camera": camera}

    monkeypatch.setattr(landmarks, "infer", astray)
    seen = run(LiveLocator(), lambda _: picture((HOME, True)), 60)
    views = {track.foot.view for result in seen for track in result.tracks}
    assert ("posterior" in views) is (often == 1)


def test_what_has_no_clear_border_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a photo of it would be refused: most animals and tools have none."""

    def vague(crop: np.ndarray) -> dict[str, np.ndarray]:
        out = oracle.landmarks(crop)
        return out | {"mask": 0.1 + 0.6 * out["mask"]}

    monkeypatch.setattr(landmarks, "infer", vague)
    assert not any(result.tracks for result in run(LiveLocator(), lambda _: picture((HOME, True)), 12))


def test_a_still_foot_is_placed_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    from locator.live import track

    calls, place = itertools.count(), track.place
    monkeypatch.setattr(track, "place", lambda *args, **keywords: (next(calls), place(*args, **keywords))[1])
    run(LiveLocator(), lambda _: picture((HOME, True)), 60)
    assert next(calls) <= constants().show.reads + 3


def test_frames_that_change_size_start_anew_with_new_ids() -> None:
    live = LiveLocator()
    run(live, lambda _: picture((HOME, True)), 8)
    turned = run(live, lambda _: picture((Frame(240, 320, 110, 270, 0.2), True), size=(480, 640)), 12, start=8)
    assert not turned[0].tracks
    assert [track.id for track in turned[-1].tracks] == [2]
    assert (turned[-1].image.width, turned[-1].image.height) == (480, 640)


def test_a_long_gap_starts_anew() -> None:
    live = LiveLocator()
    run(live, lambda _: picture((HOME, True)), 8)
    assert live(picture((HOME, True)), 60.0).tracks == ()


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (np.zeros((480, 640), np.uint8), r"got shape \(480, 640\) of uint8"),
        (np.zeros((480, 640, 4), np.uint8), r"got shape \(480, 640, 4\)"),
        (np.zeros((480, 640, 3), np.float32), "of float32"),
        (np.zeros((0, 0, 3), np.uint8), "only 0 x 0 pixels"),
        ([[1]], "got list"),
    ],
)
def test_frames_of_another_form_are_refused(frame: np.ndarray, says: str) -> None:
    with pytest.raises(LocatorError, match=says):
        LiveLocator()(frame, 0.0)


@pytest.mark.parametrize("time", [0.5, 0.25, math.nan, math.inf])
def test_time_must_rise(time: float) -> None:
    live = LiveLocator()
    live(picture(), 0.5)
    with pytest.raises(LocatorError, match="time"):
        live(picture(), time)
    live(picture(), 0.6)  # the stream goes on


def test_after_a_reset_time_may_begin_again() -> None:
    live = LiveLocator()
    run(live, lambda _: picture((HOME, True)), 8)
    live.reset()
    assert [track.id for track in run(live, lambda _: picture((HOME, True)), 8)[-1].tracks] == [2]


def test_a_record_of_a_frame_is_a_record() -> None:
    result = run(LiveLocator(), lambda _: picture((HOME, True)), 8)[-1]
    data = result.to_dict()
    assert (data["time"], data["feet"][0]["track"], data["feet"][0]["lost"]) == (round(7 / RATE, 4), 1, False)
    again = record.from_dict(data)
    assert isinstance(again, Result)
    assert record.to_dict(again) == record.to_dict(result.result)
