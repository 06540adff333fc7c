"""The frame of one toe: s from its base (0) to its tip (1), w from its medial (0) to its lateral side (1)."""

from __future__ import annotations

import dataclasses

import numpy as np

from locator.placement.chart import toe_widths
from locator.placement.frame import is_seen
from locator.placement.plane import Array, crossings
from locator.placement.warp import Warp
from locator.types import Foot

__all__ = ["Toe", "toe_of"]

#: From this share of its length on a toe narrows, as an ellipse that is `TIP` times as wide at the very tip (estimate).
ROUND_FROM = 0.65
TIP = 0.4


@dataclasses.dataclass(frozen=True, slots=True)
class Toe:
    """One toe in the photo; `across` points from medial to lateral and is as long as the toe is wide. `seen`: the photo
    shows its tip and what bounds its base."""

    base: Array
    tip: Array
    across: Array
    seen: bool

    def to_photo(self, sw: Array) -> Array:
        """(s, w) (n, 2) to photo pixels (n, 2)."""
        s, w = sw[:, :1], sw[:, 1:]
        past = np.clip((s - ROUND_FROM) / (1 - ROUND_FROM), 0, 1)
        width = np.sqrt(1 - (1 - TIP**2) * past**2)
        return np.asarray(self.base + s * (self.tip - self.base) + (w - 0.5) * width * self.across)


def toe_of(foot: Foot, warp: Warp, number: int) -> Toe:
    """The frame of toe `number` (1 big to 5 little) in a sole, dorsal or front view; unseen landmarks are taken from the warp."""

    def place(name: str) -> Array:
        if name in foot.landmarks:
            return np.array(foot.landmarks[name].xy)
        return np.asarray(warp.to_photo(np.array([warp.frame.chart.landmarks[name]]))[0])

    tip = place(f"toe{number}_tip")
    webs = [f"web{number - 1}{number}", f"web{number}{number + 1}"]
    nominal = toe_widths()[number - 1] * warp.frame.length
    lateral = warp.frame.directions()["lateral"]
    if 1 < number < 5:
        medial_side, lateral_side = place(webs[0]), place(webs[1])
    else:
        web = webs[1] if number == 1 else webs[0]
        outward = -lateral if number == 1 else lateral
        inner = place(web)
        outer = inner + outward * _free_width(foot, inner, outward, nominal)
        webs = [web]
        medial_side, lateral_side = (outer, inner) if number == 1 else (inner, outer)
    base = (medial_side + lateral_side) / 2
    axis = (tip - base) / max(float(np.linalg.norm(tip - base)), 1e-9)
    across = lateral - axis * (lateral @ axis)
    across = across / max(float(np.linalg.norm(across)), 1e-9)
    width = float(np.clip((lateral_side - medial_side) @ across, 0.6 * nominal, 1.8 * nominal))
    seen = all(is_seen(foot, name) for name in [f"toe{number}_tip", *webs])
    return Toe(base, tip, across * width, seen)


def _free_width(foot: Foot, web: Array, outward: Array, nominal: float) -> float:
    """Breadth of the first or fifth toe: from its web to the outline, where that is believable."""
    reach = crossings(np.array(foot.outline, float).reshape(-1, 2), web, outward)
    reach = reach[reach > 0.5 * nominal]
    return float(min(reach[0], 1.8 * nominal)) if len(reach) else nominal
