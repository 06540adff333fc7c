"""What following a foot costs, and how well it is done: `python -m benchmarks.live [--minutes 30]`.

Speed: one run, in which one frame of each goes in turn, so that whatever else the machine does hits all alike; ms of
wall and of processor time (medians and means: the tracker reads some frames and carries the foot through the others), and
ratios to MediaPipe's Hand Landmarker (extra `thumb`; video mode, a picture with a hand) on the same machine and threads. The
tracker sees a still foot and one walked round (training/clips.py; rendered here when they are missing, which takes minutes and
the extra `train`). A network of the size of YOLO-nano-pose stands for detectors of people's joints; its weights are random,
only its cost counts.

Then the tracking itself on the rendered films, and memory over a long stream.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import functools
import gc
import itertools
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks import tracking, yolo_sized
from locator import draw
from locator.drawing import Layers
from locator.live import LiveLocator, carry, skin, smoothing, track
from locator.vision import detect, judgement, landmarks
from locator.vision.weights import folder, threads

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "work"
SIZES = ((640, 480), (1280, 720))
STILL, MOVING = "still-sole", "walk-inner-to-outer"
#: Stage -> the functions that it is made of.
STAGES: dict[str, list[tuple[Any, str]]] = {
    "skin": [(skin.Skin, "take"), (skin.Skin, "motion")],
    "crop": [(landmarks, "preprocess")],
    "net": [(landmarks, "infer")],
    "decode": [(landmarks, "postprocess"), (judgement, "view_scores"), (judgement, "outline_of"), (judgement, "landmarks_of")],
    "filter": [(smoothing.FootFilter, "step")],
    "rules": [(track, "place")],
    "carry": [(carry.KeyFrame, "carried"), (carry.KeyFrame, "motion")],
    "detector": [(detect, "detect")],
}
Step = Callable[[], object]


@dataclasses.dataclass
class Times:
    """Milliseconds of each call."""

    wall: list[float] = dataclasses.field(default_factory=list)
    processor: list[float] = dataclasses.field(default_factory=list)

    def add(self, wall: float, processor: float) -> None:
        self.wall.append(1000 * wall)
        self.processor.append(1000 * processor)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=60, help="frames of each that are timed (default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=0.5, help="length of the stream for memory (default: %(default)s)")
    parser.add_argument("--clips", type=Path, default=WORK / "clips")
    parser.add_argument("--only", choices=("speed", "tracking", "memory"))
    arguments = parser.parse_args()
    _render(arguments.clips)
    parts = {
        "speed": lambda: speed(arguments.clips, arguments.rounds),
        "tracking": lambda: tracks(arguments.clips),
        "memory": lambda: memory(arguments.clips, arguments.minutes),
    }
    for name, part in parts.items():
        if arguments.only in (None, name):
            part()


def speed(clips: Path, rounds: int) -> None:
    for size in SIZES:
        with contextlib.ExitStack() as stack:
            times: dict[str, Times] = defaultdict(Times)
            stages: dict[str, dict[str, Times]] = {}
            steps: dict[str, Step] = {}
            for label, clip in (("tracked, still foot", STILL), ("tracked, walked round", MOVING)):
                stages[label] = defaultdict(Times)
                steps[label] = _tracker(clips / f"{clip}.avi", size, stages[label])
            steps["drawing alone"] = _drawing(clips / f"{STILL}.avi", size)
            steps["MediaPipe hand"] = _hand(size, stack)
            steps["YOLO-nano-pose-sized net"] = _yolo(size)
            for turn in range(rounds + 10):
                if turn == 10:  # the first were to warm up
                    for name in stages:
                        stages[name].clear()
                for name, step in steps.items():
                    wall, processor = time.perf_counter(), time.process_time()
                    step()
                    if turn >= 10:
                        times[name].add(time.perf_counter() - wall, time.process_time() - processor)
        _print_speed(size, times, stages)


def _print_speed(size: tuple[int, int], times: dict[str, Times], stages: dict[str, dict[str, Times]]) -> None:
    print(f"\n{size[0]} x {size[1]}, {threads()} threads; tracked frames: all but drawing")
    print(f"{'':28}{'wall ms':>9}{'mean':>8}{'cpu ms':>8}{'mean':>8}{'x hand, wall':>14}{'mean':>7}{'cpu mean':>10}")
    hand = times["MediaPipe hand"]
    for name, spent in times.items():
        wall, cpu = statistics.median(spent.wall), statistics.median(spent.processor)
        means = statistics.mean(spent.wall), statistics.mean(spent.processor)
        ratios = (
            wall / statistics.median(hand.wall),
            means[0] / statistics.mean(hand.wall),
            means[1] / statistics.mean(hand.processor),
        )
        print(f"{name:28}{wall:9.1f}{means[0]:8.1f}{cpu:8.1f}{means[1]:8.1f}{ratios[0]:14.2f}{ratios[1]:7.2f}{ratios[2]:10.2f}")
        for stage, parts in stages.get(name, {}).items():
            calls, share = len(parts.processor), sum(parts.processor) / len(spent.processor)
            if calls:
                print(f"    {stage:24}{'':25}{share:8.1f}   a frame; {statistics.median(parts.processor):.1f} a call")


def _tracker(film: Path, size: tuple[int, int], stages: dict[str, Times]) -> Step:
    """Follow the foot of a film that runs to and fro for ever."""
    shots = [_fitted(rgb, size) for rgb in tracking.frames(film)]
    order = itertools.cycle([*range(len(shots)), *range(len(shots) - 2, 0, -1)])
    live, count = LiveLocator(), itertools.count()

    def step() -> object:
        with _timed(stages):
            return live(shots[next(order)], next(count) / 30)

    return step


def _drawing(film: Path, size: tuple[int, int]) -> Step:
    """Draw one frame's answer."""
    shots, live = [_fitted(rgb, size) for rgb in tracking.frames(film)], LiveLocator()
    for k in range(8):
        seen = live(shots[k], k / 30)
    return lambda: draw(shots[7], seen.result, Layers(legend=False, uncertainty=False))


