"""What several commands make of their options, and how they speak."""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from locator.errors import AtlasError

if TYPE_CHECKING:
    from locator.batch import Job, Look, Paint
    from locator.drawing import Layers

__all__ = ["UsageError", "layers_of", "look_of", "make_folder", "paint_of", "say", "scale_of", "tell_new_stems"]


class UsageError(Exception):
    """The command was called in a wrong way; the message says how."""


class Scale(TypedDict):
    thumb_px: float | None
    thumb_mm: float | None
    mm_per_px: float | None


def look_of(arguments: argparse.Namespace) -> Look:
    """How photos are looked at; it can be sent to other processes."""
    from locator.pipeline import locate

    return functools.partial(locate, **scale_of(arguments))


def paint_of(arguments: argparse.Namespace) -> Paint:
    """How results are drawn; it can be sent to other processes."""
    from locator.drawing import draw

    return functools.partial(draw, layers=layers_of(arguments))


def layers_of(arguments: argparse.Namespace) -> Layers:
    from locator.drawing import select

    try:
        return select(
            points=arguments.points,
            zones=arguments.zones,
            meridian=arguments.meridian,
            goal=arguments.goal,
            lang=arguments.lang,
            school=arguments.school,
            landmarks=arguments.landmarks,
        )
    except AtlasError as error:
        raise UsageError(str(error)) from None


def scale_of(arguments: argparse.Namespace) -> Scale:
    if arguments.thumb_mm is not None and arguments.mm_per_px is None:
        raise UsageError("--thumb-mm needs --mm-per-px; or give the thumb in pixels with --thumb-px")
    return {"thumb_px": arguments.thumb_px, "thumb_mm": arguments.thumb_mm, "mm_per_px": arguments.mm_per_px}


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {folder} cannot be made ({error.strerror}); name a folder") from None


def tell_new_stems(jobs: Iterable[Job]) -> None:
    for job in jobs:
        if not job.file.startswith(f"{job.stem}."):
            say(f"{job.photo}: another picture has this stem; its results are {job.stem}.*")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
