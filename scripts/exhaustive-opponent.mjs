// Plays a trained player against an opponent that tries every move at every turn, on either side, and counts the games:
// in a small game that should be drawn, a perfect player loses none of them.
//
//   npm run build && node scripts/exhaustive-opponent.mjs RUN [--simulations 64]

import { parseArgs } from "node:util";
import { loadPlayer } from "../dist/trained-player.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { simulations: { type: "string", default: "64" } },
});
if (positionals.length !== 1) throw new Error("give the directory of one run");
const trained = await loadPlayer(positionals[0], { simulations: Number(values.simulations) });
const answers = new Map();
const counts = { games: 0, won: 0, drawn: 0, lost: 0 };

async function answerTo(state, moves) {
  const known = answers.get(moves.join());
  if (known !== undefined) return known;
  const { action } = await trained.analyse(state);
  answers.set(moves.join(), action);
  return action;
}

async function play(moves, side) {
  const state = trained.game.newState();
  for (const move of moves) state.apply(move);
  if (state.player < 0) {
    const returns = new Float32Array(trained.game.players);
    state.returns(returns);
    const result = returns[side];
    counts.games++;
    counts[result > 0 ? "won" : result < 0 ? "lost" : "drawn"]++;
    return;
  }
  if (state.player === side) return play([...moves, await answerTo(state, moves)], side);
  const mask = new Uint8Array(trained.game.actions);
  state.legalActions(mask);
  for (let action = 0; action < mask.length; action++) if (mask[action]) await play([...moves, action], side);
}

for (const side of [0, 1]) await play([], side);
await trained.close();
console.log(JSON.stringify({ run: positionals[0], simulations: trained.simulations, ...counts }));
