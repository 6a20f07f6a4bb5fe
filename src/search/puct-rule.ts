import type { SearchRule } from "./rule.js";
import type { SearchOrder, SearchResult } from "./search.js";
import {
  ACTION,
  ACTION_BITS,
  ACTION_MASK,
  COUNT,
  EDGE,
  EDGES,
  EXACT,
  NODE_SUM,
  NODE_VISITS,
  PRIOR,
  SUM,
  type Tree,
  VISITS,
} from "./tree.js";

/** What an action is taken to be worth before its first visit. */
export type FirstPlay = "parent" | "draw" | "loss";

/** Settings of {@link PuctRule}. */
export interface PuctRuleOptions {
  readonly slots: number;
  readonly actions: number;
  readonly explorationInit: number;
  readonly explorationBase: number;
  readonly firstPlay: FirstPlay;
  readonly firstPlayReduction: number;
  /** Undefined: ten divided by the number of legal actions. */
  readonly dirichletAlpha: number | undefined;
  readonly dirichletShare: number;
  readonly temperature: number;
  readonly temperaturePlies: number;
  readonly virtualLoss: number;
  readonly solve: boolean;
}

/**
 * Selection and targets of AlphaZero: the action with the largest Q + c · P · √N / (1 + n), where Q is brought to
 * 0 … 1 and c grows with the logarithm of N. The root's P is mixed with Dirichlet noise when exploring.
 */
export class PuctRule implements SearchRule {
  /** `[slots, actions]`, by place among the root's edges. */
  private readonly rootPrior: Float64Array;
  /** `[slots]`: the draw that chooses the action; made at the start so that asking twice gives the same answer. */
  private readonly draw: Float64Array;
  private readonly prior: Float64Array;
  /** Root edges proven to be worth no more than this are not followed. */
  private readonly lost: number;

  constructor(private readonly options: PuctRuleOptions) {
    this.rootPrior = new Float64Array(options.slots * options.actions);
    this.draw = new Float64Array(options.slots);
    this.prior = new Float64Array(options.actions);
    this.lost = options.solve ? -1 : Number.NEGATIVE_INFINITY;
  }

  start(slot: number, tree: Tree, order: SearchOrder): void {
    const { rootPrior } = this;
    const { actions, dirichletShare: share } = this.options;
    const offset = slot * actions;
    const count = tree.ints[COUNT];
    if (!order.explore) {
      for (let i = 0; i < count; i++) rootPrior[offset + i] = tree.floats[EDGES + EDGE * i + PRIOR];
      return;
    }
    this.draw[slot] = order.random.float();
    const alpha = this.options.dirichletAlpha ?? 10 / count;
    let total = 0;
    for (let i = 0; i < count; i++) {
      rootPrior[offset + i] = order.random.gamma(alpha);
      total += rootPrior[offset + i];
    }
    for (let i = 0; i < count; i++) {
      const noise = total > 0 ? rootPrior[offset + i] / total : 1 / count;
      rootPrior[offset + i] = (1 - share) * tree.floats[EDGES + EDGE * i + PRIOR] + share * noise;
    }
  }

  selectAtRoot(slot: number, tree: Tree): number {
    return this.best(tree, 0, this.rootPrior, slot * this.options.actions, this.lost);
  }

  select(tree: Tree, node: number): number {
    const count = tree.ints[node + COUNT];
    for (let i = 0, e = node + EDGES; i < count; i++, e += EDGE) this.prior[i] = tree.floats[e + PRIOR];
    // Following a proven edge tells nothing new, and the backup knows what it is worth.
    return this.best(tree, node, this.prior, 0, this.options.solve ? 1 : Number.NEGATIVE_INFINITY);
  }

