import { describe, expect, test } from "vitest";
import { connectFour } from "../games/connect-four/connect-four.js";
import { TERMINAL } from "../games/game.js";
import { Random } from "../random/index.js";
import { type Episode, EpisodeBuilder, PLY_FAST, PLY_FULL, PLY_RANDOM } from "../rollout/episode.js";
import { ReplayWindow, type TrainingBatch } from "./replay-window.js";
import { valueTargets } from "./value-targets.js";
import { windowSize } from "./window.js";

const game = connectFour();

/** A random game whose every policy is sure of the action played. */
function episode(seed: number, kind: (ply: number) => number = () => PLY_FULL): Episode {
  const random = new Random(seed, "replay");
  const state = game.newState();
  const mask = new Uint8Array(7);
  const builder = new EpisodeBuilder(seed, 7);
  while (state.player !== TERMINAL) {
    state.legalActions(mask);
    const action = random.categorical(mask);
    const policy = Float32Array.from({ length: 7 }, (_, a) => (a === action ? 1 : 0));
    builder.add(action, state.player, kind(builder.length), 0.25, policy);
    state.apply(action);
  }
  const returns = new Float32Array(2);
  state.returns(returns);
  return builder.build(0, returns);
}

function emptyBatch(rows: number): TrainingBatch {
  const observations = new Float32Array(rows * 84);
  const policies = new Float32Array(rows * 7);
  return { observations, policies, policyWeights: new Float32Array(rows), values: new Float32Array(rows) };
}

describe("the replay window", () => {
  test("leaves out random openings and does not learn policies of fast searches", () => {
    const window = new ReplayWindow(game, 1);
    const played = episode(1, (ply) => (ply < 3 ? PLY_RANDOM : ply < 5 ? PLY_FAST : PLY_FULL));
    expect(window.add(played)).toBe(played.actions.length - 3);
    const batch = emptyBatch(400);
    window.sample(batch, new Random(1));
    const learnt = batch.policyWeights.reduce((sum, weight) => sum + weight, 0) / 400;
    expect(learnt).toBeCloseTo((played.actions.length - 5) / (played.actions.length - 3), 1);
  });

  test("draws whole positions: observation, policy and value turn together", () => {
    const window = new ReplayWindow(game, 1);
    const played = episode(2);
    window.add(played);
    const batch = emptyBatch(100);
    window.sample(batch, new Random(2));
    // By hand: each position of the game and its mirror image, with what it should be learnt as.
    const expected = new Set<string>();
    const state = game.newState();
    const seen = new Float32Array(84);
    for (const [ply, action] of played.actions.entries()) {
      state.observe(seen, 0);
      const value = played.returns[played.players[ply]];
      const mirrored = seen.map((_, i) => seen[i - (i % 7) + 6 - (i % 7)]);
      expected.add(`${seen} ${action} ${value}`);
      expected.add(`${mirrored} ${6 - action} ${value}`);
      state.apply(action);
    }
    for (let row = 0; row < 100; row++) {
      const action = batch.policies.subarray(row * 7, row * 7 + 7).indexOf(1);
      const position = batch.observations.subarray(row * 84, row * 84 + 84);
      expect(expected.has(`${position} ${action} ${batch.values[row]}`)).toBe(true);
    }
  });

  test("mixes the game's result with the searches' values", () => {
    const played = episode(3);
    const learnt = (lambda: number) => {
      const window = new ReplayWindow(game, lambda);
      window.add(played);
      const batch = emptyBatch(50);
      window.sample(batch, new Random(3));
      return [...batch.values];
    };
    expect(learnt(0)).toEqual(Array(50).fill(0.25));
    const targets = [...valueTargets(played, 0.5)];
    for (const value of learnt(0.5)) expect(targets).toContain(value);
    expect(new Set(learnt(0.5)).size).toBeGreaterThan(2);
  });

  test("drops whole games, the oldest first, and counts copies", () => {
    const window = new ReplayWindow(game, 1);
    const games = [1, 1, 2, 3, 4].map((seed) => episode(seed));
    for (const played of games) window.add(played);
    expect(window.duplicateShare).toBeGreaterThan(games[0].actions.length / window.length - 1e-9);
    const kept = games[3].actions.length + games[4].actions.length;
    window.trim(kept + 1);
    expect(window.episodes.map(({ id }) => id)).toEqual([3, 4]);
    expect(window.length).toBe(kept);
    const fresh = new ReplayWindow(game, 1);
    for (const played of games.slice(3)) fresh.add(played);
    expect(window.duplicateShare).toBe(fresh.duplicateShare);
    const [after, alone] = [emptyBatch(100), emptyBatch(100)];
    window.sample(after, new Random(4));
    fresh.sample(alone, new Random(4));
    expect(after).toEqual(alone);
  });

  test("keeps observations that are no small whole numbers exactly", () => {
    for (const scale of [0.5, -1, 300]) {
      const scaled: typeof game = {
        ...game,
        newState() {
          const state = game.newState();
          const observe = state.observe.bind(state);
          state.observe = (into, offset) => {
            observe(into, offset);
            for (let i = offset; i < offset + 84; i++) into[i] *= scale;
          };
          return state;
        },
      };
      const [plain, changed] = [emptyBatch(20), emptyBatch(20)];
      for (const [rules, batch] of [
        [game, plain],
        [scaled, changed],
      ] as const) {
        const window = new ReplayWindow(rules, 1);
        window.add(episode(5));
        window.sample(batch, new Random(5));
      }
      expect(changed.observations).toEqual(plain.observations.map((value) => value * scale));
    }
  });
});

test("the window grows more slowly than the data", () => {
  expect(windowSize(100, 1000, 0.65)).toBe(1000);
  expect(windowSize(1000, 1000, 0.65)).toBe(1000);
  expect(windowSize(10_000, 1000, 0.5)).toBe(3162);
  expect([windowSize(9000, 1000, 0), windowSize(9000, 1000, 1)]).toEqual([1000, 9000]);
});
