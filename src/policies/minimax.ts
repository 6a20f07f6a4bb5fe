import { OptionError } from "../errors.js";
import { type Game, type GameState, TERMINAL } from "../games/game.js";
import type { Random } from "../random/index.js";
import type { Policy } from "./policy.js";

/** What each ply takes off a result, so that a win is taken soon and a loss put off. */
const HASTE = 1e-3;

/** Less than the difference between any two values, so that ties at the root are seen as ties. */
const STEP = 1e-6;

/**
 * Looks `depth` plies ahead with alpha-beta (Knuth and Moore 1975) and knows only what the end of the game is worth:
 * a position it does not see the end of counts 0. Plays any of the best actions, all equally likely.
 *
 * @example
 * const player = minimaxPolicy(connectFour(), 5);
 */
export function minimaxPolicy<State extends GameState>(game: Game<State>, depth: number): Policy<State> {
  if (!Number.isInteger(depth) || depth < 1)
    throw new OptionError("depth", "a whole number of at least 1", depth);
  return new Minimax(`minimax:${depth}`, game, depth);
}

/** Takes a win that is one move away, else plays at random. */
export function greedyPolicy<State extends GameState>(game: Game<State>): Policy<State> {
  return new Minimax("greedy", game, 1);
}

class Minimax<State extends GameState> implements Policy<State> {
  private readonly states: readonly State[];
  private readonly masks: readonly Uint8Array[];
  private readonly returns: Float32Array;
  private readonly best: number[] = [];

  constructor(
    readonly name: string,
    game: Game<State>,
    private readonly depth: number,
  ) {
    this.states = Array.from({ length: depth }, () => game.newState());
    this.masks = Array.from({ length: depth }, () => new Uint8Array(game.actions));
    this.returns = new Float32Array(game.players);
  }

  choose(state: State, random: Random): number {
    const { best } = this;
    const mask = this.masks[0];
    state.legalActions(mask);
    best.length = 0;
    let value = Number.NEGATIVE_INFINITY;
    for (let action = 0; action < mask.length; action++) {
      if (mask[action] === 0) continue;
      const found = this.after(state, action, 0, value - STEP, Number.POSITIVE_INFINITY);
      if (found > value + STEP / 2) {
        value = found;
        best.length = 0;
      }
      if (found > value - STEP / 2) best.push(action);
    }
    return best[random.integer(best.length)];
  }

  /** The value of an action for the player to move at `state`, which is `ply` plies from the root. */
  private after(state: State, action: number, ply: number, alpha: number, beta: number): number {
    const next = this.states[ply];
    next.copyFrom(state);
    next.apply(action);
    if (next.player === TERMINAL) {
      next.returns(this.returns);
      return this.returns[state.player] * (1 - HASTE * ply);
    }
    if (ply + 1 === this.depth) return 0;
    return next.player === state.player
      ? this.value(next, ply + 1, alpha, beta)
      : -this.value(next, ply + 1, -beta, -alpha);
  }

  private value(state: State, ply: number, alpha: number, beta: number): number {
    const mask = this.masks[ply];
    state.legalActions(mask);
    let best = Number.NEGATIVE_INFINITY;
    for (let action = 0; action < mask.length && best < beta; action++) {
      if (mask[action] === 0) continue;
      best = Math.max(best, this.after(state, action, ply, Math.max(alpha, best), beta));
    }
    return best;
  }
}
