"""What lies under the skin and shows: named displacement fields on the template foot, and lumps and cords at random.

Fields are written in template coordinates (`training.template`); displacements run along the normal, in foot lengths.
"""

from __future__ import annotations

import functools

import numpy as np

from training.template import body

__all__ = ["STRENGTH", "chance", "fields", "hollows", "malleoli", "random_stray", "random_strengths"]

#: How far the malleoli of a foot lie from the template's, standard deviation and limit in foot lengths along and up. Fixed ones
#: taught the networks to place them by the outline alone; real ones differ by 0.03 to 0.04 in height.
_STRAY, _STRAY_MOST = 0.016, 0.035
#: Template's inner and outer malleolus (anterior, superior), and how far from them the hollow behind each lies (as seen on the
#: annotated photos, in foot lengths).
_MALLEOLI = np.array([[0.232, 0.331], [0.165, 0.276]])
_BEHIND = np.array([[-0.085, -0.025], [-0.075, -0.01]])


def _bump(
    place: np.ndarray, centre: tuple[float, float, float], radius: float, stretch: tuple[float, float, float] = (1, 1, 1)
) -> np.ndarray:
    offset = (place - np.array(centre)) / (radius * np.array(stretch))
    return np.exp(-0.5 * (offset**2).sum(1))


def _cord(place: np.ndarray, start: tuple[float, float, float], end: tuple[float, float, float], radius: float) -> np.ndarray:
    """A ridge along the straight line between two places."""
    a, along = np.array(start), np.subtract(end, start)
    share = np.clip((place - a) @ along / (along @ along), 0, 1)
    return np.exp(-0.5 * ((place - a - share[:, None] * along) ** 2).sum(1) / radius**2)


def chance(rng: np.random.Generator) -> np.ndarray:
    """Relief that follows no plan, (V,) in foot lengths: lumps, hollows, and cords such as tendons and veins.

    Real ankles differ in far more than the named fields say. Without it the networks told inner from outer ankles by how
    smooth they were.
    """
    place = body().place
    depth = np.zeros(len(place))
    rough = float(max(0.0, rng.normal(0.6, 0.5)))
    upper = np.flatnonzero((place[:, 2] > 0.07) & (place[:, 0] < 0.75) & (place[:, 2] < 0.7))
    for _ in range(int(rng.integers(4, 22))):
        centre, radius = place[upper[int(rng.integers(len(upper)))]], float(np.exp(rng.uniform(np.log(0.018), np.log(0.07))))
        depth += rough * rng.normal(0, 0.16) * radius * _bump(place, tuple(centre), radius, tuple(np.exp(rng.normal(0, 0.35, 3))))
    for _ in range(int(rng.integers(0, 7))):
        start = place[upper[int(rng.integers(len(upper)))]]
        # tendons and veins run down the leg and forward along the foot
        along = np.array([rng.uniform(0.2, 1.0), rng.normal(0, 0.25), -rng.uniform(0.1, 1.0)])
        end = start + rng.uniform(0.08, 0.3) * along / np.linalg.norm(along)
        end = place[((place - end) ** 2).sum(1).argmin()]
        depth += rough * rng.uniform(0.001, 0.007) * _cord(place, tuple(start), tuple(end), float(rng.uniform(0.005, 0.013)))
    return depth


@functools.cache
def fields() -> dict[str, np.ndarray]:
    """Named displacement fields (V,), peak 1, along the normal in foot lengths times the strength drawn below; without the
    malleoli and the hollows behind them, which lie elsewhere on each foot."""
    b = body()
    p = b.place
    near = np.abs(p[:, 2] - 0.27) < 0.02
    medial, lateral = float(p[near, 1].min()), float(p[near, 1].max())
    named = {
        "hollow_front_medial": -_bump(p, (0.31, medial, 0.27), 0.035),
        "tibialis_posterior": _bump(p, (0.27, medial, 0.24), 0.022, (2.6, 1, 0.8)),
        "hollow_front_lateral": -_bump(p, (0.27, lateral, 0.25), 0.035),
        "achilles": _bump(p, (0.03, 0.0, 0.40), 0.03, (1, 0.8, 4)),
        "arch": -_bump(p, (0.44, -0.09, 0.0), 0.11, (1.1, 0.7, 0.5)),
        "arch_front": _bump(p, (0.51, -0.10, 0.0), 0.08, (1.1, 0.8, 0.6)),
        "bunion": _bump(p, (0.70, -0.17, 0.06), 0.045),
        "bunionette": _bump(p, (0.625, 0.215, 0.05), 0.035),
        "mt5": _bump(p, (0.40, 0.19, 0.05), 0.035),
        "abductor_hallucis": _bump(p, (0.45, -0.10, 0.05), 0.05, (2.8, 1.0, 0.8)),
        "navicular": _bump(p, (0.41, -0.12, 0.16), 0.04),
        "waist": -_bump(p, (0.325, -0.11, 0.10), 0.06, (1.1, 1, 1.3)),
        "heel_pad": _bump(p, (0.11, 0.0, 0.03), 0.09, (1, 1.2, 0.6)),
        "ball_1": _bump(p, (0.74, -0.10, 0.0), 0.05, (1, 0.9, 0.6)),
        "ball_2_5": _bump(p, (0.70, 0.08, 0.0), 0.06, (0.7, 1.8, 0.6)),
        "behind_ball": -_bump(p, (0.60, 0.02, 0.0), 0.06, (0.9, 1.6, 0.5)),
    }
    named["tibialis_anterior"] = _cord(p, (0.27, -0.02, 0.50), (0.36, -0.07, 0.28), 0.014) + _cord(
        p, (0.36, -0.07, 0.28), (0.47, -0.11, 0.17), 0.014
    )
    a, aside, _ = p.T
    top = (b.surface == 2) | (b.surface == 5)
    for toe, (l0, l1) in enumerate([(-0.09, 0.0), (-0.02, 0.015), (0.045, 0.025), (0.105, 0.035), (0.16, 0.045)], 1):
        centre = l1 + (l0 - l1) * np.clip((a - 0.40) / 0.36, 0, 1)
        named[f"tendon_{toe}"] = (
            np.exp(-0.5 * ((aside - centre) / 0.009) ** 2)
            * np.clip((a - 0.38) / 0.1, 0, 1)
            * np.clip((0.79 - a) / 0.06, 0, 1)
            * top
        )
        named[f"groove_{toe}"] = (
            -np.exp(-0.5 * ((aside - centre - 0.032) / 0.014) ** 2)
            * np.clip((a - 0.5) / 0.1, 0, 1)
            * np.clip((0.80 - a) / 0.06, 0, 1)
            * top
        )
        of_toe = b.toe == toe
        tip = a[of_toe].max()
        named[f"pad_{toe}"] = np.where(of_toe & (b.surface == 1), np.exp(-0.5 * ((a - tip + 0.035) / 0.022) ** 2), 0)
        knuckle = a[of_toe].min() + 0.42 * (tip - a[of_toe].min())
        named[f"knuckle_{toe}"] = np.where(of_toe & (b.surface == 2), np.exp(-0.5 * ((a - knuckle) / 0.016) ** 2), 0)
    return named


