import { describe, expect, it } from "vitest";
import { Random } from "../../random/index.js";
import { testGame } from "../conformance/game.conformance.js";
import { testPlaythrough } from "../conformance/openspiel.conformance.js";
import { TERMINAL } from "../game.js";
import { UndoStack } from "../undo-stack.js";
import { type OthelloState, othello } from "./othello.js";

testGame(othello());
testGame(othello({ size: 6 }));
testGame(othello({ size: 4 }));
testGame(othello({ size: 10 }));
testPlaythrough(othello(), "othello.txt");

/** Number of ways to play `depth` actions, a pass being one. A game that ends earlier counts once. */
function perft(played: UndoStack<OthelloState>, masks: readonly Uint8Array[], depth: number): number {
  if (depth === 0 || played.state.player === TERMINAL) return 1;
  const mask = masks[depth];
  const legal = played.state.legalActions(mask);
  if (depth === 1) return legal;
  let count = 0;
  for (let action = 0; action < mask.length; action++) {
    if (mask[action] === 0) continue;
    played.apply(action);
    count += perft(played, masks, depth - 1);
    played.undo();
  }
  return count;
}

/** Rules by the book, square by square: what a move at a square turns. */
function turned(board: readonly string[], size: number, square: number, mine: string): number[] {
  if (board[square] !== ".") return [];
  const all: number[] = [];
  for (const down of [-1, 0, 1])
    for (const along of [-1, 0, 1]) {
      const run: number[] = [];
      let row = Math.floor(square / size) + down;
      let column = (square % size) + along;
      const inside = () => row >= 0 && row < size && column >= 0 && column < size;
      while (inside() && board[row * size + column] !== "." && board[row * size + column] !== mine) {
        run.push(row * size + column);
        row += down;
        column += along;
      }
      if (inside() && board[row * size + column] === mine) all.push(...run);
    }
  return all;
}

function boardOf(state: OthelloState): string[] {
  const [, ...lines] = state.toString().split("\n");
  return lines.flatMap((line) => line.trim().split(/\s+/).slice(1));
}

describe("othello", () => {
  it("has the published number of move sequences", () => {
    const game = othello();
    const played = new UndoStack(game, 12);
    const masks = Array.from({ length: 12 }, () => new Uint8Array(65));
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((depth) => perft(played, masks, depth))).toEqual([
      4, 12, 56, 244, 1396, 8200, 55_092, 390_216,
    ]);
    // The first passes are at the ninth move.
    expect(perft(played, masks, 9)).toBe(3_005_288);
  });

  it.each([4, 6, 8, 10])("turns what the rules say, on %i rows", (size) => {
    const game = othello({ size });
    const state = game.newState();
    const mask = new Uint8Array(game.actions);
    const returns = new Float32Array(2);
    for (let i = 0; i < 30; i++) {
      const random = new Random(i, "othello rules");
      state.reset();
      while (state.player !== TERMINAL) {
        const before = boardOf(state);
        const mine = "XO"[state.player];
        const legal = before.map((_, square) => (turned(before, size, square, mine).length > 0 ? 1 : 0));
        state.legalActions(mask);
        expect([...mask]).toEqual([...legal, legal.includes(1) ? 0 : 1]);
        const action = random.categorical(mask);
        state.apply(action);
        const turns = action < size * size ? [action, ...turned(before, size, action, mine)] : [];
        const expected = before.map((symbol, square) => (turns.includes(square) ? mine : symbol));
        expect(boardOf(state)).toEqual(expected);
      }
      const end = boardOf(state);
      for (const mine of "XO")
        expect(end.some((_, square) => turned(end, size, square, mine).length > 0)).toBe(false);
      const lead =
        end.filter((symbol) => symbol === "X").length - end.filter((symbol) => symbol === "O").length;
      state.returns(returns);
      expect(returns[0]).toBe(Math.sign(lead));
    }
  });

  it("lets a player pass only when it cannot move and the other can", () => {
    const game = othello({ size: 4 });
    const state = game.newState();
    const mask = new Uint8Array(17);
    let passes = 0;
    for (let i = 0; i < 100; i++) {
      const random = new Random(i, "othello passes");
      state.reset();
      let passed = false;
      while (state.player !== TERMINAL) {
        const count = state.legalActions(mask);
        if (mask[16]) {
          expect(count).toBe(1);
          expect(passed).toBe(false);
          passes++;
        }
        passed = mask[16] === 1;
        const mover = state.player;
        state.apply(random.categorical(mask));
        if (passed) expect(state.player).toBe(1 - mover);
      }
    }
    expect(passes).toBeGreaterThan(50);
  });

  it("begins with white on d4, which is counted from the top", () => {
    const game = othello();
    const state = game.newState();
    expect(state.toString().split("\n")[4]).toBe("4 . . . O X . . .");
    expect(game.actionName(0)).toBe("a1");
    expect(game.actionFromName("C4")).toBe(26);
    expect(game.actionFromName("Pass")).toBe(64);
  });

  it("refuses sizes it cannot have", () => {
    expect(() => othello({ size: 7 })).toThrow("othello size: expected an even number, found 7");
    expect(() => othello({ size: 12 })).toThrow("othello size: expected an integer from 4 to 10");
  });
});
