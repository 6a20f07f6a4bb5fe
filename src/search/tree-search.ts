import { GameError, OptionError, SelfplayError } from "../errors.js";
import { type Game, type GameState, TERMINAL } from "../games/game.js";
import { backup, countWaiting, prove } from "./backup.js";
import { EvaluationCache } from "./cache.js";
import { ObservationHash } from "./hash.js";
import { writeProven, writeRoot } from "./root-result.js";
import type { SearchRule } from "./rule.js";
import type { BatchedSearch, SearchOrder, SearchResult, SearchStatistics } from "./search.js";
import { Leaf, Slot } from "./slot.js";
import { provenValue, settle } from "./solver.js";
import { ACTION, ACTION_MASK, CHILD, EXACT, PENDING, SIGN, WAITING } from "./tree.js";

/** The network or the driver gave a search something it cannot work with. */
export class SearchError extends SelfplayError {}

/** What every search algorithm here can be told. */
export interface TreeSearchOptions {
  /** Searches advancing together. */
  readonly slots: number;
  /** Leaves of one slot that may wait for the network at once. More fill a batch from few slots. Default 1. */
  readonly leavesPerSlot?: number;
  /** Positions in the evaluation cache; 0 for none. Default 65,536. */
  readonly cacheSize?: number;
  /** Whether proven wins, losses and draws are propagated, and end a search that proves its root. Default true. */
  readonly solve?: boolean;
  /** Whether the subtree of the action played is kept for the next search. Default false. */
  readonly reuse?: boolean;
}

/**
 * The machinery common to the searches: one tree a slot, descent, evaluation in batches through the cache, backup,
 * re-use. What is searched how is the rule's business.
 */
export class TreeSearch<State extends GameState> implements BatchedSearch<State> {
  readonly slots: number;
  readonly capacity: number;
  readonly actions: number;
  readonly statistics: SearchStatistics = {
    simulations: 0,
    evaluations: 0,
    cacheHits: 0,
    shared: 0,
    terminals: 0,
    kept: 0,
  };

  private readonly leavesPerSlot: number;
  private readonly solve: boolean;
  private readonly reuse: boolean;
  private readonly observationSize: number;
  private readonly all: readonly Slot<State>[];
  private readonly cache: EvaluationCache;
  private readonly hash: ObservationHash;
  /** Counts how often the weights changed. */
  private generation = 0;

  /** `[capacity]`; the first `waiting` of them are at the network. */
  private readonly leaves: readonly Leaf<State>[];
  private waiting = 0;
  /** `[capacity]`: the cache entry that each row of the batch will fill. */
  private readonly rowEntry: Int32Array;
  private rows = 0;
  private batchGeneration = 0;

  private readonly scratch: State;
  private readonly returns: Float32Array;
  private readonly seen: readonly [Float32Array, Float32Array];
  private path = new Int32Array(64);

  constructor(
    private readonly game: Game<State>,
    private readonly rule: SearchRule,
    options: TreeSearchOptions,
  ) {
    const { slots, leavesPerSlot = 1, cacheSize = 65_536, solve = true, reuse = false } = options;
    requireWhole("slots", slots, 1);
    requireWhole("leavesPerSlot", leavesPerSlot, 1);
    requireWhole("cacheSize", cacheSize, 0);
    if (game.actions > ACTION_MASK) {
      throw new GameError("TOO_MANY_ACTIONS", `${game.name}: a search takes at most ${ACTION_MASK} actions`);
    }
    this.slots = slots;
    this.leavesPerSlot = leavesPerSlot;
    this.solve = solve;
    this.reuse = reuse;
    this.capacity = slots * leavesPerSlot;
    this.actions = game.actions;
    const { channels, height, width } = game.observation;
    this.observationSize = channels * height * width;
    this.all = Array.from({ length: slots }, (_, i) => new Slot(i, game));
    this.leaves = Array.from({ length: this.capacity }, () => new Leaf(this.all[0], game.actions));
    this.cache = new EvaluationCache(cacheSize, game.actions);
    this.hash = new ObservationHash(this.observationSize);
    this.rowEntry = new Int32Array(this.capacity);
    this.scratch = game.newState();
    this.returns = new Float32Array(game.players);
    this.seen = [new Float32Array(this.observationSize), new Float32Array(this.observationSize)];
  }

