import { env, InferenceSession, Tensor } from "onnxruntime-web";
import type { Data } from "../dtype.js";
import { type Backend, type OrtTensors, tensorMaker } from "./backend.js";

/** A web worker, as far as it is used here; Node's types have none. */
interface WebWorker {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "error", listener: (event: { message: string }) => void): void;
  terminate(): void;
}

/** A browser's WebGPU, as far as it is used here. */
interface Gpu {
  requestAdapter(): Promise<object | null>;
}

/** ONNX Runtime's WebAssembly and WebGPU builds, in browsers. */
export const backend: Backend = {
  async missing(device) {
    if (device === "cpu") return undefined;
    if (device !== "webgpu") return "browsers have no such device";
    const { gpu } = (globalThis as { navigator?: { gpu?: Gpu } }).navigator ?? {};
    if (gpu === undefined) return "this browser has no WebGPU, or the page is neither https nor localhost";
    return (await gpu.requestAdapter()) === null ? "this browser finds no GPU" : undefined;
  },
  async open(onnx, { device, threads }, resident) {
    env.wasm.numThreads = threads;
    const location = Object.fromEntries(resident.map((name) => [name, "gpu-buffer" as const]));
    const session = await InferenceSession.create(onnx, {
      executionProviders: device === "webgpu" ? ["webgpu", "wasm"] : ["wasm"],
      ...(device === "webgpu" ? { preferredOutputLocation: location } : {}),
      logSeverityLevel: 3,
    });
    return {
      // WebAssembly computes in memory of its own: results are copied out of it, not written into a given array.
      writes: false,
      run: async (feeds, outputs) => (await session.run(feeds, outputs)) as OrtTensors,
      release: () => session.release(),
    };
  },
  download: async (tensor) => (await tensor.getData()) as Data,
  tensor: tensorMaker(Tensor),
  startWorker() {
    const { Worker } = globalThis as unknown as {
      Worker: new (url: URL, options: { type: "module" }) => WebWorker;
    };
    const worker = new Worker(new URL("./web-worker.js", import.meta.url), { type: "module" });
    return {
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => worker.addEventListener("message", (event) => listener(event.data)),
      onError: (listener) => worker.addEventListener("error", (event) => listener(new Error(event.message))),
      terminate: async () => worker.terminate(),
    };
  },
};
