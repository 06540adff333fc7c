// Changes of coordinates, as in locator/geometry.py and locator/live/similarity.py: points are [x, y] with the centre of the
// top-left pixel at (0, 0); a transform is [a, b, c, d, e, f]: x' = a x + b y + c, y' = d x + e y + f. A frame is the oriented
// box {cx, cy, width, height, angle}: its up, from heel to toes, is (sin angle, -cos angle).

export const apply = (m, [x, y]) => [m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5]];

/** The transform that undoes m. */
export function invert(m) {
  const det = m[0] * m[4] - m[1] * m[3];
  const [a, b, d, e] = [m[4] / det, -m[1] / det, -m[3] / det, m[0] / det];
  return [a, b, -a * m[2] - b * m[5], d, e, -d * m[2] - e * m[5]];
}

/** The transform that does `first`, then `second`. */
export function compose(second, first) {
  const [x, y] = apply(second, [first[2], first[5]]);
  const [a, b, , d, e] = second;
  return [a * first[0] + b * first[3], a * first[1] + b * first[4], x, d * first[0] + e * first[3], d * first[1] + e * first[4], y];
}

/** Length that one source pixel has after the transform. */
export const scaleOf = (m) => Math.sqrt(Math.abs(m[0] * m[4] - m[1] * m[3]));

/** Picture -> crop of width x height: the frame centred, toes up, filling `fill` of the side that binds. */
export function cropMatrix(frame, width, height, mirrored, fill) {
  const scale = fill * Math.min(width / Math.max(frame.width, 1e-6), height / Math.max(frame.height, 1e-6));
  const cos = scale * Math.cos(frame.angle), sin = scale * Math.sin(frame.angle), flip = mirrored ? -1 : 1;
  const [a, b, d, e] = [flip * cos, flip * sin, -sin, cos];
  return [a, b, (width - 1) / 2 - a * frame.cx - b * frame.cy, d, e, (height - 1) / 2 - d * frame.cx - e * frame.cy];
}

/** Picture -> square canvas: the longer side fits, the picture is centred. */
export function letterboxMatrix(width, height, size) {
  const scale = size / Math.max(width, height);
  const shift = (side) => (size - 1) / 2 - (scale * (side - 1)) / 2;
  return [scale, 0, shift(width), 0, scale, shift(height)];
}

/** The smallest frame with this angle round points. */
export function frameAround(points, angle) {
  const cos = Math.cos(angle), sin = Math.sin(angle);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of points) {
    const u = x * cos + y * sin, v = y * cos - x * sin;
    left = Math.min(left, u); right = Math.max(right, u); top = Math.min(top, v); bottom = Math.max(bottom, v);
  }
  const u = (left + right) / 2, v = (top + bottom) / 2;
  return { cx: u * cos - v * sin, cy: u * sin + v * cos, width: right - left, height: bottom - top, angle };
}

/** The four corners, in order. */
export function corners({ cx, cy, width, height, angle }) {
  const ux = (Math.sin(angle) * height) / 2, uy = (-Math.cos(angle) * height) / 2;
  const rx = (Math.cos(angle) * width) / 2, ry = (Math.sin(angle) * width) / 2;
  return [[ux - rx, uy - ry], [ux + rx, uy + ry], [rx - ux, ry - uy], [-ux - rx, -uy - ry]].map(([x, y]) => [cx + x, cy + y]);
}

/** Twice the area of a polygon, with its sign. */
export function area(polygon) {
  return polygon.reduce((sum, [x, y], i) => { const [u, v] = polygon[(i + 1) % polygon.length]; return sum + x * v - u * y; }, 0);
}

/** Intersection over union of two frames: one is clipped by each edge of the other. */
export function frameOverlap(a, b) {
  let rest = corners(a);
  const edges = corners(b);
  const turn = Math.sign(area(edges)) || 1;
  edges.forEach(([x, y], i) => {
    const [u, v] = edges[(i + 1) % 4];
    const inside = ([p, q]) => turn * ((u - x) * (q - y) - (v - y) * (p - x));
    rest = rest.flatMap((from, j) => {
      const to = rest[(j + 1) % rest.length], f = inside(from), t = inside(to);
      const kept = f >= 0 ? [from] : [];
      if (f * t < 0) kept.push([from[0] + ((to[0] - from[0]) * f) / (f - t), from[1] + ((to[1] - from[1]) * f) / (f - t)]);
      return kept;
    });
  });
  const both = rest.length > 2 ? Math.abs(area(rest)) / 2 : 0;
  return both / Math.max(a.width * a.height + b.width * b.height - both, 1e-6);
}

/** Whether two frames are so alike that looking again in the other one would tell nothing new. */
export function settled(a, b, { settled: share, turned }) {
  const turn = Math.abs(wrap(a.angle - b.angle));
  return turn < turned && frameOverlap(a, b) > share;
}

/** An angle within -pi .. pi. */
export const wrap = (angle) => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));

/** The weighted least-squares similarity that leads points to points: {centre, shift, turn, growth}. */
export function fit(source, target, weight) {
  let total = 0;
  const centre = [0, 0], goal = [0, 0];
  source.forEach((from, i) => {
    total += weight[i];
    for (const k of [0, 1]) { centre[k] += weight[i] * from[k]; goal[k] += weight[i] * target[i][k]; }
  });
  for (const k of [0, 1]) { centre[k] /= total; goal[k] /= total; }
  let along = 0, across = 0, spread = 0;
  source.forEach((from, i) => {
    const ax = from[0] - centre[0], ay = from[1] - centre[1], bx = target[i][0] - goal[0], by = target[i][1] - goal[1];
    along += (weight[i] * (ax * bx + ay * by)) / total;
    across += (weight[i] * (ax * by - ay * bx)) / total;
    spread += (weight[i] * (ax * ax + ay * ay)) / total;
  });
  const growth = Math.log(Math.max(Math.hypot(along, across) / Math.max(spread, 1e-12), 1e-6));
  return { centre, shift: [goal[0] - centre[0], goal[1] - centre[1]], turn: Math.atan2(across, along), growth };
}

/** The transform of a similarity, or of a share of its turn, growth and shift. */
export function matrixOf({ centre, shift, turn, growth }, share = 1) {
  const scale = Math.exp(share * growth), cos = scale * Math.cos(share * turn), sin = scale * Math.sin(share * turn);
  return [
    cos, -sin, centre[0] + share * shift[0] - cos * centre[0] + sin * centre[1],
    sin, cos, centre[1] + share * shift[1] - sin * centre[0] - cos * centre[1],
  ];
}

/** A similarity's transform taken apart, about a centre. */
export function similarityOf(m, centre) {
  const [x, y] = apply(m, centre);
  return { centre, shift: [x - centre[0], y - centre[1]], turn: Math.atan2(m[3], m[0]), growth: Math.log(scaleOf(m)) };
}

/** The part of a foot's frame from the middle of the foot to the toes. */
export function forefoot({ cx, cy, width, height, angle }) {
  const ahead = 0.25 * height;
  return { cx: cx + ahead * Math.sin(angle), cy: cy - ahead * Math.cos(angle), width: Math.min(width, 0.5 * height), height: 0.55 * height, angle };
}

/** The frame carried along. */
export function movedFrame(frame, similarity) {
  const [cx, cy] = apply(matrixOf(similarity), [frame.cx, frame.cy]), scale = Math.exp(similarity.growth);
  return { cx, cy, width: frame.width * scale, height: frame.height * scale, angle: frame.angle + similarity.turn };
}