  begin(index: number, root: State, order: SearchOrder): void {
    const slot = this.slotAt(index);
    if (root.player < 0) {
      const what = root.player === TERMINAL ? "the game is over" : "chance is to move";
      throw new GameError("NOTHING_TO_SEARCH", `${this.game.name}: cannot search a position where ${what}`);
    }
    requireWhole("simulations", order.simulations, 0);
    const { tree } = slot;
    if (!this.canKeep(slot, root)) tree.clear();
    slot.root.copyFrom(root);
    slot.order = order;
    slot.started = false;
    slot.begun = 0;
    slot.waiting = 0;
    slot.proven = false;
    slot.epoch++;
    slot.kept = false;
    slot.generation = this.generation;
    tree.reserve(tree.nodes + order.simulations + 1, this.actions);
    this.statistics.kept += tree.nodes;
    if (tree.nodes > 0) this.start(slot, order);
  }

  advance(observations: Float32Array): number {
    if (observations.length < this.capacity * this.observationSize) {
      const expected = `room for ${this.capacity} rows of ${this.observationSize} numbers`;
      throw new OptionError("observations", expected, `${observations.length} numbers`);
    }
    if (this.waiting > 0) {
      throw new SearchError("ANSWERS_DUE", "advance: the last batch has not been answered with receive");
    }
    this.rows = 0;
    this.batchGeneration = this.generation;
    for (const slot of this.all) if (slot.order !== null) this.run(slot, slot.order, observations);
    return this.rows;
  }

  receive(logits: Float32Array, values: Float32Array): void {
    const { waiting, rows } = this;
    this.waiting = 0;
    this.rows = 0;
    for (let i = 0; i < waiting; i++) {
      const leaf = this.leaves[i];
      const { slot } = leaf;
      if (slot.epoch !== leaf.epoch || slot.order === null) continue;
      slot.waiting--;
      if (this.leavesPerSlot > 1) countWaiting(slot.tree, leaf.node, leaf.edge, -WAITING);
      this.expand(leaf, slot, slot.order, logits, values, leaf.row);
    }
    if (this.batchGeneration !== this.generation) return;
    for (let row = 0; row < rows; row++) this.cache.fill(this.rowEntry[row], row, logits, values);
  }

  done(index: number): boolean {
    const slot = this.slotAt(index);
    if (slot.order === null) return true;
    if (!slot.started || slot.waiting > 0) return false;
    return slot.proven || slot.begun >= slot.order.simulations;
  }

  result(index: number, into: SearchResult): void {
    const slot = this.slotAt(index);
    if (slot.order === null || !slot.started) {
      throw new SearchError("NO_RESULT", `result: slot ${index} has searched nothing yet`);
    }
    writeRoot(slot.tree, into);
    into.simulations = slot.begun - slot.waiting;
    this.rule.finish(index, slot.tree, slot.order, into);
    if (slot.proven) writeProven(slot.tree, into);
  }

  played(index: number, action: number): void {
    const slot = this.slotAt(index);
    const { tree } = slot;
    const usable = this.reuse && slot.generation === this.generation && slot.waiting === 0;
    if (usable && (slot.order !== null || slot.kept)) tree.keep(tree.rootEdge(action));
    else tree.clear();
    slot.kept = tree.nodes > 0;
    if (slot.kept) slot.root.apply(action);
    slot.order = null;
    slot.epoch++;
  }

  forget(): void {
    this.generation++;
    this.cache.forget();
  }

  private slotAt(index: number): Slot<State> {
    const slot = this.all[index];
    if (slot === undefined) throw new OptionError("slot", `a number from 0 to ${this.slots - 1}`, index);
    return slot;
  }

  /** Whether the tree kept in the slot is that of `root`, as far as one can see. */
  private canKeep(slot: Slot<State>, root: State): boolean {
    if (!slot.kept || slot.generation !== this.generation || slot.root.player !== root.player) return false;
    const [a, b] = this.seen;
    slot.root.observe(a, 0);
    root.observe(b, 0);
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }

  private start(slot: Slot<State>, order: SearchOrder): void {
    slot.started = true;
    slot.proven = this.solve && !Number.isNaN(provenValue(slot.tree, 0));
    this.rule.start(slot.index, slot.tree, order);
  }

  /** Simulates until the slot has to wait or is done; at most as many simulations as were ordered. */
  private run(slot: Slot<State>, order: SearchOrder, observations: Float32Array): void {
    const { simulations } = order;
    if (!slot.started && slot.waiting === 0) this.evaluate(slot, order, -1, -1, slot.root, observations);
    while (slot.started && !slot.proven && slot.begun < simulations && slot.waiting < this.leavesPerSlot) {
      if (!this.simulate(slot, order, observations)) return;
    }
  }

