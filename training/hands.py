"""Hands with a known thumb, and how well `locator.thumb` measures them (docs/decisions/0006-thumb.md).

    python -m training.hands [--count 40] [--out work/hands]

Random hands of anny's body, left or right, on A4 or Letter, beside a card, or on bare ground; people, skin, posture, camera,
light and ground are drawn at random. Prints measured against true breadth at the interphalangeal joint.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections import Counter
from pathlib import Path

import cv2
import numpy as np

from locator import thumb
from locator.images import save_image
from locator.thumb.sheet import sizes
from training import backgrounds, mesh
from training.posture import turn
from training.renderer import Renderer, Sheet, look_at, perspective, project
from training.scene import random_light
from training.skin import bare

#: Metres in one unit of the renderer (a foot's length).
UNIT = 0.25
THUMB = ("finger1-1", "finger1-2", "finger1-3")


@dataclasses.dataclass(frozen=True)
class Hand:
    """A hand on the ground: y along the fingers, z up, metres, the palm above the origin. `thumb` (V,): share of its two
    phalanges; `heads`: where bones begin; `tip` of the thumb."""

    vertices: np.ndarray
    faces: np.ndarray
    thumb: np.ndarray
    heads: dict[str, np.ndarray]
    tip: np.ndarray


def hand(kinds: dict[str, float], roll: float, spread: float, right: bool = False) -> Hand:
    """The hand and forearm of anny's person of `kinds` (its phenotypes), palm down, the thumb laid on the ground.

    Degrees: `roll` turns the thumb about its own axis, `spread` away from the fingers.
    """
    import torch

    model = mesh._anny()
    with torch.no_grad():
        out = model(phenotype_kwargs=kinds)
    rest, faces = out["rest_vertices"][0].numpy().astype(float), model.faces.numpy()
    bone_heads = {n: out["rest_bone_heads"][0, i].numpy().astype(float) for i, n in enumerate(model.bone_labels)}
    bones, weights = model.vertex_bone_indices.numpy(), model.vertex_bone_weights.numpy()
    label = [model.bone_labels[int(b)] for b in bones[np.arange(len(bones)), weights.argmax(1)]]
    parts = ("finger", "wrist", "metacarpal", "hand", "lowerarm")
    inside = np.array([name.endswith(".L") and any(k in name for k in parts) for name in label])
    coarse, renamed = np.unique(faces[inside[faces].all(1)], return_inverse=True)
    vertices, faces = rest[coarse], renamed.reshape(-1, 3)
    numbers = [model.bone_labels.index(f"{bone}.L") for bone in THUMB]
    shares = np.stack([np.where(bones[coarse] == i, weights[coarse], 0).sum(1) for i in numbers], 1)
    arm = np.array([float("lowerarm" in label[i]) for i in coarse])
    for _ in range(3):
        faces, step = mesh.loop_subdivision(faces, len(vertices))
        vertices, shares, arm = step @ vertices, step @ shares, step @ arm
    palm = vertices[arm < 0.1]
    up = np.linalg.svd(palm - palm.mean(0), full_matrices=False)[2][2]  # the hand is thinnest there
    up = up if up[2] > 0 else -up  # anny's palms face down
    along = bone_heads["finger3-1.L"] - bone_heads["wrist.L"]
    along = along - (along @ up) * up
    along /= np.linalg.norm(along)
    basis, centre = np.stack([np.cross(along, up), along, up], 1), palm.mean(0)
    local = (vertices - centre) @ basis
    heads = {bone: (bone_heads[f"{bone}.L"] - centre) @ basis for bone in (*THUMB, "finger2-1")}
    local[:, 2] -= local[arm < 0.1, 2].min()
    lift = -float(((vertices - centre) @ basis)[arm < 0.1, 2].min())
    heads = {name: head + np.array([0, 0, lift]) for name, head in heads.items()}
    thumb = shares[:, 1:].sum(1)
    tip = local[thumb > 0.9][np.argmax((local[thumb > 0.9] - heads["finger1-2"]) @ (heads["finger1-3"] - heads["finger1-2"]))]

    pivot, axis = heads["finger1-1"], heads["finger1-3"] - heads["finger1-2"]
    side = np.sign(heads["finger1-2"][0] - heads["finger2-1"][0])
    moving = shares.sum(1)
    for lower in np.arange(0, 40, 1.0):  # lower the thumb until it touches the ground
        flat = np.array([axis[0], axis[1], 0])
        rotation = turn("z", -side * spread) @ _about(np.cross(flat, [0, 0, 1]), -lower) @ _about(axis, roll)
        posed = local + moving[:, None] * ((local - pivot) @ rotation.T + pivot - local)
        if posed[thumb > 0.9, 2].min() < 0.001:
            break
    heads = {name: (rotation @ (head - pivot) + pivot if name in THUMB else head) for name, head in heads.items()}
    tip = rotation @ (tip - pivot) + pivot
    if not right:
        return Hand(posed, faces, thumb, heads, tip)
    flip = np.array([-1.0, 1.0, 1.0])  # a right hand is a left one in the mirror
    return Hand(posed * flip, faces[:, ::-1], thumb, {name: head * flip for name, head in heads.items()}, tip * flip)


def _about(axis: np.ndarray, degrees: float) -> np.ndarray:
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def breadths(one: Hand, eye: np.ndarray) -> tuple[float, float, np.ndarray]:
    """At the interphalangeal joint, in mm: the silhouette's breadth seen from `eye`, and the greatest breadth; the two places
    (2, 3) in metres where the silhouette ends."""
    joint, axis = one.heads["finger1-3"], one.tip - one.heads["finger1-2"]
    axis = axis / np.linalg.norm(axis)
    near = one.vertices[(one.thumb > 0.5) & (np.abs((one.vertices - joint) @ axis) < 0.0008)] - joint
    near -= np.outer(near @ axis, axis)
    across = np.cross(axis, eye - joint)
    across /= np.linalg.norm(across)
    seen = near @ across
    first = np.cross(axis, [0.0, 0.0, 1.0])
    first /= np.linalg.norm(first)
    angles = np.radians(np.arange(180))
    fan = np.outer(np.cos(angles), first) + np.outer(np.sin(angles), np.cross(axis, first))
    ends = near[[seen.argmin(), seen.argmax()]] + joint
    return float(np.ptp(seen)) * 1000, float(np.ptp(near @ fan.T, axis=0).max()) * 1000, ends


def picture(rng: np.random.Generator, renderer: Renderer, sheet: str | None) -> tuple[np.ndarray, dict[str, float]]:
    """A random hand on or beside a sheet: (1024, 768, 3) uint8 RGB and its truth: `seen_mm`, `widest_mm`, `px`, `tilt`."""
    african, asian, caucasian = rng.dirichlet([0.7, 0.7, 0.7])
    kinds = {"age": rng.uniform(0.45, 1), "gender": rng.random(), "weight": rng.beta(2, 2), "muscle": rng.beta(2, 2)}
    kinds |= {"african": african, "asian": asian, "caucasian": caucasian, "height": rng.beta(2, 2)}
    one = hand(kinds, float(rng.normal(0, 10)), float(rng.uniform(2, 18)), bool(rng.random() < 0.5))
    tilt, azimuth, lens = rng.uniform(0, 18), rng.uniform(0, 2 * np.pi), rng.uniform(0.62, 1.0)
    distance = (0.30 if sheet in (None, "card") else 0.40) * lens / 0.7 * rng.uniform(1.0, 1.3)
    turned = turn("z", float(rng.uniform(-15, 15)))
    target = np.array([0, 0.01, 0.0])
    away = np.array(
        [np.sin(np.radians(tilt)) * np.cos(azimuth), np.sin(np.radians(tilt)) * np.sin(azimuth), np.cos(np.radians(tilt))]
    )
    eye = target + distance * away
    view = look_at(eye / UNIT, target / UNIT, turned @ np.array([0.0, 1.0, 0.0]))
    projection = perspective(2 * float(np.arctan(0.5 / lens)), 0.15, 40.0)
    solid = bare(rng, one.vertices / UNIT, one.faces)
    sheets = [_sheet(rng, (6.0, 6.0), np.zeros(2), 0.0, -0.002, backgrounds.any_picture(rng, 512, 0.4), float(rng.uniform(2, 8)))]
    if sheet is not None:
        side = np.sign(one.heads["finger1-2"][0] - one.heads["finger2-1"][0])
        place = (
            np.array([rng.normal(0, 0.008), 0.01 + rng.normal(0, 0.01)]) if sheet != "card" else np.array([side * 0.085, 0.08])
        )
        shade = np.full(3, rng.uniform(215, 250)) if sheet != "card" else rng.uniform(20, 250, 3)
        blank = np.clip(shade + rng.normal(0, 3, (128, 128, 1)), 0, 255).astype(np.uint8)
        size = tuple(side / 1000 for side in sizes()[sheet])
        sheets.append(_sheet(rng, size, place, float(rng.uniform(-8, 8)), 0.0, blank, 1.0))
    colour = renderer.render(
        [solid], sheets, backgrounds.photo(rng, 64), view, projection, random_light(rng, np.array([0.0, 0, 1]))
    )[0]
    seen, widest, ends = breadths(one, eye)
    pixels, _ = project(ends / UNIT, projection @ view, renderer.size)
    cut = renderer.size // 8
    noise = rng.normal(0, rng.uniform(0.5, 4), colour.shape)
    rgb = np.clip(cv2.GaussianBlur(colour, (0, 0), rng.uniform(0.4, 1.2)) + noise, 0, 255).astype(np.uint8)[:, cut:-cut]
    truth = {"seen_mm": seen, "widest_mm": widest, "px": float(np.linalg.norm(pixels[1] - pixels[0])), "tilt": float(tilt)}
    return np.ascontiguousarray(rgb), truth


def _sheet(
    rng: np.random.Generator,
    size: tuple[float, ...],
    place: np.ndarray,
    turned: float,
    top: float,
    texture: np.ndarray,
    repeat: float,
) -> Sheet:
    corners = np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]]) * np.array(size) / 2
    flat = np.column_stack([corners @ turn("z", turned)[:2, :2].T + place, np.full(4, top)])
    tint, contact, sheen = float(rng.uniform(0.8, 1.0)), float(rng.uniform(0.2, 0.9)), float(rng.beta(1, 4) * 0.3)
    return Sheet(flat / UNIT, (repeat, repeat), texture, (tint, tint, tint), contact, sheen)


def main(argv: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=24, help="pictures")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="folder to keep the pictures in, with what was measured drawn in")
    args = parser.parse_args(argv)
    renderer, rows, refused = Renderer(1024), [], Counter[str]()
    for number in range(args.count):
        rng = np.random.default_rng([args.seed, number])
        sheet = (None, "A4", "Letter", "card")[number % 4]
        rgb, truth = picture(rng, renderer, sheet)
        try:
            found = thumb.measure(rgb, sheet=sheet)
        except thumb.ThumbError as error:
            refused[error.reason] += 1
            print(f"{number:3d} {sheet or '-':7} refused: {error.reason}", flush=True)
            found = None
        else:
            rows.append(_compared(found, truth))
            px, mm = (f"{value:+.1%}" for value in rows[-1][:2])
            print(
                f"{number:3d} {sheet or '-':7} {truth['seen_mm']:.1f} mm, {truth['px']:.1f} px: {px} of px, {mm} of mm",
                flush=True,
            )
        if args.out is not None:
            args.out.mkdir(parents=True, exist_ok=True)
            save_image(rgb if found is None else thumb.picture(rgb, found), args.out / f"{number:03d}.jpg")
    _report(np.array(rows), args.count, refused)


def _compared(found: thumb.Thumb, truth: dict[str, float]) -> tuple[float, ...]:
    """Errors of px and mm, stated sigma of mm, all as shares; how much narrower the thumb looks than it is. NaN without mm."""
    mm = found.mm or np.nan
    sigma = (found.sigma_mm or np.nan) / mm
    return found.px / truth["px"] - 1, mm / truth["seen_mm"] - 1, sigma, truth["seen_mm"] / truth["widest_mm"] - 1


def _report(rows: np.ndarray, count: int, refused: Counter[str]) -> None:
    print(f"measured {len(rows)} of {count}; refused: {dict(refused)}")
    px, mm, sigma, narrower = rows.T
    for name, values in (("px", px), ("mm", mm[~np.isnan(mm)])):
        off = np.abs(values)
        print(
            f"{name}: median {np.median(values):+.1%}, median error {np.median(off):.1%},"
            f" 90 % within {np.quantile(off, 0.9):.1%}, worst {off.max():.1%} (n = {len(off)})"
        )
    known = ~np.isnan(mm)
    share = np.abs(mm[known]) / sigma[known]
    within = f"within one {np.mean(share < 1):.0%}, within two {np.mean(share < 2):.0%}"
    print(f"stated sigma of mm {np.median(sigma[known]):.1%}; {within}")
    print(f"seen breadth against the widest: {narrower.mean():+.1%}, standard deviation {narrower.std():.1%}")


if __name__ == "__main__":
    main()
