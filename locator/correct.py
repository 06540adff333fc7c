"""Corrections by hand: each takes a result and gives a new one in which points and zones follow at once.

Nothing is changed in place, so undoing is a matter of keeping the results. What a person says counts as sure: scores of a
side or view that was set are 1, and a landmark that was moved is visible, sharp, and marked `corrected`.
"""

from __future__ import annotations

import dataclasses
import math

from locator.errors import LocatorError
from locator.images import ImageSource, open_image
from locator.landmarks import NAMES
from locator.pipeline import ENOUGH
from locator.placement import foot_length
from locator.placement.again import place_again
from locator.placement.misfit import misfit
from locator.scaling import scaled_foot
from locator.types import SIDES, VIEWS, XY, Foot, Landmark, Result, Side, View
from locator.vision import sight
from locator.vision.quality import SIDE_UNSURE

__all__ = [
    "BY_HAND",
    "drop_landmark",
    "look_again",
    "move_landmark",
    "remove_foot",
    "set_side",
    "set_view",
    "swap_toes",
]

#: Error of a landmark put in place by hand, as a share of the foot's length: a few pixels of a picture on a screen (estimate).
BY_HAND = 0.01

#: In a photo that is not mirrored, the inner side of a left foot looks like the outer side of a right one.
_OTHER_FLANK: dict[View, View] = {"medial": "lateral", "lateral": "medial"}
_OTHER_SIDE: dict[Side, Side] = {"left": "right", "right": "left"}


def _mirrored() -> dict[str, str]:
    """Landmark -> its mirror image's name, big toe for little toe; the arch and the navicular have none."""
    pairs = [("web12", "web45"), ("web23", "web34"), ("mtp1_medial", "mtp5_lateral"), ("tibia_border", "fibula_border")]
    pairs += [(f"{name}_medial", f"{name}_lateral") for name in ("heel", "malleolus")]
    pairs += [(f"mt{n}_{end}", f"mt{6 - n}_{end}") for n in (1, 2, 3) for end in ("head", "base")]
    pairs += [(f"toe{n}_{end}", f"toe{6 - n}_{end}") for n in (1, 2, 3) for end in ("tip", "base")]
    pairs += [("toe1_ip", "toe5_pip"), ("toe2_pip", "toe4_pip")]
    pairs += [(f"toe{n}_nail_medial", f"toe{6 - n}_nail_lateral") for n in range(1, 6)]
    middle = ("toe3_pip", "heel_back", "heel_center", "achilles", "ankle_front")
    return dict(pairs) | {b: a for a, b in pairs} | {name: name for name in middle}


_MIRRORED = _mirrored()


def move_landmark(result: Result, foot: int, name: str, xy: XY) -> Result:
    """The result with one landmark of foot number `foot` at `xy` (photo pixels), and all that rests on it placed anew.

    LocatorError for a foot that is not there, an unknown landmark, or a place outside the photo.
    """
    one = _foot(result, foot)
    if name not in NAMES:
        raise LocatorError(f"there is no landmark {name!r}; choose one of those in locator/landmarks.json")
    x, y = xy
    if not (-0.5 <= x <= result.image.width - 0.5 and -0.5 <= y <= result.image.height - 0.5):
        raise LocatorError(f"({x:.0f}, {y:.0f}) lies outside the photo; choose a place on it")
    length = foot_length(one) or math.dist(one.box[:2], one.box[2:])
    moved = Landmark(float(x), float(y), 1.0, BY_HAND * length, corrected=True)
    return _with(result, foot, dataclasses.replace(one, landmarks={**one.landmarks, name: moved}))


def drop_landmark(result: Result, foot: int, name: str) -> Result:
    """The result without one landmark of foot number `foot`, which the photo does not show; the rest is placed anew.

    LocatorError for a foot or a landmark that is not there.
    """
    one = _foot(result, foot)
    if name not in one.landmarks:
        raise LocatorError(f"foot number {foot + 1} has no landmark {name!r}; choose one that it has")
    left = {other: mark for other, mark in one.landmarks.items() if other != name}
    return _with(result, foot, dataclasses.replace(one, landmarks=left))


