"""What skin looks like: tones, sores, and the uniforms of the skin shader."""

from __future__ import annotations

from typing import Any

import numpy as np

from training import backgrounds, template
from training.renderer import Solid

__all__ = ["TONES", "bare", "random_skin"]


def _srgb(r: float, g: float, b: float) -> np.ndarray:
    return (np.array([r, g, b]) / 255) ** 2.2


#: Six steps of skin from very light to very dark, sRGB (about the middles of the Fitzpatrick types).
TONES = [_srgb(*c) for c in ((244, 214, 196), (232, 194, 168), (214, 168, 134), (184, 132, 96), (134, 90, 62), (84, 56, 42))]
#: Blood, raw flesh, slough, scab, callus, dressing.
_SORES = [_srgb(*c) for c in ((120, 20, 20), (190, 60, 50), (220, 190, 110), (40, 25, 22), (225, 190, 150), (245, 245, 240))]


def _sores(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Places and radii (4, 4) in template coordinates, and colours (4, 3), of wounds, scabs and dressings; radius 0 is none.
    Half of them lie on the sole, where ulcers are, and half have a core of another colour."""
    spots, colors = np.zeros((4, 4)), np.zeros((4, 3))
    place = template.body().place
    if rng.random() < 0.55:
        return spots, colors
    low = np.flatnonzero(place[:, 2] < (0.03 if rng.random() < 0.5 else 0.5))
    k = 0
    for _ in range(int(rng.integers(1, 4))):
        at = place[low[int(rng.integers(len(low)))]]
        radius = float(np.exp(rng.uniform(np.log(0.008), np.log(0.11))))
        for size in (radius, radius * rng.uniform(0.35, 0.8)) if rng.random() < 0.5 else (radius,):
            if k < len(spots):
                spots[k], colors[k] = (*at, size), _SORES[int(rng.integers(len(_SORES)))]
                k += 1
    return spots, colors


def random_skin(rng: np.random.Generator) -> tuple[dict[str, Any], int]:
    """Uniforms of the skin shader and the tone group 0..5."""
    group = int(rng.integers(6))
    tone = TONES[group] * np.exp(rng.normal(0, 0.12)) * np.exp(rng.normal(0, 0.05, 3))
    light = TONES[max(0, group - int(rng.integers(0, 3)))] * np.array([1.05, rng.uniform(0.78, 1.0), rng.uniform(0.7, 0.95)])
    if rng.random() < 0.4:  # many a standing foot's arch is as dark as its side
        light = tone * np.exp(rng.normal(0, 0.05, 3))
    elif rng.random() < 0.2:
        light = light * np.array([1.0, 0.92, 0.7])  # yellowish callus
    polish = rng.random() < 0.12
    nail = (
        rng.uniform(0.02, 0.8, 3)
        if polish
        else (
            tone * rng.uniform(0.9, 1.5) * np.array([1.0, rng.uniform(0.8, 1.05), rng.uniform(0.75, 1.0)]) + rng.uniform(0, 0.15)
        )
    )
    spots, colors = _sores(rng)
    return {
        "tone": tuple(np.clip(tone, 0, 1)),
        "sole_tone": tuple(np.clip(light, 0, 1)),
        "blush": (1.05, float(rng.uniform(0.6, 0.95)), float(rng.uniform(0.6, 0.95))),
        "nail_tone": tuple(np.clip(nail, 0, 1)),
        "cloth": tuple((backgrounds._color(rng) / 255) ** 2.2),
        "mottle": float(rng.uniform(0.05, 0.5)),
        "crease": float(rng.uniform(0, 1.0)),
        "vein": float(max(0, rng.normal(0.2, 0.5))),
        "hair": float(max(0, rng.normal(-0.1, 0.4))),
        "gloss": float(rng.beta(1.2, 3) * 0.6),
        "bump": float(rng.uniform(0.02, 0.4)),
        "wrinkle": float(rng.uniform(0, 1)),
        "nail_edge": float(rng.uniform(0, 1)),
        "crevice": float(rng.uniform(0.2, 1.0)),
        "welt": 0.0,
        "cuff": float(rng.uniform(0.45, 1.4)) if rng.random() < 0.4 else 9.0,
        "spots": spots,
        "spot_color": colors,
        "cut": template.CUT,
    }, group


def bare(rng: np.random.Generator, vertices: np.ndarray, faces: np.ndarray, origin: np.ndarray | None = None) -> Solid:
    """Skin of a random person that is no foot: the shader knows it by the template's upper leg, `origin` (3,) at its middle."""
    skin, _ = random_skin(rng)
    skin["cuff"] = 99.0
    place = (vertices if origin is None else vertices - origin) * 0.5 + [0.4, 0, 0.2]
    paint = np.tile([2.0, 0.0, 0.9], (len(vertices), 1))
    return Solid(vertices, template.vertex_normals(vertices, faces), place, paint, faces, skin, 0)
