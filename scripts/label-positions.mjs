// Random Connect Four positions with the exact outcome of every move, for teaching and judging networks by something
// other than self-play. Lines as in fixtures/connect-four: the moves, then 1, 0 or −1 for each column (−1000: full).
// An interrupted file is gone on with. Positions of the fixtures are left out, so that these stay held out.
//
//   npm run build && node scripts/label-positions.mjs OUT [--count 300000] [--from 12] [--to 34] [--seed 1]

import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { connectFour } from "../dist/games/connect-four/connect-four.js";
import { parsePositions, stateOf } from "../dist/games/connect-four/positions.js";
import { ConnectFourSolver } from "../dist/games/connect-four/solver.js";
import { Random } from "../dist/random/index.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "300000" },
    from: { type: "string", default: "12" },
    to: { type: "string", default: "34" },
    seed: { type: "string", default: "1" },
  },
});
const [out] = positionals;
if (out === undefined) throw new Error("give the file to write");
const [count, from, to, seed] = [values.count, values.from, values.to, values.seed].map(Number);

const game = connectFour();
const solver = new ConnectFourSolver({ tableBits: 24 });
const seen = new Float32Array(84);
const [, mirror] = game.symmetries;

/** The position and its mirror image under one name. */
function keyOf(state) {
  state.observe(seen, 0);
  const one = seen.join("");
  const other = Array.from(mirror.observation, (i) => seen[i]).join("");
  return [one, other].sort()[0];
}

const held = new Set();
const fixtures = fileURLToPath(new URL("../fixtures/connect-four/", import.meta.url));
for (const name of readdirSync(fixtures, { recursive: true })) {
  if (!name.endsWith(".txt")) continue;
  for (const position of parsePositions(readFileSync(fixtures + name, "utf8"), name))
    held.add(keyOf(stateOf(position)));
}

const lines = existsSync(out) ? readFileSync(out, "utf8").split("\n").length - 1 : 0;
const mask = new Uint8Array(7);
let written = 0;
let text = "";
for (let i = 0; written < count; i++) {
  const random = new Random(seed, "labelled position", i);
  const plies = from + random.integer(to - from + 1);
  const state = game.newState();
  const moves = [];
  while (moves.length < plies && state.player >= 0) {
    state.legalActions(mask);
    moves.push(random.categorical(mask));
    state.apply(moves.at(-1));
  }
  if (state.player < 0) continue;
  const key = keyOf(state);
  if (held.has(key)) continue;
  held.add(key);
  if (written++ < lines) continue;
  text += `${moves.map((move) => move + 1).join("")} ${solver.outcomes(state).join(" ")}\n`;
  if (written % 1000 > 0 && written < count) continue;
  appendFileSync(out, text);
  text = "";
  console.error(`${written} positions`);
}
