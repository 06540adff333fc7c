// Which part of the photo is seen: zoom and pan of an SVG by its viewBox. `unit` is how many photo pixels a CSS pixel shows; `watch` is
// called whenever that changes.

const MOST = 40; // how many CSS pixels a photo pixel may fill
const CLOSE = 1.7; // how much closer than the whole photo names of points have room
const STAYS = 0.25; // at least this share of the view keeps showing the photo

export class Lens {
  constructor(svg, changed) {
    Object.assign(this, { svg, changed, unit: 1, size: [1, 1], centre: [0, 0] });
    new ResizeObserver(() => this.#resized()).observe(svg);
  }

  /** Another photo, seen whole. */
  open(width, height) {
    this.size = [width, height];
    this.fit();
  }

  fit() {
    this.fitted = true;
    this.centre = [this.size[0] / 2 - 0.5, this.size[1] / 2 - 0.5];
    this.unit = this.#whole();
    this.#apply();
  }

  /** `by` above 1 comes closer; what lies under `at` (client coordinates; the middle when left out) stays there. */
  zoom(by, at) {
    const box = this.svg.getBoundingClientRect();
    const here = at ?? [box.x + box.width / 2, box.y + box.height / 2], before = this.toPhoto(here);
    this.unit = Math.min(Math.max(this.unit / by, 1 / MOST), this.#whole() * 1.5);
    this.fitted = false;
    const after = this.toPhoto(here);
    this.centre = [this.centre[0] + before[0] - after[0], this.centre[1] + before[1] - after[1]];
    this.#apply();
  }

  pan(dx, dy) {
    this.fitted = false;
    this.centre = [this.centre[0] - dx * this.unit, this.centre[1] - dy * this.unit];
    this.#apply();
  }

  /** Two fingers that moved from `before` to `after`. */
  pinch(before, after) {
    const middle = ([a, b]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], apart = ([a, b]) => Math.hypot(a[0] - b[0], a[1] - b[1]);
    const from = middle(before), to = middle(after);
    this.pan(to[0] - from[0], to[1] - from[1]);
    this.zoom(apart(after) / Math.max(apart(before), 1), to);
  }

  toPhoto([x, y]) {
    const box = this.svg.getBoundingClientRect();
    return [this.centre[0] + (x - box.x - box.width / 2) * this.unit, this.centre[1] + (y - box.y - box.height / 2) * this.unit];
  }

  #whole() {
    const { clientWidth: width, clientHeight: height } = this.svg;
    return width && height ? Math.max(this.size[0] / width, this.size[1] / height) : this.unit;
  }

  #resized() {
    if (this.fitted) this.fit();
    else this.#apply();
  }

  #apply() {
    const { clientWidth: width, clientHeight: height } = this.svg;
    if (!width || !height) return;
    const seen = [width * this.unit, height * this.unit];
    this.centre = this.centre.map((middle, axis) => {
      const room = this.size[axis] / 2 + (0.5 - STAYS) * seen[axis];
      return Math.min(Math.max(middle, this.size[axis] / 2 - room), this.size[axis] / 2 + room);
    });
    this.svg.setAttribute("viewBox", `${this.centre[0] - seen[0] / 2} ${this.centre[1] - seen[1] / 2} ${seen[0]} ${seen[1]}`);
    this.svg.classList.toggle("close", this.unit * CLOSE < this.#whole()); // there is room for names
    this.changed();
    this.watch?.();
  }
}
