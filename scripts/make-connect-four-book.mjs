// Makes src/games/connect-four/book-moves.ts, the first moves of the perfect Connect Four player, with the player's own
// search. Takes about half an hour; an interrupted run continues where it was, from the file of moves found so far.
//
//   npm run build && node scripts/make-connect-four-book.mjs [--found FILE]

import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { visitBook } from "../dist/games/connect-four/book.js";
import { ConnectFourState } from "../dist/games/connect-four/connect-four.js";
import { ConnectFourSolver } from "../dist/games/connect-four/solver.js";

const OUTPUT = new URL("../src/games/connect-four/book-moves.ts", import.meta.url);
const { values } = parseArgs({ options: { found: { type: "string", default: "connect-four-book.jsonl" } } });

const found = new Map();
if (existsSync(values.found)) {
  for (const line of readFileSync(values.found, "utf8").split("\n").filter(Boolean))
    found.set(...JSON.parse(line));
}

/** The same position with left and right exchanged. */
function mirrored(state) {
  const columns = (low, high) => {
    const all = Array.from(
      { length: 7 },
      (_, c) => (c < 4 ? low >>> (7 * c) : high >>> (7 * (c - 4))) & 127,
    ).reverse();
    return all.reduce(
      ([lowSum, highSum], bits, c) =>
        c < 4 ? [lowSum | (bits << (7 * c)), highSum] : [lowSum, highSum | (bits << (7 * (c - 4)))],
      [0, 0],
    );
  };
  const other = new ConnectFourState();
  other.copyFrom(state);
  [other.mineLow, other.mineHigh] = columns(state.mineLow, state.mineHigh);
  [other.theirsLow, other.theirsHigh] = columns(state.theirsLow, state.theirsHigh);
  return other;
}

const solver = new ConnectFourSolver({ tableBits: 25 });
const moves = [];
visitBook((state) => {
  const flipped = mirrored(state);
  const canonical = String(state) <= String(flipped) ? state : flipped;
  const canonicalKey = String(canonical);
  if (!found.has(canonicalKey)) {
    const before = solver.positions;
    const start = performance.now();
    found.set(canonicalKey, solver.searchMove(canonical));
    appendFileSync(values.found, `${JSON.stringify([canonicalKey, found.get(canonicalKey)])}\n`);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const millions = ((solver.positions - before) / 1e6).toFixed(1);
    console.log(
      `${canonicalKey}\nmove ${found.get(canonicalKey) + 1}, ${millions} million positions, ${seconds} s\n`,
    );
  }
  const move = found.get(canonicalKey);
  const column = canonical === state ? move : 6 - move;
  moves.push(column);
  return column;
});

const lines = moves.join("").match(/.{1,100}/g);
writeFileSync(
  OUTPUT,
  `/** Columns 0–6 in the order of \`visitBook\`. Made by \`scripts/make-connect-four-book.mjs\`. */
export const BOOK_MOVES =
${lines.map((line) => `  "${line}"`).join(" +\n")};
`,
);
