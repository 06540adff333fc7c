// The review: one photo after the other, from the queue to a decision. What is seen is view.js, the picture is stage.js, corrections
// are edits.js; what is decided lies in the server's store.

import { fill, make, store } from "../../live/files/dom.js";
import { bare, difference, Edits } from "./edits.js";
import { act as keyed } from "./keys.js";
import { ask, factsIn, photoOf, reduction } from "./server.js";
import { Stage } from "./stage.js";
import { View } from "./view.js";

const CLOSER = 1.6; // CSS pixels that a pixel of a reduced picture may fill before the whole photo is asked for

/** Gradio hands over the element, its props and a way to watch them: {lang} as JSON in `value`. */
export function mount(element, props, watch) {
  const review = new Review(element.querySelector(".review"));
  const speak = () => {
    try { review.speak(JSON.parse(props.value).lang); } catch { /* not yet there */ }
  };
  watch("value", speak);
  speak();
}

class Review {
  constructor(root) {
    Object.assign(this, { root, wish: { which: "queue" }, rows: [], total: 0, at: -1, decided: [], reviewer: store.get("locator-reviewer", "") });
    this.edits = new Edits(
      async (edit, record) => (await ask("edit", { ...edit, name: this.now.row.name, reviewer: this.reviewer, record: bare(record) })).record,
      (placed) => this.#changed(placed),
      (sentence) => this.view.fail(sentence),
    );
    this.stage = new Stage(() => this.facts, {
      select: (foot, name, focus) => this.select(foot, name, focus),
      moving: (foot, name, xy) => { this.edits.move(foot, name, xy, "drag"); },
      moved: (foot, name, xy) => { this.edits.move(foot, name, xy, "drag"); this.edits.rest(); },
      nudge: (foot, name, xy) => { this.edits.move(foot, name, xy, `nudge ${foot} ${name}`); },
    });
    document.addEventListener("keydown", (event) => keyed(this, event));
    this.stage.lens.watch = () => this.#sharpen();
  }

  get blind() { return this.wish.which === "second"; }

  /** Speak a language: the words come from the server, and everything is laid out anew; what is open stays. */
  async speak(lang) {
    if (lang === this.facts?.lang) return;
    try {
      this.facts = await factsIn(lang);
    } catch (error) {
      this.root.replaceChildren(make("p", { class: "failure", role: "alert" }, error.message));
      return;
    }
    this.t = (name, values) => fill(this.facts.words[name] ?? name, values);
    this.reviewer = this.facts.user ?? this.reviewer;
    this.view = new View(this.root, this);
    if (!this.facts.set) return this.view.noSet();
    if (this.now) return this.#again();
    // The queue is asked for when somebody looks, not by every visitor of the page.
    const seen = new IntersectionObserver(() => {
      if (!this.root.getClientRects().length) return;
      seen.disconnect();
      this.enter();
    });
    seen.observe(this.root);
  }

