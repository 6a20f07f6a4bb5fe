import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TERMINAL } from "../game.js";
import type { ConnectFourState } from "./connect-four.js";
import { parsePositions, stateOf } from "./positions.js";
import { ConnectFourSolver, UNPLAYABLE } from "./solver.js";

const FIXTURE = new URL("../../../fixtures/connect-four/positions.txt", import.meta.url);
const positions = parsePositions(readFileSync(FIXTURE, "utf8"), "positions.txt").filter(
  ({ moves }) => moves.length >= 15,
);
const plies = [...new Set(positions.map(({ moves }) => moves.length))].sort((a, b) => a - b);
/** A slow machine with much else to do needs that long. */
const PATIENCE = 600_000;

const solver = new ConnectFourSolver();

/** The score by trying everything; positions with few empty cells only. */
function exhaustiveScore(state: ConnectFourState, discs: number): number {
  const returns = new Float32Array(2);
  state.returns(returns);
  if (state.player === TERMINAL) return returns[0] === 0 ? 0 : -(22 - Math.ceil(discs / 2));
  const mask = new Uint8Array(7);
  state.legalActions(mask);
  let best = Number.NEGATIVE_INFINITY;
  const next = stateOf({ moves: [] });
  for (let column = 0; column < 7; column++) {
    if (!mask[column]) continue;
    next.copyFrom(state);
    next.apply(column);
    best = Math.max(best, -exhaustiveScore(next, discs + 1));
  }
  return best;
}

describe("Connect Four solver", () => {
  it.each(plies)("scores the labelled positions of ply %i as labelled", { timeout: PATIENCE }, (ply) => {
    for (const position of positions.filter(({ moves }) => moves.length === ply))
      expect([...solver.scores(stateOf(position))]).toEqual(position.scores);
  });

  it("agrees with trying everything near the end", () => {
    const late = positions.filter(({ moves }) => moves.length >= 31);
    expect(late.length).toBeGreaterThan(20);
    for (const position of late) {
      const state = stateOf(position);
      expect(solver.score(state)).toBe(exhaustiveScore(state, position.moves.length));
    }
  });

  it("gives a position and its mirror image, and an empty and a full memory, the same scores", () => {
    const fresh = new ConnectFourSolver({ tableBits: 16 });
    const anyPosition = fc.constantFrom(...positions.filter(({ moves }) => moves.length >= 20));
    fc.assert(
      fc.property(anyPosition, ({ moves, scores }) => {
        fresh.clear();
        const mirrored = stateOf({ moves: moves.map((column) => 6 - column) });
        expect([...fresh.scores(mirrored)].reverse()).toEqual(scores);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it("knows outcomes and best moves", () => {
    for (const position of positions.filter(({ moves }) => moves.length >= 18)) {
      const state = stateOf(position);
      expect([...solver.outcomes(state)]).toEqual(
        position.scores.map((score) => (score === UNPLAYABLE ? score : Math.sign(score))),
      );
      const best = Math.max(...position.scores);
      expect(solver.outcome(state)).toBe(Math.sign(best));
      expect(position.scores[solver.bestMove(state)]).toBe(best);
    }
  });

  it("scores finished games, where no column can be played", () => {
    const won = stateOf({ moves: [0, 1, 0, 1, 0, 1, 0] });
    expect(solver.score(won)).toBe(-18);
    expect(solver.bestMove(won)).toBe(-1);
    expect([...solver.scores(won)]).toEqual(Array(7).fill(UNPLAYABLE));
    const drawn = [..."121212212121343434434343565656656565777777"].map((digit) => Number(digit) - 1);
    expect(solver.score(stateOf({ moves: drawn }))).toBe(0);
    expect(solver.score(stateOf({ moves: drawn.slice(0, -1) }))).toBe(0);
  });

  it("refuses a table of an impossible size", () => {
    expect(() => new ConnectFourSolver({ tableBits: 40 })).toThrow(
      "tableBits: expected an integer from 16 to 27",
    );
  });
});
