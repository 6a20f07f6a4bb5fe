import type { GameState } from "../games/game.js";
import type { Evaluator } from "../networks/evaluator.js";
import { Random } from "../random/index.js";
import type { BatchedSearch, SearchResult } from "../search/search.js";
import { searchMany } from "../search/search-many.js";
import type { Player } from "./player.js";

/** Plays with a search over a network, without noise. */
export class NetworkPlayer<State extends GameState> implements Player<State> {
  /** @param simulations simulations a move */
  constructor(
    readonly name: string,
    private readonly search: BatchedSearch<State>,
    private readonly evaluator: Evaluator,
    private readonly simulations: number,
  ) {}

  async choose(states: readonly State[]): Promise<readonly number[]> {
    const actions = new Array<number>(states.length);
    await this.analyse(states, (i, result) => {
      actions[i] = result.action;
    });
    return actions;
  }

  /** Searches each state and hands every result over; the result is overwritten by the next one. */
  analyse(
    states: readonly State[],
    take: (index: number, result: SearchResult) => void,
    simulations = this.simulations,
  ): Promise<void> {
    const order = { simulations, explore: false, random: new Random(0, "play") };
    return searchMany(this.search, states, () => order, this.evaluator, take);
  }
}

/** Plays the network's best legal move without any search. */
export class RawPolicyPlayer<State extends GameState> implements Player<State> {
  constructor(
    readonly name: string,
    private readonly evaluator: Evaluator,
    private readonly actions: number,
    private readonly rowSize: number,
  ) {}

  async choose(states: readonly State[]): Promise<readonly number[]> {
    const { evaluator, actions, rowSize } = this;
    const capacity = evaluator.observations.length / rowSize;
    const mask = new Uint8Array(actions);
    const chosen: number[] = [];
    for (let at = 0; at < states.length; at += capacity) {
      const chunk = states.slice(at, at + capacity);
      for (const [row, state] of chunk.entries()) state.observe(evaluator.observations, row * rowSize);
      const { logits } = await evaluator.evaluate(chunk.length);
      for (const [row, state] of chunk.entries()) {
        state.legalActions(mask);
        chosen.push(bestLegal(logits.subarray(row * actions, (row + 1) * actions), mask));
      }
    }
    return chosen;
  }
}

function bestLegal(logits: Float32Array, mask: Uint8Array): number {
  let best = -1;
  for (let action = 0; action < mask.length; action++) {
    if (mask[action] === 1 && (best < 0 || logits[action] > logits[best])) best = action;
  }
  return best;
}
