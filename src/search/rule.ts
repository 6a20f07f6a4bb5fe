import type { SearchOrder, SearchResult } from "./search.js";
import type { Tree } from "./tree.js";

/** What tells one search algorithm from another: which edge a simulation follows, and what is made of the root. */
export interface SearchRule {
  /** The root of a slot has been evaluated, or was kept: its search starts. */
  start(slot: number, tree: Tree, order: SearchOrder): void;
  /** The root edge the next simulation follows; `simulation` counts from 0. */
  selectAtRoot(slot: number, tree: Tree, simulation: number): number;
  /** The edge a simulation follows at a node below the root. */
  select(tree: Tree, node: number): number;
  /** Writes `action`, `value` and `policy`; the rest of the result is there already. */
  finish(slot: number, tree: Tree, order: SearchOrder, into: SearchResult): void;
}
