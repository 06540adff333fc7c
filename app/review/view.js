// The review laid out: queue, picture, decisions, corrections, remarks. It holds no state but what its controls show.

import { make, store } from "../../live/files/dom.js";
import { showAgreement, showHelp, showConflict } from "./panels.js";
import { Queue, SIGNS } from "./queue.js";

const DECISIONS = { accept: "A", correct: "C", reject: "R", skip: "S", undo: "U", next: "N" };
const WHICH = ["queue", "second", "open", "all", "accepted", "corrected", "rejected", "skipped", "failed"];

export class View {
  constructor(root, review) {
    Object.assign(this, { root, review, keysOn: store.get("locator-review-keys", true) });
  }

  /** No set is open: how to make one. */
  noSet() {
    const { t } = this.review, code = (text) => make("pre", {}, make("code", {}, text));
    this.root.replaceChildren(make("section", { class: "welcome" }, make("h2", {}, t("none.title")), make("p", {}, t("none.hint")),
      make("p", {}, t("none.batch")), code("locator batch photos/ --out results"), make("p", {}, t("none.open")), code("locator app --review results")));
  }

  askName(done) {
    const { t } = this.review, name = make("input", { type: "text", name: "reviewer", required: true, maxlength: "200", autocomplete: "name" });
    const form = make("form", { class: "welcome", onsubmit: (event) => { event.preventDefault(); if (name.value.trim()) done(name.value.trim()); } },
      make("h2", {}, t("name.title")), make("label", { class: "field" }, make("span", {}, t("name.label")), name), make("p", { class: "quiet" }, t("name.hint")),
      make("button", { class: "primary", type: "submit" }, t("name.start")));
    this.root.replaceChildren(form);
  }

