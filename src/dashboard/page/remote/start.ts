import type { NetworkWorker } from "../workers/network.js";
import type { SolverWorker } from "../workers/solver.js";
import { RemoteWorker } from "./remote-worker.js";

/** Starts a worker for a network. */
export function startNetworkWorker(): RemoteWorker<NetworkWorker> {
  return new RemoteWorker(new Worker(new URL("../workers/network.ts", import.meta.url), { type: "module" }));
}

/** Starts a worker for the Connect Four solver. */
export function startSolverWorker(): RemoteWorker<SolverWorker> {
  return new RemoteWorker(new Worker(new URL("../workers/solver.ts", import.meta.url), { type: "module" }));
}
