// Drawings, lists and the quiz of the tab Atlas: what is touched, by pointer or keyboard, goes to Python as one event.

/** Once for each component: its element, and what Gradio gives it to speak by (`trigger`) and to listen by (`watch`). */
export function mount(element, trigger, watch) {
  const tab = () => document.querySelector("#atlas");

  /** Ring what is chosen wherever it is drawn or listed; Python need not draw anew for it. */
  const choose = (key) => tab().querySelectorAll(".mark, .entries button").forEach((one) => one.classList.toggle("chosen", one.dataset.key === key));

  /** One stop for the Tab key in each drawing: the chosen mark, else the first. */
  const settle = () => element.querySelectorAll("svg.chart").forEach((svg) => {
    const all = [...svg.querySelectorAll(".mark")];
    const stop = all.find((one) => one.classList.contains("chosen")) || all[0];
    all.forEach((one) => one.setAttribute("tabindex", one === stop ? "0" : "-1"));
  });

  const middle = (one) => { const box = one.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };

  /** The nearest mark in the direction of an arrow key: ahead, and not too far aside. */
  function beside(from, key) {
    const [ux, uy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    const [x, y] = middle(from);
    let best = null, least = Infinity;
    for (const one of from.ownerSVGElement.querySelectorAll(".mark")) {
      if (one === from) continue;
      const [ox, oy] = middle(one), ahead = (ox - x) * ux + (oy - y) * uy, aside = Math.abs((ox - x) * uy) + Math.abs((oy - y) * ux);
      if (ahead > 1 && ahead + 2 * aside < least) { least = ahead + 2 * aside; best = one; }
    }
    return best;
  }

  function say(one) {
    const place = element.querySelector(".hover");
    if (place) place.textContent = one ? one.getAttribute("aria-label") : place.dataset.hint;
  }

  // --- the quiz: a cross to aim with ---
  const unit = (svg) => Math.max(svg.viewBox.baseVal.width, svg.viewBox.baseVal.height) / 100;

  function aim(svg, x, y) {
    const box = svg.viewBox.baseVal;
    x = Math.min(box.x + box.width, Math.max(box.x, x));
    y = Math.min(box.y + box.height, Math.max(box.y, y));
    svg.dataset.x = x; svg.dataset.y = y;
    const arm = 2.2 * unit(svg), path = `M${x - arm},${y}H${x + arm}M${x},${y - arm}V${y + arm}`;
    svg.querySelectorAll(".cross").forEach((one) => one.setAttribute("d", path));
  }

  const answer = (svg) => { if (svg.dataset.open) trigger("click", { x: Number(svg.dataset.x), y: Number(svg.dataset.y) }); };

  const start = (svg) => { const box = svg.viewBox.baseVal; if (svg.dataset.open) aim(svg, box.x + box.width / 2, box.y + box.height / 2); };

  element.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]");
    if (act) { trigger("click", { act: act.dataset.act, step: Number(act.dataset.step || 0), key: act.dataset.key || "" }); return; }
    const one = event.target.closest(".mark, .entries button");
    if (one) { window.atlasPicked = true; choose(one.dataset.key); trigger("click", { key: one.dataset.key, side: one.closest("svg")?.dataset.side || "" }); return; }
    const svg = event.target.closest(".aim svg");
    if (svg && svg.dataset.open) {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      aim(svg, at.x, at.y);
      answer(svg);
    }
  });

  element.addEventListener("keydown", (event) => {
    const mark = event.target.closest(".mark"), svg = event.target.closest(".aim svg");
    if (mark && event.key.startsWith("Arrow")) {
      event.preventDefault();
      const next = beside(mark, event.key);
      if (next) { mark.setAttribute("tabindex", "-1"); next.setAttribute("tabindex", "0"); next.focus(); }
    } else if (mark && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      mark.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    } else if (svg && svg.dataset.open && event.key.startsWith("Arrow")) {
      event.preventDefault();
      const by = unit(svg) * (event.shiftKey ? 0.4 : 2);
      const [dx, dy] = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[event.key];
      aim(svg, Number(svg.dataset.x) + dx, Number(svg.dataset.y) + dy);
    } else if (svg && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      answer(svg);
    }
  });

  for (const name of ["pointerover", "focusin"]) element.addEventListener(name, (event) => { const one = event.target.closest(".mark"); if (one) say(one); });
  for (const name of ["pointerout", "focusout"]) element.addEventListener(name, () => say(null));

  const ready = () => { settle(); say(null); element.querySelectorAll(".aim svg").forEach(start); };
  watch("value", () => {
    const had = element.dataset.focus;
    ready();
    if (window.atlasPicked && element.querySelector("article")) { // on a phone the card lies below: go there
      window.atlasPicked = false;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (innerWidth <= 760) element.parentElement.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
    }
    if (had === "aim") element.querySelector(".aim svg")?.focus({ preventScroll: true });
    else if (had) element.querySelector(`.mark[data-key="${CSS.escape(had)}"], [data-again="${CSS.escape(had)}"]`)?.focus({ preventScroll: true });
  });
  // What is focused is drawn anew with the rest; remember it, so that the keyboard stays where it was.
  element.addEventListener("focusin", (event) => {
    const one = event.target.closest(".mark, [data-again], .aim svg");
    element.dataset.focus = one ? one.dataset.key && one.classList.contains("mark") ? one.dataset.key : one.dataset.again || "aim" : "";
  });
  document.addEventListener("focusin", (event) => { if (!element.contains(event.target)) element.dataset.focus = ""; });
  ready();
}
