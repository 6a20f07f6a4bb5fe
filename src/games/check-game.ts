import { checkCopies, checkReset } from "./checks/check-copies.js";
import { checkMover } from "./checks/check-mover.js";
import { checkNames } from "./checks/check-names.js";
import { checkObservations } from "./checks/check-observation.js";
import { checkLength, checkMasks, checkPlayers, checkReturns } from "./checks/check-play.js";
import { checkSymmetries } from "./checks/check-symmetries.js";
import { error, type Finding, type GameProblem } from "./checks/problem.js";
import { type GameSample, type SampleOptions, sampleGames } from "./checks/sample.js";
import type { Game, GameState } from "./game.js";

export type { GameProblem } from "./checks/problem.js";
export type { SampleOptions } from "./checks/sample.js";

/** What {@link checkGame} looks at, by name. */
export const GAME_CHECKS = {
  length: checkLength,
  players: checkPlayers,
  masks: checkMasks,
  returns: checkReturns,
  observations: checkObservations,
  reset: checkReset,
  copies: checkCopies,
  names: checkNames,
  symmetries: checkSymmetries,
  mover: checkMover,
} satisfies Record<string, (game: Game, sample: GameSample) => Finding[]>;

export type GameCheckName = keyof typeof GAME_CHECKS;

/** Runs one check on random games that are there already. */
export function runGameCheck(name: GameCheckName, game: Game, sample: GameSample): GameProblem[] {
  return attempt(() => GAME_CHECKS[name](game, sample)).map((finding) => ({ check: name, ...finding }));
}

/**
 * Plays random games and looks for everything that would make training on this game go wrong: states that share
 * memory with their copies, masks and returns that do not fit, observations that hide who is to move, symmetries
 * that are none. Checks what can be seen from outside; whether the rules are the right ones it cannot know.
 *
 * @returns nothing when all is well; each check reports the first problem of its kind
 * @example
 * for (const { severity, message } of checkGame(myGame())) console.log(`${severity}: ${message}`);
 */
export function checkGame<State extends GameState>(
  game: Game<State>,
  options: SampleOptions = {},
): GameProblem[] {
  const anyGame = game as unknown as Game;
  let sample: GameSample = { games: [], findings: [], seed: 0 };
  const failed = attempt(() => {
    sample = sampleGames(anyGame, options);
    return [];
  });
  if (failed.length > 0) return failed.map((finding) => ({ check: "play", ...finding }));
  const names = Object.keys(GAME_CHECKS) as GameCheckName[];
  return names.flatMap((name) => runGameCheck(name, anyGame, sample));
}

function attempt(check: () => Finding[]): Finding[] {
  try {
    return check();
  } catch (cause) {
    return [error(`threw: ${cause instanceof Error ? cause.message : String(cause)}`)];
  }
}