  finish(slot: number, tree: Tree, order: SearchOrder, into: SearchResult): void {
    const { ints, floats } = tree;
    const end = tree.end(0);
    into.value = tree.doubles[NODE_SUM >> 1] / ints[NODE_VISITS];
    let total = 0;
    for (let e = EDGES; e < end; e += EDGE) if (!(floats[e + EXACT] <= this.lost)) total += ints[e + VISITS];
    let best = -1;
    for (let e = EDGES; e < end; e += EDGE) {
      if (floats[e + EXACT] <= this.lost) continue;
      into.policy[ints[e + ACTION] & ACTION_MASK] = total > 0 ? ints[e + VISITS] / total : floats[e + PRIOR];
      if (best < 0 || better(tree, e, best)) best = e;
    }
    if (best < 0) return;
    into.action = ints[best + ACTION] & ACTION_MASK;
    const { temperature, temperaturePlies } = this.options;
    if (!order.explore || temperature === 0 || (order.ply ?? 0) >= temperaturePlies) return;
    into.action = this.sample(this.draw[slot], into.policy, into.policy[into.action], 1 / temperature);
  }

  /** An action drawn in proportion to policy^power; `draw` is uniform in [0, 1), `most` the largest entry. */
  private sample(draw: number, policy: Float32Array, most: number, power: number): number {
    let total = 0;
    for (let a = 0; a < policy.length; a++) total += (policy[a] / most) ** power;
    let left = draw * total;
    let last = 0;
    for (let a = 0; a < policy.length; a++) {
      if (policy[a] === 0) continue;
      last = a;
      left -= (policy[a] / most) ** power;
      if (left < 0) break;
    }
    return last;
  }

  /** The edge with the best score, leaving out those proven to be worth no more than `known`. */
  private best(tree: Tree, node: number, prior: Float64Array, offset: number, known: number): number {
    const { ints, floats, doubles } = tree;
    const { explorationInit, explorationBase, virtualLoss } = this.options;
    const count = ints[node + COUNT];
    const from = node + EDGES;
    let waiting = 0;
    for (let i = 0, e = from; i < count; i++, e += EDGE) waiting += ints[e + ACTION] >>> ACTION_BITS;
    const n = ints[node + NODE_VISITS] + waiting;
    const c = (explorationInit + Math.log((n + explorationBase + 1) / explorationBase)) * Math.sqrt(n);
    const unvisited = this.unvisitedValue(tree, node);
    let best = from;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let i = 0, e = from; i < count; i++, e += EDGE) {
      if (floats[e + EXACT] <= known) continue;
      const waits = ints[e + ACTION] >>> ACTION_BITS;
      const m = ints[e + VISITS] + waits;
      const q = m === 0 ? unvisited : (doubles[(e + SUM) >> 1] - virtualLoss * waits) / m;
      const score = 0.5 * (q + 1) + (c * prior[offset + i]) / (1 + m);
      if (score > bestScore) {
        bestScore = score;
        best = e;
      }
    }
    return best;
  }

  private unvisitedValue(tree: Tree, node: number): number {
    const { ints, floats, doubles } = tree;
    const { firstPlay, firstPlayReduction } = this.options;
    if (firstPlay === "loss") return -1;
    if (firstPlay === "draw") return 0;
    let known = 0;
    const end = tree.end(node);
    for (let e = node + EDGES; e < end; e += EDGE) if (ints[e + VISITS] > 0) known += floats[e + PRIOR];
    const mean = doubles[(node + NODE_SUM) >> 1] / ints[node + NODE_VISITS];
    return mean - firstPlayReduction * Math.sqrt(known);
  }
}

/** Whether edge `a` is to be played rather than `b`: more visits, then the higher value, then the higher prior. */
function better({ ints, floats, doubles }: Tree, a: number, b: number): boolean {
  if (ints[a + VISITS] !== ints[b + VISITS]) return ints[a + VISITS] > ints[b + VISITS];
  const difference = doubles[(a + SUM) >> 1] - doubles[(b + SUM) >> 1];
  return difference !== 0 ? difference > 0 : floats[a + PRIOR] > floats[b + PRIOR];
}
