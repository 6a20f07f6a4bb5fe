import { basename, dirname, resolve } from "node:path";
import type { DashboardThread } from "../../dashboard/server/dashboard-worker.js";
import type { Remote } from "../../threads/remote.js";
import { startThread } from "../../threads/start.js";

/** A dashboard beside a training, in a thread of its own. */
export class TrainingDashboard {
  private constructor(
    private readonly thread: Remote<DashboardThread>,
    /** Address of the run's own view. */
    readonly url: string,
    /** What it shows: `runs`, or the run alone where it lies elsewhere. */
    readonly runs: string,
  ) {}

  static async start(run: string): Promise<TrainingDashboard> {
    const runs = resolve(dirname(run)) === resolve("runs") ? "runs" : run;
    const file = "../../dashboard/server/dashboard-worker.js";
    const thread = startThread<DashboardThread>(import.meta.url, file, "dashboard");
    try {
      const url = await thread.call("start", { runs });
      return new TrainingDashboard(thread, `${url}#/run/${encodeURIComponent(basename(resolve(run)))}`, runs);
    } catch (error) {
      await thread.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.thread.call("stop", undefined);
    await this.thread.close();
  }
}
