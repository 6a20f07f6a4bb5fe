import { describe, expect, it, test } from "vitest";
import { OptionError } from "../errors.js";
import { connectFour } from "../games/connect-four/connect-four.js";
import { ConnectFourSolver } from "../games/connect-four/solver.js";
import { type Game, type GameState, TERMINAL } from "../games/game.js";
import { gomoku } from "../games/gomoku.js";
import { ticTacToe } from "../games/tic-tac-toe.js";
import { Random } from "../random/index.js";
import { gumbelSearch } from "./gumbel.js";
import { hashTree } from "./hash-tree.conformance.js";
import { Lookahead } from "./lookahead.js";
import { madeUpNetwork } from "./made-up-network.conformance.js";
import { puctSearch } from "./puct.js";
import { searchMany, searchOnce } from "./search-many.js";
import type { TreeSearchOptions } from "./tree-search.js";

/** Value of a position for its player to move as far as `plies` tell: plain minimax, NaN where unknown. */
function minimax<State extends GameState>(game: Game<State>, state: State, plies: number): number {
  if (plies === 0) return Number.NaN;
  const mask = new Uint8Array(game.actions);
  state.legalActions(mask);
  const values = [...mask.keys()].filter((a) => mask[a]).map((a) => actionValue(game, state, a, plies));
  if (values.includes(1)) return 1;
  return values.some(Number.isNaN) ? Number.NaN : Math.max(...values);
}

function actionValue<State extends GameState>(
  game: Game<State>,
  state: State,
  action: number,
  plies: number,
): number {
  const child = game.newState();
  child.copyFrom(state);
  child.apply(action);
  if (child.player === TERMINAL) {
    const returns = new Float32Array(game.players);
    child.returns(returns);
    return returns[state.player];
  }
  const value = minimax(game, child, plies - 1);
  return child.player === state.player ? value : -value;
}

function randomPosition<State extends GameState>(game: Game<State>, seed: number): State {
  const random = new Random(seed, "lookahead");
  const mask = new Uint8Array(game.actions);
  for (;;) {
    const state = game.newState();
    const plies = random.integer(game.maxLength);
    for (let ply = 0; ply < plies && state.player !== TERMINAL; ply++) {
      state.legalActions(mask);
      state.apply(random.categorical(mask));
    }
    if (state.player !== TERMINAL) return state;
  }
}

// In the last, players move twice running and ends are worth anything between a loss and a win.
const dice = { seed: 3, actions: 4, depth: 6, players: 2, illegal: 60, again: 60, end: 60 };
const games: readonly Game[] = [ticTacToe(), connectFour(), gomoku({ size: 5 }), hashTree(dice)];

describe.each(games.map((game) => [game.name, game] as const))("looking ahead in %s", (_, game) => {
  it.each([1, 2])("finds what %i plies of minimax find", (plies) => {
    const lookahead = new Lookahead(game, plies);
    const mask = new Uint8Array(game.actions);
    const exact = new Float32Array(game.actions);
    let decided = 0;
    for (let seed = 0; seed < 300; seed++) {
      const state = randomPosition(game, seed);
      state.legalActions(mask);
      const value = lookahead.look(state, mask, exact);
      expect(value).toBe(minimax(game, state, plies));
      if (!Number.isNaN(value)) decided++;
      const values = [...mask.keys()]
        .filter((a) => mask[a])
        .map((a) => [a, actionValue(game, state, a, plies)]);
      const open = values.filter(([, v]) => v !== -1).map(([a]) => a);
      if (value !== 1) expect(values).toEqual(values.map(([a]) => [a, exact[a]]));
      if (value !== 1) expect(lookahead.forced).toBe(open.length === 1 ? open[0] : -1);
    }
    expect(decided).toBeGreaterThan(10);
  });
});

