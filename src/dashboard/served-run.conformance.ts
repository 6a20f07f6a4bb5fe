import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alphaZero } from "../algorithms/index.js";
import { train } from "../training/train.js";
import { startDashboard } from "./server/start-dashboard.js";

/** A dashboard with one short run of a game in it. */
export interface ServedRun {
  /** Address of the page, with a slash at its end. */
  readonly url: string;
  readonly run: string;
  close(): Promise<void>;
}

/**
 * Trains a game for some steps and shows the run. What it has learnt is little; all that a page can do with a run can be
 * done with it.
 */
export async function serveShortRun(environment: string, steps = 12): Promise<ServedRun> {
  const folder = await mkdtemp(join(tmpdir(), "selfplay-page-"));
  const settings = {
    slots: 16,
    batchSize: 32,
    simulations: 8,
    roundPlies: 8,
    network: "mlp",
    evaluations: 1,
  };
  const out = join(folder, "short");
  const training = train({ environment, algorithm: alphaZero(settings), steps, seed: 1, workers: 1, out });
  for await (const _ of training);
  const { url, close } = await startDashboard({ runs: folder, port: 0 });
  return {
    url,
    run: "short",
    async close() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
