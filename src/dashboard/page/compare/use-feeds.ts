import { useEffect, useMemo, useState } from "preact/hooks";
import { type RunFeed, runFeed } from "../data/run-feed.js";
import { isStatic } from "../data.js";

const POLL_MILLISECONDS = 5000;

/**
 * The feeds of several runs. They are asked for what is new now and then, while some train: an event stream for each
 * would use up the connections that a browser allows.
 */
export function useFeeds(runs: readonly string[]): {
  readonly feeds: readonly RunFeed[];
  readonly ready: boolean;
} {
  const key = JSON.stringify(runs);
  const feeds = useMemo(() => (JSON.parse(key) as string[]).map(runFeed), [key]);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let stopped = false;
    let timer: number | undefined;
    const refresh = async (wanted: readonly RunFeed[]) => {
      await Promise.all(wanted.map((feed) => feed.refresh()));
      if (stopped) return;
      setReady(true);
      const training = feeds.filter(({ detail }) => detail.value?.state === "training");
      if (training.length > 0 && !isStatic)
        timer = window.setTimeout(() => void refresh(training), POLL_MILLISECONDS);
    };
    setReady(false);
    void refresh(feeds);
    return () => {
      stopped = true;
      window.clearTimeout(timer);
    };
  }, [feeds]);
  return { feeds, ready };
}
