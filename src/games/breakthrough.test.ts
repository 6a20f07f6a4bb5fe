import { describe, expect, test } from "vitest";
import { breakthrough } from "./breakthrough.js";
import { testGame } from "./conformance/game.conformance.js";
import { testPlaythrough } from "./conformance/openspiel.conformance.js";
import { TERMINAL } from "./game.js";

function play(size: number, moves: string) {
  const game = breakthrough({ size });
  const state = game.newState();
  for (const move of moves.split(" ")) state.apply(game.actionFromName(move));
  const returns = new Float32Array(2);
  state.returns(returns);
  const mask = new Uint8Array(game.actions);
  const count = state.legalActions(mask);
  const legal = [...mask.keys()]
    .filter((action) => mask[action] === 1)
    .map((action) => game.actionName(action));
  expect(legal.length).toBe(count);
  return { state, returns: [...returns], legal: legal.sort() };
}

/** Number of move sequences of the given length. */
function perft(size: number, depth: number): number {
  const game = breakthrough({ size });
  const states = Array.from({ length: depth + 1 }, () => game.newState());
  const masks = states.map(() => new Uint8Array(game.actions));
  const count = (ply: number): number => {
    const mask = masks[ply];
    const legal = states[ply].legalActions(mask);
    if (ply === depth - 1) return legal;
    let total = 0;
    for (let action = 0; action < mask.length; action++) {
      if (mask[action] === 0) continue;
      states[ply + 1].copyFrom(states[ply]);
      states[ply + 1].apply(action);
      total += count(ply + 1);
    }
    return total;
  };
  return count(0);
}

describe("breakthrough", () => {
  test("each move has a name, and the two players' moves are mirror images", () => {
    const game = breakthrough({ size: 6 });
    expect(game.actions).toBe(2 * 5 * 16);
    for (let action = 0; action < game.actions; action++)
      expect(game.actionFromName(game.actionName(action).toUpperCase())).toBe(action);
    const [from, to] = [game.actionName(7), game.actionName(7 + game.actions / 2)];
    expect(to.replace(/\d/g, (row) => String(7 - Number(row)))).toBe(from);
    expect(game.actionFromName("a1c2")).toBe(-1);
    expect(game.actionFromName("a1a3")).toBe(-1);
  });

  test("pieces step forward, straight or diagonally, and take only diagonally", () => {
    // White has taken on b3 and left a2: black may step onto a2's file again, and takes b3 from a4 and c4 only.
    expect(play(4, "a2b3").legal).toEqual(["a3a2", "a3b2", "a4b3", "c3b2", "c3d2", "c4b3", "d3c2"]);
  });

  test("the far row wins", () => {
    const { state, returns } = play(6, "a2b3 a5a4 b3b4 f5f4 b4a5 f4f3 a5b6");
    expect(state.player).toBe(TERMINAL);
    expect(returns).toEqual([1, -1]);
  });

  test("player 1 wins on the first row", () => {
    const { returns } = play(6, "a2a3 f5f4 b2b3 f4f3 c2c3 f3e2 b3b4 e2f1");
    expect(returns).toEqual([-1, 1]);
  });

  test.each([
    [8, [22, 484, 11_132]],
    [6, [16, 256, 4_308, 71_478]],
  ])("on %i rows there are as many games of n moves as OpenSpiel counts", (size, counts) => {
    expect(counts.map((_, i) => perft(size, i + 1))).toEqual(counts);
  });

  test("draws the board", () => {
    expect(play(4, "a2b3").state.toString()).toContain("3 B W B B");
  });
});

testGame(breakthrough());
testGame(breakthrough({ size: 6 }));
testGame(breakthrough({ size: 5 }));

const game = breakthrough();
// There Black, at the top, is player 0; here it is player 0 who goes up.
const turned = (name: string) => name.replace("*", "").replace(/\d/g, (row) => String(9 - Number(row)));
testPlaythrough(game, "breakthrough.txt", ({ name }) => game.actionFromName(turned(name)));
