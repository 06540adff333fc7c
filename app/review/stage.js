// The picture: zoom, pan, points and zones over it, and landmarks to drag, to click and to move by keys. It knows no rule: what
// was moved is told to its owner, who has the points placed anew.

import { Lens } from "./lens.js";

const NS = "http://www.w3.org/2000/svg";
const STILL = 4; // CSS pixels that a pointer may move and still click
const REACH = 15; // radius in CSS pixels within which a landmark is taken
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** An SVG element; values are set as attributes, listeners with `on`. */
function draw(tag, attributes = {}, ...children) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const path = (polygons) => polygons.map((points) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`).join("");

export class Stage {
  /** `act`: {select(foot, name), moving(foot, name, xy), moved(foot, name, xy), nudge(foot, name, xy)}; `facts`: () => facts. */
  constructor(facts, act) {
    Object.assign(this, { facts, act, layers: { points: true, zones: false, landmarks: true, outline: true }, selected: null, ghost: null, pointers: new Map() });
    this.image = draw("image", { preserveAspectRatio: "none" });
    this.areas = draw("g");
    this.theirs = draw("g", { class: "theirs" });
    this.points = draw("g");
    this.marks = draw("g");
    this.svg = draw("svg", { tabindex: "0", role: "group", class: "photo" }, this.image, this.areas, this.points, this.theirs, this.marks);
    this.lens = new Lens(this.svg, () => this.#rescale());
    this.svg.addEventListener("pointerdown", (event) => this.#down(event));
    this.svg.addEventListener("pointermove", (event) => this.#move(event));
    for (const kind of ["pointerup", "pointercancel"]) this.svg.addEventListener(kind, (event) => this.#up(event));
    this.svg.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.lens.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), [event.clientX, event.clientY]);
    }, { passive: false });
    this.svg.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Another photo of `width` x `height`; pixel centres lie at whole numbers. */
  open(url, { width, height }) {
    for (const [name, value] of Object.entries({ x: -0.5, y: -0.5, width, height })) this.image.setAttribute(name, value);
    this.image.setAttribute("href", url);
    Object.assign(this, { selected: null, ghost: null, drag: null }); // what was dragged was of the photo before
    this.lens.open(width, height);
  }

  /** A sharper copy of the same photo. */
  sharpen(url) { this.image.setAttribute("href", url); }

  show(record) {
    this.record = record;
    const { facts, layers } = this, feet = record?.feet ?? [];
    this.areas.replaceChildren(...feet.flatMap((foot) => [
      ...(layers.outline ? [draw("path", { class: "outline", d: path([foot.outline]) })] : []),
      ...(layers.zones ? foot.zones.filter((zone) => zone.visible).map((zone) => draw("path", { class: "zone", d: path(zone.polygons), style: `--ink: ${facts().zones[zone.id]?.colour ?? "#666"}` }, this.#title(facts().zones[zone.id]?.name ?? zone.id))) : []),
    ]));
    this.points.replaceChildren(...(layers.points ? feet.flatMap((foot) => foot.points.filter((point) => point.visible).map((point) => this.#point(point))) : []));
    this.#showMarks();
    this.#showGhost();
  }

  /** Only while a pointer drags: the mark follows at once, the rest when it is placed. */
  follow(foot, name, [x, y]) {
    const mark = this.marks.querySelector(`[data-foot="${foot}"][data-name="${name}"]`);
    mark?.setAttribute("data-at", `${x} ${y}`);
    if (mark) this.#place(mark);
  }

  select(foot, name, focus = false) {
    const before = this.selected;
    this.selected = name === null ? null : { foot, name };
    if (before === null || this.selected === null) this.#showMarks();
    for (const mark of this.marks.children) mark.classList.toggle("selected", this.selected !== null && mark.dataset.name === name && Number(mark.dataset.foot) === foot);
    const taken = this.marks.querySelector(".selected");
    if (focus) (taken ?? this.svg).focus({ preventScroll: true });
  }

  /** Somebody else's landmarks, to compare with one's own; null for none. */
  compare(record) {
    this.ghost = record;
    this.#showGhost();
  }

  // Marks keep their size on the screen: each is drawn in CSS pixels and scaled by the lens.
  #place(mark) { mark.setAttribute("transform", `translate(${mark.getAttribute("data-at")}) scale(${this.lens.unit})`); }

  #rescale() {
    for (const layer of [this.points, this.marks, this.theirs]) for (const mark of layer.children) if (mark.hasAttribute("data-at")) this.#place(mark);
  }

  #title(text) {
    const title = draw("title");
    title.textContent = text;
    return title;
  }

  #point(point) {
    const one = this.facts().points[point.code], label = draw("text", { x: 8, y: 4 });
    label.textContent = point.code;
    const mark = draw("g", { class: "point", "data-at": `${point.x} ${point.y}`, "data-code": point.code, style: `--ink: ${one?.colour ?? "#666"}` }, draw("circle", { r: 5 }), label, this.#title(one?.name ?? point.code));
    this.#place(mark);
    return mark;
  }

  #showMarks() {
    const feet = this.record?.feet ?? [], held = document.activeElement?.closest?.(".mark")?.dataset;
    const reachable = this.selected !== null;
    this.marks.replaceChildren(...(this.layers.landmarks || reachable ? feet.flatMap((foot, number) => Object.entries(foot.landmarks).map(([name, at]) => this.#mark(number, name, at, reachable))) : []));
    if (this.selected) {
      const { foot, name } = this.selected;
      this.marks.querySelector(`[data-foot="${foot}"][data-name="${name}"]`)?.classList.add("selected");
    }
    if (held && !this.selected) this.svg.focus({ preventScroll: true });
    else if (held) this.marks.querySelector(`[data-foot="${held.foot}"][data-name="${held.name}"]`)?.focus({ preventScroll: true });
  }

  #mark(foot, name, at, reachable) {
    const says = this.facts().called(name), label = draw("text", { x: 12, y: 5 });
    label.textContent = says;
    const shape = at.corrected ? draw("path", { class: "shape", d: "M-6 -6H6V6H-6Z" }) : draw("path", { class: "shape", d: "M0 -7L7 0L0 7L-7 0Z" });
    const mark = draw("g", {
      class: `mark${at.corrected ? " corrected" : ""}${at.visibility < 0.5 ? " hidden-one" : ""}`, "data-at": `${at.x} ${at.y}`, "data-foot": foot, "data-name": name,
      role: "button", "aria-label": says, tabindex: reachable ? "0" : "-1",
    }, draw("circle", { class: "reach", r: REACH }), shape, draw("circle", { class: "dot", r: 1.5 }), label, this.#title(says));
    mark.addEventListener("focus", () => { if (this.selected && (this.selected.name !== name || this.selected.foot !== foot)) this.act.select(foot, name); });
    this.#place(mark);
    return mark;
  }

  #showGhost() {
    this.theirs.replaceChildren(...(this.ghost?.feet ?? []).flatMap((foot) => Object.entries(foot.landmarks).map(([name, at]) => {
      const mark = draw("g", { "data-at": `${at.x} ${at.y}` }, draw("circle", { r: 9 }), draw("path", { d: "M-4 0H4M0 -4V4" }), this.#title(this.facts().called(name)));
      this.#place(mark);
      return mark;
    })));
  }

  #down(event) {
    if (event.button !== 0) return;
    const at = [event.clientX, event.clientY], mark = this.#nearest(at);
    this.svg.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, at);
    if (this.pointers.size === 2) { this.#drop(); return; } // a pinch
    this.drag = { from: at, last: at, still: true, mark: mark && { foot: Number(mark.dataset.foot), name: mark.dataset.name } };
    if (mark) {
      const [x, y] = mark.dataset.at.split(" ").map(Number), [px, py] = this.lens.toPhoto(at);
      this.drag.off = [x - px, y - py];
      event.preventDefault(); // the focus stays where `select` puts it
      this.act.select(this.drag.mark.foot, this.drag.mark.name, true);
    }
  }

  #move(event) {
    if (!this.pointers.has(event.pointerId)) return;
    const before = [...this.pointers.values()];
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.pointers.size === 2) { this.lens.pinch(before, [...this.pointers.values()]); return; }
    const { drag } = this, at = [event.clientX, event.clientY];
    if (!drag) return;
    if (Math.hypot(at[0] - drag.from[0], at[1] - drag.from[1]) > STILL) drag.still = false;
    if (drag.still) return;
    if (drag.mark) this.act.moving(drag.mark.foot, drag.mark.name, this.#dragged(drag, at));
    else this.lens.pan(at[0] - drag.last[0], at[1] - drag.last[1]);
    drag.last = at;
  }

  #up(event) {
    this.pointers.delete(event.pointerId);
    const { drag } = this;
    if (!drag) return;
    this.drag = null;
    if (drag.mark) {
      if (!drag.still) this.act.moved(drag.mark.foot, drag.mark.name, this.#dragged(drag, drag.last));
    } else if (drag.still && this.selected && event.type === "pointerup") {
      this.act.moved(this.selected.foot, this.selected.name, this.#inside(this.lens.toPhoto([event.clientX, event.clientY])));
    }
  }

  /** The landmark within reach that lies nearest: where several are close, the last one drawn is not the one that is meant. */
  #nearest(at) {
    const [px, py] = this.lens.toPhoto(at);
    let found = null, least = REACH * this.lens.unit;
    for (const mark of this.marks.children) {
      const [x, y] = mark.dataset.at.split(" ").map(Number), far = Math.hypot(x - px, y - py);
      if (far <= least) [found, least] = [mark, far];
    }
    return found;
  }

  /** A second finger came: what the first one dragged stays where it was dragged to. */
  #drop() {
    const { drag } = this;
    this.drag = null;
    if (drag?.mark && !drag.still) this.act.moved(drag.mark.foot, drag.mark.name, this.#dragged(drag, drag.last));
  }

  #dragged(drag, at) {
    const [x, y] = this.lens.toPhoto(at);
    return this.#inside([x + drag.off[0], y + drag.off[1]]);
  }

  #inside([x, y]) {
    const { width, height } = this.record.image;
    return [Math.min(Math.max(x, 0), width - 1), Math.min(Math.max(y, 0), height - 1)];
  }

  #key(event) {
    const way = WAYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = event.shiftKey ? 10 : 1, { selected } = this;
    const at = selected && this.record.feet[selected.foot]?.landmarks[selected.name];
    if (!at) { this.lens.pan(-40 * step * way[0], -40 * step * way[1]); return; }
    this.act.nudge(selected.foot, selected.name, this.#inside([at.x + way[0] * step * this.lens.unit, at.y + way[1] * step * this.lens.unit]));
  }
}
