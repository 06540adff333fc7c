// One foot followed from frame to frame (docs/live.md, steps 1 to 9). Placing is Python's: a key frame says what it needs.

import { Belief, logOdds } from "./belief.js";
import { apply, fit, forefoot, matrixOf, movedFrame, settled, similarityOf } from "./geometry.js";
import { outline } from "./outline.js";
import { fillOf, lengthOf } from "./sight.js";
import { FootFilter, share } from "./smoothing.js";

/** Whether a reading shows a foot that can be followed, in the picture of [width, height]. */
export function isFoot(sight, reading, [width, height], { keep }) {
  const { cx, cy } = reading.frame;
  const inside = cx >= 0 && cy >= 0 && cx < width && cy < height;
  return inside && fillOf(reading.mask) >= keep.fill && sight.sureness(reading) >= keep.sureness;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Whether the inner or the outer side is what a reading sees most of. */
const isFlank = (scores) => ["medial", "lateral"].includes(Object.keys(scores).reduce((a, b) => (scores[b] > scores[a] ? b : a)));

/** `speed`: the foot's shift (x, y), half turn and half growth, in lengths a second; `frame`: where it is looked for next, `seen`: where it was in the last look; `lost`, `shown`: since when, in seconds, or null; `key`: the last key frame. */
export class Track {
  constructor(id, frame, score, sight, constants) {
    Object.assign(this, { id, frame, seen: frame, score, sight, constants });
    this.lost = this.shown = this.key = this.filter = this.mask = null;
    this.reads = this.keys = 0;
    this.asked = -Infinity; // when both mirrors were read last
    this.cameras = []; // of the last readings
    this.belief = new Belief(constants);
  }

  /** Read the foot in the next frame: dt seconds after the last look as the filter counts, `since` by the clock. */
  async look(picture, time, dt, since) {
    const move = picture.moves?.[this.id]; // what the page saw of the skin since: better than going on as before
    const frame = move && this.lost === null ? movedFrame(this.seen, similarityOf(move, [this.seen.cx, this.seen.cy])) : this.frame;
    const sure = this.reads >= this.constants.show.reads && !this.belief.doubtful;
    const reading = await this.#read(picture, frame, this.belief.right, sure ? this.constants.crop : null);
    if (!isFoot(this.sight, reading, picture.size, this.constants)) {
      this.lost ??= time;
      return;
    }
    if (move) this.filter.carry(move);
    await this.take(picture, reading, time, dt);
    if (!dt) return;
    const { shift, turn, growth } = similarityOf(move ?? [1, 0, 0, 0, 1, 0], [frame.cx, frame.cy]), length = lengthOf(frame);
    const seen = [shift[0] / length, shift[1] / length, turn / 2, growth / 2];
    this.speed = this.filter.speed.map((one, k) => (seen[k] + one * dt) / since);
  }

  /** Take in a reading of this frame, and `other`, the same in the other mirror, if it was made. */
  async take(picture, reading, time, dt, other = null) {
    const { side, show } = this.constants;
    this.lost = null;
    this.reads += 1;
    const turned = async () => (other ??= await this.#read(picture, reading.frame, !reading.mirrored));
    // the other mirror costs as much as the foot itself
    if (this.belief.doubtful && (this.reads <= show.reads || time - this.asked >= side.again)) await turned();
    if (other) this.asked = time;
    const odds = (looks) => looks.reduce((all, look) => all + logOdds(look.right, side.most), 0) / looks.length;
    this.camera = this.#steady(reading.camera);
    const scores = this.sight.viewScores({ ...reading, camera: this.camera });
    let evidence = !other && this.belief.doubtful ? null : odds([reading, other].filter(Boolean));
    if (other && isFlank(scores)) { // toes twice as large tell what the whole foot may not
      const front = forefoot(reading.frame);
      evidence += odds([await this.#read(picture, front, false), await this.#read(picture, front, true)]);
    }
    const view = this.belief.view;
    const changed = this.belief.learn(evidence, scores, dt, reading.mirrored);
    const taken = changed ? await turned() : reading;
    this.#smooth(taken, dt, changed);
    this.speed = this.filter.speed;
    this.#place(taken, picture.size, time, dt, changed || view !== this.belief.view);
    if (this.shown === null && this.reads >= show.reads && this.key) this.shown = time;
  }

  /** The median of the last cameras: one alone may stand where none does. */
  #steady(camera) {
    this.cameras = [...this.cameras, Array.from(camera)].slice(-this.constants.view.looks);
    return camera.map((_, k) => median(this.cameras.map((one) => one[k])));
  }

  /** How strongly the foot is drawn, 0..1. */
  opacity(time) {
    if (this.shown === null) return 0;
    const { fade_in: rise, fade_out: fall } = this.constants.show;
    const risen = Math.min(1, (time - this.shown) / rise);
    return this.lost === null ? risen : risen * Math.max(0, 1 - (time - this.lost) / fall);
  }

  #read({ frame, size }, box, mirrored, crop) { return this.sight.read(frame, size, box, mirrored, crop); }

  /** Steps 6 and 7: landmarks, what is said of them, and mask. */
  #smooth(reading, dt, anew) {
    const { filter } = this.constants;
    if (!this.filter || anew) {
      this.filter = new FootFilter(reading.points, filter);
      ({ sigma: this.sigma, visibility: this.visibility, mask: this.mask } = reading);
      return;
    }
    const slow = share(filter.speed, dt), towards = (a, b, part) => a.map((old, i) => old + part * (b[i] - old));
    this.visibility = towards(this.visibility, reading.visibility, slow);
    this.sigma = towards(this.sigma, reading.sigma, slow);
    this.filter.step(reading, lengthOf(reading.frame), dt);
    const data = this.mask?.data.length === reading.mask.data.length ? towards(this.mask.data, reading.mask.data, this.filter.pace) : reading.mask.data;
    this.mask = { ...reading.mask, data };
  }

  /** Steps 8 and 9: a key frame when one is due, and where to look next. */
  #place(reading, size, time, dt, anew) {
    const { place, show } = this.constants, { key, filter } = this;
    let frame = reading.frame, due = true;
    if (key) {
      const move = this.#motion(), length = lengthOf(frame);
      frame = movedFrame(key.frame, move);
      const age = time - key.time;
      due = anew || (this.#drift(move) > place.drift * length && age >= place.least) || age >= place.most || this.reads <= show.reads;
    }
    if (due) this.#keyFrame(reading, frame, time);
    if (!this.key) return;
    this.seen = frame = movedFrame(this.key.frame, this.#motion());
    const ahead = dt * lengthOf(frame);
    this.frame = { ...frame, cx: frame.cx + filter.speed[0] * ahead, cy: frame.cy + filter.speed[1] * ahead };
  }

  /** What moved the landmarks since the key frame. */
  #motion() { return fit(this.key.points, this.filter.points, this.#weight()); }

  #weight() { return this.visibility.map((one) => Math.max(one, this.constants.filter.hidden)); }

  /** How far the shape has drifted from that motion, in pixels. */
  #drift(move) {
    const matrix = matrixOf(move), weight = this.#weight();
    let [rest, total] = [0, 0];
    this.key.points.forEach((point, i) => {
      const [x, y] = apply(matrix, point), [u, v] = this.filter.points[i];
      rest += weight[i] * ((u - x) ** 2 + (v - y) ** 2);
      total += weight[i];
    });
    return Math.sqrt(rest / total);
  }

  #keyFrame(reading, carried, time) {
    const border = outline(this.mask ?? reading.mask, reading.matrix, this.sight.vision);
    if (!border) return;
    const implied = this.sight.impliedFrame(reading, border);
    let frame = carried;
    if (!settled(implied, carried, this.sight.vision)) [frame, this.mask] = [implied, null];
    this.keys += 1;
    const score = this.score * this.sight.sureness(reading);
    this.key = { number: this.keys, time, frame, points: this.filter.points, outline: border, score, camera: Array.from(this.camera) };
  }
}