@contextlib.contextmanager
def _timed(stages: dict[str, Times]) -> Iterator[None]:
    """Time the stages' functions while the block runs."""
    before = [(home, name, getattr(home, name)) for parts in STAGES.values() for home, name in parts]

    def timing(function: Callable[..., Any], times: Times) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*args: Any, **keywords: Any) -> Any:
            wall, processor = time.perf_counter(), time.process_time()
            try:
                return function(*args, **keywords)
            finally:
                times.add(time.perf_counter() - wall, time.process_time() - processor)

        return timed

    for stage, parts in STAGES.items():
        for home, name in parts:
            setattr(home, name, timing(getattr(home, name), stages[stage]))
    try:
        yield
    finally:
        for home, name, function in before:
            setattr(home, name, function)


def _hand(size: tuple[int, int], stack: contextlib.ExitStack) -> Step:
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision

    rgb = _fitted(_sample("hand.jpg"), size)
    options = vision.HandLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=(folder() / "hand_landmarker.task").read_bytes()),
        running_mode=vision.RunningMode.VIDEO,
    )
    task = stack.enter_context(vision.HandLandmarker.create_from_options(options))
    image, count = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=rgb), itertools.count()

    def step() -> object:
        found = task.detect_for_video(image, 33 * next(count))
        assert found.hand_landmarks, "MediaPipe finds no hand in sample_images/hand.jpg: nothing to compare with"
        return found

    return step


def _yolo(size: tuple[int, int]) -> Step:
    import onnxruntime

    path = WORK / "benchmark" / "yolo_sized.onnx"
    if not path.exists():
        yolo_sized.write(path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    rgb = _fitted(_sample("hand.jpg"), size)

    def step() -> object:
        canvas = np.full((yolo_sized.SIDE, yolo_sized.SIDE, 3), 114, np.uint8)
        scale = yolo_sized.SIDE / max(size)
        small = cv2.resize(rgb, (round(size[0] * scale), round(size[1] * scale)))
        canvas[: small.shape[0], : small.shape[1]] = small
        return session.run(None, {"image": canvas.transpose(2, 0, 1)[None].astype(np.float32) / 255})

    return step


def tracks(clips: Path) -> None:
    print(f"\n{'film':24}{'frames':>7}{'found':>8}{'side':>8}{'view':>8}{'ids':>6}{'error':>9}{'jitter':>9}{'lag ms':>8}")
    for film in sorted(clips.glob("[a-z]*.avi")):
        print(f"{film.stem:24}{tracking.score(film, tracking.follow(film, LiveLocator()))}", flush=True)
    print("side, view: longest run of frames with a wrong one; error, jitter: foot lengths")


def memory(clips: Path, minutes: float) -> None:
    """Resident memory while a film runs to and fro; the second quarter of the stream against the last."""
    shots = [_fitted(rgb, SIZES[0]) for rgb in tracking.frames(clips / f"{MOVING}.avi")]
    order = itertools.cycle([*range(len(shots)), *range(len(shots) - 2, 0, -1)])
    live, sizes = LiveLocator(), []
    end = time.monotonic() + 60 * minutes
    for count, index in enumerate(order):
        live(shots[index], count / 30)
        if count % 10 == 0:
            gc.collect()
            sizes.append(_resident())
        if time.monotonic() > end and len(sizes) >= 20:
            break
    quarter = len(sizes) // 4
    early, late = statistics.mean(sizes[quarter : 2 * quarter]), statistics.mean(sizes[-quarter:])
    print(f"\nmemory over {10 * len(sizes)} frames: {early:.1f} MiB, then {late:.1f} MiB ({100 * (late / early - 1):+.1f} %)")


def _resident() -> float:
    """MiB of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def _sample(name: str) -> np.ndarray:
    return np.ascontiguousarray(cv2.imread(str(ROOT / "sample_images" / name))[..., ::-1])


def _fitted(rgb: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The picture at `size` (width, height): fitted in, on grey."""
    scale = min(size[0] / rgb.shape[1], size[1] / rgb.shape[0])
    small = cv2.resize(rgb, (round(rgb.shape[1] * scale), round(rgb.shape[0] * scale)), interpolation=cv2.INTER_AREA)
    canvas = np.full((size[1], size[0], 3), 127, np.uint8)
    x, y = (size[0] - small.shape[1]) // 2, (size[1] - small.shape[0]) // 2
    canvas[y : y + small.shape[0], x : x + small.shape[1]] = small
    return canvas


def _render(clips: Path) -> None:
    from training.clips import CLIPS, make

    for name in CLIPS:
        if not (clips / f"{name}.json").exists():
            print(f"rendering {name}", flush=True)
            make(name, clips)


if __name__ == "__main__":
    main()
