// Landmarks that neither tremble nor lag: a One-Euro filter in the foot's own frame (docs/live.md, "The filter").

import { apply, fit, matrixOf } from "./geometry.js";

/** The share of a new value that a low-pass of `cutoff` Hz takes after dt seconds. */
export const share = (cutoff, dt) => 1 / (1 + 1 / (2 * Math.PI * Math.max(cutoff, 1e-9) * Math.max(dt, 1e-9)));

const cutoff = ({ least, gain }, speed) => least + gain * Math.hypot(...speed);

/** `points`: the filtered landmarks; `speed`: the pose's shift (x, y), half turn and half growth, in lengths a second; `pace`:
 * the share of the pose's last step that was taken. */
export class FootFilter {
  constructor(points, constants) {
    this.constants = constants;
    this.#start(points);
  }

  #start(points) {
    this.points = points.map((point) => [...point]);
    this.speed = [0, 0, 0, 0];
    this.pace = 1;
    this.shape = points.map(() => [0, 0]);
  }

  /** The foot was seen to move so since the last step: what is left to filter is the rest, and it does not lag behind. */
  carry(matrix) { this.points = this.points.map((point) => apply(matrix, point)); }

  /** Take a reading in, dt seconds later; `length` of the foot in pixels. */
  step({ points, sigma, visibility }, length, dt) {
    const { pose, shape, speed, floor, hidden, jump } = this.constants;
    const weight = points.map((_, i) => Math.max(visibility[i], hidden) / (sigma[i] ** 2 + (floor * length) ** 2));
    const move = fit(this.points, points, weight);
    if (Math.hypot(...move.shift) > jump * length || Math.abs(move.turn) > 2 * jump) {
      this.#start(points);
      return;
    }
    const slow = share(speed, dt);
    const now = [move.shift[0] / length, move.shift[1] / length, move.turn / 2, move.growth / 2];
    this.speed = this.speed.map((old, k) => old + slow * (now[k] / dt - old));
    this.pace = share(cutoff(pose, this.speed), dt);
    const whole = matrixOf(move), part = matrixOf(move, this.pace);
    this.points = this.points.map((point, i) => {
      const [x, y] = apply(whole, point), rest = [points[i][0] - x, points[i][1] - y];
      this.shape[i] = this.shape[i].map((old, k) => old + slow * (rest[k] / length / dt - old));
      const follow = share(cutoff(shape, this.shape[i]), dt), [u, v] = apply(part, point);
      return [u + follow * rest[0], v + follow * rest[1]];
    });
  }
}
