import { useEffect, useState } from "preact/hooks";
import { load } from "../data.js";

/** Something that is fetched. `value` stays while a newer one is on its way or fails to come. */
export interface Fetched<T> {
  readonly value: T | undefined;
  readonly error: Error | undefined;
  readonly loading: boolean;
  reload(): void;
}

interface Outcome<T> {
  readonly path: string;
  readonly value?: T | undefined;
  readonly error?: Error | undefined;
}

/** Fetches `path`, again whenever it, the query or `version` changes. */
export function useData<T>(
  path: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
  version: unknown = 0,
): Fetched<T> {
  const [outcome, setOutcome] = useState<Outcome<T>>({ path });
  const [loading, setLoading] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const asked = JSON.stringify(query);
  useEffect(() => {
    const abort = new AbortController();
    setLoading(true);
    load<T>(path, JSON.parse(asked), abort.signal).then(
      (value) => {
        setOutcome({ path, value });
        setLoading(false);
      },
      (error: Error) => {
        if (abort.signal.aborted) return;
        setOutcome((before) => ({ path, value: before.path === path ? before.value : undefined, error }));
        setLoading(false);
      },
    );
    return () => abort.abort();
  }, [path, asked, version, attempt]);
  const own = outcome.path === path ? outcome : { path };
  return { value: own.value, error: own.error, loading, reload: () => setAttempt((before) => before + 1) };
}
