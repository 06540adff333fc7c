"""A film in, the same film with points and zones on its feet out."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from locator.drawing import Layers, draw
from locator.errors import VideoError
from locator.geometry import Pixels
from locator.live import LiveLocator, LiveResult

__all__ = ["FORMATS", "Summary", "annotate", "paint"]

#: Suffix of the film written -> its codec. All come with OpenCV's own FFmpeg; H.264 does not, for its patents.
FORMATS = {".mp4": "mp4v", ".m4v": "mp4v", ".mov": "mp4v", ".mkv": "mp4v", ".avi": "MJPG"}
#: Frames a second of a film that does not say.
_RATE = 25.0
_BROKEN = "convert it to MP4 first, or record it again"


@dataclasses.dataclass(frozen=True, slots=True)
class Summary:
    """What was written: `frames` of `width` x `height` pixels at `rate` a second, `with_feet` of them with a foot. `announced`:
    how many frames the film claims to hold, 0 when it does not say."""

    frames: int
    with_feet: int
    announced: int
    width: int
    height: int
    rate: float


def annotate(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    layers: Layers = Layers(legend=False, uncertainty=False, zone_names=False),  # noqa: B008 - frozen
    *,
    overwrite: bool = False,
    tell: Callable[[LiveResult, int], None] | None = None,
) -> Summary:
    """Draw on every frame of the film `source`, and write the film `target` with the same size and frame rate.

    `source` is any film that OpenCV reads; `target` has a suffix of FORMATS. Sound is not kept, and a side with an odd number
    of pixels loses one. `tell(result, announced)` hears of each frame. The film appears whole or not at all.
    Raises VideoError when the source cannot be read or holds no frame, when the target is there already (unless `overwrite`),
    is the source, or cannot be written; ModelError when the weights are missing.
    """
    source, target = Path(source), Path(target)
    _check(source, target, overwrite)
    partial = target.with_name(f".{target.stem}.{os.getpid()}{target.suffix.lower()}")
    live = LiveLocator()
    count = with_feet = 0
    try:
        with _reader(source) as (rate, announced, frames), contextlib.ExitStack() as stack:
            writer: Any = None
            for rgb in frames:
                result = live(rgb, count / rate)
                if writer is None:
                    size = (rgb.shape[1], rgb.shape[0])
                    writer = stack.enter_context(_writer(partial, target, rate, size))
                writer.write(np.ascontiguousarray(paint(rgb, result, layers)[..., ::-1]))
                count += 1
                with_feet += bool(result.tracks)
                if tell is not None:
                    tell(result, announced)
        if writer is None:
            raise VideoError(f"{source} holds no frame that can be read; {_BROKEN}")
        partial.replace(target)
    except OSError as error:
        raise VideoError(f"cannot write {target} ({error.strerror}); choose another --out") from None
    finally:
        partial.unlink(missing_ok=True)
    return Summary(count, with_feet, announced, *size, rate)


def paint(rgb: Pixels, result: LiveResult, layers: Layers) -> Pixels:
    """The (H, W, 3) uint8 RGB frame with what was found in it; feet that come or go are drawn faintly."""
    layers = dataclasses.replace(layers, legend=False)
    whole = [track for track in result.tracks if track.opacity >= 1]
    faint = [track for track in result.tracks if 0 < track.opacity < 1]
    picture = _drawn(rgb, result, layers, len(whole))
    if not faint:
        return picture
    import cv2

    opacity = max(track.opacity for track in faint)
    shown = _drawn(rgb, result, layers, len(whole) + len(faint))
    mixed: Any = cv2.addWeighted(shown, opacity, picture, 1 - opacity, 0)
    return np.asarray(mixed, np.uint8)


def _drawn(rgb: Pixels, result: LiveResult, layers: Layers, count: int) -> Pixels:
    """The frame with its `count` most opaque feet, at its own size also where labels would have wanted more room."""
    if count == 0:
        return rgb
    tracks = sorted(result.tracks, key=lambda track: -track.opacity)[:count]
    shown = dataclasses.replace(result, tracks=tuple(sorted(tracks, key=lambda track: track.id)))
    return draw(rgb, shown.result, layers)[: rgb.shape[0], : rgb.shape[1]]


def _check(source: Path, target: Path, overwrite: bool) -> None:
    if not source.is_file():
        raise VideoError(f"there is no film {source}; name a file")
    if target.suffix.lower() not in FORMATS:
        raise VideoError(f"a film is written as {', '.join(FORMATS)}, got {target.name!r}; choose one of these endings")
    if target.exists() and target.samefile(source):
        raise VideoError(f"{target} is the film itself; choose another --out")
    if target.exists() and not overwrite:
        raise VideoError(f"{target} is there already; choose another --out, or say --overwrite")
    if not target.parent.is_dir():
        raise VideoError(f"the folder {target.parent} is not there; make it, or choose another --out")


@contextlib.contextmanager
def _reader(source: Path) -> Iterator[tuple[float, int, Iterator[Pixels]]]:
    """Frames a second, number of frames that the film claims to hold (0: unknown), and the frames, upright, as RGB."""
    import cv2

    capture = cv2.VideoCapture(str(source), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise VideoError(f"{source} is no film that can be read here, or its codec is not known; {_BROKEN}")

    def frames() -> Iterator[Pixels]:
        while True:
            there, bgr = capture.read()
            if not there:
                return
            yield np.ascontiguousarray(bgr[..., ::-1], np.uint8)

    try:
        rate, announced = capture.get(cv2.CAP_PROP_FPS), capture.get(cv2.CAP_PROP_FRAME_COUNT)
        known = math.isfinite(rate) and 0.5 <= rate <= 1000
        yield rate if known else _RATE, max(0, int(announced)) if math.isfinite(announced) else 0, frames()
    finally:
        capture.release()


@contextlib.contextmanager
def _writer(partial: Path, target: Path, rate: float, size: tuple[int, int]) -> Iterator[Any]:
    import cv2

    fourcc = cv2.VideoWriter.fourcc(*FORMATS[target.suffix.lower()])
    writer = cv2.VideoWriter(str(partial), cv2.CAP_FFMPEG, fourcc, rate, size)
    if not writer.isOpened():
        raise VideoError(f"cannot write {target} ({size[0]} x {size[1]}, {rate:g} frames a second); choose another --out")
    try:
        yield writer
    finally:
        writer.release()
