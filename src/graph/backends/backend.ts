import type { Tensor as OrtTensor } from "onnxruntime-common";
import { GraphError } from "../../errors.js";
import type { Data } from "../dtype.js";

/** Where programs may run. */
export const DEVICES = ["cpu", "webgpu", "cuda"] as const;

/** Where a program can run. */
export type Device = (typeof DEVICES)[number];

/** How ONNX Runtime shall run a program. */
export interface BackendOptions {
  readonly device: Device;
  /** Threads that work on one operator, including the one that calls. */
  readonly threads: number;
  /** Whether idle threads wait by spinning: quicker to start, but they take time from other workers on the same cores. */
  readonly spin: boolean;
}

/** ONNX Runtime tensors by name. */
export type OrtTensors = Readonly<Record<string, OrtTensor>>;

/** A program loaded into ONNX Runtime. */
export interface BackendSession {
  /** Whether runs write results into memory that they are given; otherwise they return new tensors. */
  readonly writes: boolean;
  /**
   * Runs once.
   * @param outputs names of the results
   * @param memory for the results, if this session {@link writes}
   * @returns the results; those that were to stay on the device are there
   */
  run(feeds: OrtTensors, outputs: readonly string[], memory: OrtTensors): Promise<OrtTensors>;
  release(): Promise<void>;
}

/** The other end of a worker. */
export interface WorkerPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the worker cannot go on. */
  onError(listener: (error: Error) => void): void;
  terminate(): Promise<void>;
}

/** What a JavaScript host offers: an ONNX Runtime, and workers to run it in. */
export interface Backend {
  /** Why a device cannot be used here, in words; undefined where it can. */
  missing(device: Device): Promise<string | undefined>;
  /** @param resident outputs that stay on the device, if that has memory of its own */
  open(onnx: Uint8Array, options: BackendOptions, resident: readonly string[]): Promise<BackendSession>;
  /** The elements of a tensor, also of one on a device. */
  download(tensor: OrtTensor): Promise<Data>;
  /** An ONNX Runtime tensor over existing elements. */
  tensor(data: Data, shape: readonly number[]): OrtTensor;
  /** Starts a worker that serves sessions. */
  startWorker(): WorkerPort;
}

/** A backend's `tensor`, from its own Tensor class: ONNX Runtime does not recognise that of another copy of itself. */
export function tensorMaker(Tensor: typeof OrtTensor): Backend["tensor"] {
  return (data, shape) => {
    if (data instanceof Float32Array) return new Tensor("float32", data, shape);
    if (data instanceof Uint16Array) return new Tensor("float16", data, shape);
    if (data instanceof Int32Array) return new Tensor("int32", data, shape);
    return data instanceof BigInt64Array ? new Tensor("int64", data, shape) : new Tensor("bool", data, shape);
  };
}

/** The backend of this host. */
export async function hostBackend(): Promise<Backend> {
  const node = "process" in globalThis && globalThis.process.versions?.node !== undefined;
  return node ? (await import("./node.js")).backend : (await import("./web.js")).backend;
}

/** The devices that can be used here; each is tried. */
export async function devices(): Promise<Device[]> {
  const backend = await hostBackend();
  const found: Device[] = [];
  for (const device of DEVICES) if ((await backend.missing(device)) === undefined) found.push(device);
  return found;
}

/**
 * Tries a device.
 * @throws GraphError `NO_DEVICE` saying what is missing, and which devices there are
 */
export async function requireDevice(device: Device): Promise<void> {
  const missing = await (await hostBackend()).missing(device);
  if (missing === undefined) return;
  const others = (await devices()).join(", ");
  throw new GraphError(
    "NO_DEVICE",
    `device ${device} is not available here: ${missing}; available: ${others}`,
  );
}
