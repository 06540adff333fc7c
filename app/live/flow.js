// How the foot moves from one video frame to the next, between two looks of the networks: small patches of skin are followed
// (Lucas and Kanade's way, coarse to fine) and the similarity that most of them agree on is taken. It runs on the page's own
// thread at the camera's rate, on a grey picture a few hundred pixels wide.

import { apply, fit, matrixOf } from "./geometry.js";

const WIDE = 240; // pixels of the grey picture's longer side
const LEVELS = 3; // each half as fine as the one before
const PATCH = 3; // a patch reaches so far from its middle
const ROUNDS = 8; // steps towards the best fit, at each level
const MOST = 48; // patches followed
const SPACING = 7; // pixels between two of them
const NEAR = 1.5; // pixels within which a patch agrees with the whole
const LEAST = 6; // fewer patches tell nothing

export class Flow {
  #context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true, alpha: false });
  #before = null;
  #now = null;

  /** Take the video's next frame in, small and grey. */
  take(video) {
    const ratio = Math.min(1, WIDE / Math.max(video.videoWidth, video.videoHeight));
    const width = Math.max(16, Math.round(video.videoWidth * ratio)), height = Math.max(16, Math.round(video.videoHeight * ratio));
    const { canvas } = this.#context;
    if (canvas.width !== width || canvas.height !== height) {
      [canvas.width, canvas.height] = [width, height];
      this.#now = null;
    }
    this.#context.drawImage(video, 0, 0, width, height);
    const { data } = this.#context.getImageData(0, 0, width, height);
    const grey = new Float32Array(width * height);
    for (let i = 0, from = 0; i < grey.length; i += 1, from += 4) grey[i] = 0.3 * data[from] + 0.59 * data[from + 1] + 0.11 * data[from + 2];
    const levels = [calmed({ grey, width, height })];
    while (levels.length < LEVELS) levels.push(halved(levels.at(-1)));
    [this.#before, this.#now] = [this.#now, levels];
  }

  /** The transform, in pixels of a picture `wide` pixels wide, by which what lay within `polygon` moved from the frame before to
   * this one; null when too little agrees. */
  motion(polygon, wide) {
    if (!this.#before) return null;
    const scale = this.#now[0].width / wide;
    const starts = corners(this.#before[0], polygon.map(([x, y]) => [x * scale, y * scale]));
    const agreed = agreeing(starts.map((start) => [start, follow(this.#before, this.#now, start)]).filter(([, end]) => end), starts.length);
    if (agreed === null) return null;
    const [a, b, c, d, e, f] = agreed;
    return [a, b, c / scale, d, e, f / scale];
  }
}

/** Smoothed a little: edges sharper than a pixel pull patches to whole pixels, which adds up over many frames. */
function calmed({ grey, width, height }) {
  const pass = (from, step) => {
    const to = Float32Array.from(from);
    for (let i = 2 * step; i < from.length - 2 * step; i += 1) {
      to[i] = (from[i - 2 * step] + 4 * from[i - step] + 6 * from[i] + 4 * from[i + step] + from[i + 2 * step]) / 16;
    }
    return to;
  };
  return { grey: pass(pass(grey, 1), width), width, height };
}

function halved({ grey, width, height }) {
  const wide = width >> 1, tall = height >> 1, small = new Float32Array(wide * tall);
  for (let y = 0, to = 0; y < tall; y += 1) {
    for (let x = 0; x < wide; x += 1, to += 1) {
      const at = 2 * y * width + 2 * x;
      small[to] = (grey[at] + grey[at + 1] + grey[at + width] + grey[at + width + 1]) / 4;
    }
  }
  return { grey: small, width: wide, height: tall };
}

/** Places inside the polygon where the picture changes in both directions, the clearest first, not too close together. */
function corners({ grey, width, height }, polygon) {
  const xs = polygon.map(([x]) => x), ys = polygon.map(([, y]) => y), edge = PATCH + 2;
  const [x0, x1] = [Math.max(edge, Math.floor(Math.min(...xs))), Math.min(width - edge, Math.ceil(Math.max(...xs)))];
  const [y0, y1] = [Math.max(edge, Math.floor(Math.min(...ys))), Math.min(height - edge, Math.ceil(Math.max(...ys)))];
  const found = [];
  for (let y = y0; y < y1; y += 3) {
    for (let x = x0; x < x1; x += 3) {
      if (!inside(polygon, x, y)) continue;
      let [xx, xy, yy] = [0, 0, 0];
      for (let v = -2; v <= 2; v += 1) {
        for (let u = -2; u <= 2; u += 1) {
          const at = (y + v) * width + x + u, gx = grey[at + 1] - grey[at - 1], gy = grey[at + width] - grey[at - width];
          xx += gx * gx; xy += gx * gy; yy += gy * gy;
        }
      }
      found.push([(xx + yy - Math.hypot(xx - yy, 2 * xy)) / 2, x, y]);
    }
  }
  found.sort((a, b) => b[0] - a[0]);
  const kept = [];
  for (const [, x, y] of found) {
    if (kept.every(([u, v]) => Math.abs(u - x) + Math.abs(v - y) > SPACING)) kept.push([x, y]);
    if (kept.length === MOST) break;
  }
  return kept;
}

function inside(polygon, x, y) {
  let within = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i, i += 1) {
    const [a, b] = polygon[i], [c, d] = polygon[j];
    if (b > y !== d > y && x < ((c - a) * (y - b)) / (d - b) + a) within = !within;
  }
  return within;
}

const value = ({ grey, width }, x, y) => {
  const left = Math.floor(x), top = Math.floor(y), p = x - left, q = y - top, at = top * width + left;
  return (1 - q) * ((1 - p) * grey[at] + p * grey[at + 1]) + q * ((1 - p) * grey[at + width] + p * grey[at + width + 1]);
};

const SIDE = 2 * PATCH + 1;
const [was, across, down] = [0, 0, 0].map(() => new Float32Array(SIDE * SIDE)); // one patch at a time

/** Where the patch round `start` went, or null when it was lost. */
function follow(from, to, start) {
  let dx = 0, dy = 0;
  for (let level = LEVELS - 1; level >= 0; level -= 1) {
    const [a, b] = [from[level], to[level]], x = start[0] / 2 ** level, y = start[1] / 2 ** level;
    const fits = (u, v) => u > PATCH + 1 && v > PATCH + 1 && u < a.width - PATCH - 2 && v < a.height - PATCH - 2;
    dx *= 2; dy *= 2;
    if (!fits(x, y)) continue;
    let [xx, xy, yy] = [0, 0, 0];
    for (let v = -PATCH, i = 0; v <= PATCH; v += 1) {
      for (let u = -PATCH; u <= PATCH; u += 1, i += 1) {
        was[i] = value(a, x + u, y + v);
        across[i] = (value(a, x + u + 1, y + v) - value(a, x + u - 1, y + v)) / 2;
        down[i] = (value(a, x + u, y + v + 1) - value(a, x + u, y + v - 1)) / 2;
        xx += across[i] * across[i]; xy += across[i] * down[i]; yy += down[i] * down[i];
      }
    }
    const det = xx * yy - xy * xy;
    if (det < 1e-3) { if (level === 0) return null; continue; }
    for (let round = 0; round < ROUNDS; round += 1) {
      if (!fits(x + dx, y + dy)) return null;
      let [bx, by] = [0, 0];
      for (let v = -PATCH, i = 0; v <= PATCH; v += 1) {
        for (let u = -PATCH; u <= PATCH; u += 1, i += 1) {
          const gone = was[i] - value(b, x + dx + u, y + dy + v);
          bx += gone * across[i]; by += gone * down[i];
        }
      }
      const sx = (yy * bx - xy * by) / det, sy = (xx * by - xy * bx) / det;
      dx += sx; dy += sy;
      if (sx * sx + sy * sy < 1e-5) break;
    }
  }
  return [start[0] + dx, start[1] + dy];
}

/** The similarity that most of `all` patches agree on: that of the pairs left when the worst are dropped again and again. */
function agreeing(pairs, all) {
  let kept = pairs;
  for (let round = 0; round < 6; round += 1) {
    if (kept.length < LEAST || kept.length < all / 3) return null;
    const matrix = matrixOf(fit(kept.map(([from]) => from), kept.map(([, to]) => to), kept.map(() => 1)));
    const rest = kept.map(([from, to]) => { const [x, y] = apply(matrix, from); return Math.hypot(x - to[0], y - to[1]); });
    const limit = Math.max(NEAR, 1.5 * [...rest].sort((a, b) => a - b)[rest.length >> 1]);
    const left = kept.filter((_, i) => rest[i] <= limit);
    if (left.length === kept.length) return limit <= 2 * NEAR ? matrix : null;
    kept = left;
  }
  return null;
}
