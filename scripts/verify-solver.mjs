// Compares the Connect Four solver with every labelled position in fixtures/connect-four. About an hour of one core,
// most of it for the positions of the first plies; `--from 10` takes minutes.
//
//   npm run build && node scripts/verify-solver.mjs [--from PLY] [--to PLY] [--table-bits BITS] [FILE …]

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parsePositions, stateOf } from "../dist/games/connect-four/positions.js";
import { ConnectFourSolver, UNPLAYABLE } from "../dist/games/connect-four/solver.js";

const FILES = [
  "positions.txt",
  "pons/end-easy.txt",
  "pons/middle-easy.txt",
  "pons/middle-medium.txt",
  "pons/begin-easy.txt",
  "pons/begin-medium.txt",
  "pons/begin-hard.txt",
];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: "string", default: "0" },
    to: { type: "string", default: "42" },
    "table-bits": { type: "string", default: "24" },
  },
});
const solver = new ConnectFourSolver({ tableBits: Number(values["table-bits"]) });

/**
 * What a label says of the score of a move. In `positions.txt` that it is the score; in Pons' sets that a win or a loss
 * is at least that soon, for those were solved for the outcome.
 */
function agrees(position, column, label, exact) {
  const child = stateOf(position);
  child.apply(column);
  // From the opponent's side: the move scores `label` at least, and no more.
  const notLess = () => !solver.isAtLeast(child, 1 - label);
  const notMore = () => solver.isAtLeast(child, -label);
  if (exact || label === 0) return notLess() && notMore();
  return label > 0 ? notLess() : notMore();
}

let wrong = 0;
for (const file of positionals.length > 0 ? positionals : FILES) {
  const path = fileURLToPath(new URL(`../fixtures/connect-four/${file}`, import.meta.url));
  const positions = parsePositions(readFileSync(path, "utf8"), file).filter(
    ({ moves }) => moves.length >= Number(values.from) && moves.length <= Number(values.to),
  );
  const start = performance.now();
  const before = solver.positions;
  let shown = start;
  let bad = 0;
  for (const [i, position] of positions.entries()) {
    for (const [column, label] of position.scores.entries()) {
      if (label === UNPLAYABLE || agrees(position, column, label, file === "positions.txt")) continue;
      bad++;
      console.log(
        `${file}: ${position.moves.map((move) => move + 1).join("")}, column ${column + 1}: not ${label}`,
      );
    }
    if (performance.now() - shown > 60_000) {
      shown = performance.now();
      console.log(`${file}: ${i + 1} of ${positions.length}`);
    }
  }
  const seconds = (performance.now() - start) / 1000;
  const millions = (solver.positions - before) / 1e6;
  console.log(
    `${file}: ${positions.length} positions, ${bad} labels disagree, ${seconds.toFixed(1)} s, ` +
      `${millions.toFixed(0)} million positions searched`,
  );
  wrong += bad;
}
process.exitCode = wrong === 0 ? 0 : 1;
