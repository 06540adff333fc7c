// Frames to the worker, landmarks to Python, geometry back: what the page asks "where is it now?".

import { ask } from "./ask.js";
import { Carrier, onwards } from "./carrier.js";
import { apply, compose, fit, matrixOf } from "./geometry.js";

/** WebAssembly with SIMD: the smallest module that uses it. */
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
export const canRun = () => {
  try { return WebAssembly.validate(new Uint8Array(SIMD)) && "OffscreenCanvas" in self; } catch { return false; }
};

export class Engine {
  #worker; #busy = false; #number = 0; #asking = false; #forgotten = 0; #handsOver = "VideoFrame" in self; #feet = new Map(); #carrier = new Carrier();

  /** `on`: {loading(share), seen(report), failed(sentence)}. */
  constructor(root, facts, on) { Object.assign(this, { root, facts, on, size: [1, 1], tracks: [] }); }

  /** Start the worker; resolves with {backend, threads} when the networks are ready. */
  start(wish) {
    this.#worker = new Worker(new URL("files/worker.js", this.root), { type: "module" });
    return new Promise((ready, refuse) => {
      const kinds = {
        loading: ({ done, total }) => this.on.loading(done / total),
        ready: (told) => ready(told),
        seen: (told) => this.#seen(told),
        failed: ({ error }) => { this.#busy = false; refuse(new Error(error)); this.on.failed(error); },
      };
      this.#worker.onmessage = ({ data }) => kinds[data.kind](data);
      this.#worker.onerror = (event) => { event.preventDefault(); kinds.failed({ error: event.message ?? "worker" }); };
      const { networks, vision, landmarks, tracking } = this.facts;
      this.#worker.postMessage({ kind: "start", root: this.root.href, facts: { networks, vision, landmarks, tracking }, wish });
    });
  }

  stop() { this.#worker?.terminate(); this.#worker = null; this.reset(); }

  /** Forget all feet. */
  reset() {
    this.#worker?.postMessage({ kind: "reset" });
    this.#forgotten = this.#number; // an answer that is under way tells of what was
    this.tracks = [];
    this.shown = this.time = null;
    this.#feet.clear();
    this.#carrier.forget();
  }

  /** Look at what the video shows, if it shows something and the worker has time; `time` in seconds. */
  async offer(video, time) {
    if (this.#busy || !this.#worker || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    this.#busy = true;
    try {
      const frame = await this.#grab(video, time);
      if (!this.#worker) { frame.close(); return; } // stopped meanwhile
      const moves = Object.fromEntries(this.tracks.map(({ id }) => [id, this.#carrier.between(id, this.time, time)]));
      this.#worker.postMessage({ kind: "frame", frame, time, moves, number: (this.#number += 1) }, [frame]);
    } catch (error) {
      this.#busy = false;
      this.on.failed(error.message);
    }
  }

  /** The frame itself where the browser can hand it over, else a copy of it. */
  async #grab(video, time) {
    if (this.#handsOver) {
      try { return new VideoFrame(video, { timestamp: Math.round(time * 1e6) }); } catch { this.#handsOver = false; }
    }
    return createImageBitmap(video);
  }

  #seen(told) {
    this.#busy = false;
    if (told.number <= this.#forgotten) return;
    Object.assign(this, { size: told.size, tracks: told.tracks, time: told.time });
    const known = new Set(told.tracks.map((track) => track.id));
    for (const id of this.#feet.keys()) if (!known.has(id)) this.#feet.delete(id);
    this.on.seen(told);
    this.#place();
  }

  /** Have Python place the feet whose key frames it has not seen: one question at a time, the newest. */
  async #place() {
    const due = this.tracks.filter((track) => track.key && track.lost === null && this.#feet.get(track.id)?.key.number !== track.key.number);
    if (this.#asking || !due.length) return;
    this.#asking = true;
    const [width, height] = this.size;
    try {
      const image = { file: "", width, height };
      const { feet } = await ask(this.root, "place", { schema: "locator/1", image, feet: due.map((track) => this.#record(track)) });
      due.forEach(({ id, key, sigma, visibility }, i) => this.#feet.set(id, { key, weight: visibility, sigma, foot: feet[i] }));
      this.on.placed?.();
    } catch (error) {
      this.on.failed(error.message);
    } finally {
      this.#asking = false;
    }
  }

  #record({ key, right, sideScore, view, viewScore, sigma, visibility, named }) {
    const round = (value) => Math.round(value * 100) / 100;
    const landmarks = {};
    key.points.forEach(([x, y], i) => {
      if (!named[i]) return;
      landmarks[this.facts.landmarks[i].name] = { x: round(x), y: round(y), visibility: round(visibility[i]), sigma: round(sigma[i]) };
    });
    return {
      score: key.score, side: right ? "right" : "left", side_score: sideScore, view, view_score: viewScore,
      outline: key.outline.map(([x, y]) => [round(x), round(y)]), landmarks, camera: key.camera.map(round),
    };
  }

  /** The video shows the frame of `time`: follow the feet into it. */
  follow(video, time) {
    const feet = this.tracks.flatMap((track) => {
      const now = track.key && this.#carried(track, this.shown ?? this.time);
      return now ? [{ id: track.id, track, polygon: track.key.outline.map((at) => apply(now, at)) }] : [];
    });
    this.#carrier.step(video, time, feet, this.size[0], this.facts.tracking.filter.longest);
    this.shown = time;
  }

  /** What to draw in the frame that is shown: [{id, track, foot, key, matrix, opacity}], foot's places carried by `matrix`. */
  now() {
    const { fade_in: rise, fade_out: fall } = this.facts.tracking.show, time = Math.max(this.shown ?? 0, this.time ?? 0);
    return this.tracks.flatMap((track) => {
      const placed = this.#feet.get(track.id);
      if (!placed || track.shown === null) return [];
      const risen = Math.min(1, Math.max(0, (time - track.shown) / rise));
      const opacity = track.lost === null ? risen : risen * Math.max(0, 1 - (time - track.lost) / fall);
      return opacity > 0 ? [{ id: track.id, track, foot: placed.foot, key: placed.key, matrix: this.#carried(track, time, placed.key), opacity }] : [];
    });
  }

  /** From a track's key frame to the frame of `time`: by its landmarks to the last look, from there as it was followed. */
  #carried(track, time, key = track.key) {
    const { hidden, longest } = this.facts.tracking.filter;
    const move = matrixOf(fit(key.points, track.points, track.visibility.map((one) => Math.max(one, hidden))));
    if (track.lost !== null) return move;
    const ahead = Math.min(longest, Math.max(0, time - this.time));
    return compose(this.#carrier.between(track.id, this.time, time) ?? onwards(track, ahead), move);
  }
}
