import { GameError, OptionError, SelfplayError } from "../errors.js";
import { type Game, type GameState, TERMINAL } from "../games/game.js";
import { backup, countWaiting, prove } from "./backup.js";
import { EvaluationBatch } from "./evaluation-batch.js";
import { DEEPEST_LOOKAHEAD, Lookahead } from "./lookahead.js";
import { lineAfter } from "./principal-variation.js";
import { writeProven, writeRoot } from "./root-result.js";
import type { SearchRule } from "./rule.js";
import type { BatchedSearch, SearchOrder, SearchResult, SearchStatistics } from "./search.js";
import { Leaf, Slot } from "./slot.js";
import { provenValue, settle } from "./solver.js";
import { ACTION, ACTION_MASK, CHILD, EDGE, EDGES, EXACT, PENDING, SIGN, type Tree, WAITING } from "./tree.js";

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
  /**
   * Plies that are looked ahead at each new position for ends of the game, 0 to 2: what they decide needs no network,
   * and where all actions but one lose, the position after that one is evaluated in its place. Needs `solve`. It costs
   * as many applied actions as there are actions, at 2 their square. Default 0.
   */
  readonly lookahead?: number;
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
    forced: 0,
    kept: 0,
  };

  private readonly leavesPerSlot: number;
  private readonly solve: boolean;
  private readonly reuse: boolean;
  private readonly observationSize: number;
  private readonly all: readonly Slot<State>[];
  private readonly batch: EvaluationBatch;
  /** `[capacity]`; the first `waiting` of them are at the network. */
  private readonly leaves: readonly Leaf<State>[];
  private waiting = 0;

  private readonly lookahead: Lookahead<State> | undefined;
  private readonly blank: Float32Array;
  private readonly scratch: State;
  private readonly returns: Float32Array;
  private readonly seen: readonly [Float32Array, Float32Array];
  private path = new Int32Array(64);

  constructor(
    private readonly game: Game<State>,
    private readonly rule: SearchRule,
    options: TreeSearchOptions,
  ) {
    const {
      slots,
      leavesPerSlot = 1,
      cacheSize = 65_536,
      solve = true,
      lookahead = 0,
      reuse = false,
    } = options;
    requireWhole("slots", slots, 1);
    requireWhole("leavesPerSlot", leavesPerSlot, 1);
    requireWhole("cacheSize", cacheSize, 0);
    requireWhole("lookahead", lookahead, 0, DEEPEST_LOOKAHEAD);
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
    this.batch = new EvaluationBatch(
      this.observationSize,
      this.capacity,
      cacheSize,
      game.actions,
      this.statistics,
    );
    this.lookahead = solve && lookahead > 0 ? new Lookahead(game, lookahead) : undefined;
    this.blank = new Float32Array(game.actions);
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
    slot.generation = this.batch.weights;
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
    this.batch.begin();
    for (const slot of this.all) if (slot.order !== null) this.run(slot, slot.order, observations);
    return this.batch.rows;
  }

  receive(logits: Float32Array, values: Float32Array): void {
    const { waiting } = this;
    this.waiting = 0;
    for (let i = 0; i < waiting; i++) {
      const leaf = this.leaves[i];
      const { slot } = leaf;
      if (slot.epoch !== leaf.epoch || slot.order === null) continue;
      slot.waiting--;
      if (this.leavesPerSlot > 1) countWaiting(slot.tree, leaf.node, leaf.edge, -WAITING);
      this.expand(leaf, slot, slot.order, logits, values, leaf.row);
    }
    this.batch.remember(logits, values);
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

  line(index: number, action: number): number[] {
    const { tree } = this.slotAt(index);
    const edge = tree.rootEdge(action);
    return edge < 0 ? [] : lineAfter(tree, edge);
  }

  played(index: number, action: number): void {
    const slot = this.slotAt(index);
    const { tree } = slot;
    const usable = this.reuse && slot.generation === this.batch.weights && slot.waiting === 0;
    if (usable && (slot.order !== null || slot.kept)) tree.keep(tree.rootEdge(action));
    else tree.clear();
    slot.kept = tree.nodes > 0;
    if (slot.kept) slot.root.apply(action);
    slot.order = null;
    slot.epoch++;
  }

  forget(): void {
    this.batch.forget();
  }

  private slotAt(index: number): Slot<State> {
    const slot = this.all[index];
    if (slot === undefined) throw new OptionError("slot", `a number from 0 to ${this.slots - 1}`, index);
    return slot;
  }

  /** Whether the tree kept in the slot is that of `root`, as far as one can see. */
  private canKeep(slot: Slot<State>, root: State): boolean {
    if (!slot.kept || slot.generation !== this.batch.weights || slot.root.player !== root.player)
      return false;
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
    if (this.solve) this.settled(slot, node, edge, value);
    else {
      floats[edge + EXACT] = value;
      this.ended(slot, node, edge);
    }
    return true;
  }

  /** Ends a simulation whose edge is found to be worth `value` for the player to move at `node`. */
  private settled(slot: Slot<State>, node: number, edge: number, value: number): void {
    settle(slot.tree, node, edge, value);
    if (prove(slot.tree, node)) slot.proven = true;
    this.ended(slot, node, edge);
  }

  /** Counts a simulation that ended where the value is known. */
  private ended(slot: Slot<State>, node: number, edge: number): void {
    this.statistics.simulations++;
    this.statistics.terminals++;
    backup(slot.tree, node, edge);
  }

  /** Gets a position evaluated: by looking ahead or from the cache at once, or by a row of the batch. */
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
    this.enter(leaf, state);
    if (this.lookahead && !this.lookAhead(this.lookahead, leaf, slot, state)) return;

    const { batch } = this;
    state.observe(observations, batch.offset);
    const entry = batch.ask(observations);
    if (entry >= 0) {
      this.expand(leaf, slot, order, batch.cache.logits, batch.cache.values, entry);
      return;
    }
    leaf.slot = slot;
    leaf.epoch = slot.epoch;
    leaf.row = batch.row;
    this.waiting++;
    slot.waiting++;
    if (leaf.edge < 0) return;
    slot.tree.ints[leaf.edge + CHILD] = PENDING;
    if (this.leavesPerSlot > 1) countWaiting(slot.tree, leaf.node, leaf.edge, WAITING);
  }

  /** Notes in a leaf who is to move in its position, and what is legal there. */
  private enter(leaf: Leaf<State>, state: State): void {
    leaf.sign = state.player === 0 ? 1 : -1;
    leaf.legal = state.legalActions(leaf.mask);
    if (state.player < 0 || leaf.legal < 1) this.reject(state);
  }

  /**
   * Looks ahead from a leaf's position, and below the root follows forced actions: `state` and the leaf end where
   * there is a choice.
   * @returns false when that decided the leaf, so that there is nothing to evaluate
   */
  private lookAhead(
    lookahead: Lookahead<State>,
    leaf: Leaf<State>,
    slot: Slot<State>,
    state: State,
  ): boolean {
    const { tree } = slot;
    for (;;) {
      const value = lookahead.look(state, leaf.mask, leaf.exact);
      // The root is evaluated whatever is known: its result tells what the network thinks.
      if (leaf.edge < 0) return true;
      if (!Number.isNaN(value)) {
        this.settled(slot, leaf.node, leaf.edge, value * leaf.sign * tree.ints[leaf.node + SIGN]);
        return false;
      }
      const { forced } = lookahead;
      if (forced < 0) return true;
      this.statistics.forced++;
      leaf.node = this.hang(leaf, tree, this.blank, this.blank, 0);
      tree.unassess(leaf.node);
      leaf.edge = tree.edgeOf(leaf.node, forced);
      state.apply(forced);
      this.enter(leaf, state);
    }
  }

  /** Adds the node of a leaf's position, with what was seen ahead of it. @returns −1 for an answer that is not finite */
  private hang(
    leaf: Leaf<State>,
    tree: Tree,
    logits: Float32Array,
    values: Float32Array,
    row: number,
  ): number {
    const node = tree.expand(leaf.node, leaf.edge, leaf.sign, logits, values, row, leaf.mask, leaf.legal);
    if (node < 0 || !this.lookahead) return node;
    for (let e = node + EDGES; e < tree.end(node); e += EDGE) {
      const exact = leaf.exact[tree.ints[e + ACTION] & ACTION_MASK];
      if (!Number.isNaN(exact)) settle(tree, node, e, exact);
    }
    return node;
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
    const { node, edge } = leaf;
    const added = this.hang(leaf, tree, logits, values, row);
    if (added < 0) {
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
    if (this.lookahead) tree.assess(added);
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

function requireWhole(name: string, value: number, min: number, max = Number.POSITIVE_INFINITY): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  const range = max < Number.POSITIVE_INFINITY ? `from ${min} to ${max}` : `of at least ${min}`;
  throw new OptionError(name, `a whole number ${range}`, value);
}
