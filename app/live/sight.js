// What the networks say, in picture coordinates: the page's side of locator/vision. Its constants come from there.

import { apply, cropMatrix, frameAround, frameOverlap, invert, letterboxMatrix, scaleOf } from "./geometry.js";

const sum = (values) => values.reduce((a, b) => a + b, 0);

export class Sight {
  /** `vision`: constants; `landmarks`: [{name, views}]; `cutter`: picture.js. */
  constructor(networks, vision, landmarks, cutter) {
    Object.assign(this, { networks, vision, landmarks, cutter });
  }

  /** Feet in a whole frame of [width, height], best first: [{score, frame}]. */
  async detect(frame, size) {
    const { detector } = this.networks, { vision } = this;
    const matrix = letterboxMatrix(...size, detector.width);
    const rgb = this.cutter.cut(frame, size, matrix, detector.width, detector.height);
    const { data, dims } = (await detector.run(rgb, ["feet"])).feet;
    const rows = Array.from({ length: dims[1] }, (_, i) => data.subarray(i * dims[2], (i + 1) * dims[2])).sort((a, b) => b[0] - a[0]);
    const back = invert(matrix), scale = scaleOf(back), kept = [];
    for (const [score, x, y, width, height, upX, upY] of rows) {
      if (score < vision.threshold || (kept.length >= vision.tries && score < vision.further)) break;
      const [cx, cy] = apply(back, [x, y]);
      const found = { cx, cy, width: width * scale, height: height * scale, angle: Math.atan2(upX, -upY) };
      if (!kept.some((one) => frameOverlap(found, one.frame) > vision.same)) kept.push({ score, frame: found });
    }
    return kept;
  }

  /** Read the foot in `box` of a frame; `mirrored` for a right foot; `crop` [width, height]: smaller than the network's costs less. */
  async read(frame, size, box, mirrored, crop = null) {
    const { landmarks: network } = this.networks;
    const [width, height] = crop ?? [network.width, network.height];
    const matrix = cropMatrix(box, width, height, mirrored, this.vision.fill);
    const out = await network.run(this.cutter.cut(frame, size, matrix, width, height), undefined, { width, height });
    const back = invert(matrix), scale = scaleOf(back), marks = out.landmarks.data;
    const each = (what) => Array.from({ length: out.landmarks.dims[1] }, (_, i) => what(marks.subarray(4 * i, 4 * i + 4)));
    const wrong = out.mirrored.data[0];
    return {
      frame: box,
      mirrored,
      matrix,
      points: each(([x, y]) => apply(back, [x, y])),
      sigma: each(([, , sigma]) => sigma * scale),
      visibility: each(([, , , visibility]) => visibility),
      camera: out.camera.data,
      wrong,
      right: mirrored ? 1 - wrong : wrong,
      mask: grid(out.mask),
      surface: grid(out.surface),
      coords: grid(out.coords),
    };
  }

  /** 1 when the landmarks that the network sees are sharp, towards 0 when it guesses. */
  sureness(reading) {
    const seen = reading.sigma.filter((_, i) => reading.visibility[i] > 0.5).sort((a, b) => a - b);
    if (!seen.length) return 0;
    const middle = (seen[(seen.length - 1) >> 1] + seen[seen.length >> 1]) / 2;
    return Math.exp(-middle / lengthOf(reading.frame) / this.vision.unsure);
  }

  /** Whether a foot of this score is seen clearly enough: what is no foot has no clear border. */
  isClear(score, { mask: { data } }) {
    const { blurred, clear } = this.vision;
    return score * (sum(data.map((one) => Math.abs(2 * one - 1))) / data.length) ** blurred >= clear;
  }

