import { useEffect, useState } from "preact/hooks";
import type { RunSummary } from "../../api.js";
import { apiAddress } from "../data.js";
import { listen } from "./listen.js";
import { type Fetched, useData } from "./use-data.js";

/** The list of runs, kept up to date. */
export function useRuns(): Fetched<readonly RunSummary[]> {
  const fetched = useData<readonly RunSummary[]>("runs");
  const [news, setNews] = useState<readonly RunSummary[]>();
  useEffect(
    () => listen(() => apiAddress("events"), { runs: (runs) => setNews(runs as readonly RunSummary[]) }),
    [],
  );
  return news === undefined ? fetched : { ...fetched, value: news, error: undefined, loading: false };
}
