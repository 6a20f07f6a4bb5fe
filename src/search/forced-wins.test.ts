import { describe, expect, it } from "vitest";
import { connectFour } from "../games/connect-four/connect-four.js";
import type { Game, GameState } from "../games/game.js";
import { ticTacToe } from "../games/tic-tac-toe.js";
import { mctsPolicy } from "../policies/mcts.js";
import { randomPolicy } from "../policies/random-policy.js";
import { Random } from "../random/index.js";
import { gumbelSearch } from "./gumbel.js";
import { madeUpNetwork } from "./made-up-network.conformance.js";
import { puctSearch } from "./puct.js";
import type { BatchedSearch } from "./search.js";
import { searchOnce } from "./search-many.js";

const game = ticTacToe();
type State = ReturnType<typeof game.newState>;

const searches: readonly { name: string; solves: boolean; make: () => BatchedSearch<State> }[] = [
  { name: "gumbel", solves: true, make: () => gumbelSearch(game, { slots: 1 }) },
  {
    name: "gumbel without solver",
    solves: false,
    make: () => gumbelSearch(game, { slots: 1, solve: false }),
  },
  {
    name: "gumbel, rescaled",
    solves: false,
    make: () => gumbelSearch(game, { slots: 1, solve: false, rescale: true }),
  },
  { name: "puct", solves: true, make: () => puctSearch(game, { slots: 1 }) },
  { name: "puct without solver", solves: false, make: () => puctSearch(game, { slots: 1, solve: false }) },
  {
    name: "puct, leaves in flight",
    solves: true,
    make: () => puctSearch(game, { slots: 1, leavesPerSlot: 4 }),
  },
];

/** Moves so far, and the actions that are right, in tic-tac-toe. */
const lessons: readonly {
  name: string;
  moves: readonly number[];
  right: readonly number[];
  value: number;
}[] = [
  { name: "takes a win", moves: [0, 3, 1, 4], right: [2], value: 1 },
  { name: "takes it as the second player too", moves: [0, 3, 1, 4, 8], right: [2, 5], value: 1 },
  { name: "parries a threat", moves: [0, 4, 1], right: [2], value: 0 },
  { name: "makes a fork", moves: [0, 1, 4, 8], right: [3, 6], value: 1 },
];

describe.each(searches)("$name, with a network that knows nothing,", ({ make, solves }) => {
  it.each(lessons)("$name", async ({ moves, right, value }) => {
    const state = game.newState();
    for (const action of moves) state.apply(action);
    for (const strength of [0, 0.2]) {
      const search = make();
      const order = { simulations: 5000, explore: false, random: new Random(0) };
      const result = await searchOnce(search, state, order, madeUpNetwork(game, search.capacity, strength));
      expect(right).toContain(result.action);
      if (value === 1) expect(result.value).toBeGreaterThan(0.5);
    }
  });

  // Too deep for values that mean nothing, unless what is proven is carried upwards.
  it.runIf(solves)("answers a corner in the centre", async () => {
    const state = game.newState();
    state.apply(0);
    const search = make();
    const order = { simulations: 5000, explore: false, random: new Random(0) };
    const result = await searchOnce(search, state, order, madeUpNetwork(game, search.capacity, 0.5));
    expect(result.action).toBe(4);
  });

  it("never loses a game of tic-tac-toe", async () => {
    const search = make();
    const network = madeUpNetwork(game, search.capacity, 0.2);
    for (let round = 0; round < 6; round++) {
      const random = new Random(round, "opponent");
      const opponent = round < 3 ? randomPolicy(game) : mctsPolicy(game, 200);
      const state = game.newState();
      const us = round % 2;
      while (state.player >= 0) {
        const order = { simulations: 2500, explore: false, random };
        const mine = state.player === us;
        state.apply(
          mine
            ? (await searchOnce(search, state, order, network)).action
            : await opponent.choose(state, random),
        );
      }
      expect(outcome(game, state, us)).toBeGreaterThanOrEqual(0);
    }
  });
});

describe("Connect Four, with a network that knows nothing", () => {
  const four = connectFour();
  /** Moves so far, and the columns that are right, as people count them. */
  const positions: readonly { name: string; moves: string; right: string; value: number }[] = [
    { name: "completes a column", moves: "121212", right: "1", value: 1 },
    { name: "completes a diagonal", moves: "1223433474", right: "4", value: 1 },
    { name: "parries a column", moves: "12121", right: "1", value: 0 },
    { name: "makes three with both ends open", moves: "4433", right: "25", value: 1 },
  ];

  it.each(positions)("$name", async ({ moves, right, value }) => {
    const state = four.newState();
    for (const column of moves) state.apply(Number(column) - 1);
    for (const make of [gumbelSearch, puctSearch]) {
      for (const solve of [true, false]) {
        const search = make(four, { slots: 1, solve });
        const order = { simulations: 600, explore: false, random: new Random(0) };
        const result = await searchOnce(search, state, order, madeUpNetwork(four, 1, 0.1));
        expect(right).toContain(String(result.action + 1));
        if (value === 1 && solve) expect(result.value).toBe(1);
      }
    }
  });
});

function outcome<S extends GameState>(of: Game<S>, state: S, player: number): number {
  const returns = new Float32Array(of.players);
  state.returns(returns);
  return returns[player];
}
