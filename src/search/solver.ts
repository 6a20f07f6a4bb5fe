import { EDGE, EDGES, EXACT, FLOOR, SUM, type Tree, VISITS } from "./tree.js";

/** The value of a won game; nothing is better, so one such edge settles a node. */
const WON = 1;

/**
 * Sets the exact value of an edge. Its sum is made to agree, so that mean values need not look here, and its node is
 * known to be worth at least as much.
 * @param value for the player to move at `node`
 */
export function settle(tree: Tree, node: number, edge: number, value: number): void {
  tree.floats[edge + EXACT] = value;
  tree.doubles[(edge + SUM) >> 1] = value * tree.ints[edge + VISITS];
  if (value > tree.floats[node + FLOOR]) tree.floats[node + FLOOR] = value;
}

/**
 * The game-theoretic value of a node for its player to move, as far as its edges tell: a won edge is enough, else
 * all edges must be known (Winands, Björnsson, Saito 2008, "Monte-Carlo tree search solver"; draws included).
 * @returns NaN while unknown
 */
export function provenValue(tree: Tree, node: number): number {
  const { floats } = tree;
  const end = tree.end(node);
  let best = Number.NEGATIVE_INFINITY;
  let known = true;
  for (let e = node + EDGES; e < end; e += EDGE) {
    const value = floats[e + EXACT];
    if (value >= WON) return value;
    if (value > best) best = value;
    else if (Number.isNaN(value)) known = false;
  }
  return known ? best : Number.NaN;
}
