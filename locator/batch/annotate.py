"""One photo to files: a record and an annotated picture.

What looks at a photo and what paints on it are handed in, so this module knows nothing of networks, layers or scales.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from pathlib import Path

from locator import record
from locator.batch.jobs import ANNOTATED, Job
from locator.batch.places import Place
from locator.batch.urls import local_copy
from locator.errors import ImageError, LocatorError
from locator.files import write_whole
from locator.geometry import Pixels
from locator.images import ImageSource, open_image, save_image
from locator.types import Image, Result

__all__ = ["Look", "Paint", "annotate", "brief", "called", "inspect", "keep"]

Look = Callable[[ImageSource], Result]
Paint = Callable[[Pixels, Result], Pixels]


def annotate(job: Job, out: Path, look: Look, paint: Paint | None) -> Result:
    """Look at one photo and write `out/<stem>.json` and, unless `paint` is None, `out/<stem>.annotated.jpg`.

    A photo that cannot be read, or on which something unforeseen breaks, gives a result with `error` and no picture, so that
    one photo never stops the others. Raises LocatorError for what would stop them all (no weights), OSError when a file
    cannot be written.
    """
    result, annotated = inspect(job.photo, look, paint)
    result = called(result, job.file)
    keep(job, out, result, annotated)
    return result


def keep(job: Job, out: Path, result: Result, annotated: Pixels | None) -> str:
    """Write the files of one photo; returns its record as a line of JSON. Raises OSError."""
    laid_out, line = record.dumps_both(result)
    picture = out / f"{job.stem}{ANNOTATED}"
    picture.parent.mkdir(parents=True, exist_ok=True)
    if annotated is None:
        picture.unlink(missing_ok=True)  # one of an earlier run would not go with the new record
    else:
        save_image(annotated, picture)
    # The record comes last: where it lies, all of this photo is done.
    write_whole(out / f"{job.stem}.json", f"{laid_out}\n".encode())
    return line


def called(result: Result, name: str) -> Result:
    """The result with the photo under another name."""
    return dataclasses.replace(result, image=dataclasses.replace(result.image, file=name))


def inspect(photo: Place, look: Look, paint: Paint | None) -> tuple[Result, Pixels | None]:
    """The result for one photo, and the picture that `paint` makes of it; errors of this photo become `error`."""
    name = Job(photo, "").file
    try:
        with local_copy(photo) as path:
            if paint is None:
                return look(path), None
            opened = open_image(path)
            result = look(opened)
            return result, paint(opened.rgb, result)
    except ImageError as error:
        return Result(Image(name, 0, 0), error=str(error)), None
    except (LocatorError, OSError):
        raise
    except Exception as error:
        logging.getLogger(__name__).exception("while looking at %s", photo)
        message = f"unexpected {type(error).__name__}; please report it with the lines on stderr"
        return Result(Image(name, 0, 0), error=message), None


def brief(result: Result) -> str:
    """What was found, in a line for a terminal."""
    if result.error is not None:
        return f"error: {result.error}"
    found = result.refused or ", ".join(f"{foot.side} foot, {foot.view}" for foot in result.feet)
    return "; ".join([found, *(f"warning: {text}" for text in result.warnings)])
