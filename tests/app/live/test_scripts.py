"""The page's tracker against the library's, step by step: the same numbers in give the same numbers out."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from locator.geometry import Frame, crop_matrix, frame_around, frame_overlap, letterbox_matrix, warp
from locator.images import open_image
from locator.landmarks import LANDMARKS
from locator.live.belief import Belief
from locator.live.constants import constants
from locator.live.similarity import fit
from locator.live.smoothing import FootFilter
from locator.types import VIEWS
from locator.vision.judgement import is_clear
from locator.vision.landmarks import read
from locator.vision.outline import outline

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js to run app/live/*.js")


def in_node(program: str, given: object) -> Any:
    """What the program's `answer` is; it finds `given`, and the scripts under their names."""
    names = ("geometry", "smoothing", "belief", "outline", "picture", "flow", "sight", "track")
    loading = "".join(f"const {name} = await import('{(ROOT / 'app/live' / f'{name}.js').as_uri()}');" for name in names)
    # Only where a browser's canvas would be asked for pixels: they are given.
    canvas = """globalThis.OffscreenCanvas = class {
      constructor(width, height) { Object.assign(this, { width, height }); }
      getContext() {
        return { canvas: this, drawImage: (frame) => { this.frame = frame; }, getImageData: () => ({ data: this.frame.data }) };
      }
    };"""
    reading = "const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
    whole = f"(async () => {{ {canvas} {loading} {reading} {program} console.log(JSON.stringify(answer)); }})()"
    done = subprocess.run(["node", "-e", whole], input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def as_frame(frame: Frame) -> dict[str, float]:
    return {"cx": frame.cx, "cy": frame.cy, "width": frame.width, "height": frame.height, "angle": frame.angle}


def constants_of(part: str) -> Any:
    return json.loads((ROOT / "locator/live/tracking.json").read_text(encoding="utf-8"))[part]


def test_frames_overlap_alike() -> None:
    rng = np.random.default_rng(3)
    frames = [Frame(*rng.uniform(40, 60, 2), *rng.uniform(5, 60, 2), rng.uniform(-4, 4)) for _ in range(40)]
    pairs = list(zip(frames[:20], frames[20:], strict=True))
    found = in_node(
        "const answer = given.map(([a, b]) => geometry.frameOverlap(a, b));", [[as_frame(a), as_frame(b)] for a, b in pairs]
    )
    np.testing.assert_allclose(found, [frame_overlap(a, b) for a, b in pairs], atol=1e-4)


def test_frames_and_similarities_are_alike() -> None:
    rng = np.random.default_rng(4)
    points, others, weight = rng.normal(size=(30, 2)) * 50, rng.normal(size=(30, 2)) * 50, rng.uniform(0.1, 1, 30)
    program = """const answer = [geometry.frameAround(given.points, 0.7),
      geometry.matrixOf(geometry.fit(given.points, given.others, given.weight), 0.6)];"""
    given = {"points": points.tolist(), "others": others.tolist(), "weight": weight.tolist()}
    frame, matrix = in_node(program, given)
    assert frame == pytest.approx(as_frame(frame_around(points, 0.7)))
    np.testing.assert_allclose(matrix, fit(points, others, weight).matrix(0.6).ravel(), rtol=1e-9)


def test_landmarks_are_filtered_alike() -> None:
    rng = np.random.default_rng(5)
    start = rng.uniform(0, 300, (53, 2))
    readings = [start + k * np.array([3.0, 1.0]) + rng.normal(0, 1.5, start.shape) for k in range(12)]
    readings.append(readings[-1] + 200)  # a jump
    sigma, visibility = rng.uniform(1, 9, 53), rng.uniform(0, 1, 53)
    ours = FootFilter(readings[0], constants().filter)
    expected = [ours.step(one, sigma, visibility, 300.0, 0.05).copy() for one in readings[1:]]
    given = {
        "constants": constants_of("filter"),
        "readings": [one.tolist() for one in readings],
        "sigma": sigma.tolist(),
        "visibility": visibility.tolist(),
    }
    program = """const filter = new smoothing.FootFilter(given.readings[0], given.constants);
    const answer = given.readings.slice(1).map((points) => {
      filter.step({ ...given, points }, 300, 0.05);
      return filter.points;
    });"""
    np.testing.assert_allclose(in_node(program, given), expected, rtol=1e-9)


def test_side_and_view_are_believed_alike() -> None:
    rng = np.random.default_rng(6)
    c = constants()
    for first in (True, False):
        ours = Belief(c.side, c.view)
        steps, expected = [], []
        for k in range(60):
            scores = rng.dirichlet(np.full(6, 0.5))
            evidence = float(rng.normal(1.5 if k < 30 else -2.5, 2.0)) if k % 4 != 3 else None
            right = first if k == 0 else ours.right
            changed = ours.learn(evidence, scores, 0.05, right=right)
            steps.append([evidence, dict(zip(VIEWS, scores.tolist(), strict=True)), right])
            expected.append([changed, ours.right, ours.view, ours.side_score, ours.view_score])
        program = """const one = new belief.Belief(given.constants);
        const answer = given.steps.map(([evidence, scores, right]) => {
          const changed = one.learn(evidence, scores, 0.05, right);
          return [changed, one.right, one.view, one.sideScore, one.viewScore];
        });"""
        given = {"constants": {"side": constants_of("side"), "view": constants_of("view")}, "steps": steps}
        for found, wanted in zip(in_node(program, given), expected, strict=True):
            assert found[:3] == wanted[:3]
            assert found[3:] == pytest.approx(wanted[3:])


@pytest.mark.parametrize("sample", ["right-sole", "left-top"])
@pytest.mark.parametrize("scale", [0.28, 0.8, 1.7])
def test_pieces_are_cut_out_alike(sample: str, scale: float) -> None:
    rgb = np.ascontiguousarray(open_image(ROOT / f"sample_images/{sample}.jpg").rgb[::3, ::3])
    height, width = rgb.shape[:2]
    rgba = np.dstack([rgb, np.full((height, width), 255, np.uint8)])
    frame = Frame(width * 0.55, height * 0.5, 0.8 * 160 / scale, 0.8 * 224 / scale, 0.4)
    matrices = [crop_matrix(frame, (160, 224), mirrored=True), letterbox_matrix((width, height), 192)]
    program = """const cutter = new picture.Cutter(), frame = { data: Uint8ClampedArray.from(given.pixels) };
    const answer = given.pieces.map(([matrix, width, height]) => [...cutter.cut(frame, given.size, matrix, width, height)]);"""
    pieces = [[matrices[0].ravel().tolist(), 160, 224], [matrices[1].ravel().tolist(), 192, 192]]
    given = {"pixels": rgba.ravel().tolist(), "size": [width, height], "pieces": pieces}
    for found, matrix, size in zip(in_node(program, given), matrices, ((160, 224), (192, 192)), strict=True):
        difference = np.abs(np.array(found).reshape(size[1], size[0], 3) - warp(rgb, matrix, size).astype(int))
        assert difference.max() <= 3
        assert difference.mean() < 0.2


def test_outlines_are_traced_alike() -> None:
    mask = np.zeros((112, 80), np.uint8)
    cv2.ellipse(mask, (40, 64), (17, 38), 8, 0, 360, 255, -1)
    for x in (26, 34, 42, 50):
        cv2.ellipse(mask, (x, 24 + abs(x - 30) // 3), (4, 9), 0, 0, 360, 255, -1)
    cv2.line(mask, (40, 100), (70, 110), 255, 1)  # a tongue that is no foot
    soft = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), 1.2)
    matrix = crop_matrix(Frame(300, 200, 150, 320, 0.5), (160, 224))
    expected = outline(soft, matrix)
    assert expected is not None
    vision = {"smooth": 1.0, "thin": 3, "least": 12, "tolerance": 0.75 / 4}
    program = """const mask = { width: 80, height: 112, data: Float32Array.from(given.mask) };
    const answer = outline.outline(mask, given.matrix, given.vision);"""
    found = np.array(in_node(program, {"mask": soft.ravel().tolist(), "matrix": matrix.ravel().tolist(), "vision": vision}))
    for ring, other in ((found, expected), (expected, found)):
        border = other.astype(np.float32).reshape(-1, 1, 2)
        away = [abs(cv2.pointPolygonTest(border, (float(x), float(y)), True)) for x, y in ring]
        assert max(away) < 0.012 * 320
    inner, outer = (cv2.contourArea(ring.astype(np.float32)) for ring in (found, expected))
    assert inner == pytest.approx(outer, rel=0.02)


def test_skin_is_followed_between_frames() -> None:
    rgb = open_image(ROOT / "sample_images/right-sole.jpg").rgb
    small = cv2.resize(rgb, (180, 240), interpolation=cv2.INTER_AREA)
    turn, scale = 0.02, 1.01
    cos, sin = scale * np.cos(turn), scale * np.sin(turn)
    linear = np.array([[cos, -sin], [sin, cos]])
    move = np.column_stack([linear, np.array([94.0, 121.5]) - linear @ (90.0, 120.0)])
    frames = [small, cv2.warpAffine(small, move, (180, 240), borderMode=cv2.BORDER_REPLICATE)]
    rgba = [np.dstack([one, np.full(one.shape[:2], 255, np.uint8)]).ravel().tolist() for one in frames]
    polygon = [[60, 30], [130, 30], [130, 220], [60, 220]]
    program = """const one = new flow.Flow();
    for (const data of given.frames) one.take({ videoWidth: 180, videoHeight: 240, data });
    const answer = one.motion(given.polygon, 180);"""
    found = np.array(in_node(program, {"frames": rgba, "polygon": polygon})).reshape(2, 3)
    corners = np.array(polygon, float)
    expected = corners @ move[:, :2].T + move[:, 2]
    assert np.abs(corners @ found[:, :2].T + found[:, 2] - expected).max() < 0.005 * 190


@pytest.mark.parametrize("astray", [True, False])
def test_a_camera_that_one_reading_puts_behind_the_foot_is_not_believed(astray: bool) -> None:
    """As tests/live/test_stream.py asks of the library; a camera that stays behind the foot is believed."""
    live_facts = pytest.importorskip("app.live_facts", reason="needs the extra app (gradio)")
    program = """const size = { width: 32, height: 48 }, cells = size.width * size.height;
    const frame = { cx: 80, cy: 112, width: 90, height: 180, angle: 0 };
    const disc = (width, height) => Float32Array.from({ length: width * height }, (_, i) =>
      Number(Math.hypot((i % width) / width - 0.5, Math.floor(i / width) / height - 0.5) < 0.35));
    const foot = disc(size.width, size.height), surface = new Float32Array(7 * cells);
    foot.forEach((value, i) => {
      surface[i] = 1 - value;
      [surface[cells + i], surface[3 * cells + i]] = [0.55 * value, 0.45 * value];
    });
    const points = given.landmarks.map((_, i) => [50 + 7 * (i % 9), 40 + 20 * (i % 8)]);
    const each = (value) => points.map(() => value);
    const reading = (camera) => ({ frame, mirrored: false, matrix: [1, 0, 0, 0, 1, 0], camera,
      points, sigma: each(2), visibility: each(0.9), wrong: 0.001, right: 0.001,
      mask: { width: 64, height: 96, data: disc(64, 96) }, surface: { ...size, data: surface },
      coords: { ...size, data: new Float32Array(3 * cells) } });
    const seeing = new sight.Sight({}, given.vision, given.landmarks, null), answer = [];
    const one = new track.Track(1, frame, 1, seeing, given.tracking);
    for (let k = 0; k < 20; k += 1) {
      const behind = k >= 8 && (given.astray ? k % 6 === 0 : true);
      const seen = reading(behind ? [-1, 0, 0] : [0, 0, -1]);
      await one.take({ size: [160, 224] }, seen, k / 10, k ? 0.1 : 0, seen);
      answer.push(one.belief.view);
    }"""
    tracking = json.loads((ROOT / "locator/live/tracking.json").read_text(encoding="utf-8"))
    landmarks = [{"name": one.name, "views": one.views} for one in LANDMARKS]
    views = in_node(program, {"vision": live_facts.vision(), "landmarks": landmarks, "tracking": tracking, "astray": astray})
    assert views[:8] == ["plantar"] * 8
    assert views[-1] == ("plantar" if astray else "posterior")
    assert ("posterior" in views) is not astray


@pytest.mark.parametrize("shares", [[0.99, 0.01, 0.97, 0.02], [0.7, 0.3, 0.9, 0.1]])
def test_what_is_clear_is_judged_alike(shares: list[float]) -> None:
    live_facts = pytest.importorskip("app.live_facts", reason="needs the extra app (gradio)")
    mask = np.float32(shares)
    program = """const seeing = new sight.Sight({}, given.vision, [], null), mask = { data: Float32Array.from(given.mask) };
    const answer = given.scores.map((score) => seeing.isClear(score, { mask }));"""
    reading = read(np.zeros((96, 64, 3), np.uint8), Frame(32, 48, 20, 40, 0), mirrored=False)
    scores = np.linspace(0.01, 1, 50).tolist()
    found = in_node(program, {"vision": live_facts.vision(), "mask": shares, "scores": scores})
    assert found == [is_clear(score, dataclasses.replace(reading, mask=mask)) for score in scores]
    assert any(found) is (min(shares) < 0.1)
