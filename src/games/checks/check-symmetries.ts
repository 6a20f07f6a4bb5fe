import type { Game, Symmetry } from "../game.js";
import { error, type Finding, warning } from "./problem.js";
import type { GameSample, SampledGame } from "./sample.js";
import { difference, historyText, observationSize, type Snapshot, snapshot } from "./snapshot.js";

/**
 * The symmetries are permutations, the identity first, and a game played transformed is the transformed game: the
 * same observation, legal actions, player and returns at every step.
 */
export function checkSymmetries(game: Game, { games }: GameSample): Finding[] {
  const malformed = game.symmetries.flatMap((symmetry, i) => checkPermutations(game, symmetry, i));
  if (malformed.length > 0) return firstOf(malformed);
  if (game.symmetries.length === 0 || !isIdentity(game.symmetries[0]))
    return [error("symmetries[0] must be the identity: each index at its own place")];
  const wrong: Finding[] = [];
  const double: Finding[] = [];
  for (const [i, symmetry] of game.symmetries.entries()) {
    if (game.symmetries.findIndex((other) => same(other, symmetry)) < i)
      double.push(warning(`symmetries[${i}] is the same as an earlier one`));
    for (const played of games) {
      const problem = checkTransformed(game, symmetry, i, played);
      if (problem) {
        wrong.push(problem);
        break;
      }
    }
  }
  return [...firstOf(wrong), ...firstOf(double)];
}

/** The first finding and the number of those like it: one mistake makes most symmetries wrong. */
function firstOf(findings: readonly Finding[]): Finding[] {
  if (findings.length <= 1) return [...findings];
  const [{ message, ...first }] = findings;
  return [{ ...first, message: `${message} (and ${findings.length - 1} more like it)` }];
}

function checkPermutations(game: Game, symmetry: Symmetry, index: number): Finding[] {
  const problems: Finding[] = [];
  const check = (what: string, entries: Int32Array, size: number) => {
    const name = `symmetries[${index}].${what}`;
    if (entries.length !== size)
      problems.push(error(`${name} has ${entries.length} entries; expected ${size}`));
    else if (new Set(entries).size !== size || entries.some((from) => from < 0 || from >= size))
      problems.push(error(`${name} must hold each index from 0 to ${size - 1} once`));
  };
  check("observation", symmetry.observation, observationSize(game));
  check("action", symmetry.action, game.actions);
  return problems;
}

function checkTransformed(
  game: Game,
  symmetry: Symmetry,
  index: number,
  { history, snapshots }: SampledGame,
): Finding | undefined {
  const transformed = inverse(symmetry.action);
  const state = game.newState();
  for (const [ply, seen] of snapshots.entries()) {
    const problem = difference(game, snapshot(game, state), transform(seen, symmetry));
    if (problem) {
      const past = history.slice(0, ply);
      const mapped = past.map((action) => transformed[action]);
      const where =
        ply === 0
          ? "at the start"
          : `${historyText(game, mapped)}, which stands for ${historyText(game, past)}`;
      return error(`symmetries[${index}] does not leave the game the same: ${where}, ${problem}`, past);
    }
    if (ply < history.length) state.apply(transformed[history[ply]]);
  }
  return;
}

function transform(seen: Snapshot, { observation, action }: Symmetry): Snapshot {
  return {
    ...seen,
    legal: seen.legal.map((_, a) => seen.legal[action[a]]),
    observation: seen.observation.map((_, i) => seen.observation[observation[i]]),
  };
}

/** For each old index, the new one. */
function inverse(permutation: Int32Array): Int32Array {
  const result = new Int32Array(permutation.length);
  for (const [to, from] of permutation.entries()) result[from] = to;
  return result;
}

function isIdentity({ observation, action }: Symmetry): boolean {
  return observation.every((from, i) => from === i) && action.every((from, i) => from === i);
}

function same(a: Symmetry, b: Symmetry): boolean {
  return (
    a.observation.every((from, i) => from === b.observation[i]) &&
    a.action.every((from, i) => from === b.action[i])
  );
}
