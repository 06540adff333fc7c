// Points and zones over the video, in the look of locator/drawing: on a canvas of the screen's own pixels.

import { apply, area, compose, scaleOf } from "./geometry.js";

const DARK = "#1c1c1e", LIGHT = "#ffffff", LIT = "#ffd60a", GREY = "#69696e", PAPER = "rgba(255,255,255,0.9)";
const FONT = "600 13px system-ui, 'Noto Sans SC', 'Noto Sans TC', sans-serif";
const MARK = 6.5; // radius of a point's mark in CSS pixels
const TOUCH = 24; // how near a tap must be

export class Overlay {
  /** `layers`: () => {points, zones, names, rings, outline, wants(key, kind)}; `lit`: () => Set of keys. */
  constructor(canvas, facts, layers, lit) {
    Object.assign(this, { canvas, facts, layers, lit, mirrored: false, shown: [] });
    this.context = canvas.getContext("2d");
    this.paths = new WeakMap(); // a placed foot -> its zones' paths
    this.sides = new WeakMap(); // a placed foot -> where its names stand
  }

  /** Draw `feet` (Engine.at) of a picture of `size` that fills the canvas's box, keeping its shape. */
  draw(feet, size) {
    const { canvas, context } = this, ratio = Math.min(2, devicePixelRatio || 1);
    const box = { width: canvas.clientWidth, height: canvas.clientHeight };
    const wide = Math.round(box.width * ratio), tall = Math.round(box.height * ratio);
    if (canvas.width !== wide || canvas.height !== tall) [canvas.width, canvas.height] = [wide, tall];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, wide, tall);
    this.screen = screenOf(box, size, this.mirrored);
    this.ratio = ratio;
    this.shown = feet.map((one) => ({ ...one, to: (xy) => apply(this.screen, apply(one.matrix, xy)) }));
    for (const one of this.shown) this.#foot(one);
  }

  #foot(one) {
    const { context, ratio } = this, layers = this.layers(), lit = this.lit();
    context.globalAlpha = one.opacity;
    context.lineJoin = "round";
    const zones = this.#zones(one.foot).filter((zone) => layers.zones && layers.wants(zone.id, "zone"));
    const litZones = this.#zones(one.foot).filter((zone) => lit.has(zone.id));
    const inside = compose(scaled(ratio), compose(this.screen, one.matrix)), thin = 1 / (scaleOf(inside) / ratio);
    this.#under(inside, () => {
      for (const zone of zones) {
        context.fillStyle = this.facts.zones[zone.id].colour;
        context.globalAlpha = one.opacity * this.facts.look.alpha;
        context.fill(zone.path, "evenodd");
        context.globalAlpha = one.opacity;
        this.#stroke(zone.path, LIGHT, 3 * thin);
        this.#stroke(zone.path, this.facts.zones[zone.id].colour, 1.5 * thin);
      }
      if (layers.outline) {
        const outline = pathOf([one.key.outline]);
        this.#stroke(outline, DARK, 3.5 * thin);
        this.#stroke(outline, LIGHT, 1.5 * thin);
      }
      for (const zone of litZones) {
        this.#stroke(zone.path, DARK, 7 * thin);
        this.#stroke(zone.path, LIT, 4 * thin);
      }
    });
    this.#under(scaled(ratio), () => {
      this.#points(one, layers, lit);
      for (const zone of litZones) this.#zoneName(one, zone);
    });
    context.globalAlpha = 1;
  }

  #points(one, layers, lit) {
    const wanted = one.foot.points.filter((point) => point.visible && ((layers.points && layers.wants(point.code, "point")) || lit.has(point.code)));
    const scale = scaleOf(compose(this.screen, one.matrix));
    const placed = wanted.map((point) => ({ point, at: one.to([point.x, point.y]), colour: this.facts.points[point.code].colour }));
    if (layers.rings) {
      for (const { point, at, colour } of placed) {
        const radius = point.sigma * scale;
        if (radius < MARK + 3) continue;
        this.#disc(at, radius, colour, 0.18);
        this.#circle(at, radius, LIGHT, 3);
        this.#circle(at, radius, colour, 1.5);
      }
    }
    for (const { point, at } of placed) {
      if (!lit.has(point.code)) continue;
      this.#circle(at, MARK * 2.4, DARK, 8);
      this.#circle(at, MARK * 2.4, LIT, 4.5);
    }
    for (const { at, colour } of [...placed].reverse()) {
      this.#disc(at, MARK + 1.5, DARK);
      this.#disc(at, MARK, LIGHT);
      this.#disc(at, MARK - 1.5, colour);
    }
    if (layers.names) this.#names(one, placed, lit);
  }

  /** Each name beside its mark, towards the foot's nearer edge; one that finds no room is left out. Chosen once for a placed foot,
   * so that names do not jump while it moves. */
  #names(one, placed, lit) {
    const { context } = this;
    context.font = FONT;
    const kept = this.sides.get(one.foot)?.screen === this.screen.join() && this.sides.get(one.foot);
    const sides = kept || { screen: this.screen.join(), of: new Map() };
    this.sides.set(one.foot, sides);
    const middle = placed.reduce((sum, { at }) => sum + at[0] / placed.length, 0);
    const boxes = placed.map(({ at: [x, y] }) => [x - MARK, y - MARK, x + MARK, y + MARK]);
    const order = [...placed].sort((a, b) => lit.has(b.point.code) - lit.has(a.point.code));
    for (const { point, at: [x, y], colour } of order) {
      const entry = this.facts.points[point.code], text = (lit.has(point.code) ? entry.full : point.code) + (entry.cautions.length ? " ⚠" : "");
      const width = context.measureText(text).width + 8, gap = MARK * (lit.has(point.code) ? 3 : 1) + 5;
      const place = { right: [x + gap, y - 10], left: [x - gap - width, y - 10], up: [x - width / 2, y - gap - 20], down: [x - width / 2, y + gap] };
      const free = ([u, v], mark) => u > 0 && u + width < this.canvas.clientWidth && boxes.every((box) => box === mark || box[0] > u + width || box[2] < u || box[1] > v + 20 || box[3] < v);
      if (!sides.of.has(point.code)) {
        const ways = x >= middle ? ["right", "left", "up", "down"] : ["left", "right", "up", "down"];
        sides.of.set(point.code, ways.find((way) => free(place[way])) ?? null);
      }
      const way = sides.of.get(point.code);
      if (!way) continue;
      const [u, v] = place[way];
      boxes.push([u, v, u + width, v + 20]);
      this.#plate(text, [u, v], width, colour);
    }
  }

  /** A text on paper, edged in a colour. */
  #plate(text, [u, v], width, colour) {
    const { context } = this;
    context.beginPath();
    context.roundRect(u, v, width, 20, 5);
    Object.assign(context, { fillStyle: PAPER, strokeStyle: colour, lineWidth: 1.5, textBaseline: "middle" });
    context.fill();
    context.stroke();
    context.fillStyle = DARK;
    context.fillText(text, u + 4, v + 10.5);
  }

  /** The name of a lit zone, in its middle. */
  #zoneName(one, { id, rings }) {
    const ring = rings[0], middle = [0, 1].map((k) => ring.reduce((sum, xy) => sum + xy[k] / ring.length, 0));
    const [x, y] = one.to(middle), text = this.facts.zones[id].name;
    this.context.font = FONT;
    const width = this.context.measureText(text).width + 8;
    this.#plate(text, [Math.min(Math.max(2, x - width / 2), this.canvas.clientWidth - width - 2), y - 10], width, this.facts.zones[id].colour);
  }

  /** What is drawn: keys of points and zones, each once. */
  drawn() {
    const layers = this.layers(), keys = new Set();
    for (const { foot } of this.shown) {
      for (const point of foot.points) if (point.visible && layers.points && layers.wants(point.code, "point")) keys.add(point.code);
      for (const zone of foot.zones) if (zone.visible && layers.zones && layers.wants(zone.id, "zone")) keys.add(zone.id);
    }
    return [...keys];
  }

  /** How far down the canvas points and zones lie that are shown, 0..1 each. */
  heights(keys) {
    return this.shown.flatMap((one) => {
      const points = one.foot.points.filter(({ code, visible }) => visible && keys.includes(code)).map(({ x, y }) => [x, y]);
      const zones = one.foot.zones.filter(({ id, visible }) => visible && keys.includes(id)).flatMap(({ polygons }) => polygons[0]);
      return [...points, ...zones].map((xy) => one.to(xy)[1] / this.canvas.clientHeight);
    });
  }

  /** The point nearest to a tap at (x, y) of the canvas, else the smallest zone there: {key, foot} or null. */
  hit(x, y) {
    const layers = this.layers(), found = [];
    for (const one of this.shown) {
      for (const point of layers.points ? one.foot.points : []) {
        const [u, v] = one.to([point.x, point.y]), away = Math.hypot(u - x, v - y);
        if (point.visible && away < TOUCH && layers.wants(point.code, "point")) found.push({ key: point.code, foot: one.foot, rank: away });
      }
      if (!layers.zones) continue;
      for (const zone of this.#zones(one.foot).filter(({ id }) => layers.wants(id, "zone"))) {
        const m = compose(scaled(this.ratio), compose(this.screen, one.matrix));
        let there = false;
        this.#under(m, () => { there = this.context.isPointInPath(zone.path, x * this.ratio, y * this.ratio, "evenodd"); });
        if (there) found.push({ key: zone.id, foot: one.foot, rank: 1000 + zone.size });
      }
    }
    return found.sort((a, b) => a.rank - b.rank)[0] ?? null;
  }

  #zones(foot) {
    let zones = this.paths.get(foot);
    if (!zones) {
      zones = foot.zones.filter((zone) => zone.visible).map((zone) => ({ id: zone.id, rings: zone.polygons, path: pathOf(zone.polygons), size: zone.polygons.reduce((sum, ring) => sum + Math.abs(area(ring)), 0) }));
      zones.sort((a, b) => b.size - a.size); // small ones stay on top
      this.paths.set(foot, zones);
    }
    return zones;
  }

  #under([a, b, c, d, e, f], act) {
    this.context.setTransform(a, d, b, e, c, f);
    act();
    this.context.setTransform(1, 0, 0, 1, 0, 0);
  }

  #stroke(path, colour, width) {
    Object.assign(this.context, { strokeStyle: colour, lineWidth: width });
    this.context.stroke(path);
  }

  #circle([x, y], radius, colour, width) {
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
    Object.assign(this.context, { strokeStyle: colour, lineWidth: width });
    this.context.stroke();
  }

  #disc([x, y], radius, colour, alpha = 1) {
    const before = this.context.globalAlpha;
    this.context.globalAlpha = before * alpha;
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
    this.context.fillStyle = colour;
    this.context.fill();
    this.context.globalAlpha = before;
  }
}

/** Picture -> CSS pixels of a box that shows all of it; mirrored for the eye only. */
function screenOf({ width, height }, [wide, tall], mirrored) {
  const scale = Math.min(width / wide, height / tall), x = (width - scale * wide) / 2, y = (height - scale * tall) / 2;
  const half = scale / 2; // the first pixel's centre lies half a pixel inside
  return mirrored ? [-scale, 0, width - x - half, 0, scale, y + half] : [scale, 0, x + half, 0, scale, y + half];
}

const scaled = (ratio) => [ratio, 0, 0, 0, ratio, 0];

function pathOf(polygons) {
  const path = new Path2D();
  for (const ring of polygons) {
    ring.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
    path.closePath();
  }
  return path;
}