  /** Scores of the views, which sum to 1. */
  viewScores(reading) {
    const { surfaces, front, rear } = this.vision, { surface } = reading;
    const cells = surface.width * surface.height;
    const covered = Array.from({ length: surface.data.length / cells }, (_, k) => sum(surface.data.subarray(k * cells, (k + 1) * cells)));
    const foot = Math.max(sum(covered.slice(1, 6)), 1e-6);
    const scores = {};
    for (const [view, channels] of Object.entries(surfaces)) scores[view] = sum(channels.map((k) => covered[k])) / foot;
    const up = rises(reading, 2);
    if (up && Math.max(scores.medial, scores.lateral) > Math.max(scores.plantar, scores.dorsal)) {
      // of a left foot, toes up, the leg lies to the left when its inner side is seen
      const both = scores.medial + scores.lateral, seen = up[0] < 0 ? "medial" : "lateral";
      Object.assign(scores, { medial: 0, lateral: 0, [seen]: both });
    }
    scores.anterior = Math.max(0, reading.camera[0] - front) / (1 - front) / 2;
    scores.posterior = Math.max(0, -reading.camera[0] - rear) / (1 - rear);
    const total = Math.max(sum(Object.values(scores)), 1e-6);
    return Object.fromEntries(Object.entries(scores).map(([view, score]) => [view, score / total]));
  }

  /** The frame that an outline and a reading call for. */
  impliedFrame(reading, border) {
    const [x, y] = rises(reading, 0) ?? [0, -1];
    return frameAround(border, reading.frame.angle + Math.atan2(x, -y) * (reading.mirrored ? -1 : 1));
  }

  /** Which landmarks a view names: those that it shows or hides, and others where the network sees them. */
  named(visibility, view) {
    return this.landmarks.map(({ views }, i) => views.includes(view) || visibility[i] > this.vision.named);
  }
}

export const lengthOf = (frame) => Math.max(frame.width, frame.height);

/** Share of the mask above one half. */
export function fillOf({ data }) {
  let count = 0;
  for (const value of data) if (value > 0.5) count += 1;
  return count / data.length;
}

/** The last two of an output's dimensions. Copied: onnxruntime-web may use its memory again. */
const grid = ({ dims, data }) => ({ width: dims.at(-1), height: dims.at(-2), data: Float32Array.from(data) });

/** Direction in the crop in which a template coordinate (0 anterior, 1 medial, 2 superior) rises over the foot, or null. */
function rises({ surface, coords }, axis) {
  const { width, height } = coords, cells = width * height, places = [];
  for (let i = 0; i < cells; i += 1) if (1 - surface.data[i] - surface.data[6 * cells + i] > 0.7) places.push(i);
  if (places.length < 20) return null;
  const mean = (what) => sum(places.map(what)) / places.length;
  const value = (k, i) => coords.data[k * cells + i];
  const middle = [0, 1, 2].map((k) => mean((i) => value(k, i)));
  const x0 = mean((i) => i % width), y0 = mean((i) => Math.floor(i / width));
  const m = [[0, 0, 0], [0, 0, 0], [0, 0, 0]], right = [[0, 0], [0, 0], [0, 0]];
  for (const i of places) {
    const v = middle.map((one, k) => value(k, i) - one), x = (i % width) - x0, y = Math.floor(i / width) - y0;
    for (let r = 0; r < 3; r += 1) {
      for (let c = 0; c < 3; c += 1) m[r][c] += v[r] * v[c];
      right[r][0] += v[r] * x;
      right[r][1] += v[r] * y;
    }
  }
  for (let k = 0; k < 3; k += 1) m[k][k] += 1e-3 * places.length;
  const [x, y] = solve(m, right)[axis];
  const size = Math.hypot(x, y);
  return size > 0.15 * height ? [x / size, y / size] : null;
}

/** Gauss's way through a small system with several right sides. */
function solve(m, right) {
  const rows = m.map((row, i) => [...row, ...right[i]]), n = m.length;
  for (let k = 0; k < n; k += 1) {
    const best = rows.slice(k).reduce((at, row, i) => (Math.abs(row[k]) > Math.abs(rows[at][k]) ? i + k : at), k);
    [rows[k], rows[best]] = [rows[best], rows[k]];
    for (let i = 0; i < n; i += 1) {
      if (i === k) continue;
      const share = rows[i][k] / rows[k][k];
      rows[i] = rows[i].map((value, j) => value - share * rows[k][j]);
    }
  }
  return rows.map((row, i) => row.slice(n).map((value) => value / row[i]));
}
