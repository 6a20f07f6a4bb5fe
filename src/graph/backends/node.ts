import { Worker } from "node:worker_threads";
import type { InferenceSession as Ort } from "onnxruntime-common";
import { env, InferenceSession, Tensor } from "onnxruntime-node";
import type { Data, DType } from "../dtype.js";
import {
  type Backend,
  type BackendOptions,
  type BackendSession,
  type Device,
  type OrtTensors,
  tensorMaker,
} from "./backend.js";
import { identityModel } from "./identity.js";

/** What a device needs, said where it cannot be opened. */
const NEEDS: Readonly<Record<Device, string>> = {
  cpu: "onnxruntime-node's library for this platform",
  webgpu: "a GPU with its Vulkan (on Linux, with libvulkan1), Metal or Direct3D 12 driver",
  cuda: "an NVIDIA GPU, CUDA 12 with cuDNN 9, and onnxruntime-node's CUDA libraries (its install script fetches them)",
};

/** ONNX Runtime's native library, in Node. */
export const backend: Backend = {
  async missing(device) {
    if (device === "cpu") return undefined;
    if (NEEDS[device] === undefined) return "no device has this name";
    try {
      await (await open(identityModel("float32", [1]), { device, threads: 1, spin: false }, [])).release();
      return undefined;
    } catch (error) {
      return `it needs ${NEEDS[device]} (${firstLine(error)})`;
    }
  },
  open,
  async download(tensor) {
    if (tensor.location === "cpu") return tensor.data as Data;
    // Reading a tensor on the GPU with getData() aborts the process (seen with 1.30); the result of a run can be read.
    const onnx = identityModel(tensor.type as DType, tensor.dims);
    const session = await open(onnx, { device: "webgpu", threads: 1, spin: false }, []);
    const { y } = await session.run({ x: tensor }, ["y"], {});
    await session.release();
    return y.data as Data;
  },
  tensor: tensorMaker(Tensor),
  startWorker() {
    // Workers need JavaScript: from the sources (in tests) the built file is started.
    const built = import.meta.url.endsWith(".ts") ? "../../../dist/graph/backends/" : "./";
    const worker = new Worker(new URL(`${built}node-worker.js`, import.meta.url));
    return {
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => worker.on("message", listener),
      onError: (listener) => worker.on("error", listener),
      terminate: async () => {
        await worker.terminate();
      },
    };
  },
};

async function open(
  onnx: Uint8Array,
  options: BackendOptions,
  resident: readonly string[],
): Promise<BackendSession> {
  // What goes wrong is thrown; printed as well it would only disturb.
  env.logLevel = "fatal";
  const session = await InferenceSession.create(onnx, sessionOptions(options, resident));
  const writes = options.device !== "webgpu";
  return {
    writes,
    async run(feeds, outputs, memory) {
      if (!writes) return (await session.run(feeds, outputs)) as OrtTensors;
      await session.run(feeds, memory);
      return memory;
    },
    release: () => session.release(),
  };
}

function sessionOptions(
  { device, threads, spin }: BackendOptions,
  resident: readonly string[],
): Ort.SessionOptions {
  const providers: Record<Device, string[]> = {
    cpu: ["cpu"],
    webgpu: ["webgpu", "cpu"],
    cuda: ["cuda", "cpu"],
  };
  const location = Object.fromEntries(resident.map((name) => [name, "gpu-buffer" as const]));
  return {
    executionProviders: providers[device],
    ...(device === "webgpu" ? { preferredOutputLocation: location } : {}),
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
    extra: {
      session: {
        intra_op: { allow_spinning: spin ? "1" : "0" },
        // Optimiser statistics decay towards zero, and arithmetic on denormal numbers is a hundred times slower.
        set_denormal_as_zero: "1",
      },
    },
  };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0];
}
