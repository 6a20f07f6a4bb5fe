import { describe, expect, test } from "vitest";
import { Random } from "../random/index.js";
import { boardLayout } from "./board-layout.js";
import { hasPieces } from "./board-state.js";
import { builtInGames, gameByName } from "./registry.js";

/** The characters of the pieces in a board drawn as text, row by row. */
function drawn(text: string, name: string, rows: number): string[] {
  const lines = text.split("\n");
  const headed = name === "othello" || name === "hex";
  const board = headed ? lines.slice(1) : lines.slice(0, -1);
  expect(board.length).toBe(rows);
  return board.flatMap((line) => [...line].filter((character) => ".XOWB".includes(character)));
}

describe.each(builtInGames.map(({ name }) => name))("the board of %s", (name) => {
  const game = gameByName(name);
  const layout = boardLayout(game)!;

  test("shows the pieces that its text shows, and each move where the piece appears", () => {
    const random = new Random(7, name);
    const mask = new Uint8Array(game.actions);
    const state = game.newState();
    if (!hasPieces(state)) throw new Error("a built-in game has pieces");
    const pieces = () => layout.squares.map((_, square) => state.pieceAt(square));
    while (state.player >= 0) {
      const symbols = drawn(state.toString(), name, layout.rows);
      const expected = symbols.map((symbol) => (symbol === "." ? 0 : "XW".includes(symbol) ? 1 : 2));
      const before = pieces();
      expect(before).toEqual(expected);
      state.legalActions(mask);
      const action = random.categorical(mask);
      const { player } = state;
      const move = layout.move(action);
      if (move?.from !== undefined) expect(before[move.from]).toBe(player + 1);
      state.apply(action);
      const after = pieces();
      if (move === undefined) expect(after).toEqual(before);
      else if (layout.shape === "columns") {
        const column = (of: number[]) => of.filter((_, square) => square % layout.columns === move.to);
        expect(column(after).filter(Boolean).length).toBe(column(before).filter(Boolean).length + 1);
      } else if (name !== "go") expect(after[move.to]).toBe(player + 1);
      if (move?.from !== undefined) expect(after[move.from]).toBe(0);
    }
  });

  test("names every square, each its own", () => {
    expect(layout.squares.length).toBe(layout.rows * layout.columns);
    expect(new Set(layout.squares).size).toBe(layout.squares.length);
  });
});

test("a game of one's own has no board here", () => {
  expect(boardLayout({ ...gameByName("go"), name: "nim" })).toBeUndefined();
});
