import { useEffect } from "preact/hooks";
import { type RunFeed, runFeed } from "./run-feed.js";

/** Follows a run while the component stands. */
export function useRun(run: string): RunFeed {
  const feed = runFeed(run);
  useEffect(() => feed.follow(), [feed]);
  return feed;
}
