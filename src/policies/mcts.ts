import { OptionError } from "../errors.js";
import { type Game, type GameState, TERMINAL } from "../games/game.js";
import type { Random } from "../random/index.js";
import type { Policy } from "./policy.js";
import { randomLegal } from "./random-legal.js";

/**
 * Plain Monte-Carlo tree search: UCT (Kocsis and Szepesvári 2006) with random playouts and no network. Plays the
 * action that was tried most.
 *
 * @param playouts playouts a move
 * @param exploration weight of the UCB term, for results from −1 to 1
 * @example
 * const player = mctsPolicy(connectFour(), 100);
 */
export function mctsPolicy<State extends GameState>(
  game: Game<State>,
  playouts: number,
  exploration = Math.SQRT2,
): MctsPolicy<State> {
  if (!Number.isInteger(playouts) || playouts < 1) {
    throw new OptionError("playouts", "a whole number of at least 1", playouts);
  }
  return new Mcts(game, playouts, exploration);
}

/** What plain Monte-Carlo tree search found out about a position. */
export interface MctsAnalysis {
  /** The action tried most. */
  readonly action: number;
  /** Mean result of the playouts for the player to move, −1 … 1. */
  readonly value: number;
  /** `[actions]`: the share of playouts that went to each action. */
  readonly policy: Float32Array;
}

/** {@link mctsPolicy}: a policy that can also say what it found. */
export interface MctsPolicy<State extends GameState = GameState> extends Policy<State> {
  choose(state: State, random: Random): number;
  /** Searches a state, which is not terminal and not changed. */
  analyse(state: State, random: Random): MctsAnalysis;
}

/** A tree with one node a playout, children in lists. Values are for the player who moved into the node. */
class Mcts<State extends GameState> implements MctsPolicy<State> {
  readonly name: string;
  private readonly state: State;
  private readonly mask: Uint8Array;
  private readonly returns: Float32Array;
  private nodes = 0;
  private readonly action: Int32Array;
  private readonly mover: Int8Array;
  private readonly parent: Int32Array;
  private readonly firstChild: Int32Array;
  private readonly sibling: Int32Array;
  private readonly visits: Int32Array;
  private readonly sum: Float64Array;
  private readonly tried: Uint8Array;

  constructor(
    game: Game<State>,
    private readonly playouts: number,
    private readonly exploration: number,
  ) {
    this.name = `mcts:${playouts}`;
    this.state = game.newState();
    this.mask = new Uint8Array(game.actions);
    this.tried = new Uint8Array(game.actions);
    this.returns = new Float32Array(game.players);
    const size = playouts + 1;
    this.action = new Int32Array(size);
    this.mover = new Int8Array(size);
    this.parent = new Int32Array(size);
    this.firstChild = new Int32Array(size);
    this.sibling = new Int32Array(size);
    this.visits = new Int32Array(size);
    this.sum = new Float64Array(size);
  }

  choose(root: State, random: Random): number {
    this.search(root, random);
    return this.action[this.mostVisited()];
  }

  analyse(root: State, random: Random): MctsAnalysis {
    this.search(root, random);
    const policy = new Float32Array(this.mask.length);
    let sum = 0;
    for (let c = this.firstChild[0]; c > 0; c = this.sibling[c]) {
      policy[this.action[c]] = this.visits[c] / this.visits[0];
      sum += this.sum[c];
    }
    return { action: this.action[this.mostVisited()], value: sum / this.visits[0], policy };
  }

  private search(root: State, random: Random): void {
    const { state } = this;
    this.nodes = 0;
    this.add(-1, -1, -1);
    for (let i = 0; i < this.playouts; i++) {
      state.copyFrom(root);
      const leaf = this.descend(random);
      while (state.player !== TERMINAL) state.apply(randomLegal(state, this.mask, random));
      state.returns(this.returns);
      this.backup(leaf);
    }
  }

  /** Walks down to a new node, or to the end of the game; `state` goes along. */
  private descend(random: Random): number {
    const { state, tried } = this;
    let node = 0;
    while (state.player !== TERMINAL) {
      const legal = state.legalActions(this.mask);
      tried.fill(0);
      let children = 0;
      for (let c = this.firstChild[node]; c > 0; c = this.sibling[c]) {
        tried[this.action[c]] = 1;
        children++;
      }
      const mover = state.player;
      if (children < legal) {
        let left = random.integer(legal - children);
        let action = 0;
        while (this.mask[action] === 0 || tried[action] === 1 || left-- > 0) action++;
        state.apply(action);
        return this.add(node, action, mover);
      }
      node = this.bestChild(node);
      state.apply(this.action[node]);
    }
    return node;
  }

  private bestChild(node: number): number {
    const logVisits = Math.log(this.visits[node]);
    let best = 0;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let c = this.firstChild[node]; c > 0; c = this.sibling[c]) {
      const n = this.visits[c];
      const score = this.sum[c] / n + this.exploration * Math.sqrt(logVisits / n);
      if (score > bestScore) {
        bestScore = score;
        best = c;
      }
    }
    return best;
  }

  private backup(leaf: number): void {
    for (let node = leaf; node >= 0; node = this.parent[node]) {
      this.visits[node]++;
      if (node > 0) this.sum[node] += this.returns[this.mover[node]];
    }
  }

  private mostVisited(): number {
    let best = this.firstChild[0];
    for (let c = best; c > 0; c = this.sibling[c]) if (this.visits[c] > this.visits[best]) best = c;
    return best;
  }

  private add(parent: number, action: number, mover: number): number {
    const node = this.nodes++;
    this.action[node] = action;
    this.mover[node] = mover;
    this.parent[node] = parent;
    this.firstChild[node] = 0;
    this.sibling[node] = parent < 0 ? 0 : this.firstChild[parent];
    this.visits[node] = 0;
    this.sum[node] = 0;
    if (parent >= 0) this.firstChild[parent] = node;
    return node;
  }
}
