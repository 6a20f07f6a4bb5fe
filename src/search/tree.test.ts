import { describe, expect, it } from "vitest";
import { Random } from "../random/index.js";
import {
  ACTION,
  CHILD,
  COUNT,
  EDGE,
  EDGES,
  EXACT,
  FLOOR,
  LOGIT,
  NODE_SUM,
  NODE_VISITS,
  NONE,
  PARENT,
  PARENT_EDGE,
  PRIOR,
  RAW,
  SIGN,
  SUM,
  Tree,
  VISITS,
} from "./tree.js";

/** A tree that grew at random places, with made-up statistics. */
function grown(nodes: number, seed: number): Tree {
  const random = new Random(seed, "tree");
  const tree = new Tree();
  const actions = 5;
  const logits = new Float32Array(actions);
  const mask = new Uint8Array(actions);
  const grow = (node: number, edge: number) => {
    for (let a = 0; a < actions; a++) {
      logits[a] = random.normal();
      mask[a] = random.chance(0.7) ? 1 : 0;
    }
    mask[random.integer(actions)] = 1;
    const legal = mask.reduce((sum, x) => sum + x, 0);
    tree.reserve(tree.nodes + 1, 1);
    const sign = random.chance(0.5) ? 1 : -1;
    return tree.expand(node, edge, sign, logits, Float32Array.of(random.float()), 0, mask, legal);
  };
  const made = [grow(-1, -1)];
  while (tree.nodes < nodes) {
    const node = made[random.integer(made.length)];
    const edge = node + EDGES + EDGE * random.integer(tree.ints[node + COUNT]);
    if (tree.ints[edge + CHILD] !== NONE) continue;
    tree.ints[edge + VISITS] = 1 + random.integer(9);
    tree.doubles[(edge + SUM) >> 1] = random.normal();
    if (random.chance(0.2)) tree.floats[edge + EXACT] = random.integer(3) - 1;
    made.push(grow(node, edge));
  }
  return tree;
}

/** Everything below a node, without the numbers that say where it is stored. */
function contents(tree: Tree, node: number): unknown {
  const { ints, floats, doubles } = tree;
  const edges = [];
  for (let e = node + EDGES; e < tree.end(node); e += EDGE) {
    const child = ints[e + CHILD];
    if (child >= 0) expect([ints[child + PARENT], ints[child + PARENT_EDGE]]).toEqual([node, e]);
    edges.push({
      action: ints[e + ACTION],
      statistics: [
        floats[e + LOGIT],
        floats[e + PRIOR],
        ints[e + VISITS],
        doubles[(e + SUM) >> 1],
        floats[e + EXACT],
      ],
      below: child < 0 ? child : contents(tree, child),
    });
  }
  const sum = doubles[(node + NODE_SUM) >> 1];
  return [ints[node + SIGN], floats[node + RAW], floats[node + FLOOR], ints[node + NODE_VISITS], sum, edges];
}

describe("Tree", () => {
  it("keeps a subtree in place, whatever it was", () => {
    for (let seed = 0; seed < 30; seed++) {
      const tree = grown(60, seed);
      while (tree.nodes > 0) {
        let edge = EDGES;
        while (edge < tree.end(0) && tree.ints[edge + CHILD] < 0) edge += EDGE;
        if (edge === tree.end(0)) break;
        const before = contents(tree, tree.ints[edge + CHILD]);
        tree.keep(edge);
        expect(contents(tree, 0)).toEqual(before);
        expect(tree.ints[PARENT]).toBe(-1);
      }
    }
  });

  it("is empty after keeping what was never visited", () => {
    const tree = grown(1, 1);
    tree.keep(EDGES);
    expect(tree.nodes).toBe(0);
    expect(tree.rootEdge(0)).toBe(-1);
  });

  it("turns logits of legal actions into probabilities", () => {
    const tree = new Tree();
    tree.reserve(1, 4);
    const logits = Float32Array.of(9, 9, 9, 9, 1000, 999, 0, 1000 + Math.log(2));
    const values = Float32Array.of(0.5, 0.25);
    tree.expand(-1, -1, 1, logits, values, 1, Uint8Array.of(1, 1, 0, 1), 3);
    expect(tree.floats[RAW]).toBe(0.25);
    expect([0, 1, 2].map((i) => tree.ints[EDGES + EDGE * i + ACTION])).toEqual([0, 1, 3]);
    const total = 1 + Math.exp(-1) + 2;
    const expected = [1 / total, Math.exp(-1) / total, 2 / total];
    for (const [i, p] of expected.entries()) expect(tree.floats[EDGES + EDGE * i + PRIOR]).toBeCloseTo(p, 4);
    expect([tree.rootEdge(1), tree.rootEdge(2)]).toEqual([EDGES + EDGE, -1]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("adds no node for a logit or value of %s", (bad) => {
    const tree = new Tree();
    tree.reserve(1, 2);
    const mask = Uint8Array.of(1, 1);
    expect(tree.expand(-1, -1, 1, Float32Array.of(0, bad), Float32Array.of(0), 0, mask, 2)).toBe(-1);
    expect(tree.expand(-1, -1, 1, Float32Array.of(0, 0), Float32Array.of(bad), 0, mask, 2)).toBe(-1);
    expect(tree.nodes).toBe(0);
  });
});
