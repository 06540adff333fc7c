// What is decided of a photo: accept, correct, reject or skip; one step back; and the choice when somebody else decided first.

import { bare, difference } from "./edits.js";
import { ask } from "./server.js";

export class Decisions {
  constructor(review) {
    Object.assign(this, { review, conflict: null, settling: null, saving: null });
    this.forget();
  }

  /** Nothing was decided yet by whoever sits here. */
  forget() { this.made = []; }

  includes(name) { return this.made.some((one) => one.name === name); }

  /** accept, correct, reject or skip; what was moved makes an acceptance a correction. Who presses again while a decision is
      saved and the photo after it comes has not seen that one, and is told so. */
  take(decision) {
    const { review } = this;
    if (this.saving) review.view.say(review.t("coming"));
    else if (!review.hold(() => this.take(decision)) && review.now) {
      this.saving = this.#save(decision).finally(() => {
        this.saving = null;
        review.lock();
      });
      review.lock();
    }
    return this.saving;
  }

  async #save(decision) {
    const { review } = this, { now, edits, view, t } = review, { name } = now.row;
    try {
      await (this.settling = edits.settled());
      const made = decision === "accept" && edits.edited ? "correct" : decision;
      const told = await ask("decide", {
        name, version: now.version, reviewer: review.reviewer, blind: now.blind, lang: review.facts.lang, decision: made,
        record: made === "correct" ? bare(edits.record) : null, ...view.remarks(),
      });
      if (told.conflict && review.now === now) return this.#clash(told.conflict, made);
      if (told.conflict) throw new Error(t("late", { by: told.conflict.by }));
      this.made.push({ name, version: told.version, blind: now.blind });
      review.row(review.rows.findIndex((row) => row.name === name), told);
      review.drafts.forget(now);
      if (review.now !== now) return; // somebody pressed on meanwhile
      Object.assign(now, { version: told.version, row: told.row });
      edits.open(edits.record); // its steps are decided: to undo takes back the decision now
      view.remark({ note: "", reason: "" });
      if (review.going) return;
      view.say(t(`done.${made}`, { name }));
      await review.onward();
    } catch (error) { review.view.fail(review.now === now ? error.message : `${name}: ${error.message}`); }
  }

  /** One step back: of the corrections of this photo, else of the decisions made since the page was opened. */
  async undo() {
    const { review } = this;
    while (this.saving || review.going) await (this.saving ?? review.going);
    if (review.now && review.edits.undo()) return;
    const last = this.made.pop();
    if (!last) return review.view.say(review.t("undo.none"));
    try {
      const told = await ask("undo", { ...last, reviewer: review.reviewer, lang: review.facts.lang });
      if (told.conflict) return review.view.fail(review.t("undo.conflict", { name: last.name, by: told.conflict.by }));
      let index = review.rows.findIndex((row) => row.name === last.name);
      if (index < 0) { // it is not among the photos that are asked for now
        review.rows.unshift(told.row);
        index = 0;
      }
      review.row(index, told);
      if (review.now?.row.name === last.name) review.now.version = told.version;
      await review.open(index);
      review.view.say(review.t("undo.done", { name: last.name }));
    } catch (error) { review.view.fail(error.message); }
  }

  // Somebody else decided first. Nothing is lost: mine is still here, theirs is in the store, and I choose.
  #clash(theirs, decision) {
    this.conflict = { theirs, decision };
    this.review.view.conflict(this.conflict, this.review.edits.record);
  }

  compare(wanted) { this.review.stage.compare(wanted ? this.conflict.theirs.record : null); }

  keepMine() {
    const { review } = this, { theirs, decision } = this.conflict, { named, apart } = difference(review.edits.record, theirs.record);
    Object.assign(review.now, { version: theirs.version, row: theirs.row });
    this.#resolved();
    // To accept means what holds now, which is theirs: what I saw is sent along where it differs.
    return this.take(decision === "accept" && (named || apart) ? "correct" : decision);
  }

  takeTheirs() {
    const { review } = this, { theirs } = this.conflict;
    Object.assign(review.now, theirs);
    review.rows[review.at] = theirs.row;
    review.edits.open(theirs.record);
    this.#resolved();
    review.stage.show(theirs.record);
    review.view.photo(review.now);
    review.view.list(review.rows, review.total, review.at);
  }

  #resolved() {
    this.review.stage.compare(null);
    this.conflict = null;
    this.review.view.conflict(null);
  }
}