def random_stray(rng: np.random.Generator) -> np.ndarray:
    """Where this foot's inner and outer malleolus lie (2, 2), against the template's: (anterior, superior) in foot lengths."""
    return rng.normal(0, _STRAY, (2, 2)).clip(-_STRAY_MOST, _STRAY_MOST)


def malleoli(stray: np.ndarray) -> dict[str, np.ndarray]:
    """The fields of the two malleoli (V,), peak 1, each in its own place."""
    p = body().place
    (ma, ms), (la, ls) = _MALLEOLI + stray
    near = np.abs(p[:, 2] - ms) < 0.02, np.abs(p[:, 2] - ls) < 0.02
    return {
        "malleolus_medial": _bump(p, (ma, float(p[near[0], 1].min()), ms), 0.038),
        "malleolus_lateral": _bump(p, (la, float(p[near[1], 1].max()), ls), 0.034, (1, 1, 1.25)),
    }


def hollows(stray: np.ndarray) -> dict[str, np.ndarray]:
    """The fields of the hollows behind the malleoli (V,), peak -1: long, upright, and with the bone wherever it lies.

    On photos they show where a malleolus is more plainly than the bone does.
    """
    p = body().place
    named = {}
    sides = (("hollow_medial", p[:, 1] < 0), ("hollow_lateral", p[:, 1] > 0))
    for (name, side), at in zip(sides, _MALLEOLI + stray + _BEHIND, strict=True):
        near = np.flatnonzero(side)
        middle = p[near[((p[near][:, [0, 2]] - at) ** 2).sum(1).argmin()]]
        named[name] = -_bump(p, tuple(middle), 0.027, (0.8, 1.3, 2.2))
    return named


#: Strength of each field in foot lengths: (mean, standard deviation, least, most).
STRENGTH: dict[str, tuple[float, float, float, float]] = {
    "malleolus_medial": (0.030, 0.012, 0.004, 0.055),
    "hollow_front_medial": (0.012, 0.010, -0.008, 0.03),
    "tibialis_posterior": (0.006, 0.008, -0.006, 0.022),
    "malleolus_lateral": (0.022, 0.010, 0.002, 0.045),
    "hollow_medial": (0.024, 0.011, 0.0, 0.045),
    "hollow_lateral": (0.020, 0.011, 0.0, 0.04),
    "hollow_front_lateral": (0.006, 0.008, -0.015, 0.02),
    "achilles": (0.032, 0.014, 0.0, 0.06),
    "arch": (-0.002, 0.032, -0.085, 0.05),
    "arch_front": (0.012, 0.010, -0.005, 0.05),  # anny's arch is highest at 0.455 of foot length, real ones at 0.40
    "bunion": (0.004, 0.010, -0.006, 0.04),
    "bunionette": (0.003, 0.007, -0.006, 0.025),
    "mt5": (0.006, 0.006, -0.004, 0.02),
    "tibialis_anterior": (0.009, 0.009, -0.002, 0.03),
    "abductor_hallucis": (0.013, 0.010, -0.004, 0.035),  # the upright wall of a loaded midfoot; anny's curves under
    "navicular": (0.008, 0.010, -0.010, 0.03),
    "waist": (0.013, 0.012, -0.006, 0.045),  # from below the inner outline is deepest near 0.40; anny's at 0.48
    "heel_pad": (0.004, 0.008, -0.010, 0.025),
    "ball_1": (0.008, 0.007, -0.004, 0.025),
    "ball_2_5": (0.008, 0.007, -0.004, 0.025),
    "behind_ball": (0.006, 0.008, -0.004, 0.03),
}


def random_strengths(rng: np.random.Generator) -> dict[str, float]:
    strengths = {name: float(np.clip(rng.normal(mean, sd), low, high)) for name, (mean, sd, low, high) in STRENGTH.items()}
    bony = max(0.0, rng.normal(0.5, 0.5))
    for toe in range(1, 6):
        strengths[f"tendon_{toe}"] = bony * rng.uniform(0.002, 0.009)
        strengths[f"groove_{toe}"] = bony * rng.uniform(0.0, 0.008)
        strengths[f"pad_{toe}"] = rng.uniform(-0.002, 0.020)
        strengths[f"knuckle_{toe}"] = rng.uniform(-0.002, 0.007)
    return strengths
