// From a mask to the foot's outline, as locator/vision/outline.py: calmed, without thin tongues, its largest piece, simplified.

import { apply, area, invert } from "./geometry.js";

/** Closed polygon in picture coordinates round the largest piece of foot, or null. `mask`: {width, height, data} on the crop,
 * half as fine; `matrix`: picture -> crop; `vision`: {smooth, thin, least, tolerance} in cells. */
export function outline(mask, matrix, vision) {
  const { width, height } = mask;
  const calm = blurred(mask, vision.smooth);
  const solid = opened(calm, width, height, vision.thin);
  const rings = contours(solid, width, height);
  const ring = rings.reduce((best, one) => (Math.abs(area(one)) > Math.abs(area(best)) ? one : best), []);
  if (Math.abs(area(ring)) / 2 < vision.least) return null;
  const back = invert(matrix);
  return simplified(ring, vision.tolerance).map(([x, y]) => apply(back, [2 * x + 0.5, 2 * y + 0.5]));
}

/** Gauss's bell over each row and column; past the border lies the border's value. */
function blurred({ width, height, data }, sigma) {
  const reach = Math.ceil(4 * sigma);
  const bell = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const total = bell.reduce((a, b) => a + b, 0);
  const pass = (source, step, other, length, lines) => {
    const target = new Float32Array(source.length);
    for (let line = 0; line < lines; line += 1) {
      for (let i = 0; i < length; i += 1) {
        let value = 0;
        for (let k = -reach; k <= reach; k += 1) {
          const at = Math.min(length - 1, Math.max(0, i + k));
          value += bell[k + reach] * source[line * other + at * step];
        }
        target[line * other + i * step] = value / total;
      }
    }
    return target;
  };
  return pass(pass(data, 1, width, width, height), width, 1, height, width);
}

/** The values, with those of tongues narrower than `thin` cells pressed below one half. */
function opened(values, width, height, thin) {
  const reach = Math.floor(thin / 2);
  const around = (source, all) => {
    const target = new Uint8Array(source.length);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        let found = all;
        for (let dy = -reach; dy <= reach; dy += 1) {
          for (let dx = -reach; dx <= reach; dx += 1) {
            const u = x + dx, v = y + dy;
            const set = u < 0 || v < 0 || u >= width || v >= height ? all : source[v * width + u] === 1;
            found = all ? found && set : found || set;
          }
        }
        target[y * width + x] = found ? 1 : 0;
      }
    }
    return target;
  };
  const kept = around(around(Uint8Array.from(values, (value) => (value > 0.5 ? 1 : 0)), true), false);
  return values.map((value, i) => (value > 0.5 && !kept[i] ? 0.49 : value));
}

/** Marching squares at one half: closed rings of [x, y] in cells, for a field that is empty past its border. */
function contours(values, width, height) {
  const at = (x, y) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : values[y * width + x]);
  const next = new Map(); // from a crossed edge to the next one, the foot on the right hand
  const across = (x, y) => `${x},${y},h`, down = (x, y) => `${x},${y},v`;
  const ways = { 1: "lb", 2: "br", 3: "lr", 4: "rt", 6: "bt", 7: "lt", 8: "tl", 9: "tb", 11: "tr", 12: "rl", 13: "rb", 14: "bl" };
  for (let y = -1; y < height; y += 1) {
    for (let x = -1; x < width; x += 1) {
      const [a, b, c, d] = [at(x, y) > 0.5, at(x + 1, y) > 0.5, at(x + 1, y + 1) > 0.5, at(x, y + 1) > 0.5];
      const kind = (a ? 8 : 0) + (b ? 4 : 0) + (c ? 2 : 0) + (d ? 1 : 0);
      const edges = { t: across(x, y), b: across(x, y + 1), l: down(x, y), r: down(x + 1, y) };
      if (kind === 5) { next.set(edges.l, edges.b); next.set(edges.r, edges.t); }
      else if (kind === 10) { next.set(edges.t, edges.l); next.set(edges.b, edges.r); }
      else if (ways[kind]) next.set(edges[ways[kind][0]], edges[ways[kind][1]]);
    }
  }
  const place = (edge) => {
    const [x, y, way] = edge.split(",");
    const u = Number(x), v = Number(y), from = at(u, v), to = way === "h" ? at(u + 1, v) : at(u, v + 1);
    const share = (0.5 - from) / (to - from);
    return way === "h" ? [u + share, v] : [u, v + share];
  };
  const rings = [];
  while (next.size) {
    const ring = [];
    for (let edge = next.keys().next().value; next.has(edge);) {
      ring.push(place(edge));
      const following = next.get(edge);
      next.delete(edge);
      edge = following;
    }
    rings.push(ring);
  }
  return rings;
}

/** Douglas and Peucker's way for a closed ring. */
function simplified(ring, tolerance) {
  const far = ring.reduce((best, [x, y], i) => {
    const away = Math.hypot(x - ring[0][0], y - ring[0][1]);
    return away > best[0] ? [away, i] : best;
  }, [0, 0])[1];
  return [...thinned(ring.slice(0, far + 1), tolerance).slice(0, -1), ...thinned([...ring.slice(far), ring[0]], tolerance).slice(0, -1)];
}

function thinned(line, tolerance) {
  const [x, y] = line[0], [u, v] = line.at(-1), long = Math.hypot(u - x, v - y) || 1;
  let [worst, at] = [0, 0];
  for (let i = 1; i < line.length - 1; i += 1) {
    const away = Math.abs((u - x) * (line[i][1] - y) - (v - y) * (line[i][0] - x)) / long;
    if (away > worst) [worst, at] = [away, i];
  }
  if (worst <= tolerance) return [line[0], line.at(-1)];
  return [...thinned(line.slice(0, at + 1), tolerance).slice(0, -1), ...thinned(line.slice(at), tolerance)];
}
