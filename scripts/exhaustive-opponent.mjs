// Plays a trained player against an opponent that tries every move at every turn, on either side, and counts the games:
// in a small game that should be drawn, a perfect player loses none of them.
//
//   npm run build && node scripts/exhaustive-opponent.mjs RUN [--simulations 64]

import { parseArgs } from "node:util";
import { playExhaustively } from "../dist/league/index.js";
import { loadPlayer } from "../dist/trained/trained-player.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { simulations: { type: "string", default: "64" } },
});
if (positionals.length !== 1) throw new Error("give the directory of one run");
const trained = await loadPlayer(positionals[0], { simulations: Number(values.simulations) });
const counts = await playExhaustively(trained.game, trained.player);
await trained.close();
console.log(JSON.stringify({ run: positionals[0], simulations: trained.simulations, ...counts }));
