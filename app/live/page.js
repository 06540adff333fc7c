// The live page: what people press and read. The camera is camera.js, looking is engine.js, drawing is overlay.js.

import { ask } from "./ask.js";
import { Camera, CameraError, eachFrame } from "./camera.js";
import { fill, make, store } from "./dom.js";
import { canRun, Engine } from "./engine.js";
import { Overlay } from "./overlay.js";
import { followRoutine } from "./routine.js";
import { View } from "./view.js";

const ROOT = new URL("live/", document.baseURI);
/** Seconds for which a frozen picture is looked at again, until the filter has come to rest. */
const SETTLE = 1.5;

/** Gradio hands over the element, its props and a way to watch them: {lang} as JSON in `value`. */
export function mount(element, props, watch) {
  const page = new Page(element.querySelector(".live"));
  const speak = () => {
    try { page.speak(JSON.parse(props.value).lang); } catch { /* not yet there */ }
  };
  watch("value", speak);
  speak();
}

class Page {
  constructor(root) {
    this.root = root;
    this.state = "off"; // off, loading, on, frozen
    this.wish = new URLSearchParams(location.search).get("live"); // "wasm" or "webgpu", to try one; "server"
    this.picked = null;
    this.routine = null;
    this.shown = [];
    this.seen = [];
  }

  /** Speak a language: the words come from the server, and everything is laid out anew; what runs goes on. */
  async speak(lang) {
    if (lang === this.facts?.lang) return;
    try {
      const answer = await fetch(new URL(`facts?lang=${lang}`, ROOT));
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
      this.facts = await answer.json();
    } catch (error) {
      this.root.replaceChildren(make("p", { class: "failure", role: "alert" }, `${error.message}`));
      return;
    }
    this.t = (name, values) => fill(this.facts.words[name] ?? name, values);
    if (this.view) return this.#again();
    this.view = new View(this.root, this);
    this.camera = new Camera(this.view.video);
    this.overlay = new Overlay(this.view.canvas, this.facts, () => this.view.layers(), () => this.#lit());
    followRoutine((step) => {
      const other = step?.keys.join() !== this.routine?.keys.join();
      this.routine = step;
      if (other) this.#draw();
      this.#tellStep();
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden && this.state === "loading") this.stop(); });
    new IntersectionObserver(() => { if (!this.root.getClientRects().length && this.state !== "off") this.stop(); }).observe(this.root);
    if (this.wish === "server" || !canRun()) this.#fallBack("nosimd");
  }

