import { type Game, TERMINAL } from "../game.js";
import { error, type Finding } from "./problem.js";
import type { GameSample } from "./sample.js";
import { cellText, firstDifference, historyText, observationSize } from "./snapshot.js";

/** Entries around the slice, to see that they are left alone. */
const MARGIN = 8;
const UNTOUCHED = 12_345;

/** An observation is finite, written in full, only into its own slice, and the same when looked at again. */
export function checkObservations(game: Game, { games }: GameSample): Finding[] {
  const size = observationSize(game);
  const wide = new Float32Array(size + 2 * MARGIN);
  const state = game.newState();
  for (const { history, snapshots } of games) {
    state.reset();
    for (const [ply, { observation, player }] of snapshots.entries()) {
      if (player !== TERMINAL) {
        wide.fill(UNTOUCHED);
        state.observe(wide, MARGIN);
        const problem =
          unfinished(game, observation) ??
          strayWrite(wide, size) ??
          changed(game, wide.subarray(MARGIN, MARGIN + size), observation);
        const past = history.slice(0, ply);
        if (problem) return [error(`${problem} (${historyText(game, past)})`, past)];
      }
      if (ply < history.length) state.apply(history[ply]);
    }
  }
  return [];
}

function unfinished(game: Game, observation: Float32Array): string | undefined {
  const at = observation.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const value = observation[at];
  return Number.isNaN(value)
    ? `observe left ${cellText(game, at)} unwritten, or wrote NaN: every entry must be written, zeros too`
    : `observe wrote ${value} at ${cellText(game, at)}; expected a finite number`;
}

function strayWrite(wide: Float32Array, size: number): string | undefined {
  const at = wide.findIndex((value, i) => value !== UNTOUCHED && (i < MARGIN || i >= MARGIN + size));
  if (at < 0) return;
  return `observe(into, ${MARGIN}) wrote to index ${at}; expected ${MARGIN} to ${MARGIN + size - 1} only`;
}

function changed(game: Game, again: Float32Array, before: Float32Array): string | undefined {
  const at = firstDifference(again, before);
  if (at < 0) return;
  const found = again[at] === UNTOUCHED ? "nothing" : again[at];
  return (
    `observe(into, ${MARGIN}) wrote ${found} at ${cellText(game, at)} where observe(into, 0) wrote ` +
    `${before[at]}: the observation must depend on the state alone, and start at the offset`
  );
}
