"""What the tests' workers do in place of looking for feet; it must be importable in their processes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
from PIL import Image as PilImage

from locator.geometry import Pixels
from locator.images import ImageSource, open_image
from locator.types import Image, Result


def look(source: ImageSource) -> Result:
    photo = open_image(source)
    return Result(Image(photo.file, photo.width, photo.height), refused=f"mean {photo.rgb.mean():.0f}")


def paint(rgb: Pixels, result: Result) -> Pixels:
    assert result.refused == f"mean {rgb.mean():.0f}"
    return np.asarray(255 - rgb)


def fatal(source: ImageSource) -> Result:
    """Dies of photos that are nearly black, as a faulty decoder would."""
    if open_image(source).rgb.mean() < 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return look(source)


def uneven(number: int) -> int:
    """The square, later for every third number."""
    if number % 3 == 0:
        time.sleep(0.2)
    return number * number


def doomed(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGSEGV)
    if number == 4:
        time.sleep(600)
    return number


def touch(path: Path) -> str:
    path.touch()
    return path.name


def refusing(_: int) -> int:
    raise OSError(28, "No space left on device")


def threads(_: int) -> str:
    import cv2

    return f"{os.environ['LOCATOR_THREADS']} {os.environ['OMP_NUM_THREADS']} {cv2.getNumThreads()}"


def picture(path: Path, grey: int = 90) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    PilImage.new("RGB", (40, 30), (grey, grey, grey)).save(path)
    return path
