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
  const data = new Uint8Array(wide * tall * 3), pixels = picture.data;
  const tower = new Float32Array((x1 - x0) * 3); // a row of the small picture, not yet shrunk across
  for (let y = 0, to = 0; y < tall; y += 1) {
    tower.fill(0);
    for (let j = rows.first[y], n = rows.ends[y]; n < rows.ends[y + 1]; j += 1, n += 1) {
      const share = rows.share[n];
      for (let i = 0, from = (j * picture.width + x0) * 4; i < tower.length; i += 3, from += 4) {
        tower[i] += share * pixels[from]; tower[i + 1] += share * pixels[from + 1]; tower[i + 2] += share * pixels[from + 2];
      }
    }
    for (let x = 0; x < wide; x += 1, to += 3) {
      let r = 0.5, g = 0.5, b = 0.5;
      for (let i = (columns.first[x] - x0) * 3, n = columns.ends[x]; n < columns.ends[x + 1]; i += 3, n += 1) {
        const share = columns.share[n];
        r += share * tower[i]; g += share * tower[i + 1]; b += share * tower[i + 2];
      }
      data[to] = r; data[to + 1] = g; data[to + 2] = b;
    }
  }
  const [a, b, c, d, e, f] = matrix, px = (sx - 1) / 2 + x0, py = (sy - 1) / 2 + y0;
  const m = [a * sx, b * sy, c + a * px + b * py, d * sx, e * sy, f + d * px + e * py];
  return [{ data, width: wide, height: tall, channels: 3 }, m];
}

/** For each of `count` equal stretches of from .. to: the first whole cell that it covers, and, from `ends` of it to `ends` of the
 * next, by what shares of itself it covers that one and those after it. */
function shares(from, to, count) {
  const step = (to - from) / count, first = [], ends = [0], share = [];
  for (let n = 0; n < count; n += 1) {
    const start = from + n * step, end = start + step;
    first.push(Math.floor(start + 1e-9));
    for (let i = first[n]; i < end - 1e-9; i += 1) share.push((Math.min(end, i + 1) - Math.max(start, i)) / step);
    ends.push(share.length);
  }
  return { first, ends, share };
}
