// The review: one photo after the other, from the queue to a decision. What is seen is view.js, the picture is stage.js, corrections
// are edits.js, decisions decisions.js; what is decided lies in the server's store.

import { fill, make, store } from "../../live/files/dom.js";
import { Decisions } from "./decisions.js";
import { Drafts } from "./drafts.js";
import { bare, Edits } from "./edits.js";
import { act as keyed } from "./keys.js";
import { ask, factsIn, fetched, photoOf, reduction } from "./server.js";
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
    Object.assign(this, { root, wish: { which: "queue" }, rows: [], total: 0, at: -1, drafts: new Drafts(), reviewer: store.get("locator-reviewer", "") });
    this.decisions = new Decisions(this);
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
    Object.assign(this, { now: null, wanted: null, held: null, drafts: new Drafts(), reviewer: "" });
    this.decisions.forget();
    this.view.askName((name) => { this.sign(name); this.enter(); });
  }

  /** What is looked for has changed: the queue anew. */
  async load(wish = this.wish) {
    this.#keep();
    Object.assign(this, { wish, wanted: null, held: null }); // what is on its way is of the photos before
    try {
      const told = await ask("queue", { reviewer: this.reviewer, ...wish });
      if (wish !== this.wish) return; // somebody has asked for others meanwhile
      Object.assign(this, { rows: told.rows, total: told.total, at: -1 });
      this.view.list(this.rows, this.total, -1);
      this.view.progress((this.made = told.progress));
      if (this.rows.length) await this.open(0);
      else { this.now = null; this.view.nothing(); }
    } catch (error) { this.view.fail(error.message); }
  }

  /** Open row `index`; `free`: one that nobody else has open, if there is one further on. */
  open(index, more) {
    if (!this.rows[index]) return this.going;
    const going = this.#open(index, more).finally(() => { if (this.going === going) this.#arrived(); });
    Object.assign(this, { going, to: index });
    this.view.go(index, this.rows);
    this.lock();
    return going;
  }

  #arrived() {
    const { held } = this;
    Object.assign(this, { going: null, held: null });
    this.view.go(this.at, this.rows); // it may not have come
    this.lock();
    if (held && held.name === this.now?.row.name) held.act();
  }

  /** What is done to a photo that was asked for waits until it is seen: never is it done to the one that is still there. */
  hold(act) {
    if (this.going) this.held = { name: this.coming, act };
    return Boolean(this.going);
  }

  lock() {
    this.edits.locked = Boolean(this.going || this.decisions.saving);
    this.root.classList.toggle("coming", Boolean(this.going));
  }

  /** The photo is left: what is not saved of it stays for whoever comes back. */
  #keep() {
    if (this.now) this.drafts.keep(this.now, this.edits, this.view.remarks());
  }

  async #open(index, { free = 0 } = {}) {
    const row = this.rows[index], wanted = (this.wanted = Symbol(row.name)), url = photoOf(row.name), { blind } = this;
    this.coming = row.name;
    try {
      const asked = ask("open", { name: row.name, reviewer: this.reviewer, blind, lang: this.facts.lang });
      // Photo and landmarks change at once, and not before a decision has taken what it decides about.
      const [told, drawn] = await Promise.all([asked, fetched(url), this.decisions.settling]);
      if (wanted !== this.wanted) return; // somebody pressed on
      if (told.busy && free && index + free < this.rows.length) return await this.#open(index + free, { free });
      this.#keep();
      const draft = this.drafts.of(row.name, blind);
      // A draft goes with the version that it was made from: whoever decided since is told of as always.
      Object.assign(this, { at: index, now: { ...told, blind, version: draft?.version ?? told.version } });
      this.decisions.conflict = null;
      this.rows[index] = told.row;
      this.edits.open(draft?.record ?? told.record, draft?.undone);
      this.stage.open(url, told.record.image);
      this.stage.show(this.edits.record);
      this.view.photo(this.now);
      if (draft) this.view.remark(draft.remarks, this.t("draft"));
      if (!drawn && told.row.state !== "failed") this.view.fail(this.t("undrawn"));
      this.#told();
      const ahead = this.rows[index + 1];
      if (ahead) new Image().src = photoOf(ahead.name);
    } catch (error) { this.view.fail(error.message); }
  }

  // Who presses twice goes two photos on, though the first is still on its way.
  get #from() { return this.going ? this.to : this.at; }

  next() { return this.#from + 1 < this.rows.length ? this.open(this.#from + 1) : this.#end(); }

  back() { return this.open(this.#from - 1); }

  /** After a decision: the next one that is not decided yet and that nobody else has open. */
  async onward() {
    const open = (row) => row.state === "pending" || row.state === "skipped" || this.wish.which !== "queue";
    const next = this.rows.findIndex((row, i) => i > this.at && open(row) && !this.decisions.includes(row.name));
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

  /** A row of the queue as the server tells it now, and how far the set is. */
  row(index, told) {
    if (index >= 0) this.rows[index] = told.row;
    this.view.list(this.rows, this.total, this.at);
    this.view.progress((this.made = told.progress));
  }

  /** The landmark that keys and clicks move; null for none. */
  select(foot, name, focus = false) {
    this.edits.rest();
    this.stage.select(foot, name, focus);
    this.view.selected(foot, name);
  }

  /** Begin to correct, or save what was corrected. */
  correct() {
    if (this.hold(() => this.correct())) return null;
    if (this.edits.edited) return this.decisions.take("correct");
    const [foot, name] = this.#first();
    if (name) this.select(foot, name, true);
    return null;
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

  #told() { this.view.edited(this.edits.record, this.edits.edited, this.edits.edited || this.decisions.made.length > 0); }

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
