import type { SearchResult } from "./search.js";
import { provenValue } from "./solver.js";
import { ACTION, ACTION_MASK, EDGE, EDGES, EXACT, PRIOR, RAW, SUM, type Tree, VISITS } from "./tree.js";

/** The least weight of an action in a policy that must not be empty. */
const TINY = 1e-30;

/** Writes what a tree says about its root, whatever the rule: all but `action`, `value` and `policy`. */
export function writeRoot(tree: Tree, into: SearchResult): void {
  const { ints, floats, doubles } = tree;
  into.action = -1;
  into.policy.fill(0);
  into.prior.fill(0);
  into.visits.fill(0);
  into.values.fill(Number.NaN);
  into.networkValue = floats[RAW];
  for (let e = EDGES; e < tree.end(0); e += EDGE) {
    const action = ints[e + ACTION] & ACTION_MASK;
    const visits = ints[e + VISITS];
    into.prior[action] = floats[e + PRIOR];
    into.visits[action] = visits;
    into.values[action] = visits > 0 ? doubles[(e + SUM) >> 1] / visits : floats[e + EXACT];
  }
}

/**
 * Corrects the result of a root whose value is proven: only the actions that reach it are right, and the prior chooses
 * among them.
 */
export function writeProven(tree: Tree, into: SearchResult): void {
  const { ints, floats } = tree;
  const value = provenValue(tree, 0);
  const end = tree.end(0);
  let norm = 0;
  let right = false;
  let best = -1;
  for (let e = EDGES; e < end; e += EDGE) {
    const action = ints[e + ACTION] & ACTION_MASK;
    const optimal = floats[e + EXACT] === value;
    into.policy[action] = optimal ? Math.max(floats[e + PRIOR], TINY) : 0;
    norm += into.policy[action];
    if (optimal && (best < 0 || floats[e + PRIOR] > floats[best + PRIOR])) best = e;
    if (optimal && action === into.action) right = true;
  }
  for (let a = 0; a < into.policy.length; a++) into.policy[a] /= norm;
  into.value = value;
  if (!right) into.action = ints[best + ACTION] & ACTION_MASK;
}