  #again() {
    this.view.work();
    this.view.list(this.rows, this.total, this.at);
    this.view.progress(this.made);
    this.view.photo(this.now);
    this.stage.show(this.edits.record);
    this.#told();
  }

  enter() {
    if (!this.reviewer) return this.view.askName((name) => { this.sign(name); this.enter(); });
    this.view.work();
    return this.load();
  }

  sign(name) {
    this.reviewer = name;
    store.set("locator-reviewer", name);
  }

  /** Another reviewer sits down. */
  leave() {
    Object.assign(this, { now: null, decided: [], reviewer: "" });
    this.view.askName((name) => { this.sign(name); this.enter(); });
  }

  /** What is looked for has changed: the queue anew. */
  async load(wish = this.wish) {
    this.wish = wish;
    try {
      const told = await ask("queue", { reviewer: this.reviewer, ...wish });
      Object.assign(this, { rows: told.rows, total: told.total, at: -1 });
      this.view.list(this.rows, this.total, -1);
      this.view.progress((this.made = told.progress));
      if (this.rows.length) await this.open(0);
      else { this.now = null; this.view.nothing(); }
    } catch (error) { this.view.fail(error.message); }
  }

  /** Open row `index`; `free`: one that nobody else has open, if there is one further on. */
  open(index, more) {
    const going = this.#open(index, more).finally(() => { if (this.going === going) this.going = null; });
    return (this.going = going);
  }

  async #open(index, { free = 0 } = {}) {
    const row = this.rows[index];
    if (!row) return;
    const wanted = (this.wanted = Symbol(row.name));
    try {
      const told = await ask("open", { name: row.name, reviewer: this.reviewer, blind: this.blind, lang: this.facts.lang });
      if (wanted !== this.wanted) return; // somebody pressed on
      if (told.busy && free && index + free < this.rows.length) return await this.#open(index + free, { free });
      Object.assign(this, { at: index, now: told, conflict: null });
      this.rows[index] = told.row;
      this.edits.open(told.record);
      this.stage.open(photoOf(row.name), told.record.image);
      this.stage.show(told.record);
      this.view.photo(told);
      this.view.go(index, this.rows);
      this.#told();
      const ahead = this.rows[index + 1];
      if (ahead) new Image().src = photoOf(ahead.name);
    } catch (error) { this.view.fail(error.message); }
  }

  next() { return this.at + 1 < this.rows.length ? this.open(this.at + 1) : this.#end(); }

  back() { return this.open(this.at - 1); }

  /** After a decision: the next one that is not decided yet and that nobody else has open. */
  async #onward() {
    const open = (row) => row.state === "pending" || row.state === "skipped" || this.wish.which !== "queue";
    const next = this.rows.findIndex((row, i) => i > this.at && open(row) && !this.decided.some((one) => one.name === row.name));
    if (next >= 0) await this.open(next, { free: 1 });
    else await this.#end();
  }

  /** The rows are at their end: there may be more, or everything is done. */
  async #end() {
    if (this.total > this.rows.length) await this.load();
    else {
      this.#told();
      this.view.atEnd();
    }
  }

  /** accept, correct, reject or skip; what was moved makes an acceptance a correction. Nothing is decided about a photo that is
      not seen yet. */
  decide(decision) {
    if (!this.now || this.deciding || this.going) return this.deciding;
    const deciding = this.#decide(decision).finally(() => { this.deciding = null; });
    return (this.deciding = deciding);
  }

  async #decide(decision) {
    const { now } = this;
    try {
      await this.edits.settled();
      const made = decision === "accept" && this.edits.edited ? "correct" : decision;
      const told = await ask("decide", {
        name: now.row.name, version: now.version, reviewer: this.reviewer, blind: this.blind, lang: this.facts.lang, decision: made,
        record: made === "correct" ? bare(this.edits.record) : null, ...this.view.remarks(),
      });
      if (told.conflict) return this.#conflict(told.conflict, made);
      this.decided.push({ name: now.row.name, version: told.version, blind: this.blind });
      this.#row(this.rows.findIndex((row) => row.name === now.row.name), told);
      if (this.now !== now) return; // somebody pressed on meanwhile
      Object.assign(now, { version: told.version, row: told.row });
      this.edits.open(this.edits.record); // its steps are decided: to undo takes back the decision now
      this.view.say(this.t(`done.${made}`, { name: now.row.name }));
      await this.#onward();
    } catch (error) { this.view.fail(error.message); }
  }

  /** One step back: of the corrections of this photo, else of the decisions made since the page was opened. */
  async undo() {
    await this.deciding;
    await this.going;
    if (this.now && this.edits.undo()) return;
    const last = this.decided.pop();
    if (!last) return this.view.say(this.t("undo.none"));
    try {
      const told = await ask("undo", { ...last, reviewer: this.reviewer, lang: this.facts.lang });
      if (told.conflict) return this.view.fail(this.t("undo.conflict", { name: last.name, by: told.conflict.by }));
      let index = this.rows.findIndex((row) => row.name === last.name);
      if (index < 0) { // it is not among the photos that are asked for now
        this.rows.unshift(told.row);
        index = 0;
      }
      this.#row(index, told);
      await this.open(index);
      this.view.say(this.t("undo.done", { name: last.name }));
    } catch (error) { this.view.fail(error.message); }
  }

  #row(index, told) {
    if (index >= 0) this.rows[index] = told.row;
    this.view.list(this.rows, this.total, this.at);
    this.view.progress((this.made = told.progress));
  }

  // Somebody else decided first. Nothing is lost: mine is still here, theirs is in the store, and I choose.
  #conflict(theirs, decision) {
    this.conflict = { theirs, decision };
    this.view.conflict(this.conflict, this.edits.record);
  }

  compare(wanted) { this.stage.compare(wanted ? this.conflict.theirs.record : null); }

  keepMine() {
    const { theirs, decision } = this.conflict, { named, apart } = difference(this.edits.record, theirs.record);
    Object.assign(this.now, { version: theirs.version, row: theirs.row });
    this.#resolved();
    // To accept means what holds now, which is theirs: what I saw is sent along where it differs.
    return this.decide(decision === "accept" && (named || apart) ? "correct" : decision);
  }

  takeTheirs() {
    const { theirs } = this.conflict;
    Object.assign(this.now, theirs);
    this.rows[this.at] = theirs.row;
    this.edits.open(theirs.record);
    this.#resolved();
    this.stage.show(theirs.record);
    this.view.photo(this.now);
    this.view.list(this.rows, this.total, this.at);
  }

  #resolved() {
    this.stage.compare(null);
    this.conflict = null;
    this.view.conflict(null);
  }

  /** The landmark that keys and clicks move; null for none. */
  select(foot, name, focus = false) {
    this.edits.rest();
    this.stage.select(foot, name, focus);
    this.view.selected(foot, name);
  }

  /** Begin to correct, or save what was corrected. */
  correct() {
    if (this.edits.edited) return this.decide("correct");
    const [foot, name] = this.#first();
    if (name) this.select(foot, name, true);
  }

  #first() {
    for (const [number, foot] of (this.edits.record?.feet ?? []).entries()) {
      const [name] = Object.keys(foot.landmarks);
      if (name) return [number, name];
    }
    return [0, null];
  }

  /** A correction that is not a move: {kind, foot, ...}. */
  async apply(edit) {
    this.view.say(this.t("working"));
    await this.edits.apply(edit);
    this.view.say("");
  }

  agreement() { return ask("agreement", { reviewer: this.reviewer }); }

  #changed(placed) {
    const { record } = this.edits;
    if (this.stage.selected && !record.feet[this.stage.selected.foot]) this.select(0, null);
    if (this.stage.drag?.mark && !placed) this.#follow(record);
    else this.stage.show(record);
    this.#told();
  }

  #follow(record) {
    const { foot, name } = this.stage.drag.mark, at = record.feet[foot].landmarks[name];
    this.stage.follow(foot, name, [at.x, at.y]);
  }

  #told() { this.view.edited(this.edits.record, this.edits.edited, this.edits.edited || this.decided.length > 0); }

  /** Whoever looks closely sees the photo's own pixels. */
  #sharpen() {
    if (!this.now || this.now.sharp) return;
    const { width, height } = this.now.record.image, reduced = reduction(Math.max(width, height), this.facts.enough);
    if (reduced === 1 || reduced / this.stage.lens.unit < CLOSER) return;
    const { now } = this;
    now.sharp = true;
    const whole = new Image();
    whole.onload = () => { if (this.now === now) this.stage.sharpen(whole.src); };
    whole.src = photoOf(now.row.name, true);
  }
}
