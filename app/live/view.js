// The live page laid out: stage, buttons, layers, list, cautions, card. It holds no state but what its controls show.

import { make, store } from "./dom.js";
import { press } from "./routine.js";

const LAYERS = { points: true, zones: false, names: true, rings: false, outline: true };
const CHARTS = ["agreed", "western", "chinese", "all"];

export class View {
  constructor(root, page) {
    Object.assign(this, { root, page });
    this.chosen = { ...LAYERS, ...store.get("locator-live-layers", {}) };
    this.charts = store.get("locator-live-charts", "agreed");
    this.goal = "";
    this.listed = null; // keys of what is in the list
    this.video = make("video", { playsinline: true, muted: true, disablepictureinpicture: true });
    this.video.muted = true;
    this.canvas = make("canvas", { role: "img", onclick: (event) => page.tap(event.offsetX, event.offsetY) });
    document.addEventListener("fullscreenchange", () => this.#tellFull());
    this.video.addEventListener("resize", () => this.fitStage());
    this.#lay();
  }

  /** Another language: everything that can be read is laid out anew. */
  speak() {
    const { cameras, camera } = this;
    this.#lay();
    this.become(this.page.state);
    if (cameras) this.listCameras(cameras, camera);
    this.mirror(this.page.overlay.mirrored);
    if (this.step) this.showStep(this.step);
  }

  #lay() {
    const { page } = this, { t } = page;
    const button = (name, act, attributes = {}) => make("button", { type: "button", class: name, onclick: act, ...attributes }, t(name));
    this.canvas.setAttribute("aria-label", t("canvas"));
    this.message = make("p", { class: "message", role: "status", "aria-live": "polite" });
    this.progress = make("progress", { max: "1", hidden: true, "aria-label": t("progress") });
    this.failure = make("p", { class: "failure", role: "alert" });
    this.rates = make("p", { class: "rate" });
    this.buttons = {
      start: button("start", () => page.start()),
      stop: button("stop", () => page.stop()),
      freeze: button("freeze", () => page.freeze(), { "aria-pressed": "false" }),
      snapshot: button("snapshot", () => page.snapshot(), { title: t("snapshot.hint") }),
      full: button("full", () => this.#full()),
    };
    this.cameraSelect = make("select", { onchange: () => page.changeCamera() });
    this.mirrorBox = make("input", { type: "checkbox", onchange: () => page.mirror(this.mirrorBox.checked, true) });
    this.stepBox = make("section", { class: "step", hidden: true });
    this.stage = make("div", { class: "stage" }, this.video, this.canvas,
      make("div", { class: "welcome" }, make("p", {}, t("welcome")), this.buttons.start));
    this.shownSelect = make("select", { onchange: () => (this.shownSelect.value ? page.pick(this.shownSelect.value) : page.unpick()) });
    this.cautions = make("section", { class: "cautions", role: "note", hidden: true });
    this.card = make("div", { class: "card-room" });
    this.root.replaceChildren(
      make("div", { class: "see" }, make("div", { class: "room" }, this.stage, this.stepBox), this.message, this.progress, this.failure,
        make("div", { class: "acts", role: "group", "aria-label": t("acts") }, this.buttons.stop, this.buttons.freeze, this.buttons.snapshot, this.buttons.full,
          make("label", { class: "switch" }, this.mirrorBox, t("mirror")),
          make("label", { class: "field camera" }, make("span", {}, t("camera")), this.cameraSelect)),
        this.rates),
      make("div", { class: "ask" },
        make("label", { class: "field" }, make("span", {}, t("shown")), this.shownSelect),
        this.card, this.cautions, this.#layers(),
        make("p", { class: "routine" }, t("routine"), " ", make("button", { type: "button", class: "routines", onclick: () => document.querySelector("#tab-routines-button")?.click() }, t("routine.open"))),
        make("p", { class: "private" }, t("private")), make("p", { class: "private" }, page.facts.evidence)));
    this.listCameras([], null);
    this.listed = null;
    this.list([]);
    this.#tellFull();
    this.become(page.state);
  }

  #layers() {
    const { t, facts } = this.page;
    const changed = () => { store.set("locator-live-layers", this.chosen); store.set("locator-live-charts", this.charts); this.listed = null; this.page.relayer(); };
    const boxes = Object.keys(LAYERS).map((name) => make("label", { class: "switch" },
      make("input", { type: "checkbox", name, checked: this.chosen[name], onchange: (event) => { this.chosen[name] = event.target.checked; changed(); } }), t(`layer.${name}`)));
    const charts = make("select", { onchange: (event) => { this.charts = event.target.value; changed(); } },
      ...CHARTS.map((name) => make("option", { value: name, selected: name === this.charts }, t(`charts.${name}`))));
    const goals = make("select", { class: "goal", onchange: (event) => { this.goal = event.target.value; changed(); } },
      make("option", { value: "" }, t("goal.any")), ...facts.goals.map((goal, i) => make("option", { value: String(i), selected: String(i) === this.goal }, goal.name)));
    return make("fieldset", {}, make("legend", {}, t("layers")), make("div", { class: "switches" }, ...boxes),
      make("label", { class: "field" }, make("span", {}, t("charts")), charts), make("label", { class: "field" }, make("span", {}, t("goal")), goals));
  }

