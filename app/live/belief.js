// Which foot it is and from where it is seen, believed over many frames: one frame's doubt changes nothing (docs/live.md).

/** Natural logarithm of the odds, within -most .. most. */
export function logOdds(probability, most) {
  const inside = Math.min(Math.max(probability, 1e-6), 1 - 1e-6);
  return Math.min(most, Math.max(-most, Math.log(inside / (1 - inside))));
}

const best = (scores) => Object.keys(scores).reduce((a, b) => (scores[b] > scores[a] ? b : a));

/** `right`, `view`: what is believed; `lean`: mean log odds that it is a right foot; `scores`: mean scores of the views. */
export class Belief {
  constructor({ side, view }) {
    this.constants = { side, view };
    this.count = this.heard = 0;
    this.silent = 0; // seconds since there was evidence
    this.lean = 0;
    this.scores = {};
    this.right = false;
    this.view = "plantar";
    this.left = { view: null, since: Infinity }; // the view believed in before, and for how many seconds no more
  }

  /** Whether both mirrors should be looked at. */
  get doubtful() { return this.heard === 0 || Math.abs(this.lean) < this.constants.side.doubt; }

  get sideScore() { return Math.max(0.5, 1 / (1 + Math.exp(this.right ? -this.lean : this.lean))); }

  get viewScore() { return this.scores[this.view] / Math.max(Object.values(this.scores).reduce((a, b) => a + b, 0), 1e-6); }

  /** Take one frame in: log odds that the foot is right (null: this frame has none), the views' scores in the mirror of a `right`
   * foot. Returns whether the believed side changed, or at the first frame differs from `right`. */
  learn(evidence, scores, dt, right) {
    if (this.count === 0) this.right = right;
    this.count += 1;
    this.silent += dt;
    const taken = (average, time, count) => Math.min(1, Math.max(time / average, 1 / count));
    const { side, view } = this.constants;
    if (evidence !== null) {
      this.heard += 1;
      this.lean += taken(side.average, this.silent, this.heard) * (evidence - this.lean);
      this.silent = 0;
    }
    for (const [name, score] of Object.entries(scores)) {
      const old = this.scores[name] ?? 0;
      this.scores[name] = old + taken(view.average, dt, this.count) * (score - old);
    }
    const changed = this.#judgeSide();
    if (changed) {
      this.right = !this.right;
      const { medial, lateral } = this.scores;
      Object.assign(this.scores, { medial: lateral, lateral: medial });
    }
    this.#judgeView(dt, changed);
    return changed;
  }

  #judgeView(dt, anew) {
    const { margin, back, soon } = this.constants.view, likeliest = best(this.scores), since = this.left.since + dt;
    const wavers = likeliest === this.left.view && since < soon;
    if (anew || this.count === 1) {
      [this.view, this.left] = [likeliest, { view: null, since: Infinity }];
    } else if (this.scores[likeliest] - this.scores[this.view] > (wavers ? back : margin)) {
      [this.view, this.left] = [likeliest, { view: this.view, since: 0 }];
    } else {
      this.left.since = since;
    }
  }

  #judgeSide() {
    const { inner, margin } = this.constants.side;
    const bonus = { medial: inner, lateral: -inner }[best(this.scores)] ?? 0;
    return (this.right ? this.lean : -this.lean) + bonus < (this.count > 1 ? -margin : 0);
  }
}
