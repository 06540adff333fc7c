// The two networks, in onnxruntime-web: WebGPU where the browser has it and can wait inside WebAssembly, else WASM SIMD.

/** Threads for WASM: more than one only where the page is isolated; the page itself and the camera need a core too. */
const threads = () => (self.crossOriginIsolated ? Math.max(1, Math.min(4, Math.ceil((navigator.hardwareConcurrency || 1) / 2))) : 1);

async function hasGpu() {
  if (!("Suspending" in WebAssembly) || !navigator.gpu) return false;
  const adapter = await navigator.gpu.requestAdapter().catch(() => null);
  return adapter !== null && !adapter.info?.isFallbackAdapter && adapter.info?.architecture !== "swiftshader";
}

/** What the networks run on: {backend: "webgpu" | "wasm", threads, detector, landmarks}; `report(done, total)` counts bytes.
 * `root` is the address of /live/; `wish` forces a backend. */
export async function load(root, networks, wish, report) {
  const backend = wish ?? ((await hasGpu()) ? "webgpu" : "wasm");
  const sources = Object.entries(networks);
  const total = sources.reduce((sum, [, one]) => sum + one.bytes, 0);
  const done = {};
  const fetched = Promise.all(sources.map(([name]) => fetchBytes(new URL(`networks/${name}.onnx`, root), (bytes) => {
    done[name] = bytes;
    report(Math.min(total, Object.values(done).reduce((sum, one) => sum + one, 0)), total);
  })));
  const ort = await import(new URL(`files/ort/ort.${backend === "webgpu" ? "jspi" : "wasm"}.min.mjs`, root));
  ort.env.wasm.wasmPaths = new URL("files/ort/", root).href;
  ort.env.wasm.numThreads = threads();
  ort.env.logLevel = "error";
  const made = { backend, threads: backend === "wasm" ? ort.env.wasm.numThreads : 1 };
  const bytes = await fetched;
  for (const [i, [name, { input }]] of sources.entries()) {
    const session = await ort.InferenceSession.create(bytes[i], { executionProviders: [backend], graphOptimizationLevel: "all" });
    made[name] = { ...input, run: (rgb, outputs, size = input) => run(ort, session, rgb, size, outputs) };
    await made[name].run(new Uint8Array(input.width * input.height * 3)); // the first run compiles
  }
  return made;
}

async function run(ort, session, rgb, { width, height }, outputs) {
  const image = new ort.Tensor("uint8", rgb, [1, height, width, 3]);
  const answer = await session.run({ image }, outputs ?? session.outputNames);
  const told = {};
  for (const [name, tensor] of Object.entries(answer)) told[name] = { dims: tensor.dims, data: await tensor.getData() };
  return told;
}

async function fetchBytes(url, report) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error((await answer.json().catch(() => null))?.error ?? `${answer.status} ${url.pathname}`);
  const parts = [];
  let size = 0;
  for (const reader = answer.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
    report(size);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}
