import { describe, expect, test } from "vitest";
import { type Game, TERMINAL } from "../game.js";
import { type OthelloState, othello } from "./othello.js";

/** Plays a game record, which leaves passes out; also counts the passes of each player. */
function play(game: Game<OthelloState>, record: string) {
  const state = game.newState();
  const mask = new Uint8Array(game.actions);
  const pass = game.actionFromName("pass");
  const passes = [0, 0];
  for (const move of record.match(/[a-z]\d+/gi) ?? []) {
    state.legalActions(mask);
    if (mask[pass] === 1) {
      passes[state.player]++;
      state.apply(pass);
      state.legalActions(mask);
    }
    const action = game.actionFromName(move);
    expect(mask[action], `${move} is legal`).toBe(1);
    state.apply(action);
  }
  return { state, passes };
}

/** Number of discs of each player. */
function discs(state: OthelloState): number[] {
  return ["X", "O"].map((disc) => state.toString().split(disc).length - 1);
}

describe("recorded games of Othello end as they did", () => {
  test.each([
    { name: "the shortest", record: "e6f4e3f6g5d6e7f5c5", left: [13, 0], passes: [0, 0] },
    { name: "a short one, a disc left", record: "f5f4c3e6f7g6g4e8g8g5h5", left: [14, 1], passes: [0, 0] },
    {
      name: "W. D. Smith's, nothing left of Black after 23 passes",
      record:
        "F5d6C4g5D7c7H5d8B8b7B6a7b5A6a5b4B3c6E8f8C8a8e7a4b2A2c2D2d1e2F2c5c3a1a3e6d3f6F7f1g2H2e3F4b1g1c1e1g8g7f3h1h3h4h6",
      left: [0, 59],
      passes: [23, 0],
    },
  ])("$name", ({ record, left, passes }) => {
    const played = play(othello(), record);
    expect(played.state.player).toBe(TERMINAL);
    expect(played.state.legalActions(new Uint8Array(65))).toBe(0);
    expect(discs(played.state)).toEqual(left);
    expect(played.passes).toEqual(passes);
    const returns = new Float32Array(2);
    played.state.returns(returns);
    const result = Math.sign(left[0] - left[1]);
    expect([...returns]).toEqual([result, -result]);
  });
});

test("with best play the second player wins on 4 × 4, by 11 discs to 3", () => {
  const game = othello({ size: 4 });
  const states = Array.from({ length: game.maxLength + 1 }, () => game.newState());
  const masks = states.map(() => new Uint8Array(game.actions));
  /** The first player's discs less the second's. */
  const solve = (ply: number): number => {
    const state = states[ply];
    if (state.player === TERMINAL) {
      const [first, second] = discs(state);
      return first - second;
    }
    state.legalActions(masks[ply]);
    const values: number[] = [];
    for (let action = 0; action < game.actions; action++) {
      if (masks[ply][action] === 0) continue;
      states[ply + 1].copyFrom(state);
      states[ply + 1].apply(action);
      values.push(solve(ply + 1));
    }
    return state.player === 0 ? Math.max(...values) : Math.min(...values);
  };
  expect(solve(0)).toBe(3 - 11);
});
