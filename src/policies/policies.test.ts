import { describe, expect, it } from "vitest";
import type { Game, GameState } from "../games/game.js";
import { hex } from "../games/hex.js";
import { ticTacToe } from "../games/tic-tac-toe.js";
import { Random } from "../random/index.js";
import { greedyPolicy, mctsPolicy, minimaxPolicy, type Policy, randomPolicy } from "./index.js";

const game = ticTacToe();

function position<S extends GameState>(of: Game<S>, ...actions: number[]): S {
  const state = of.newState();
  for (const action of actions) state.apply(action);
  return state;
}

/** The result of the first player, from −1 to 1. */
async function match<S extends GameState>(of: Game<S>, players: readonly Policy<S>[], random: Random) {
  const state = of.newState();
  while (state.player >= 0) state.apply(await players[state.player].choose(state, random));
  const returns = new Float32Array(of.players);
  state.returns(returns);
  return returns[0];
}

/** The mean result of `a` against `b`, each moving first in half of the games. */
async function score<S extends GameState>(of: Game<S>, a: Policy<S>, b: Policy<S>, games: number) {
  let total = 0;
  for (let i = 0; i < games; i++) {
    const random = new Random(i, "match");
    total += i % 2 === 0 ? await match(of, [a, b], random) : -(await match(of, [b, a], random));
  }
  return total / games;
}

describe("every policy", () => {
  const policies = [randomPolicy(game), greedyPolicy(game), minimaxPolicy(game, 3), mctsPolicy(game, 20)];

  it.each(policies)("$name plays legal actions and leaves the state alone", async (policy) => {
    const mask = new Uint8Array(game.actions);
    for (let i = 0; i < 20; i++) {
      const random = new Random(i, "legal");
      const state = game.newState();
      while (state.player >= 0) {
        const before = state.toString();
        const action = await policy.choose(state, random);
        expect(state.toString()).toBe(before);
        state.legalActions(mask);
        expect(mask[action]).toBe(1);
        state.apply(action);
      }
    }
  });

  it.each(policies)("$name repeats itself with the same random numbers", async (policy) => {
    const choices = async () => {
      const random = new Random(5, "again");
      return [
        await policy.choose(position(game, 4), random),
        await policy.choose(position(game, 0, 4), random),
      ];
    };
    expect(await choices()).toEqual(await choices());
  });
});

describe("randomPolicy", () => {
  it("chooses all legal actions equally often", () => {
    const state = position(game, 0, 4);
    const random = new Random(1);
    const counts = new Array<number>(9).fill(0);
    for (let i = 0; i < 7000; i++) counts[randomPolicy(game).choose(state, random) as number]++;
    expect([counts[0], counts[4]]).toEqual([0, 0]);
    for (const a of [1, 2, 3, 5, 6, 7, 8]) expect(Math.abs(counts[a] - 1000)).toBeLessThan(150);
  });
});

describe("greedyPolicy", () => {
  it("takes a win, and knows nothing else", () => {
    const greedy = greedyPolicy(game);
    const random = new Random(1);
    for (let i = 0; i < 20; i++) expect(greedy.choose(position(game, 0, 3, 1, 4), random)).toBe(2);
    const others = new Set(Array.from({ length: 100 }, () => greedy.choose(position(game, 0, 4, 1), random)));
    expect(others.size).toBe(6);
  });
});

describe("minimaxPolicy", () => {
  it("plays all the best moves of the opening and only those", () => {
    const random = new Random(1);
    const perfect = minimaxPolicy(game, 9);
    // A corner holds only against the centre; every first move draws.
    const answers = Array.from({ length: 3 }, () => perfect.choose(position(game, 0), random));
    expect(new Set(answers)).toEqual(new Set([4]));
    const parries = minimaxPolicy(game, 2);
    for (let i = 0; i < 20; i++) expect(parries.choose(position(game, 0, 4, 1), random)).toBe(2);
    const forks = minimaxPolicy(game, 3);
    const found = Array.from({ length: 60 }, () => forks.choose(position(game, 0, 1, 4, 8), random));
    expect(new Set(found)).toEqual(new Set([3, 6]));
  });

  it("takes the sooner of two wins", () => {
    const random = new Random(1);
    // The second player wins at once on 5; on 2 it wins too, but later.
    for (let i = 0; i < 20; i++)
      expect(minimaxPolicy(game, 5).choose(position(game, 0, 3, 1, 4, 8), random)).toBe(5);
  });

  it("does not lose to random play", async () => {
    expect(await score(game, minimaxPolicy(game, 6), randomPolicy(game), 20)).toBeGreaterThan(0.7);
  });

  it("rejects a depth it cannot have", () => {
    expect(() => minimaxPolicy(game, 0)).toThrow(/depth/);
    expect(() => minimaxPolicy(game, 2.5)).toThrow(/depth/);
  });
});

describe("mctsPolicy", () => {
  it("finds forced wins and parries", async () => {
    const random = new Random(1);
    const mcts = mctsPolicy(game, 400);
    expect(mcts.name).toBe("mcts:400");
    expect(await mcts.choose(position(game, 0, 3, 1, 4), random)).toBe(2);
    expect(await mcts.choose(position(game, 0, 4, 1), random)).toBe(2);
    expect([3, 6]).toContain(await mcts.choose(position(game, 0, 1, 4, 8), random));
    expect(await mcts.choose(position(game, 0), random)).toBe(4);
  });

  it("is stronger the more playouts it has", async () => {
    const board = hex({ size: 4 });
    expect(await score(board, mctsPolicy(board, 100), randomPolicy(board), 20)).toBeGreaterThan(0.8);
    expect(await score(board, mctsPolicy(board, 400), mctsPolicy(board, 10), 20)).toBeGreaterThan(0.3);
  });

  it("says what it found", () => {
    const { action, value, policy } = mctsPolicy(game, 400).analyse(
      position(game, 0, 3, 1, 4),
      new Random(1),
    );
    expect(action).toBe(2);
    expect(value).toBeGreaterThan(0.8);
    expect(policy.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    expect(Math.max(...policy)).toBe(policy[2]);
    for (const taken of [0, 1, 3, 4]) expect(policy[taken]).toBe(0);
  });

  it("rejects a number of playouts it cannot make", () => {
    expect(() => mctsPolicy(game, 0)).toThrow(/playouts/);
  });
});
