"""What the formats share: where pixels lie in other tools, visibility in steps, sides that a file does not name."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from locator.errors import ExchangeError, RecordError
from locator.fields import Field
from locator.landmarks import NAMES
from locator.placement.frame import frame_of
from locator.placement.plane import turn
from locator.types import SIDES, VIEWS, XY, Foot, Landmark, Result, Side, View

__all__ = [
    "HIDDEN",
    "OUTLINE_IS_BOX",
    "Photos",
    "Written",
    "area",
    "box_around",
    "contains",
    "foot_of",
    "from_corner",
    "in_file",
    "link",
    "load_json",
    "named_foot",
    "step_of",
    "to_corner",
    "usable",
    "visibility_of",
]

#: The visibility of a landmark that a tool with three steps calls labelled but hidden.
HIDDEN = 0.25
_SEEN = 0.5
#: Said of a result whose source has boxes and no outlines.
OUTLINE_IS_BOX = "the outline is only the box round the foot: points and zones that rest on the outline are rough"

Photos = Mapping[str, Path]


@dataclasses.dataclass(slots=True)
class Written:
    """What was written: `photos`, `feet`, and the names of photos left out because they could not be read."""

    photos: int = 0
    feet: int = 0
    left_out: list[str] = dataclasses.field(default_factory=list)


def usable(results: Iterable[Result], written: Written) -> Iterator[Result]:
    """The results of photos that could be read, counted. ExchangeError for a landmark that no format could name."""
    for result in results:
        if result.error is not None or not result.image.width or not result.image.height:
            written.left_out.append(result.image.file)
            continue
        unknown = {name for foot in result.feet for name in foot.landmarks} - set(NAMES)
        if unknown:
            raise ExchangeError(f"{result.image.file}: there is no landmark {sorted(unknown)[0]!r}; see locator/landmarks.json")
        written.photos += 1
        written.feet += len(result.feet)
        yield result


def to_corner(xy: XY) -> XY:
    """Our pixels, whose centres are whole numbers, to those of tools that measure from the corner of the first pixel."""
    return round(xy[0] + 0.5, 3), round(xy[1] + 0.5, 3)


def from_corner(x: float, y: float) -> XY:
    """The reverse of `to_corner`."""
    return x - 0.5, y - 0.5


def step_of(mark: Landmark | None) -> int:
    """COCO's visibility: 0 not labelled, 1 labelled but hidden, 2 seen."""
    return 0 if mark is None else 2 if mark.visibility >= _SEEN else 1


def visibility_of(step: int) -> float:
    """The visibility of a landmark labelled with COCO's 1 or 2."""
    return 1.0 if step >= 2 else HIDDEN


def area(polygon: Sequence[XY]) -> float:
    """The area that a closed polygon encloses, in square pixels."""
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(polygon, [*polygon[1:], polygon[0]], strict=True))) / 2


def box_around(points: Iterable[XY]) -> tuple[float, float, float, float]:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def contains(polygon: Sequence[XY], xy: XY) -> bool:
    """Whether a point lies inside a closed polygon (even-odd rule)."""
    x, y = xy
    inside = False
    for (x0, y0), (x1, y1) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            inside = not inside
    return inside


def foot_of(
    *, view: View, side: Side | None, outline: Sequence[XY], landmarks: Mapping[str, Landmark], where: str, **scores: float
) -> Foot:
    """A foot as another tool has it. A side that is not named follows from which way round the landmarks lie.

    ExchangeError, naming `where` in the file it is, when it does not.
    """
    ordered = {name: landmarks[name] for name in NAMES if name in landmarks}
    foot = Foot(1.0, side or "left", 1.0, view, 1.0, box_around(outline), tuple(outline), ordered)
    if side is None:
        readings = {_turned(dataclasses.replace(foot, side=given)) for given in ("left", "right")}
        named = readings.pop()
        if readings or named is None:
            raise ExchangeError(f"{where}: neither the file nor the landmarks tell left from right; name the side")
        foot = dataclasses.replace(foot, side=named)
    return dataclasses.replace(foot, **scores)  # type: ignore[arg-type]


def _turned(foot: Foot) -> Side | None:
    """The side whose chart lies as these landmarks do."""
    frame = frame_of(foot)
    if frame is None:
        return None
    return "left" if float(turn(frame.axes[0]) @ frame.axes[1]) * frame.chart.left_turn > 0 else "right"


def named_foot(label: Field) -> tuple[Side | None, View]:
    """Side and view in a label such as "left plantar"; the side may be missing."""
    words = label.text().lower().split()
    view = next((view for view in VIEWS if view in words), None)
    if view is None:
        label.fail(f"a label such as 'left plantar', with one of {', '.join(VIEWS)}")
    return next((side for side in SIDES if side in words), None), view


def load_json(path: Path, expected: str) -> Field:
    """The JSON in a file, with errors that name the place. ExchangeError when it cannot be read."""
    try:
        return Field(json.loads(path.read_text(encoding="utf-8-sig")), "record")
    except OSError as error:
        raise ExchangeError(f"{path} cannot be read ({error.strerror}); give {expected}") from None
    except (ValueError, RecursionError) as error:
        raise ExchangeError(f"{path} is no JSON ({error}); give {expected}") from None


def in_file(path: Path, error: RecordError) -> ExchangeError:
    """What is wrong with a field of a file."""
    return ExchangeError(f"{path}: {str(error).replace('; see docs/record.md', '; see docs/exchange.md')}")


def link(photo: Path, target: Path) -> None:
    """Make `target` show the photo: a link where the system has them, else a copy. What is there is replaced."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        target.symlink_to(os.path.abspath(photo))
    except OSError:
        shutil.copyfile(photo, target)
