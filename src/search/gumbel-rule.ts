import type { SearchRule } from "./rule.js";
import type { SearchOrder, SearchResult } from "./search.js";
import { sequentialHalving } from "./sequential-halving.js";
import {
  ACTION,
  ACTION_BITS,
  ACTION_MASK,
  COUNT,
  EDGE,
  EDGES,
  EXACT,
  LOGIT,
  NODE_VISITS,
  PRIOR,
  RAW,
  SUM,
  type Tree,
  VISITS,
} from "./tree.js";

/** Settings of {@link GumbelRule}. */
export interface GumbelRuleOptions {
  readonly slots: number;
  readonly actions: number;
  readonly considered: number;
  readonly visitOffset: number;
  readonly valueScale: number;
  readonly rescale: boolean;
  readonly solve: boolean;
}

/** The least probability of a visited action in the mixed value, so that it never divides by zero. */
const TINY = 2 ** -126;
/** The least range that values are stretched from. */
const NARROW = 1e-8;

/**
 * Selection and targets of Gumbel AlphaZero. At the root: Gumbel noise picks the candidates, sequential halving
 * shares the simulations among them. Below: the action that brings the visits nearest to the improved policy
 * softmax(logits + σ(q)), where q of an unvisited action is the mixed value of the paper's appendix D.
 */
export class GumbelRule implements SearchRule {
  /** `[slots, actions]`, by place among the root's edges: noise, and visits before the search began. */
  private readonly noise: Float64Array;
  private readonly before: Int32Array;
  private readonly plans: Int32Array[];
  private readonly knownPlans = new Map<string, Int32Array>();
  /** `[actions]` what `improve` wrote last: completed values, logits + σ(values). */
  private readonly completed: Float64Array;
  private readonly improved: Float64Array;
  /** Root edges proven to be worth no more than this are not followed. */
  private readonly lost: number;

  constructor(private readonly options: GumbelRuleOptions) {
    const { slots, actions } = options;
    this.noise = new Float64Array(slots * actions);
    this.before = new Int32Array(slots * actions);
    this.plans = Array.from({ length: slots }, () => new Int32Array(0));
    this.completed = new Float64Array(actions);
    this.improved = new Float64Array(actions);
    this.lost = options.solve ? -1 : Number.NEGATIVE_INFINITY;
  }

  start(slot: number, tree: Tree, order: SearchOrder): void {
    const offset = slot * this.options.actions;
    const count = tree.ints[COUNT];
    let candidates = 0;
    for (let i = 0; i < count; i++) {
      this.noise[offset + i] = order.explore ? order.random.gumbel() : 0;
      this.before[offset + i] = tree.ints[EDGES + EDGE * i + VISITS];
      if (!(tree.floats[EDGES + EDGE * i + EXACT] <= this.lost)) candidates++;
    }
    this.plans[slot] = this.plan(Math.min(this.options.considered, candidates), order.simulations);
  }

  selectAtRoot(slot: number, tree: Tree, simulation: number): number {
    const { noise, before, improved } = this;
    const { ints, floats } = tree;
    const offset = slot * this.options.actions;
    const count = ints[COUNT];
    const wanted = this.plans[slot][simulation];
    this.improve(tree, 0);
    let best = -1;
    let bestScore = Number.NEGATIVE_INFINITY;
    let spare = EDGES;
    let spareScore = Number.NEGATIVE_INFINITY;
    for (let i = 0, e = EDGES; i < count; i++, e += EDGE) {
      if (floats[e + EXACT] <= this.lost) continue;
      const score = noise[offset + i] + improved[i];
      if (ints[e + VISITS] + (ints[e + ACTION] >>> ACTION_BITS) - before[offset + i] === wanted) {
        if (score > bestScore) {
          bestScore = score;
          best = e;
        }
      } else if (score > spareScore) {
        spareScore = score;
        spare = e;
      }
    }
    // No candidate is left when those planned for turned out to be lost.
    return best < 0 ? spare : best;
  }