  #again() {
    this.view.speak();
    this.overlay.facts = this.facts;
    if (this.engine) this.engine.facts = this.facts;
    if (this.picked) this.pick(this.picked.key, this.picked.foot);
    this.#tell(true);
  }

  /** Let the camera in and begin. */
  async start() {
    if (this.state !== "off") return;
    this.#become("loading");
    this.view.say(this.t("opening"));
    try {
      await this.camera.open(this.view.wantedCamera());
      this.view.listCameras(await Camera.list(), this.camera.track?.getSettings().deviceId);
    } catch (error) {
      this.#become("off");
      if (!(error instanceof CameraError)) throw error;
      this.view.fail(this.t(`failed.${error.sentence}`));
      return;
    }
    this.camera.track?.addEventListener("ended", () => { this.stop(); this.view.fail(this.t("failed.busy")); });
    this.mirror(store.get("locator-mirror", null) ?? this.camera.facesUser);
    this.view.fitStage();
    try {
      if (!this.engine) await this.#load();
    } catch (error) {
      this.engine?.stop();
      this.engine = null;
      this.stop();
      this.#fallBack("networks", error.message);
      return;
    }
    if (this.state !== "loading") return; // stopped meanwhile
    this.#become("on");
    this.#tell(true);
    this.stopFrames = eachFrame(this.view.video, (time) => this.#frame(time));
  }

  async #load() {
    this.engine = new Engine(ROOT, this.facts, {
      loading: (share) => this.view.say(this.t("loading", { percent: Math.round(100 * share) }), share),
      seen: (told) => this.#seen(told),
      placed: () => this.#draw(),
      failed: (sentence) => this.view.fail(this.t("failed.look", { sentence })),
    });
    this.runs = await this.engine.start(this.wish === "server" ? undefined : (this.wish ?? undefined));
  }

  stop() {
    this.stopFrames?.();
    this.camera.close();
    this.engine?.reset();
    this.#become("off");
    this.overlay.draw([], [1, 1]);
    this.view.say(this.t("stopped"));
    this.view.rate("");
  }

  freeze() {
    if (this.state === "on") {
      this.view.video.pause();
      this.#become("frozen");
      const began = performance.now();
      const settle = setInterval(() => {
        if (this.state !== "frozen") clearInterval(settle);
        else if (performance.now() - began > 1000 * SETTLE) { clearInterval(settle); this.#note("settled", {}); }
        else this.engine.offer(this.view.video, (this.now = this.frozen + (performance.now() - began) / 1000));
      }, 40);
      this.frozen = this.now;
    } else if (this.state === "frozen") {
      this.view.video.play();
      this.engine.reset();
      this.#become("on");
    }
    this.#tell(true);
  }

  async changeCamera() {
    if (this.state === "off") return;
    this.stop();
    await this.start();
  }

  /** Mirror what is seen, never what is looked at. */
  mirror(wanted, keep = false) {
    this.overlay.mirrored = wanted;
    this.view.mirror(wanted);
    if (keep) store.set("locator-mirror", wanted);
    this.#draw();
  }

  /** The whole picture into the tab Photo, as if it had been put in there. */
  async snapshot() {
    const file = await this.camera.photo();
    this.stop();
    document.querySelector("#tab-photo-button")?.click();
    document.querySelector("#photo-new")?.click(); // another photo lies there
    const input = await waitFor(() => document.querySelector("#photo-upload input[type=file]"));
    if (!input) return;
    const files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  tap(x, y) {
    const hit = this.overlay.hit(x, y);
    if (hit) this.pick(hit.key, hit.foot);
    else this.unpick();
  }

  /** Light a point or zone and open its card, which says how it was placed on the foot that shows it. */
  async pick(key, foot = this.overlay.shown.map((one) => one.foot).find((one) => placedOn(one, key))) {
    this.picked = { key, foot };
    this.#draw();
    const asked = foot ? { ...foot, points: foot.points.filter(({ code }) => code === key), zones: foot.zones.filter(({ id }) => id === key) } : null;
    try {
      const { html } = await ask(ROOT, "card", { key, lang: this.facts.lang, foot: asked });
      if (this.picked?.key === key) this.view.showCard(html, key);
    } catch (error) {
      this.view.fail(error.message);
    }
  }

  unpick() {
    this.picked = null;
    this.view.showCard(null, null);
    this.#draw();
  }

  /** Other layers were chosen. */
  relayer() {
    this.#draw();
    this.#tell(true);
  }

  /** The routine's step over the picture; its place may lie on a side of the foot that is not shown. */
  #tellStep() {
    const step = this.routine, feet = this.overlay.shown;
    const unseen = step !== null && feet.length > 0 && !step.keys.some((key) => feet.some(({ foot }) => placedOn(foot, key)));
    this.view.showStep(step && { ...step, unseen });
    if (step) this.view.keepClear(this.overlay.heights(step.keys));
  }

  #lit() {
    const keys = new Set(this.routine?.keys ?? []);
    if (this.picked) keys.add(this.picked.key);
    return keys;
  }

  #frame(time) {
    this.now = time;
    this.shown.push(performance.now());
    this.engine.follow(this.view.video, time);
    this.#draw();
    this.#note("drawn", { time, took: performance.now() / 1000 - time, feet: this.overlay.shown });
    this.engine.offer(this.view.video, time);
  }

  /** For whoever measures: benchmarks and tests. */
  #note(kind, detail) {
    if (this.measured ??= new URLSearchParams(location.search).has("measure")) document.dispatchEvent(new CustomEvent(`locator-${kind}`, { detail }));
  }

  #seen(told) {
    if (this.state !== "on" && this.state !== "frozen") return;
    this.seen.push(performance.now());
    this.#draw();
    if (this.routine) this.#tellStep();
    this.#tell(false);
    this.#note("seen", { time: told.time, ms: told.ms, tracks: told.tracks });
  }

  #draw() {
    if (!this.engine || this.state === "off" || this.now === undefined) return;
    this.overlay.draw(this.engine.now(), this.engine.size);
    this.#note("shown", { feet: this.overlay.shown });
    this.view.list(this.overlay.drawn());
  }

  /** Say what is seen, when that has changed. */
  #tell(always) {
    if (!this.view || this.state === "off" || this.state === "loading") return;
    const feet = this.engine.tracks.filter((track) => track.lost === null && track.shown !== null);
    const each = feet.map((track) => this.t("foot", { side: this.t(track.right ? "right" : "left"), view: this.facts.views[track.view] }));
    const doubtful = feet.some((track) => track.sideScore < 0.8) ? ` ${this.t("doubtful")}` : "";
    const said = each.length ? this.t("seen", { feet: each.join(this.t("and")) }) + doubtful : this.t("none");
    const text = this.state === "frozen" ? `${this.t("frozen")} ${said}` : said;
    if (always || text !== this.said) this.view.say((this.said = text));
    this.view.rate(this.t("rate", { shown: perSecond(this.shown), looks: perSecond(this.seen), runs: this.#runs() }));
  }

  #runs() {
    return this.runs?.backend === "webgpu" ? this.t("runs.gpu") : this.t("runs.cpu", { threads: this.runs?.threads ?? 1 });
  }

  #become(state) {
    this.state = state;
    this.view.become(state);
  }

  /** The page cannot look itself: the server can. */
  #fallBack(sentence, detail = "") {
    this.view.fail(this.t(`failed.${sentence}`, { sentence: detail }));
    this.root.classList.add("fallen");
    document.querySelector("#live-server")?.classList.add("wanted");
  }
}

const placedOn = (foot, key) => foot.points.some(({ code, visible }) => visible && code === key) || foot.zones.some(({ id, visible }) => visible && id === key);

/** How many of the times lie in the last two seconds, per second; older ones are dropped. */
function perSecond(times) {
  const now = performance.now();
  while (times.length && times[0] < now - 2000) times.shift();
  return (times.length / 2).toFixed(0);
}

async function waitFor(find, patience = 8000) {
  for (const end = performance.now() + patience; performance.now() < end;) {
    const found = find();
    if (found) return found;
    await new Promise((done) => { setTimeout(done, 60); });
  }
  return null;
}