  /** The whole desk. */
  work() {
    const { review } = this, { t } = review;
    const button = (name, act, attributes = {}) => make("button", { type: "button", class: name, onclick: act, ...attributes }, t(name));
    this.queue = new Queue(t("queue"), (row) => this.#says(row), (index) => review.open(index));
    this.bar = make("progress", { max: "1", value: "0", "aria-label": t("progress.label") });
    this.count = make("p", { class: "count" });
    this.title = make("h2", { class: "name" });
    this.facts = make("p", { class: "facts" });
    this.notes = make("div", { class: "notes" });
    this.message = make("p", { class: "message", role: "status", "aria-live": "polite" });
    this.failure = make("p", { class: "failure", role: "alert" });
    this.clash = make("section", { class: "clash", role: "alert" });
    const acts = { ...Object.fromEntries(["accept", "reject", "skip"].map((name) => [name, () => review.decisions.take(name)])), correct: () => review.correct(), undo: () => review.decisions.undo(), next: () => review.next() };
    this.decisions = Object.fromEntries(Object.entries(DECISIONS).map(([name, key]) => [name, make("button", { type: "button", class: `decision do-${name}`, onclick: acts[name], "aria-keyshortcuts": key },
      make("span", {}, t(name)), make("kbd", { "aria-hidden": "true" }, key))]));
    this.foot = make("select", { onchange: () => { this.footNumber = Number(this.foot.value); this.#feet(); } });
    this.side = make("select", { onchange: () => review.apply({ kind: "side", foot: this.footNumber, side: this.side.value }) });
    this.angle = make("select", { onchange: () => review.apply({ kind: "view", foot: this.footNumber, view: this.angle.value }) });
    this.mark = make("select", { onchange: () => review.select(this.footNumber, this.mark.value || null, this.mark.value !== "") });
    this.drop = button("drop", () => review.apply({ kind: "drop", foot: this.footNumber, mark: this.mark.value }).then(() => review.select(0, null)));
    this.swap = button("swap", () => review.apply({ kind: "swap", foot: this.footNumber }));
    this.remove = button("remove", () => review.apply({ kind: "remove", foot: this.footNumber }));
    this.note = make("textarea", { rows: "2", maxlength: "2000" });
    this.reason = make("input", { type: "text", maxlength: "2000" });
    const field = (name, control) => make("label", { class: "field" }, make("span", {}, t(name)), control);
    this.footField = field("foot", this.foot);
    const { lens, svg } = review.stage;
    svg.setAttribute("aria-label", t("photo"));
    const zooms = [["closer", "+", () => lens.zoom(1.4)], ["farther", "−", () => lens.zoom(1 / 1.4)], ["fit", "⤢", () => lens.fit()]];
    this.root.replaceChildren(
      make("header", {}, this.bar, this.count, make("div", { class: "tools" }, make("span", { class: "who" }, t("who", { name: review.reviewer })),
        review.facts.user ? null : button("leave", () => review.leave()), button("agreement", () => this.agreement()), button("help", () => this.help()))),
      this.#filters(),
      make("div", { class: "desk" },
        make("div", { class: "see" }, make("div", { class: "stage" }, svg,
          make("div", { class: "zooms", role: "group", "aria-label": t("zoom") }, ...zooms.map(([name, sign, act]) => make("button", { type: "button", class: name, title: t(name), "aria-label": t(name), onclick: act }, sign)))),
        this.#layers(), this.message, this.failure, this.clash),
        make("div", { class: "ask" }, this.title, this.facts, this.notes,
          make("div", { class: "decisions", role: "group", "aria-label": t("decisions") }, ...Object.values(this.decisions)),
          make("fieldset", { class: "corrections" }, make("legend", {}, t("corrections")), this.footField, make("div", { class: "pair" }, field("side", this.side), field("view", this.angle)), field("landmark", this.mark),
            make("p", { class: "quiet" }, t("landmark.hint")), make("div", { class: "acts" }, this.drop, this.swap, this.remove)),
          field("note", this.note), field("reason", this.reason),
          make("label", { class: "switch" }, make("input", { type: "checkbox", checked: this.keysOn, onchange: (event) => { this.keysOn = event.target.checked; store.set("locator-review-keys", this.keysOn); } }), t("keys.on"))),
        make("div", { class: "list" }, this.queue.box)));
    this.side.replaceChildren(...this.#options(review.facts.sides));
    this.angle.replaceChildren(...this.#options(review.facts.views));
    this.footNumber = 0;
    this.edited(null, false, false);
  }

  #options(names, first = null) {
    return [...(first === null ? [] : [make("option", { value: "" }, first)]), ...Object.entries(names).map(([value, text]) => make("option", { value }, text))];
  }

  #filters() {
    const { review } = this, { t, facts, wish } = review, any = t("any");
    const choose = (name, options) => make("label", { class: "field" }, make("span", {}, t(`filter.${name}`)),
      make("select", { class: `filter-${name}`, onchange: (event) => this.#wish(name, event.target.value) }, ...options.map((option) => { if (option.value === (wish[name] ?? "")) option.selected = true; return option; })));
    const part = make("input", { type: "search", class: "filter-part", value: wish.part ?? "", onchange: () => this.#wish("part", part.value) });
    this.by = choose("by", [make("option", { value: "" }, any)]);
    return make("details", { class: "filters", open: Object.keys(wish).length > 1 }, make("summary", {}, t("filters")), make("div", { class: "fields" },
      choose("which", this.#options(Object.fromEntries(WHICH.map((name) => [name, t(`which.${name}`)])))), choose("reason", this.#options(facts.reasons, any)),
      choose("side", this.#options(facts.sides, any)), choose("view", this.#options(facts.views, any)), this.by,
      make("label", { class: "field" }, make("span", {}, t("filter.part")), part)));
  }

  #wish(name, value) {
    const { [name]: _, ...others } = this.review.wish;
    this.review.load(value ? { ...others, [name]: value } : { which: "queue", ...others });
  }

  #layers() {
    const { stage, t } = this.review;
    this.boxes = Object.fromEntries(Object.keys(stage.layers).map((name) => [name, make("input", { type: "checkbox", checked: stage.layers[name], onchange: () => this.#layer(name) })]));
    return make("div", { class: "layers", role: "group", "aria-label": t("layers") }, ...Object.entries(this.boxes).map(([name, box]) => make("label", { class: "switch" }, box, t(`layer.${name}`))));
  }

  #layer(name) {
    const { stage, edits } = this.review;
    stage.layers[name] = this.boxes[name].checked;
    stage.show(edits.record);
  }

  toggle(name) {
    this.boxes[name].checked = !this.boxes[name].checked;
    this.#layer(name);
  }

  #says(row) {
    const { t, facts } = this.review;
    return { state: t(`state.${row.state}`), why: row.state === "pending" || row.state === "skipped" ? row.reasons.map((name) => facts.reasons[name] ?? name).join(", ") : (row.by ?? "") };
  }

  list(rows, total, at) {
    this.queue.show(rows);
    if (at >= 0) this.queue.go(at);
    this.total = total;
  }

  go(index, rows) {
    this.queue.show(rows);
    if (index >= 0) this.queue.go(index);
  }

  progress(made) {
    const { t } = this.review, { states } = made;
    this.bar.max = Math.max(1, made.total - (states.failed ?? 0));
    this.bar.value = made.decided;
    const parts = Object.keys(SIGNS).filter((state) => states[state]).map((state) => `${SIGNS[state]} ${states[state]} ${t(`state.${state}`)}`);
    this.count.replaceChildren(make("b", {}, t("progress", { decided: made.decided, total: this.bar.max, queued: made.queued })), ` ${parts.join(" · ")}`);
    const select = this.by.querySelector("select"), chosen = this.review.wish.by ?? "";
    select.replaceChildren(...this.#options(Object.fromEntries(Object.entries(made.reviewers).map(([name, count]) => [name, `${name} (${count})`])), t("any")));
    select.value = chosen;
  }

  /** Another photo is open. */
  photo(now) {
    const { review } = this, { t, facts } = review, { row } = now;
    this.root.classList.remove("empty");
    this.title.textContent = row.name;
    const place = t("place", { n: review.at + 1, total: this.total }), why = row.reasons.map((name) => facts.reasons[name] ?? name).join(", ");
    this.facts.textContent = [place, `${SIGNS[row.state]} ${t(`state.${row.state}`)}`, why, now.blind ? t("blind") : ""].filter(Boolean).join(" · ");
    const told = now.history.filter((one) => !one.undone && !one.blind).map((one) => [t(`said.${one.decision}`, { by: one.by, at: new Date(one.at).toLocaleString(facts.lang) }), one.note, one.reason].filter(Boolean).join(" · "));
    this.notes.replaceChildren(...(now.busy ? [make("p", { class: "busy" }, `⚠ ${t("busy", { by: now.busy })}`)] : []), ...[...now.says, ...told].map((text) => make("p", {}, text)));
    this.note.value = this.reason.value = "";
    this.footNumber = 0;
    this.failure.textContent = "";
    this.conflict(null);
    this.selected(0, null);
  }

  /** What the record under correction holds now. */
  edited(record, edited, undoable) {
    this.record = record;
    const none = !record || this.review.now?.row.state === "failed";
    for (const [name, button] of Object.entries(this.decisions)) button.disabled = none && name !== "next" && name !== "undo";
    this.decisions.undo.disabled = !undoable;
    this.decisions.correct.disabled ||= !record?.feet.length && !edited;
    this.decisions.correct.firstChild.textContent = this.review.t(edited ? "correct.save" : "correct");
    this.decisions.correct.classList.toggle("primary", edited);
    this.decisions.accept.classList.toggle("primary", !edited);
    this.#feet();
  }

  #feet() {
    const { t, facts, stage } = this.review, feet = this.record?.feet ?? [];
    if (this.footNumber >= feet.length) this.footNumber = 0;
    const foot = feet[this.footNumber];
    this.footField.hidden = feet.length < 2;
    this.foot.replaceChildren(...feet.map((one, i) => make("option", { value: i, selected: i === this.footNumber }, t("foot.n", { n: i + 1, side: facts.sides[one.side], view: facts.views[one.view] }))));
    for (const control of [this.side, this.angle, this.mark, this.swap, this.remove]) control.disabled = !foot;
    this.side.value = foot?.side ?? "";
    this.angle.value = foot?.view ?? "";
    const chosen = stage.selected?.foot === this.footNumber ? stage.selected.name : "";
    const known = facts.landmarks.filter((one) => foot && (one.name in foot.landmarks || one.views.includes(foot.view)));
    this.mark.replaceChildren(make("option", { value: "" }, t("landmark.choose")), ...known.map((one) => make("option", { value: one.name }, one.name in foot.landmarks ? one.says : t("landmark.missing", { name: one.says }))));
    this.mark.value = chosen;
    this.drop.disabled = !foot || !(chosen in foot.landmarks);
  }

  selected(foot, name) {
    if (name !== null) this.footNumber = foot;
    this.#feet();
    if (name !== null) this.say((this.held = this.review.t("landmark.held", { name: this.review.facts.called(name) })));
    else if (this.message.textContent === this.held) this.say("");
  }

  /** What was written before, and why it is here again. */
  remark({ note, reason }, said = "") {
    Object.assign(this.note, { value: note });
    Object.assign(this.reason, { value: reason });
    if (said) this.say(said);
  }

  remarks() { return { note: this.note.value.trim(), reason: this.reason.value.trim() }; }

  nothing() {
    this.root.classList.add("empty");
    this.title.textContent = this.review.t("nothing.title");
    this.facts.textContent = this.review.t("nothing.hint");
    this.notes.replaceChildren();
    this.review.stage.show(null);
    this.edited(null, false, this.review.decisions.made.length > 0);
  }

  atEnd() { this.say(this.review.t("end")); }

  conflict(clash, mine) { showConflict(this.clash, clash, mine, this.review); }

  agreement() { return showAgreement(this.root, this.review); }

  help() { showHelp(this.root, this.review); }

  /** A line that screen readers speak. */
  say(text) {
    this.failure.textContent = "";
    if (this.message.textContent !== text) this.message.textContent = text;
  }

  fail(sentence) {
    if (this.failure) Object.assign(this.failure, { textContent: sentence });
    else this.root.replaceChildren(make("p", { class: "failure", role: "alert" }, sentence));
    if (this.message) this.message.textContent = "";
  }
}
