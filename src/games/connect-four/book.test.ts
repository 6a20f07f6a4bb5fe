import { describe, expect, it } from "vitest";
import { Random } from "../../random/index.js";
import { TERMINAL } from "../game.js";
import { bookMove, visitBook } from "./book.js";
import { BOOK_MOVES } from "./book-moves.js";
import { ConnectFourState } from "./connect-four.js";
import { stateOf } from "./positions.js";
import { ConnectFourSolver } from "./solver.js";

const move = (columns: string) =>
  bookMove(stateOf({ moves: [...columns].map((digit) => Number(digit) - 1) }));

describe("the book of first moves", () => {
  it("has a playable move for each of its positions, and no more moves than that", () => {
    let visited = 0;
    visitBook((state) => {
      const column = bookMove(state) ?? -1;
      const legal = new Uint8Array(7);
      state.legalActions(legal);
      expect(legal[column]).toBe(1);
      visited++;
      return column;
    });
    expect(visited).toBe(BOOK_MOVES.length);
    expect(BOOK_MOVES).toMatch(/^[0-6]+$/);
  });

  it("begins in the middle, and answers the middle there", () => {
    expect(move("")).toBe(3);
    expect(move("4")).toBe(3);
    expect(move("44")).toBe(3);
    expect(move("123")).toBe(undefined);
  });

  it("leads to wins against random moves, whoever begins", () => {
    const solver = new ConnectFourSolver();
    const random = new Random(1, "connect four book");
    const legal = new Uint8Array(7);
    for (let i = 0; i < 20; i++) {
      const state = new ConnectFourState();
      for (let ply = 0; state.player !== TERMINAL; ply++) {
        state.legalActions(legal);
        state.apply(ply % 2 === i % 2 ? solver.bestMove(state) : random.categorical(legal));
      }
      const returns = new Float32Array(2);
      state.returns(returns);
      expect(returns[i % 2]).toBe(1);
    }
  });
});
