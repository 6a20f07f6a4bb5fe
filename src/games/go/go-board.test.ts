import { createRequire } from "node:module";
import type GoBoardModule from "@sabaki/go-board";
import type { Sign, Vertex } from "@sabaki/go-board";
import { describe, expect, test } from "vitest";
import { Random } from "../../random/index.js";
import { TERMINAL } from "../game.js";
import { go } from "./go.js";

/** Another implementation of stones, captures and suicide; the rest of the rules is spelt out below. */
const Sabaki = createRequire(import.meta.url)("@sabaki/go-board") as typeof GoBoardModule.default;

interface Counts {
  /** Moves that would bring back the position before the last move. */
  ko: number;
  /** Moves that would bring back an earlier one. */
  superko: number;
  suicides: number;
  captures: number;
}

/** Plays a random game on both boards and compares them after every move. */
function compare(size: number, moveLimit: number, random: Random, counts: Counts): void {
  const game = go({ size, moveLimit, komi: 0 });
  const state = game.newState();
  const mask = new Uint8Array(game.actions);
  let board = Sabaki.fromDimensions(size);
  const history = [String(board.signMap)];
  let passes = 0;
  for (let move = 0; state.player !== TERMINAL; move++) {
    const sign: Sign = move % 2 === 0 ? 1 : -1;
    state.legalActions(mask);
    expect(state.player).toBe(move % 2);
    const expected = new Uint8Array(game.actions).fill(1, size * size);
    for (let action = 0; action < size * size; action++) {
      const vertex: Vertex = [action % size, Math.floor(action / size)];
      if (board.get(vertex) !== 0) continue;
      const seen = history.indexOf(String(board.makeMove(sign, vertex).signMap));
      expected[action] = seen < 0 ? 1 : 0;
      if (seen === history.length - 2) counts.ko++;
      if (seen >= 0 && seen < history.length - 2) counts.superko++;
    }
    expect(mask).toEqual(expected);

    // Passes are rare, so that games go on until the board has been filled and emptied several times.
    mask[size * size] = random.chance(0.05) || expected.indexOf(1) === size * size ? 1 : 0;
    const action = random.categorical(mask);
    state.apply(action);
    if (action === size * size) passes++;
    else {
      passes = 0;
      const vertex: Vertex = [action % size, Math.floor(action / size)];
      const { suicide, capturing } = board.analyzeMove(sign, vertex);
      if (suicide) counts.suicides++;
      if (capturing) counts.captures++;
      board = board.makeMove(sign, vertex);
      history.push(String(board.signMap));
    }
    expect(state.toString().replace(/[^.XO]/g, "")).toBe(
      board.signMap
        .flat()
        .map((stone) => (stone === 0 ? "." : stone === 1 ? "X" : "O"))
        .join(""),
    );
    expect(state.player === TERMINAL).toBe(passes === 2 || move + 1 === moveLimit);
  }
  expect(state.score()).toBe(area(board));
}

/** Black's area less White's, from the package's connected components. */
function area(board: GoBoardModule.default): number {
  let difference = 0;
  for (let x = 0; x < board.width; x++)
    for (let y = 0; y < board.height; y++) {
      const stone = board.get([x, y]) ?? 0;
      const region = board.getConnectedComponent([x, y], (vertex) => board.get(vertex) === 0);
      const borders = new Set(
        region.flatMap((vertex) => board.getNeighbors(vertex)).map((v) => board.get(v)),
      );
      if (stone !== 0) difference += stone;
      else if (borders.has(1) !== borders.has(-1)) difference += borders.has(1) ? 1 : -1;
    }
  return difference;
}

describe("random games equal @sabaki/go-board's, with every position kept", () => {
  const counts: Counts = { ko: 0, superko: 0, suicides: 0, captures: 0 };

  test.each([
    [2, 60, 20],
    [3, 150, 15],
    [4, 200, 8],
    [5, 200, 6],
    [7, 200, 3],
    [9, 250, 2],
    [13, 250, 1],
  ])("on %i rows, at most %i moves, %i games", (size, moveLimit, games) => {
    for (let i = 0; i < games; i++) compare(size, moveLimit, new Random(1, "go", size, i), counts);
  });

  test("and have many of the cases that the rules are about", () => {
    for (const [name, count] of Object.entries(counts)) expect(count, name).toBeGreaterThan(50);
  });
});
