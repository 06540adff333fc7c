from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from locator import LiveLocator, LiveResult, LocatorError
from locator.cli import main
from locator.drawing import Layers
from locator.video import annotate, paint

CLIPS = Path(__file__).parent / "live" / "clips"
FOOT = CLIPS / "slide-top.mp4"


def film(path: Path, count: int = 5, size: tuple[int, int] = (160, 120), rate: float = 12.0) -> Path:
    """A film without a foot."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), rate, size)
    for k in range(count):
        writer.write(np.full((size[1], size[0], 3), 20 * k, np.uint8))
    writer.release()
    return path


def shape_of(path: Path) -> tuple[int, int, int, float]:
    """Frames, width, height, rate."""
    capture = cv2.VideoCapture(str(path))
    count = 0
    while capture.read()[0]:
        count += 1
    facts = int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)), capture.get(cv2.CAP_PROP_FPS)
    capture.release()
    return (count, *facts)


@pytest.mark.usefixtures("weights")
class TestFilms:
    @pytest.mark.parametrize("ending", [".mp4", ".avi", ".mkv"])
    def test_size_rate_and_length_stay(self, ending: str, tmp_path: Path) -> None:
        done = annotate(film(tmp_path / "in.mp4"), tmp_path / f"out{ending}")
        assert shape_of(tmp_path / f"out{ending}") == (5, 160, 120, 12.0)
        assert (done.frames, done.with_feet, done.width, done.height, done.rate) == (5, 0, 160, 120, 12.0)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", f"out{ending}"]

    def test_every_frame_is_told(self, tmp_path: Path) -> None:
        told: list[tuple[float, int]] = []
        annotate(film(tmp_path / "in.mp4"), tmp_path / "out.mp4", tell=lambda result, total: told.append((result.time, total)))
        assert told == [(pytest.approx(k / 12), 5) for k in range(5)]

    def test_a_run_that_fails_leaves_nothing(self, tmp_path: Path) -> None:
        def stop(result: LiveResult, _: int) -> None:
            if result.time > 0.2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            annotate(film(tmp_path / "in.mp4"), tmp_path / "out.mp4", tell=stop)
        assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]

    def test_the_command(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A foot is drawn on, records are printed, progress and cautions told; a second run does not replace the film."""
        out = tmp_path / "out.mp4"
        assert main(["video", str(FOOT), "--out", str(out), "--json"]) == 0
        printed, told = capsys.readouterr()
        records = [json.loads(line) for line in printed.splitlines()]
        assert len(records) == shape_of(FOOT)[0] == shape_of(out)[0]
        assert shape_of(out)[1:] == pytest.approx(shape_of(FOOT)[1:])
        assert records[-1]["feet"][0]["track"] == 1
        assert records[-1]["feet"][0]["points"]
        assert "frames, " in told
        assert "sound is not kept" in told
        assert "Pregnancy" in told
        assert "not medical advice" in told
        assert main(["video", str(FOOT), "--out", str(out)]) == 1
        assert "--overwrite" in capsys.readouterr().err


class TestErrors:
    def test_what_cannot_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "text.mp4").write_text("no film")
        with pytest.raises(LocatorError, match="no film that can be read"):
            annotate(tmp_path / "text.mp4", tmp_path / "out.mp4")
        with pytest.raises(LocatorError, match="there is no film"):
            annotate(tmp_path / "none.mp4", tmp_path / "out.mp4")
        assert not (tmp_path / "out.mp4").exists()

    def test_a_film_without_frames(self, tmp_path: Path) -> None:
        film(tmp_path / "empty.avi", count=0)
        with pytest.raises(LocatorError, match=r"no frame that can be read|no film that can be read"):
            annotate(tmp_path / "empty.avi", tmp_path / "out.mp4")

    def test_where_it_may_not_be_written(self, tmp_path: Path) -> None:
        source = film(tmp_path / "in.mp4")
        for target, says in (
            (tmp_path / "out.gif", "choose one of these endings"),
            (source, "is the film itself"),
            (tmp_path / "none" / "out.mp4", "is not there"),
        ):
            with pytest.raises(LocatorError, match=says):
                annotate(source, target, overwrite=True)
        assert shape_of(source)[0] == 5


@pytest.mark.usefixtures("weights")
def test_a_foot_that_fades_is_drawn_faintly() -> None:
    from benchmarks.tracking import frames

    live, shots = LiveLocator(), list(frames(FOOT))
    results = [live(rgb, k / 30) for k, rgb in enumerate(shots[:12])]
    layers = Layers(legend=False, uncertainty=False, zone_names=False)
    changed = {
        round(result.tracks[0].opacity, 2): np.abs(paint(rgb, result, layers).astype(int) - rgb).mean()
        for rgb, result in zip(shots, results, strict=False)
        if result.tracks
    }
    faint = [opacity for opacity in changed if 0 < opacity < 1]
    assert faint
    assert 0 < changed[faint[0]] < 0.8 * changed[1.0]
    assert changed[0.0] == 0
