import { describe, expect, it } from "vitest";
import { Random } from "../../random/index.js";
import { testGame } from "../conformance/game.conformance.js";
import { testPlaythrough } from "../conformance/openspiel.conformance.js";
import { TERMINAL } from "../game.js";
import { UndoStack } from "../undo-stack.js";
import { connectFour } from "./connect-four.js";

testGame(connectFour());
testPlaythrough(connectFour(), "connect_four.txt");

const game = connectFour();

function play(columns: string) {
  const state = game.newState();
  for (const column of columns) state.apply(game.actionFromName(column));
  return state;
}

/** Every line of four there is, as cells (column, row) from the bottom left. */
function allLines(): number[][][] {
  const lines: number[][][] = [];
  for (let column = 0; column < 7; column++)
    for (let row = 0; row < 6; row++)
      for (const [dc, dr] of [
        [1, 0],
        [0, 1],
        [1, 1],
        [1, -1],
      ]) {
        const line = [0, 1, 2, 3].map((i) => [column + i * dc, row + i * dr]);
        if (line.every(([c, r]) => c >= 0 && c < 7 && r >= 0 && r < 6)) lines.push(line);
      }
  return lines;
}

/** Positions after exactly `depth` moves, counted once for each order of moves. */
function perft(played: UndoStack, depth: number): number {
  if (depth === 0) return 1;
  let count = 0;
  const mask = new Uint8Array(7);
  played.state.legalActions(mask);
  for (let action = 0; action < 7; action++) {
    if (mask[action] === 0) continue;
    played.apply(action);
    count += perft(played, depth - 1);
    played.undo();
  }
  return count;
}

describe("connect four", () => {
  it("ends where a player holds one of the 69 lines, and nowhere else", () => {
    const lines = allLines();
    expect(lines).toHaveLength(69);
    const holdsLine = (plane: Float32Array) =>
      lines.some((line) => line.every(([c, r]) => plane[(5 - r) * 7 + c] === 1));
    const random = new Random(1, "connect four lines");
    const state = game.newState();
    const observation = new Float32Array(84);
    const returns = new Float32Array(2);
    const mask = new Uint8Array(7);
    let wins = 0;
    for (let i = 0; i < 400; i++) {
      state.reset();
      while (state.player !== TERMINAL) {
        state.observe(observation, 0);
        expect(holdsLine(observation.subarray(42))).toBe(false);
        state.legalActions(mask);
        state.apply(random.categorical(mask));
      }
      state.returns(returns);
      state.observe(observation, 0);
      expect(holdsLine(observation.subarray(42))).toBe(returns[0] !== 0);
      if (returns[0] !== 0) wins++;
    }
    expect(wins).toBeGreaterThan(350);
  });

  it("has the known number of move sequences", () => {
    // 7^n until a column can be full; from 7 on, wins and full columns take some away.
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((depth) => perft(new UndoStack(game), depth))).toEqual([
      7, 49, 343, 2401, 16_807, 117_649, 823_536, 5_673_234,
    ]);
  });

  it("shows the board from the top row, the mover's discs first", () => {
    const state = play("445");
    const observation = new Float32Array(84);
    state.observe(observation, 0);
    const cells = (plane: number) =>
      [...observation.subarray(plane * 42, plane * 42 + 42).keys()].filter(
        (i) => observation[plane * 42 + i],
      );
    expect(cells(0)).toEqual([4 * 7 + 3]);
    expect(cells(1)).toEqual([5 * 7 + 3, 5 * 7 + 4]);
    expect(state.toString().split("\n").slice(4)).toEqual([
      ". . . O . . .",
      ". . . X X . .",
      "1 2 3 4 5 6 7",
    ]);
  });

  it("is drawn when the board is full without a line", () => {
    const state = play("121212212121343434434343565656656565777777");
    const returns = new Float32Array(2);
    state.returns(returns);
    expect(state.player).toBe(TERMINAL);
    expect([...returns]).toEqual([0, 0]);
  });
});
