import { provenValue } from "./solver.js";
import { ACTION, ACTION_MASK, CHILD, EDGE, EDGES, EXACT, PRIOR, type Tree, VISITS } from "./tree.js";

/**
 * The moves that a search expects, from a root edge on: at each node an edge of the proven value where there is one, else
 * the most visited; the prior chooses among equals. Ends where nothing was visited or proven.
 */
export function lineAfter(tree: Tree, rootEdge: number): number[] {
  const { ints, floats } = tree;
  const followed = (edge: number) => ints[edge + VISITS] > 0 || !Number.isNaN(floats[edge + EXACT]);
  const line: number[] = [];
  for (let edge = rootEdge; edge >= 0 && followed(edge); ) {
    line.push(ints[edge + ACTION] & ACTION_MASK);
    const node = ints[edge + CHILD];
    edge = node < 0 ? -1 : preferred(tree, node);
  }
  return line;
}

function preferred(tree: Tree, node: number): number {
  const { ints, floats } = tree;
  const value = provenValue(tree, node);
  const weight = (edge: number) =>
    Number.isNaN(value) ? ints[edge + VISITS] : Number(floats[edge + EXACT] === value);
  let best = node + EDGES;
  for (let edge = best; edge < tree.end(node); edge += EDGE) {
    const more = weight(edge) - weight(best);
    if (more > 0 || (more === 0 && floats[edge + PRIOR] > floats[best + PRIOR])) best = edge;
  }
  return best;
}
