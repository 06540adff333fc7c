// The worker: frames come as VideoFrame or ImageBitmap and go no further; landmarks leave.
// In: {kind: "start", root, facts, wish} once, {kind: "frame", frame, time, moves, number}, {kind: "reset"}.
// Out: {kind: "loading", done, total}, {kind: "ready", backend, threads}, {kind: "seen", number, time, size, tracks, ms},
// {kind: "failed", error}.

import { load } from "./networks.js";
import { Cutter } from "./picture.js";
import { Sight } from "./sight.js";
import { Stream } from "./stream.js";

/** Pixels of the longer side at which a frame is looked at: a foot over half of it fills the network's crop. */
const ENOUGH = 640;

let stream = null;

const told = (track, vision) => ({
  id: track.id,
  right: track.belief.right,
  sideScore: track.belief.sideScore,
  view: track.belief.view,
  viewScore: track.belief.viewScore,
  lost: track.lost,
  shown: track.shown,
  points: track.filter.points,
  sigma: track.sigma,
  visibility: track.visibility,
  named: vision.named(track.visibility, track.belief.view),
  speed: track.speed,
  length: Math.max(track.frame.width, track.frame.height),
  key: track.key,
});

const tasks = {
  async start({ root, facts, wish }) {
    const networks = await load(root, facts.networks, wish, (done, total) => postMessage({ kind: "loading", done, total }));
    stream = new Stream(new Sight(networks, facts.vision, facts.landmarks, new Cutter()), facts.tracking);
    postMessage({ kind: "ready", backend: networks.backend, threads: networks.threads });
  },
  async frame({ frame, time, moves, number }) {
    const began = performance.now();
    const [wide, tall] = [frame.displayWidth ?? frame.width, frame.displayHeight ?? frame.height];
    const ratio = Math.min(1, ENOUGH / Math.max(wide, tall)), size = [Math.round(wide * ratio), Math.round(tall * ratio)];
    try {
      const tracks = await stream.step({ frame, size, moves }, time);
      postMessage({ kind: "seen", number, time, size, tracks: tracks.map((one) => told(one, stream.sight)), ms: performance.now() - began });
    } finally {
      frame.close();
    }
  },
  async reset() { stream?.reset(); },
};

onmessage = async ({ data }) => {
  try {
    await tasks[data.kind](data);
  } catch (error) {
    postMessage({ kind: "failed", error: String(error?.message ?? error) });
  }
};
