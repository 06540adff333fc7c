// The record under correction: each step can be undone, and points follow a landmark while it moves. Records are never changed in
// place, so that a step back is the record of before.

const MOST = 200;

export class Edits {
  /** `place(edit, record)` gives the record that a correction leaves (the server's work); `changed()` is told of each one. */
  constructor(place, changed, failed) {
    Object.assign(this, { place, changed, failed, record: null, undone: [], waiting: new Map(), busy: null, applying: false, locked: false });
  }

  /** Another record; `undone` are its steps where somebody comes back to it. While `locked`, nobody corrects. */
  open(record, undone = []) {
    Object.assign(this, { record, undone, waiting: new Map(), last: null, opened: (this.opened ?? 0) + 1 });
  }

  get edited() { return this.undone.length > 0; }

  /** A landmark on its way; `key` joins moves that are one step (a drag, a row of nudges). */
  move(foot, mark, [x, y], key) {
    if (this.locked || this.applying) return null;
    if (this.last !== key) this.#step(key);
    this.record = withMark(this.record, foot, mark, { ...this.record.feet[foot].landmarks[mark], x, y, visibility: 1, corrected: true });
    this.waiting.set(`${foot}:${mark}`, { kind: "move", foot, mark, x, y });
    this.changed(false);
    return this.#work();
  }

  /** The row of moves is over: the next one is a step of its own. */
  rest() { this.last = null; }

  /** Any other correction, after what is under way. */
  async apply(edit) {
    if (this.locked) { this.changed(true); return; } // the controls show again what holds
    const { opened } = this;
    while (this.busy) await this.busy;
    if (opened !== this.opened) return;
    this.applying = true;
    this.busy = this.#applying(edit).finally(() => {
      Object.assign(this, { applying: false, busy: null });
      if (this.waiting.size) this.#work();
    });
    await this.busy;
  }

  async #applying(edit) {
    const { opened, record } = this;
    try {
      const after = await this.place(edit, record);
      if (opened !== this.opened) return;
      this.#step(null);
      this.record = after;
      this.changed(true);
    } catch (error) { this.failed(error.message); }
  }

  /** One step back; whether there was one. */
  undo() {
    if (!this.undone.length) return false;
    this.record = this.undone.pop();
    Object.assign(this, { waiting: new Map(), last: null, opened: this.opened + 1 }); // what is under way is of the past
    this.changed(true);
    return true;
  }

  /** When all corrections are placed. */
  async settled() { while (this.busy) await this.busy; }

  #step(key) {
    this.undone.push(this.record);
    if (this.undone.length > MOST) this.undone.splice(1, 1); // the first is what was opened
    this.last = key;
  }

  #work() {
    this.busy ??= this.#placing().finally(() => { this.busy = null; });
    return this.busy;
  }

  /** One request at a time, always with a landmark's latest place: a slow machine skips places, it does not lag behind. */
  async #placing() {
    while (this.waiting.size) {
      const [[key, edit]] = this.waiting, { opened, record: sent } = this;
      this.waiting.delete(key);
      let after;
      try { after = await this.place(edit, sent); } catch (error) { this.failed(error.message); continue; }
      if (opened !== this.opened) continue;
      this.record = overtaken(after, sent, this.record);
      this.changed(true);
    }
  }
}

/** What came back for `sent`, but with the landmarks that have moved on since where they are `now`. */
function overtaken(after, sent, now) {
  if (now === sent) return after;
  const feet = after.feet.map((foot, i) => {
    const moved = Object.entries(now.feet[i].landmarks).filter(([name, at]) => at !== sent.feet[i].landmarks[name]);
    return { ...foot, landmarks: { ...foot.landmarks, ...Object.fromEntries(moved) } };
  });
  return { ...after, feet };
}

function withMark(record, foot, mark, at) {
  const feet = record.feet.map((one, number) => (number === foot ? { ...one, landmarks: { ...one.landmarks, [mark]: at } } : one));
  return { ...record, feet };
}

/** The record as it travels: without what follows from the rest. */
export function bare(record) {
  return { ...record, feet: record.feet.map((foot) => ({ ...foot, points: [], zones: [] })) };
}

/** How two records differ: sides and views that are not the same, landmarks that lie apart, and the farthest in foot diameters. */
export function difference(mine, theirs) {
  let apart = 0, farthest = { share: 0, name: null };
  const named = mine.feet.length !== theirs.feet.length || mine.feet.some((foot, i) => foot.side !== theirs.feet[i].side || foot.view !== theirs.feet[i].view);
  mine.feet.slice(0, theirs.feet.length).forEach((foot, i) => {
    const [x0, y0, x1, y1] = foot.box, size = Math.hypot(x1 - x0, y1 - y0) || 1, other = theirs.feet[i].landmarks;
    for (const name of new Set([...Object.keys(foot.landmarks), ...Object.keys(other)])) {
      const a = foot.landmarks[name], b = other[name], share = a && b ? Math.hypot(a.x - b.x, a.y - b.y) / size : 0;
      if (!a || !b || share > 1e-4) apart += 1;
      if (share > farthest.share) farthest = { share, name };
    }
  });
  return { named, apart, farthest };
}
