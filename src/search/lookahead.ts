import { type Game, type GameState, TERMINAL } from "../games/game.js";

/** A won game; nothing is better. */
const WON = 1;

/** The most plies a {@link Lookahead} looks ahead. */
export const DEEPEST_LOOKAHEAD = 2;

/**
 * Plays every action, and every reply to it, and says which of them decide the game. What it finds is exact, costs
 * no evaluation, and is what a network is worst at: one line among thousands that is about to be completed.
 */
export class Lookahead<State extends GameState> {
  /** After {@link look}: the one action that does not lose, where there is exactly one; else −1. */
  forced = -1;

  private readonly child: State;
  private readonly grandchild: State;
  private readonly replies: Uint8Array;
  private readonly returns: Float32Array;

  /** @param plies 1: ends of the game after an action; 2: after the reply to it as well */
  constructor(
    game: Game<State>,
    private readonly plies: number,
  ) {
    this.child = game.newState();
    this.grandchild = game.newState();
    this.replies = new Uint8Array(game.actions);
    this.returns = new Float32Array(game.players);
  }

  /**
   * Looks at a position where somebody is to move.
   *
   * @param mask `[actions]`, 1 where legal
   * @param exact `[actions]`: receives for each legal action its game-theoretic value for the player to move, NaN
   * where that is not known
   * @returns the position's own value for the player to move, NaN where it is not known
   */
  look(state: State, mask: Uint8Array, exact: Float32Array): number {
    let best = Number.NEGATIVE_INFINITY;
    let open = 0;
    let last = -1;
    this.forced = -1;
    exact.fill(Number.NaN);
    for (let action = 0; action < mask.length; action++) {
      if (mask[action] === 0) continue;
      // All wins in one move are found; beside one of them the rest does not matter.
      const value = this.valueOf(state, action, best >= WON ? 1 : this.plies);
      exact[action] = value;
      if (!(value <= -WON)) {
        open++;
        last = action;
      }
      best = better(best, value);
    }
    if (open === 1) this.forced = last;
    return best;
  }

  /** The value of an action for the player to move, NaN where so many plies do not tell. */
  private valueOf(state: State, action: number, plies: number): number {
    const { child, grandchild, replies, returns } = this;
    const { player } = state;
    child.copyFrom(state);
    child.apply(action);
    if (child.player === TERMINAL) {
      child.returns(returns);
      return returns[player];
    }
    if (plies < 2 || child.player < 0) return Number.NaN;
    const replier = child.player;
    child.legalActions(replies);
    let best = Number.NEGATIVE_INFINITY;
    for (let reply = 0; reply < replies.length; reply++) {
      if (replies[reply] === 0) continue;
      grandchild.copyFrom(child);
      grandchild.apply(reply);
      const over = grandchild.player === TERMINAL;
      if (over) grandchild.returns(returns);
      best = better(best, over ? returns[replier] : Number.NaN);
      if (best >= WON) break;
    }
    return replier === player ? best : -best;
  }
}

/** The value of the better of two choices: a win is enough to know it, anything else must be known of both. */
function better(a: number, b: number): number {
  if (a >= WON || b >= WON) return WON;
  return a > b || Number.isNaN(a) ? a : b;
}
