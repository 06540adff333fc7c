"""Landmarks that other landmarks and the outline define, set right by their definitions, for the view in which these hold.

The networks place them by what feet look like, and that is noise where a definition says more. Proportions are medians
over all annotated photos of a view; what each gained is in docs/decisions/0005-training.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from locator.geometry import Floats
from locator.types import Landmark

__all__ = ["defined"]

#: The camera (medial component, least anterior component) that sees the ankle's front as a crease; from aside and behind it is
#: outline. Its least inferior component that sees a sole, and least medial (or lateral) one that sees a side.
_ASIDE, _BEHIND, _BELOW, _BESIDE = 0.45, -0.1, 0.5, 0.7
#: From the front and from above people put the middle of the crease on the line from web23 to the middle of the malleoli (aside
#: of it by 0.01; the network by 0.04), this share of the outline's Feret diameter behind web23 (median of the annotated dorsal
#: photos, standard deviation 0.045). The network's place along the line is as exact, and their mean is better than both.
_CREASE = 0.636
#: On soles people put the heel's centre this share of the outline's Feret diameter in front of the heel's end (mean of the
#: annotated soles, standard deviation 0.012; the network errs by 0.021 along the foot), and half way between the outline's sides
#: there (by 0.007; half way between the heel's widest places, which may lie at two heights, by 0.020). So near that height, in
#: foot lengths, the outline counts.
_HEEL, _BAND = 0.104, 0.02
#: Directions (2, 90) in which the outline's Feret diameter is sought.
_ROUND = np.array([[np.cos(turn), np.sin(turn)] for turn in np.arange(90) * np.pi / 90]).T
#: From the inner side people put the malleolus this share of the way from the Achilles to the ankle's front (median of the
#: annotated inner sides: 0.528, standard deviation 0.045). Where the network puts it along that way has nothing to do with where
#: they do (correlation 0.0); how far off that way, has.
_MALLEOLUS = 0.52
#: The Achilles' landmark is the rear outline at the malleolus' height. On inner sides it moves half of the way there: both
#: heights are as exact, and their means are better. On outer sides of renders all of the way is better.
_INNER_LEVEL, _OUTER_LEVEL = 0.5, 1.0
#: A bulge is searched on the outline so far along the foot from where the network sees it and so far aside, in foot lengths; what
#: is `a` along must stand out by this times a² more. The ball's on soles, and the malleoli's seen from the front and above.
_ALONG, _OUT, _LOTH = 0.12, 0.1, 1.5
_ANKLE_ALONG, _ANKLE_LOTH = 0.08, 0.7
#: The ball ends so far behind the clefts beside the first and last toe.
_CLEFT = 0.02
#: The arch's apex lies between these shares of the way from ball to heel, at most this share of the ball's breadth inwards.
_ARCH, _INWARD, _ARCH_LOTH = (0.1, 0.95), 0.35, 1.0


def defined(landmarks: Mapping[str, Landmark], outline: Floats, length: float, camera: Floats) -> dict[str, Landmark]:
    """The landmarks that move, by name. `outline` (N, 2) in steps of at most a hundredth of the foot's `length` in pixels,
    `camera` the direction to it (anterior, medial, superior). What lacks a landmark to go by stays."""
    anterior, medial, superior = camera.tolist()
    at = {name: np.array(mark.xy, np.float64) for name, mark in landmarks.items()}
    moved: dict[str, Floats] = {}
    if superior > 0 and abs(medial) < _ASIDE and anterior > _BEHIND:
        moved |= _ankle(at, outline, length)
        moved |= _crease(at, outline)
    if superior < -_BELOW:
        moved |= _heel(at, outline, length) | _bulges(at, outline, length) | _arch(at, outline, length)
    if abs(medial) > _BESIDE:
        moved |= _inner(at) if medial > 0 else _outer(at)
    return {name: dataclasses.replace(landmarks[name], x=float(x), y=float(y)) for name, (x, y) in moved.items()}


def _known(at: Mapping[str, Floats], *names: str) -> list[Floats] | None:
    return [at[name] for name in names] if all(name in at for name in names) else None


def _crease(at: Mapping[str, Floats], outline: Floats) -> dict[str, Floats]:
    """The ankle's front on the line from web23 to the middle of the malleoli."""
    known = _known(at, "malleolus_medial", "malleolus_lateral", "web23", "ankle_front")
    if known is None:
        return {}
    medial, lateral, cleft, front = known
    backward, _ = _axes((medial + lateral) / 2 - cleft, medial - lateral)
    return {"ankle_front": cleft + (float((front - cleft) @ backward) + _CREASE * _feret(outline)) / 2 * backward}


def _ankle(at: Mapping[str, Floats], outline: Floats, length: float) -> dict[str, Floats]:
    """The malleoli where the outline stands out most, near where they are seen."""
    known = _known(at, "malleolus_medial", "malleolus_lateral", "web23")
    if known is None:
        return {}
    medial, lateral, cleft = known
    forward, inward = _axes(cleft - (medial + lateral) / 2, medial - lateral)
    moved = {}
    for name, bone, out in (("malleolus_medial", medial, inward), ("malleolus_lateral", lateral, -inward)):
        bulge = _bulge((outline - bone) / length, forward, out, _ANKLE_ALONG, _ANKLE_LOTH)
        if bulge is not None:
            moved[name] = outline[bulge]
    return moved


