// Cutting pieces out of a frame exactly as `locator.geometry.warp` does: bilinear, areas averaged first where it shrinks much,
// grey outside. By hand, because what a canvas does with a turned and shrunk picture differs from browser to browser.

import { apply, invert, scaleOf } from "./geometry.js";

const GREY = 127;

export class Cutter {
  #context = null;
  #last = null;

  /** The frame's piece that `matrix` (frame -> piece) leads to, as width x height x 3 bytes. `size`: the frame's width, height. */
  cut(frame, size, matrix, width, height) {
    const picture = { data: this.#pixels(frame, size), width: size[0], height: size[1], channels: 4 };
    const reduction = Math.floor(1 / Math.max(scaleOf(matrix), 1e-6) + 1e-6);
    const [source, m] = reduction > 1 ? reduced(picture, matrix, width, height, reduction) : [picture, matrix];
    return warped(source, invert(m), width, height);
  }

  /** The frame's pixels, read once a frame. */
  #pixels(frame, [width, height]) {
    if (this.#last?.frame === frame) return this.#last.data;
    if (this.#context?.canvas.width !== width || this.#context.canvas.height !== height) {
      this.#context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true, alpha: false });
    }
    this.#context.imageSmoothingQuality = "medium"; // a larger frame is shrunk
    this.#context.drawImage(frame, 0, 0, width, height);
    this.#last = { frame, data: this.#context.getImageData(0, 0, width, height).data };
    return this.#last.data;
  }
}

/** `back`: piece -> picture. */
function warped({ data, width: wide, height: tall, channels }, back, width, height) {
  const piece = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, to += 3) {
      const u = back[0] * x + back[1] * y + back[2], v = back[3] * x + back[4] * y + back[5];
      const left = Math.floor(u), top = Math.floor(v);
      if (left < -1 || top < -1 || left >= wide || top >= tall) {
        piece[to] = piece[to + 1] = piece[to + 2] = GREY;
        continue;
      }
      const p = u - left, q = v - top;
      const shares = [(1 - p) * (1 - q), p * (1 - q), (1 - p) * q, p * q];
      let [r, g, b] = [0.5, 0.5, 0.5];
      for (let k = 0; k < 4; k += 1) {
        const i = left + (k & 1), j = top + (k >> 1);
        if (i < 0 || j < 0 || i >= wide || j >= tall) {
          r += shares[k] * GREY; g += shares[k] * GREY; b += shares[k] * GREY;
          continue;
        }
        const from = (j * wide + i) * channels;
        r += shares[k] * data[from]; g += shares[k] * data[from + 1]; b += shares[k] * data[from + 2];
      }
      piece[to] = r; piece[to + 1] = g; piece[to + 2] = b;
    }
  }
  return piece;
}

/** The part of the picture that the piece needs, shrunk by averaging areas, and the transform from it to the piece. */
function reduced(picture, matrix, width, height, reduction) {
  const back = invert(matrix), ends = [[-1, -1], [width, -1], [-1, height], [width, height]].map((end) => apply(back, end));
  const span = (k, limit) => {
    const low = Math.min(...ends.map((end) => end[k])) - reduction, high = Math.max(...ends.map((end) => end[k])) + reduction + 1;
    const from = Math.trunc(Math.min(limit - 1, Math.max(0, low)));
    return [from, Math.max(from + 1, Math.trunc(Math.min(limit, Math.max(1, high))))];
  };
  const [x0, x1] = span(0, picture.width), [y0, y1] = span(1, picture.height);
  const wide = Math.max(1, Math.round((x1 - x0) / reduction)), tall = Math.max(1, Math.round((y1 - y0) / reduction));
  const sx = (x1 - x0) / wide, sy = (y1 - y0) / tall;
  const columns = shares(x0, x1, wide), rows = shares(y0, y1, tall);
  const data = new Float32Array(wide * tall * 3);
  const line = new Float32Array(wide * 3);
  for (let y = 0; y < tall; y += 1) {
    for (const [j, rowShare] of rows[y]) {
      line.fill(0);
      for (let x = 0; x < wide; x += 1) {
        for (const [i, share] of columns[x]) {
          const from = (j * picture.width + i) * 4;
          for (let k = 0; k < 3; k += 1) line[3 * x + k] += share * picture.data[from + k];
        }
      }
      for (let i = 0; i < line.length; i += 1) data[y * line.length + i] += rowShare * line[i];
    }
  }
  const [a, b, c, d, e, f] = matrix, px = (sx - 1) / 2 + x0, py = (sy - 1) / 2 + y0;
  const m = [a * sx, b * sy, c + a * px + b * py, d * sx, e * sy, f + d * px + e * py];
  return [{ data: data.map(Math.round), width: wide, height: tall, channels: 3 }, m];
}

/** For each of `count` equal stretches of from .. to: which whole cells it covers, and by what share of itself. */
function shares(from, to, count) {
  const step = (to - from) / count;
  return Array.from({ length: count }, (_, n) => {
    const start = from + n * step, end = start + step, found = [];
    for (let i = Math.floor(start + 1e-9); i < end - 1e-9; i += 1) found.push([i, (Math.min(end, i + 1) - Math.max(start, i)) / step]);
    return found;
  });
}