  /** Makes one simulation, or the part before the network. False when its leaf is at the network already. */
  private simulate(slot: Slot<State>, order: SearchOrder, observations: Float32Array): boolean {
    const { tree } = slot;
    const { ints, floats } = tree;
    let node = 0;
    let edge = this.rule.selectAtRoot(slot.index, tree, slot.begun);
    let depth = 0;
    for (;;) {
      if (depth === this.path.length) this.lengthenPath();
      this.path[depth++] = ints[edge + ACTION] & ACTION_MASK;
      if (!Number.isNaN(floats[edge + EXACT])) {
        slot.begun++;
        this.ended(slot, node, edge);
        return true;
      }
      const next = ints[edge + CHILD];
      if (next < 0) break;
      node = next;
      edge = this.rule.select(tree, node);
    }
    if (ints[edge + CHILD] === PENDING) return false;
    slot.begun++;

    const state = this.scratch;
    state.copyFrom(slot.root);
    for (let i = 0; i < depth; i++) state.apply(this.path[i]);
    if (state.player !== TERMINAL) {
      this.evaluate(slot, order, node, edge, state, observations);
      return true;
    }
    state.returns(this.returns);
    const value = this.returns[0] * ints[node + SIGN];
    if (this.solve) {
      settle(tree, node, edge, value);
      if (prove(tree, node)) slot.proven = true;
    } else floats[edge + EXACT] = value;
    this.ended(slot, node, edge);
    return true;
  }

  /** Counts a simulation that ended where the value is known. */
  private ended(slot: Slot<State>, node: number, edge: number): void {
    this.statistics.simulations++;
    this.statistics.terminals++;
    backup(slot.tree, node, edge);
  }

  /** Gets a position evaluated: from the cache at once, or by a row of the batch. */
  private evaluate(
    slot: Slot<State>,
    order: SearchOrder,
    node: number,
    edge: number,
    state: State,
    observations: Float32Array,
  ): void {
    const leaf = this.leaves[this.waiting];
    leaf.node = node;
    leaf.edge = edge;
    leaf.sign = state.player === 0 ? 1 : -1;
    leaf.legal = state.legalActions(leaf.mask);
    if (state.player < 0 || leaf.legal < 1) this.reject(state);

    const offset = this.rows * this.observationSize;
    state.observe(observations, offset);
    const entry = this.find(observations, offset);
    if (entry >= 0 && this.cache.rowOf(entry) < 0) {
      this.statistics.cacheHits++;
      this.expand(leaf, slot, order, this.cache.logits, this.cache.values, entry);
      return;
    }
    leaf.slot = slot;
    leaf.epoch = slot.epoch;
    leaf.row = entry >= 0 ? this.cache.rowOf(entry) : this.newRow();
    if (entry >= 0) this.statistics.shared++;
    this.waiting++;
    slot.waiting++;
    if (edge < 0) return;
    slot.tree.ints[edge + CHILD] = PENDING;
    if (this.leavesPerSlot > 1) countWaiting(slot.tree, node, edge, WAITING);
  }

  /** The cache's entry for an observation, or −1. */
  private find(observations: Float32Array, offset: number): number {
    if (this.cache.size === 0) return -1;
    this.hash.of(observations, offset);
    return this.cache.find(this.hash.low, this.hash.high);
  }

  /** Takes the next row of the batch for the observation that was looked for last. */
  private newRow(): number {
    const row = this.rows++;
    this.statistics.evaluations++;
    this.rowEntry[row] = this.cache.reserve(this.hash.low, this.hash.high, row);
    return row;
  }

  /** Hangs an evaluated leaf into its tree. */
  private expand(
    leaf: Leaf<State>,
    slot: Slot<State>,
    order: SearchOrder,
    logits: Float32Array,
    values: Float32Array,
    row: number,
  ): void {
    const { tree } = slot;
    const { node, edge, sign, mask, legal } = leaf;
    if (tree.expand(node, edge, sign, logits, values, row, mask, legal) < 0) {
      this.forget();
      throw new SearchError(
        "BAD_EVALUATION",
        `${this.game.name}: the network answered with numbers that are not finite (value ${values[row]})`,
      );
    }
    if (node < 0) {
      this.start(slot, order);
      return;
    }
    this.statistics.simulations++;
    backup(tree, node, edge);
  }

  private reject(state: State): never {
    const what = state.player < 0 ? "chance moves in it" : "the player to move has no legal action";
    throw new GameError(
      "CANNOT_SEARCH",
      `${this.game.name}: cannot search this position, ${what}:\n${state}`,
    );
  }

  private lengthenPath(): void {
    const longer = new Int32Array(2 * this.path.length);
    longer.set(this.path);
    this.path = longer;
  }
}

function requireWhole(name: string, value: number, min: number): void {
  if (!Number.isInteger(value) || value < min) {
    throw new OptionError(name, `a whole number of at least ${min}`, value);
  }
}
