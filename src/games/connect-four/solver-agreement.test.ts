import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parsePositions, stateOf } from "./positions.js";
import { ConnectFourSolver, UNPLAYABLE } from "./solver.js";

// From ply 15 on, `solver.test.ts` finds each score. Here, where that takes longer, it is proved that each column's
// labelled score is neither more nor less than the true one.
const FIXTURE = new URL("../../../fixtures/connect-four/positions.txt", import.meta.url);
const positions = parsePositions(readFileSync(FIXTURE, "utf8"), "positions.txt");
/** A slow machine with much else to do needs that long. */
const PATIENCE = 600_000;

describe("Connect Four solver", () => {
  const solver = new ConnectFourSolver();
  it.each([12, 13, 14])("agrees with the labelled positions of ply %i", { timeout: PATIENCE }, (ply) => {
    const here = positions.filter(({ moves }) => moves.length === ply);
    expect(here.length).toBeGreaterThan(60);
    for (const { moves, scores } of here) {
      for (const [column, score] of scores.entries()) {
        if (score === UNPLAYABLE) continue;
        const child = stateOf({ moves: [...moves, column] });
        const bounds = [solver.isAtLeast(child, -score), solver.isAtLeast(child, 1 - score)];
        expect(bounds, `${moves.map((move) => move + 1).join("")}, column ${column + 1}`).toEqual([
          true,
          false,
        ]);
      }
    }
  });
});