def look_again(photo: ImageSource, result: Result, foot: int, *, side: Side | None = None, view: View | None = None) -> Result:
    """The result with one foot read anew from its photo by someone who knows its side, its view or both.

    `photo` is that of the result, as for `locate`. What an earlier call was told is remembered, but not between side and flank:
    in a photo that is not mirrored one follows from the other. Landmarks that were moved by hand stay. Where the photo shows
    no foot to read any more, the side and view are set as `set_side` and `set_view` do.
    LocatorError for an unknown foot, side or view; ImageError and ModelError as for `locate`.
    """
    _known(side, view)
    one = _foot(result, foot)
    by_hand = {name: mark for name, mark in one.landmarks.items() if mark.corrected}
    if view is None and one.view_score == 1 and one.view not in _OTHER_FLANK:
        view = one.view
    if side is None and one.side_score == 1 and view not in _OTHER_FLANK:
        side = one.side
    loaded = open_image(photo, at_least=ENOUGH)
    small = scaled_foot(one, 1 / loaded.reduced, 1 / loaded.reduced)
    found = sight.look_again(loaded.rgb, small, side=side, view=view)
    if found is None:
        result = result if side is None else set_side(result, foot, side)
        return result if view is None else set_view(result, foot, view)
    anew = scaled_foot(found, loaded.reduced, loaded.reduced)
    marks = {**anew.landmarks, **by_hand}
    marks = {name: marks[name] for name in NAMES if name in marks}
    return _with(_unwarned(result, foot), foot, dataclasses.replace(anew, landmarks=marks, cun=one.cun))


def set_side(result: Result, foot: int, side: Side) -> Result:
    """The result with a foot's side set, the person's left or right.

    On sole, top, front and back the names of inner and outer landmarks change places where that fits the other side better.
    A flank seen the other way round is the other flank: there the view changes too. LocatorError for an unknown side or foot.
    """
    _known(side, None)
    one = _foot(result, foot)
    view = _OTHER_FLANK.get(one.view, one.view) if side != one.side else one.view
    return _with(_unwarned(result, foot), foot, _renamed(one, side, view, side_score=1.0))


def set_view(result: Result, foot: int, view: View) -> Result:
    """The result with a foot's view set; landmarks are renamed, and between the flanks the side changes, as in `set_side`.

    Landmarks that only the new view shows are not known and those of the old view lose nothing: correct what looks wrong.
    LocatorError for an unknown view or foot.
    """
    _known(None, view)
    one = _foot(result, foot)
    side = _OTHER_SIDE[one.side] if _OTHER_FLANK.get(one.view) == view else one.side
    return _with(result, foot, _renamed(one, side, view, view_score=1.0))


def swap_toes(result: Result, foot: int) -> Result:
    """The result with the names of inner and outer landmarks changed over: big toe for little toe, inner for outer ankle."""
    one = _foot(result, foot)
    return _with(result, foot, dataclasses.replace(one, landmarks=_swapped(one)))


def remove_foot(result: Result, foot: int) -> Result:
    """The result without one of its feet. LocatorError when there is no such foot."""
    _foot(result, foot)
    feet = result.feet[:foot] + result.feet[foot + 1 :]
    refused = None if feet else "the last foot was removed; undo that, or take another photo"
    return dataclasses.replace(result, feet=feet, refused=refused)


def _known(side: Side | None, view: View | None) -> None:
    if side is not None and side not in SIDES:
        raise LocatorError(f"unknown side {side!r}; choose one of {', '.join(SIDES)}")
    if view is not None and view not in VIEWS:
        raise LocatorError(f"unknown view {view!r}; choose one of {', '.join(VIEWS)}")


def _foot(result: Result, index: int) -> Foot:
    if not 0 <= index < len(result.feet):
        raise LocatorError(f"there is no foot number {index + 1}: {len(result.feet)} found; choose another")
    return result.feet[index]


def _with(result: Result, index: int, foot: Foot) -> Result:
    """The result with foot number `index` replaced by `foot`, placed anew at the scale that it had."""
    placed = place_again(foot, (result.image.width, result.image.height))
    return dataclasses.replace(result, feet=(*result.feet[:index], placed, *result.feet[index + 1 :]))


def _unwarned(result: Result, index: int) -> Result:
    """The result without the warning that this foot's side is doubtful: somebody looked."""
    names = ("the foot", *(f"foot {index + 1} ({side})" for side in SIDES))
    warnings = tuple(text for text in result.warnings if text not in {name + SIDE_UNSURE for name in names})
    return dataclasses.replace(result, warnings=warnings)


def _renamed(foot: Foot, side: Side, view: View, **scores: float) -> Foot:
    """The foot of this side and view, its landmarks named as they are or changed over: changed over from one flank to the
    other, else whichever fits the view's chart."""
    to_other_flank = _OTHER_FLANK.get(foot.view) == view
    changed = dataclasses.replace(foot, side=side, view=view, side_score=foot.side_score, view_score=foot.view_score)
    changed = dataclasses.replace(changed, **scores)  # type: ignore[arg-type]
    swapped = dataclasses.replace(changed, landmarks=_swapped(changed))
    return swapped if to_other_flank else min((changed, swapped), key=_misfit)


def _misfit(foot: Foot) -> float:
    found = misfit(foot)
    return math.inf if found is None else found


def _swapped(foot: Foot) -> dict[str, Landmark]:
    """The landmarks under the names of their mirror images, in the order of landmarks.json; those without one are dropped."""
    renamed = {_MIRRORED[name]: mark for name, mark in foot.landmarks.items() if name in _MIRRORED}
    return {name: renamed[name] for name in NAMES if name in renamed}