  /** What is to be drawn. A goal shows its points and zones, whatever the switches say. */
  layers() {
    const { facts } = this.page, goal = this.goal ? new Set(facts.goals[Number(this.goal)].keys) : null;
    const charted = (zone) => (this.charts === "agreed" ? zone.agreed : this.charts === "all" || zone.school === "both" || zone.school === this.charts);
    return {
      ...this.chosen,
      points: this.chosen.points || goal !== null,
      zones: this.chosen.zones || goal !== null,
      wants: (key, kind) => (goal ? goal.has(key) : kind === "point" || charted(facts.zones[key])),
    };
  }

  become(state) {
    this.root.dataset.state = state;
    const running = state === "on" || state === "frozen";
    this.buttons.start.disabled = state !== "off";
    for (const name of ["freeze", "snapshot"]) this.buttons[name].disabled = !running;
    this.buttons.stop.disabled = state === "off";
    this.buttons.freeze.setAttribute("aria-pressed", String(state === "frozen"));
    this.buttons.freeze.textContent = this.page.t(state === "frozen" ? "unfreeze" : "freeze");
    if (state !== "off") this.failure.textContent = "";
  }

  /** A line that screen readers speak; with a share, how far something is. */
  say(text, share = null) {
    if (this.message.textContent !== text) this.message.textContent = text;
    this.progress.hidden = share === null;
    if (share !== null) this.progress.value = share;
  }

  fail(sentence) { this.failure.textContent = sentence; this.say(""); }

  rate(text) { this.rates.textContent = text; }

