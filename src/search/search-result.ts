import type { SearchResult } from "./search.js";

/** An empty {@link SearchResult} for a game with that many actions, to be written again and again. */
export function newSearchResult(actions: number): SearchResult {
  return {
    action: -1,
    value: 0,
    networkValue: 0,
    simulations: 0,
    policy: new Float32Array(actions),
    prior: new Float32Array(actions),
    visits: new Int32Array(actions),
    values: new Float32Array(actions),
  };
}
