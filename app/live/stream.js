// Frames in, tracked feet out (docs/live.md, steps 10 and 11, and the order of all).

import { frameOverlap } from "./geometry.js";
import { isFoot, Track } from "./track.js";

/** Seconds without a frame after which nothing of the last one holds any more; the time that looking took is no gap. More than
 * in LiveLocator: a page that is short of time is late with its frames, but they still show the same foot. */
const GAP = 5;

export class Stream {
  constructor(sight, constants) {
    Object.assign(this, { sight, constants });
    this.next = 1;
    this.reset();
  }

  /** Forget all feet; their ids are not used again. */
  reset() {
    this.tracks = [];
    this.time = null;
    this.took = 0;
    this.size = [0, 0];
    this.detected = -Infinity;
  }

  /** The tracks after the next picture {frame, size}; `time` in seconds, rising. */
  async step(picture, time) {
    const { filter } = this.constants;
    const began = performance.now();
    if (this.time !== null && (picture.size.join() !== this.size.join() || time - this.time > GAP + this.took)) this.reset();
    const since = this.time === null ? 0 : time - this.time, dt = Math.min(since, filter.longest);
    [this.time, this.size] = [time, picture.size];
    const following = this.tracks.filter((track) => track.lost === null);
    for (const track of this.tracks) await track.look(picture, time, dt, since);
    this.#dropDoubles();
    if (following.some((track) => track.lost !== null) || this.#detectorIsDue(time)) await this.#detect(picture, time);
    this.tracks = this.tracks.filter((track) => track.lost === null || track.opacity(time) > 0);
    this.took = (performance.now() - began) / 1000;
    return this.tracks;
  }

  /** Of two tracks on one foot the older stays; one that is lost gives way. */
  #dropDoubles() {
    const kept = [];
    for (const track of [...this.tracks].sort((a, b) => (a.lost !== null) - (b.lost !== null) || a.id - b.id)) {
      if (kept.every((other) => frameOverlap(track.frame, other.frame) <= this.constants.keep.duplicate)) kept.push(track);
    }
    this.tracks = kept.sort((a, b) => a.id - b.id);
  }

  #detectorIsDue(time) {
    const { every, most_feet: most } = this.constants.detect, count = this.#following();
    return count < most && time - this.detected >= every[count];
  }

  #following() { return this.tracks.filter((track) => track.lost === null).length; }

  async #detect(picture, time) {
    const { known, most_feet: most } = this.constants.detect;
    this.detected = time;
    for (const { score, frame } of await this.sight.detect(picture.frame, picture.size)) {
      const near = this.tracks.filter((track) => frameOverlap(track.frame, frame) > known);
      if (near.length) for (const track of near.filter((one) => one.lost !== null)) track.frame = frame;
      else if (this.#following() < most && (!this.#following() || score >= this.sight.vision.further)) await this.#begin(picture, score, frame, time);
    }
  }

  /** A new track, if a closer look agrees that there is a foot. */
  async #begin(picture, score, frame, time) {
    const { sight, constants } = this;
    let first = await this.#upright(picture, frame);
    if (!isFoot(sight, first, picture.size, constants)) return;
    let other = await sight.read(picture.frame, picture.size, first.frame, true);
    if (other.wrong < first.wrong) [first, other] = [other, first];
    const sure = score * sight.sureness(first);
    if (sure < constants.detect.accepted || !sight.isClear(sure, first)) return;
    if (this.tracks.some((track) => frameOverlap(track.frame, first.frame) > constants.keep.duplicate)) return;
    const track = new Track(this.next, first.frame, score, sight, constants);
    await track.take(picture, first, time, 0, other);
    if (!track.key) return;
    this.next += 1;
    this.tracks.push(track);
  }

  /** A first reading; where the network is unsure of it, one with the foot turned by a quarter or half when clearly surer. */
  async #upright({ frame: pixels, size }, frame) {
    const { sight } = this;
    const reading = await sight.read(pixels, size, frame, false);
    if (sight.sureness(reading) > this.constants.keep.guessing) return reading;
    let best = reading;
    for (const turn of [Math.PI / 2, -Math.PI / 2, Math.PI]) {
      const turned = await sight.read(pixels, size, { ...frame, angle: frame.angle + turn }, false);
      if (best === reading || sight.sureness(turned) > sight.sureness(best)) best = turned;
    }
    return sight.sureness(best) > sight.vision.clearly * sight.sureness(reading) ? best : reading;
  }
}
