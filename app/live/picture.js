// Cutting pieces out of a frame exactly as `locator.geometry.warp` does: bilinear, cells averaged first where it shrinks much,
// grey outside. By hand, because what a canvas does with a turned and shrunk picture differs from browser to browser.

import { apply, invert, scaleOf } from "./geometry.js";

const GREY = 127;

export class Cutter {
  #context = null;
  #last = null;

  /** The frame's piece that `matrix` (frame -> piece) leads to, as width x height x 3 bytes. `size`: the frame's width, height. */
  cut(frame, size, matrix, width, height) {
    const picture = { data: this.#pixels(frame, size), width: size[0], height: size[1], channels: 4 };
    const cell = Math.floor(1 / Math.max(scaleOf(matrix), 1e-6) + 1e-6);
    const [source, m] = cell > 1 ? averaged(picture, matrix, width, height, cell) : [picture, matrix];
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
  const at = (x, y, place) => (x < 0 || y < 0 || x >= wide || y >= tall ? GREY : data[place]);
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
      const a = (1 - p) * (1 - q), b = p * (1 - q), c = (1 - p) * q, d = p * q;
      const one = (top * wide + left) * channels, two = one + channels, three = one + wide * channels, four = three + channels;
      const within = left >= 0 && top >= 0 && left + 1 < wide && top + 1 < tall;
      for (let k = 0; k < 3; k += 1) {
        piece[to + k] = within
          ? a * data[one + k] + b * data[two + k] + c * data[three + k] + d * data[four + k] + 0.5
          : a * at(left, top, one + k) + b * at(left + 1, top, two + k) + c * at(left, top + 1, three + k) + d * at(left + 1, top + 1, four + k) + 0.5;
      }
    }
  }
  return piece;
}

/** The part of the picture that the piece needs, as the means of square cells, and the transform from it to the piece. The last
 * cells go on with the picture's edge where it ends within them. */
function averaged(picture, matrix, width, height, cell) {
  const back = invert(matrix), ends = [[-1, -1], [width, -1], [-1, height], [width, height]].map((end) => apply(back, end));
  const span = (k, limit) => {
    const [low, high] = [Math.min, Math.max].map((extreme, i) => extreme(...ends.map((end) => end[k])) + (i ? cell : -cell));
    return [low, high].map((at, i) => Math.floor(Math.min(limit - 1, Math.max(0, at)) / cell) + i);
  };
  const [x0, x1] = span(0, picture.width), [y0, y1] = span(1, picture.height), wide = x1 - x0, tall = y1 - y0;
  const data = new Uint8Array(wide * tall * 3), sums = new Uint32Array(wide * 3), pixels = picture.data;
  const inside = Math.min(picture.width, cell * x1), beyond = cell * x1 - inside, all = cell * cell;
  for (let y = 0, to = 0; y < tall; y += 1) {
    sums.fill(0);
    for (let k = 0; k < cell; k += 1) {
      let from = (Math.min(picture.height - 1, cell * (y0 + y) + k) * picture.width + cell * x0) * 4, at = 0;
      for (let x = cell * x0, left = cell; x < inside; x += 1, from += 4) {
        sums[at] += pixels[from]; sums[at + 1] += pixels[from + 1]; sums[at + 2] += pixels[from + 2];
        left -= 1;
        if (!left) { left = cell; at += 3; }
      }
      for (let c = 0; beyond && c < 3; c += 1) sums[at + c] += beyond * pixels[from - 4 + c];
    }
    for (let i = 0; i < sums.length; i += 1, to += 1) data[to] = sums[i] / all + 0.5;
  }
  const [a, b, c, d, e, f] = matrix, px = cell * x0 + (cell - 1) / 2, py = cell * y0 + (cell - 1) / 2;
  return [{ data, width: wide, height: tall, channels: 3 }, [a * cell, b * cell, c + a * px + b * py, d * cell, e * cell, f + d * px + e * py]];
}