describe("a search that looks ahead", () => {
  const game = connectFour();
  const position = (moves: string) => {
    const state = game.newState();
    for (const move of moves) state.apply(game.actionFromName(move));
    return state;
  };
  const order = { simulations: 50, explore: false, random: new Random(0) };
  const search = (options: Partial<TreeSearchOptions> = {}) =>
    gumbelSearch(game, { slots: 1, lookahead: 2, ...options });

  it("knows a win without a simulation, and every way to it", async () => {
    const { action, value, simulations, policy } = await searchOnce(
      search(),
      position("445566"),
      order,
      madeUpNetwork(game, 1),
    );
    expect([action, value, simulations]).toEqual([policy[2] > policy[6] ? 2 : 6, 1, 0]);
    expect(policy[2] + policy[6]).toBeCloseTo(1, 6);
    expect(Math.min(policy[2], policy[6])).toBeGreaterThan(0);
  });

  it("knows a lost position, and spends all simulations on the only defence", async () => {
    const lost = await searchOnce(search(), position("4455337"), order, madeUpNetwork(game, 1));
    expect([lost.value, lost.simulations]).toEqual([-1, 0]);
    const forced = await searchOnce(search(), position("414141"), order, madeUpNetwork(game, 1));
    expect(forced.action).toBe(3);
    const parried = await searchOnce(search(), position("4141411"), order, madeUpNetwork(game, 1));
    expect(parried.action).toBe(3);
    expect([...parried.visits]).toEqual([0, 0, 0, parried.simulations, 0, 0, 0]);
    for (const column of [0, 1, 2, 4, 5, 6]) expect(parried.values[column]).toBe(-1);
  });

  it.each([1, 4])(
    "evaluates nothing but positions with a choice (%i leaves in flight)",
    async (leavesPerSlot) => {
      const evaluated: Float32Array[] = [];
      const network = madeUpNetwork(game, leavesPerSlot);
      const watched = {
        observations: network.observations,
        evaluate: (rows: number) => {
          for (let row = 0; row < rows; row++)
            evaluated.push(network.observations.slice(row * 84, row * 84 + 84));
          return network.evaluate(rows);
        },
      };
      for (const make of [gumbelSearch, puctSearch]) {
        const searching = make(game, { slots: 1, lookahead: 2, leavesPerSlot });
        for (let seed = 0; seed < 20; seed++) {
          evaluated.length = 0;
          const result = await searchOnce(searching, randomPosition(game, seed), order, watched);
          // The root is evaluated whatever there is to choose.
          for (const seen of evaluated.slice(1)) expect(choices(seen)).toBeGreaterThan(1);
          expect(result.policy.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
        }
      }
    },
  );

  it("is never wrong about what it proves", async () => {
    const solver = new ConnectFourSolver({ tableBits: 18 });
    const states = Array.from({ length: 150 }, (_, seed) => randomPosition(game, seed)).filter(
      (state) => discs(state) >= 16,
    );
    let proven = 0;
    await searchMany(
      search({ slots: 8 }),
      states,
      () => order,
      madeUpNetwork(game, 8),
      (i, result) => {
        if (Math.abs(result.value) < 1) return;
        proven++;
        expect(result.value).toBe(solver.outcome(states[i]));
      },
    );
    expect(proven).toBeGreaterThan(10);
  });

  test("plies out of range are refused", () => {
    expect(() => search({ lookahead: 3 })).toThrow(OptionError);
    expect(() => search({ lookahead: 3 })).toThrow("lookahead: expected a whole number from 0 to 2, found 3");
  });

  /** Columns that neither lose at once nor are full, in a position seen by the player to move. */
  function choices(seen: Float32Array): number {
    const state = fromPlanes(seen);
    const mask = new Uint8Array(7);
    state.legalActions(mask);
    return [...mask.keys()].filter((a) => mask[a] && actionValue(game, state, a, 2) !== -1).length;
  }

  function discs(state: ReturnType<typeof game.newState>): number {
    const seen = new Float32Array(84);
    state.observe(seen, 0);
    return seen.reduce((a, b) => a + b);
  }

  /** A position with these planes; who moved when does not matter for what can still happen. */
  function fromPlanes(seen: Float32Array) {
    const state = game.newState();
    const cell = (plane: number, row: number, column: number) => seen[plane * 42 + (5 - row) * 7 + column];
    const sets = [
      ["mineLow", "mineHigh"],
      ["theirsLow", "theirsHigh"],
    ] as const;
    for (const [plane, [low, high]] of sets.entries()) {
      for (let column = 0; column < 7; column++) {
        for (let row = 0; row < 6; row++) {
          if (cell(plane, row, column)) state[column < 4 ? low : high] |= 1 << (7 * (column % 4) + row);
        }
      }
    }
    return state;
  }
});