  select(tree: Tree, node: number): number {
    const { ints, floats } = tree;
    const { improved } = this;
    const { solve } = this.options;
    const count = ints[node + COUNT];
    const from = node + EDGES;
    let norm = 1;
    let total = 1;
    if (ints[node + NODE_VISITS] === 1) {
      for (let i = 0, e = from; i < count; i++, e += EDGE) {
        improved[i] = floats[e + PRIOR];
        total += ints[e + ACTION] >>> ACTION_BITS;
      }
    } else {
      this.improve(tree, node);
      norm = 0;
      for (let i = 0, e = from; i < count; i++, e += EDGE) {
        const weight = Math.exp(improved[i]);
        improved[i] = weight;
        norm += weight;
        total += ints[e + VISITS] + (ints[e + ACTION] >>> ACTION_BITS);
      }
    }
    let best = from;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let i = 0, e = from; i < count; i++, e += EDGE) {
      const score = improved[i] / norm - (ints[e + VISITS] + (ints[e + ACTION] >>> ACTION_BITS)) / total;
      // Following a proven edge tells nothing new, and the backup knows what it is worth.
      if (score > bestScore && !(solve && !Number.isNaN(floats[e + EXACT]))) {
        bestScore = score;
        best = e;
      }
    }
    return best;
  }

  finish(slot: number, tree: Tree, _order: SearchOrder, into: SearchResult): void {
    const { noise, before, improved, completed, lost } = this;
    const { ints, floats } = tree;
    const offset = slot * this.options.actions;
    const count = ints[COUNT];
    this.improve(tree, 0);
    let mostVisits = 0;
    for (let i = 0, e = EDGES; i < count; i++, e += EDGE) {
      if (floats[e + EXACT] <= lost) continue;
      mostVisits = Math.max(mostVisits, ints[e + VISITS] - before[offset + i]);
    }
    let bestScore = Number.NEGATIVE_INFINITY;
    let norm = 0;
    for (let i = 0, e = EDGES; i < count; i++, e += EDGE) {
      if (floats[e + EXACT] <= lost) continue;
      const action = ints[e + ACTION] & ACTION_MASK;
      const weight = Math.exp(improved[i]);
      into.policy[action] = weight;
      norm += weight;
      const score = noise[offset + i] + improved[i];
      if (ints[e + VISITS] - before[offset + i] === mostVisits && score > bestScore) {
        bestScore = score;
        into.action = action;
      }
    }
    into.value = 0;
    for (let i = 0, e = EDGES; i < count; i++, e += EDGE) {
      const action = ints[e + ACTION] & ACTION_MASK;
      into.policy[action] /= norm;
      into.value += into.policy[action] * completed[i];
    }
  }

  /** Writes {@link completed} and {@link improved} for the edges of a node; the largest improved logit is 0. */
  private improve(tree: Tree, node: number): void {
    const { ints, floats, doubles } = tree;
    const { completed, improved } = this;
    const { visitOffset, valueScale, rescale, actions } = this.options;
    const count = ints[node + COUNT];
    const from = node + EDGES;
    let total = 0;
    let mostVisits = 0;
    let visited = 0;
    let weights = 0;
    let weighted = 0;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0, e = from; i < count; i++, e += EDGE) {
      const n = ints[e + VISITS];
      if (n === 0) continue;
      const q = doubles[(e + SUM) >> 1] / n;
      const p = Math.max(floats[e + PRIOR], TINY);
      completed[i] = q;
      visited++;
      total += n;
      weights += p;
      weighted += p * q;
      if (n > mostVisits) mostVisits = n;
      if (q < low) low = q;
      if (q > high) high = q;
    }
    const raw = floats[node + RAW];
    const mixed = visited === 0 ? raw : (raw + (total * weighted) / weights) / (total + 1);
    // Like mctx, the range includes the mixed value when any action has it, an illegal one too.
    if (visited < actions) {
      low = Math.min(low, mixed);
      high = Math.max(high, mixed);
    }
    const scale = (visitOffset + mostVisits) * valueScale;
    const shift = rescale ? low : -1;
    const stretch = scale / (rescale ? Math.max(high - low, NARROW) : 2);
    let top = Number.NEGATIVE_INFINITY;
    for (let i = 0, e = from; i < count; i++, e += EDGE) {
      if (ints[e + VISITS] === 0) completed[i] = Number.isNaN(floats[e + EXACT]) ? mixed : floats[e + EXACT];
      const score = floats[e + LOGIT] + (completed[i] - shift) * stretch;
      improved[i] = score;
      if (score > top) top = score;
    }
    // Here rather than by the callers: a number that is returned from a hot function is allocated.
    for (let i = 0; i < count; i++) improved[i] -= top;
  }

  private plan(candidates: number, simulations: number): Int32Array {
    const key = `${candidates} ${simulations}`;
    let plan = this.knownPlans.get(key);
    if (plan === undefined) {
      plan = sequentialHalving(candidates, simulations);
      this.knownPlans.set(key, plan);
    }
    return plan;
  }
}
