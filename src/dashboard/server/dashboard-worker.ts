import { serve } from "../../threads/remote.js";
import { type RunningDashboard, type StartOptions, startDashboard } from "./start-dashboard.js";

let running: RunningDashboard | undefined;

const handlers = {
  /** @returns the dashboard's address */
  async start(options: Pick<StartOptions, "runs">): Promise<string> {
    running = await startDashboard(options);
    return running.url;
  },

  async stop(): Promise<void> {
    await running?.close();
  },
};

/** The methods of the dashboard's thread. */
export type DashboardThread = typeof handlers;

serve(handlers);