def _heel(at: Mapping[str, Floats], outline: Floats, length: float) -> dict[str, Floats]:
    """The heel's centre between the outline's sides, as far from the heel's end as is usual and as the network sees it."""
    known = _known(at, "heel_medial", "heel_lateral", "heel_center", "heel_back", "web23")
    if known is None:
        return {}
    medial, lateral, centre, back, cleft = known
    middle = (medial + lateral) / 2
    forward, inward = _axes(cleft - back, medial - lateral)
    seen, usual = float((centre - back) @ forward), _HEEL * _feret(outline)
    middle = middle + ((seen + usual) / 2 - float((middle - back) @ forward)) * forward
    aside = (outline - middle)[np.abs((outline - middle) @ forward) < _BAND * length] @ inward
    if (aside > 0).any() and (aside < 0).any():
        middle = middle + (aside[aside > 0].min() + aside[aside < 0].max()) / 2 * inward
    return {"heel_center": middle}


def _bulges(at: Mapping[str, Floats], outline: Floats, length: float) -> dict[str, Floats]:
    """The ball's inner and outer bulge where the outline stands out most, near where they are seen and behind the toes."""
    known = _known(at, "mtp1_medial", "mtp5_lateral", "heel_back", "web12", "web45")
    if known is None:
        return {}
    medial, lateral, heel, first, last = known
    forward, inward = _axes(first - heel, medial - lateral)
    moved = {}
    for name, ball, out, cleft in (("mtp1_medial", medial, inward, first), ("mtp5_lateral", lateral, -inward, last)):
        behind = outline[(outline - cleft) @ forward < -_CLEFT * length]
        bulge = _bulge((behind - ball) / length, forward, out, _ALONG, _LOTH)
        if bulge is not None:
            moved[name] = behind[bulge]
    return moved


def _arch(at: Mapping[str, Floats], outline: Floats, length: float) -> dict[str, Floats]:
    """The arch's apex where the inner outline lies deepest within the line from ball to heel, near where it is seen."""
    known = _known(at, "mtp1_medial", "mtp5_lateral", "heel_medial", "arch_apex")
    if known is None:
        return {}
    ball, outer, heel, apex = known
    way = heel - ball
    backward, inward = _axes(way, outer - ball)
    share, depth = (outline - ball) @ way / max(float(way @ way), 1e-9), (outline - ball) @ inward
    inner = (share > _ARCH[0]) & (share < _ARCH[1]) & (depth < _INWARD * np.hypot(*(outer - ball)))
    if not inner.any():
        return {}
    off = (outline - apex) @ backward / length
    return {"arch_apex": outline[np.where(inner, depth / length - _ARCH_LOTH * off**2, -np.inf).argmax()]}


def _inner(at: Mapping[str, Floats]) -> dict[str, Floats]:
    """Inner malleolus and Achilles, each by what is said of the other."""
    known = _known(at, "malleolus_medial", "achilles", "ankle_front", "heel_back", "mtp1_medial")
    if known is None:
        return {}
    bone, tendon, front, heel, ball = known
    way = front - tendon
    bone = bone + (_MALLEOLUS - _share(bone - tendon, way)) * way
    return {"malleolus_medial": bone, "achilles": _level(tendon, bone, heel, ball - heel, _INNER_LEVEL)}


def _outer(at: Mapping[str, Floats]) -> dict[str, Floats]:
    """The Achilles by the outer malleolus."""
    known = _known(at, "malleolus_lateral", "achilles", "heel_back", "mtp5_lateral")
    if known is None:
        return {}
    bone, tendon, heel, ball = known
    return {"achilles": _level(tendon, bone, heel, ball - heel, _OUTER_LEVEL)}


def _level(tendon: Floats, bone: Floats, heel: Floats, forward: Floats, share: float) -> Floats:
    """The Achilles' landmark moved up or down the tendon, this share of the way to the malleolus' height."""
    across, upward = np.array([-forward[1], forward[0]]), tendon - heel
    rise, height = float((bone - tendon) @ across), float(upward @ across)
    if abs(rise) >= abs(height):  # the heel is no measure of what is up
        return tendon
    return tendon + share * rise / height * upward


def _axes(way: Floats, toward: Floats) -> tuple[Floats, Floats]:
    """Unit vectors along `way`, and across it on the side of `toward`."""
    x, y = way / max(float(np.hypot(*way)), 1e-9)
    across = np.array([-y, x])
    return np.array([x, y]), across if toward @ across >= 0 else -across


def _bulge(offsets: Floats, forward: Floats, out: Floats, reach: float, loth: float) -> int | None:
    """Which of the offsets (in foot lengths) of an outline from a landmark stands out most; None when none is near."""
    along, aside = offsets @ forward, offsets @ out
    near = (np.abs(along) < reach) & (np.abs(aside) < _OUT)
    return int(np.where(near, aside - loth * along**2, -np.inf).argmax()) if near.any() else None


def _feret(outline: Floats) -> float:
    """The outline's greatest extent."""
    return float(np.ptp(outline @ _ROUND, axis=0).max())


def _share(offset: Floats, way: Floats) -> float:
    """How far along `way` an offset leads."""
    return float(offset @ way) / max(float(way @ way), 1e-9)
