// The list of the queue: only the rows that are seen are in the document, so that thousands scroll as ten do.

import { make } from "../../live/files/dom.js";

const ROW = 44; // CSS pixels, as high as a finger wants (also in review.css)
const MORE = 4; // rows kept above and below

/** A sign for each state, told by its shape. */
export const SIGNS = { pending: "○", accepted: "✓", corrected: "✎", rejected: "✕", skipped: "↷", failed: "⚠" };

export class Queue {
  /** `open(index)` is called for the row that is chosen; `says(row)` gives what a row reads. */
  constructor(label, says, open) {
    Object.assign(this, { says, open, rows: [], at: -1 });
    this.inner = make("div", { class: "rows" });
    this.box = make("div", { class: "queue", role: "listbox", tabindex: "0", "aria-label": label }, this.inner);
    this.box.addEventListener("scroll", () => this.#draw());
    this.box.addEventListener("click", (event) => {
      const row = event.target.closest("[data-index]");
      if (row) open(Number(row.dataset.index));
    });
    this.box.addEventListener("keydown", (event) => {
      const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, Home: 0, End: this.rows.length - 1 }[event.key];
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      if (to >= 0 && to < this.rows.length) open(to);
    });
    new ResizeObserver(() => this.#draw()).observe(this.box);
  }

  show(rows) {
    this.rows = rows;
    this.inner.style.height = `${rows.length * ROW}px`;
    this.#draw();
  }

  /** Row `index` is the one that is open. */
  go(index) {
    this.at = index;
    const top = index * ROW, { scrollTop, clientHeight } = this.box;
    if (top < scrollTop) this.box.scrollTop = top;
    else if (top + ROW > scrollTop + clientHeight) this.box.scrollTop = top + ROW - clientHeight;
    this.#draw();
  }

  #draw() {
    const first = Math.max(0, Math.floor(this.box.scrollTop / ROW) - MORE);
    const last = Math.min(this.rows.length, Math.ceil((this.box.scrollTop + this.box.clientHeight) / ROW) + MORE);
    const made = [];
    for (let i = first; i < last; i += 1) {
      const row = this.rows[i], { state, why } = this.says(row);
      made.push(make("div", {
        class: "row", role: "option", id: `review-row-${i}`, "data-index": i, "data-state": row.state, "aria-selected": String(i === this.at),
        "aria-posinset": i + 1, "aria-setsize": this.rows.length, style: `top: ${i * ROW}px`,
      }, make("span", { class: "sign", title: state, "aria-hidden": "true" }, SIGNS[row.state]), make("span", { class: "name" }, row.name),
      make("span", { class: "why" }, `${state}${why ? ` · ${why}` : ""}`)));
    }
    this.inner.replaceChildren(...made);
    if (this.at >= first && this.at < last) this.box.setAttribute("aria-activedescendant", `review-row-${this.at}`);
    else this.box.removeAttribute("aria-activedescendant");
  }
}
