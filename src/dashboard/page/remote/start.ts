import type { SolverWorker } from "../workers/solver.js";
import type { NetworkWorker } from "./network-roles.js";
import type { Processor } from "./processor.js";
import { RemoteWorker } from "./remote-worker.js";

/** Starts a worker for a network. */
export function startNetworkWorker(processor: Processor): RemoteWorker<NetworkWorker> {
  return new RemoteWorker(
    processor === "webgpu"
      ? new Worker(new URL("../workers/network-webgpu.ts", import.meta.url), { type: "module" })
      : new Worker(new URL("../workers/network.ts", import.meta.url), { type: "module" }),
  );
}

/** Starts a worker for the Connect Four solver. */
export function startSolverWorker(): RemoteWorker<SolverWorker> {
  return new RemoteWorker(new Worker(new URL("../workers/solver.ts", import.meta.url), { type: "module" }));
}
