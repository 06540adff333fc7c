// Where each foot went since it was last looked at: frame by frame as the skin shows it (flow.js), or on as it moved before.

import { compose, invert, matrixOf } from "./geometry.js";
import { Flow } from "./flow.js";

const LONGEST = 5; // seconds for which moves are kept
const STILL = [1, 0, 0, 0, 1, 0];

export class Carrier {
  #flow = new Flow();
  #moves = new Map(); // track's id -> [{time, matrix: from the track's first frame to this one, unseen: for so long}]
  #time = null;

  forget() { this.#moves.clear(); this.#time = null; }

  /** The video shows the frame of `time`. `feet`: [{id, track, polygon}] as they lie in the frame before; a foot that cannot be
   * followed goes on as it moved, but not for longer than `blind` seconds at a time. */
  step(video, time, feet, wide, blind) {
    this.#flow.take(video);
    const dt = this.#time === null ? 0 : time - this.#time;
    this.#time = time;
    for (const id of this.#moves.keys()) if (!feet.some((one) => one.id === id)) this.#moves.delete(id);
    for (const { id, track, polygon } of feet) {
      const moves = this.#moves.get(id) ?? [];
      const last = moves.at(-1) ?? { matrix: STILL, unseen: 0 }, seen = dt ? this.#flow.motion(polygon, wide) : STILL;
      const unseen = seen ? 0 : last.unseen + dt;
      moves.push({ time, unseen, matrix: compose(seen ?? (unseen < blind ? onwards(track, dt) : STILL), last.matrix) });
      this.#moves.set(id, moves.filter((one) => one.time > time - LONGEST));
    }
  }

  /** How a foot moved from the frame of `from` to that of `to`; null when it was not followed then. */
  between(id, from, to) {
    const moves = this.#moves.get(id) ?? [], at = (time) => moves.find((one) => Math.abs(one.time - time) < 1e-4);
    const [start, end] = [at(from), at(to)];
    return start && end ? compose(end.matrix, invert(start.matrix)) : null;
  }
}

/** A track's landmarks moved on as they moved last, for dt seconds. */
export function onwards({ points, speed, length }, dt) {
  const centre = [0, 1].map((k) => points.reduce((sum, point) => sum + point[k], 0) / points.length);
  return matrixOf({ centre, shift: [speed[0] * length * dt, speed[1] * length * dt], turn: 2 * speed[2] * dt, growth: 2 * speed[3] * dt });
}
