import { provenValue, settle } from "./solver.js";
import {
  ACTION,
  CHILD,
  EXACT,
  FLOOR,
  NODE_SUM,
  NODE_VISITS,
  PARENT,
  PARENT_EDGE,
  RAW,
  SIGN,
  SUM,
  type Tree,
  VISITS,
} from "./tree.js";

/**
 * Adds a simulation that ended with `edge` of `node`, at the value of the position there. Where more is known, that
 * counts: a proven edge is worth its value, a node no less than its best proven edge.
 */
export function backup({ ints, floats, doubles }: Tree, fromNode: number, fromEdge: number): void {
  let node = fromNode;
  let edge = fromEdge;
  const leaf = ints[fromEdge + CHILD];
  // For player 0, until a proven edge says otherwise.
  let value = leaf >= 0 ? floats[leaf + RAW] * ints[leaf + SIGN] : 0;
  while (node >= 0) {
    const sign = ints[node + SIGN];
    const exact = floats[edge + EXACT];
    let mine = Number.isNaN(exact) ? value * sign : exact;
    ints[edge + VISITS]++;
    doubles[(edge + SUM) >> 1] += mine;
    if (mine < floats[node + FLOOR]) mine = floats[node + FLOOR];
    ints[node + NODE_VISITS]++;
    doubles[(node + NODE_SUM) >> 1] += mine;
    value = mine * sign;
    edge = ints[node + PARENT_EDGE];
    node = ints[node + PARENT];
  }
}

/** Counts a leaf in or out of the network along its path; `change` is ±WAITING. */
export function countWaiting({ ints }: Tree, fromNode: number, fromEdge: number, change: number): void {
  let node = fromNode;
  let edge = fromEdge;
  while (node >= 0) {
    ints[edge + ACTION] += change;
    edge = ints[node + PARENT_EDGE];
    node = ints[node + PARENT];
  }
}

/**
 * Carries a proven edge of `node` upwards as far as it settles anything.
 * @returns true when the root's value is proven now
 */
export function prove(tree: Tree, fromNode: number): boolean {
  const { ints } = tree;
  let node = fromNode;
  for (;;) {
    const value = provenValue(tree, node);
    if (Number.isNaN(value)) return false;
    if (node === 0) return true;
    const above = ints[node + PARENT];
    settle(tree, above, ints[node + PARENT_EDGE], value * ints[node + SIGN] * ints[above + SIGN]);
    node = above;
  }
}