  /** The stage takes the camera's shape. */
  fitStage() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (width) this.stage.style.setProperty("--shape", `${width} / ${height}`);
  }

  mirror(wanted) {
    this.mirrorBox.checked = wanted;
    this.video.classList.toggle("mirrored", wanted);
  }

  wantedCamera() { return this.cameraSelect.value || (matchMedia("(pointer: coarse)").matches ? "environment" : "user"); }

  listCameras(cameras, current) {
    Object.assign(this, { cameras, camera: current });
    const { t } = this.page, wanted = current ?? this.cameraSelect.value;
    const phone = matchMedia("(pointer: coarse)").matches;
    const sides = phone ? [["environment", t("camera.rear")], ["user", t("camera.front")]] : cameras.length ? [] : [["", t("camera.any")]];
    const all = [...sides, ...cameras.map(({ id, label }, i) => [id, label || t("camera.n", { n: i + 1 })])];
    this.cameraSelect.replaceChildren(...all.map(([value, text]) => make("option", { value, selected: value === wanted }, text)));
  }

  /** What the picture shows now, to choose from, and what to heed with it. */
  list(keys) {
    const { facts, t } = this.page, entry = (key) => facts.points[key] ?? facts.zones[key];
    const listed = [...keys].sort().join();
    if (listed !== this.listed) {
      this.listed = listed;
      const options = keys.map((key) => make("option", { value: key }, entry(key).full + (entry(key).cautions.length ? " ⚠" : "")));
      this.shownSelect.replaceChildren(make("option", { value: "" }, t(keys.length ? "shown.choose" : "shown.none")), ...options);
      const heeded = new Map();
      for (const key of keys) for (const { id } of entry(key).cautions) heeded.set(id, [...(heeded.get(id) ?? []), key]);
      this.cautions.hidden = !heeded.size;
      const called = (key) => (facts.points[key] ? key : facts.zones[key].name);
      this.cautions.replaceChildren(make("h3", {}, `⚠ ${t("cautions")}`), make("ul", {}, ...[...heeded].map(([id, of]) =>
        make("li", {}, make("b", {}, facts.cautions[id].name), ` (${[...new Set(of)].map(called).join(", ")}): ${facts.cautions[id].text}`))));
    }
    const picked = this.page.picked?.key ?? "";
    if (this.shownSelect.value !== picked) this.shownSelect.value = keys.includes(picked) ? picked : "";
  }

  showCard(html, key) {
    const { t } = this.page;
    if (html === null) { this.card.replaceChildren(); return; }
    const body = make("div", { "data-key": key, tabindex: "-1" });
    body.innerHTML = html; // escaped by locator.cards
    this.card.replaceChildren(make("button", { type: "button", class: "close", onclick: () => this.page.unpick() }, `✕ ${t("close")}`), body);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (window.innerWidth <= 900 && !document.fullscreenElement) this.card.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "nearest" });
  }

  /** The step of a routine over the picture: press here, for so long. */
  showStep(step) {
    this.step = step;
    this.stepBox.hidden = step === null;
    if (!step) return;
    const { t } = this.page;
    if (this.stepBox.dataset.step !== step.count + this.page.facts.lang) {
      this.stepBox.dataset.step = step.count + this.page.facts.lang;
      this.stepBox.replaceChildren(
        make("p", { class: "where" }, make("b", {}, t("press")), ` ${step.text}`),
        make("p", { class: "unseen", "aria-live": "polite" }),
        ...step.cautions.map((caution) => make("p", { class: "caution" }, `⚠ ${caution}`)),
        make("p", { class: "clock" }, make("span", { class: "time", role: "timer", "aria-label": t("time") }), make("span", { class: "cue", "aria-live": "polite" }), make("span", { class: "count" }, step.count)),
        make("div", { class: "controls" }, ...["back", "pause", "next"].map((name) => make("button", { type: "button", class: name, onclick: () => press(name) }, t(`step.${name}`)))));
    }
    const put = (name, text) => { const part = this.stepBox.querySelector(`.${name}`); if (part.textContent !== text) part.textContent = text; };
    put("time", step.time);
    put("cue", step.cue);
    put("unseen", step.unseen ? t("step.unseen") : "");
    put("pause", t(step.running ? "step.pause" : "step.resume"));
    this.stepBox.style.setProperty("--part", step.part);
  }

  /** The step's box makes room for places that lie so far down the picture, and stays while they lie in the middle. */
  keepClear(heights) {
    const middle = heights.reduce((sum, one) => sum + one / heights.length, 0);
    if (heights.length && Math.abs(middle - 0.5) > 0.05) this.stepBox.classList.toggle("above", middle > 0.5);
  }

  #tellFull() {
    const full = document.fullscreenElement === this.root || this.root.classList.contains("filling");
    this.buttons.full.textContent = this.page.t(full ? "full.leave" : "full");
    this.buttons.full.setAttribute("aria-pressed", String(full));
  }

  async #full() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (this.root.requestFullscreen) await this.root.requestFullscreen().catch(() => this.root.classList.toggle("filling"));
    else this.root.classList.toggle("filling"); // a telephone that gives only videos the whole screen
    this.#tellFull();
  }
}
