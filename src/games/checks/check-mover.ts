import { type Game, TERMINAL } from "../game.js";
import { error, type Finding, warning } from "./problem.js";
import type { GameSample, SampledGame } from "./sample.js";
import { firstDifference, historyText, type Snapshot, snapshot } from "./snapshot.js";

/** Below this share of moves, turning the board round is a coincidence and not a habit. */
const TURNING = 0.1;

interface Position {
  readonly history: readonly number[];
  readonly seen: Snapshot;
}

/**
 * The observation tells what matters: positions that look the same allow the same actions with the same immediate
 * results, whoever is to move; and the board is seen from the mover's side.
 */
export function checkMover(game: Game, { games, findings: unfinished }: GameSample): Finding[] {
  const { hidden, confused, bothMovers } = compareLookalikes(game, games);
  if (hidden) return [hidden];
  if (confused) return [confused];
  // Where positions look alike to both players and are alike, the rules do not care who moves (Nim). Games that could
  // not be played to their end are too few to tell.
  const telling = game.players === 2 && !bothMovers && unfinished.length === 0;
  return telling ? checkTurning(games) : [];
}

interface Lookalikes {
  /** Two positions that only the history tells apart, for the same player to move. */
  hidden?: Finding;
  /** Two positions for different players to move. */
  confused?: Finding;
  /** Whether some position looked the same to both players. */
  bothMovers: boolean;
}

function compareLookalikes(game: Game, games: readonly SampledGame[]): Lookalikes {
  const result: Lookalikes = { bothMovers: false };
  const byLooks = new Map<number, Position>();
  for (const { history, snapshots } of games) {
    for (const [ply, seen] of snapshots.entries()) {
      if (seen.player === TERMINAL) continue;
      const here = { history: history.slice(0, ply), seen };
      const key = hash(seen.observation);
      const other = byLooks.get(key);
      if (!other) {
        byLooks.set(key, here);
        continue;
      }
      if (firstDifference(seen.observation, other.seen.observation) >= 0) continue;
      const movers = seen.player !== other.seen.player;
      if (movers) result.bothMovers = true;
      if (movers ? result.confused : result.hidden) continue;
      const problem = compareOutcomes(game, here, other);
      if (!problem) continue;
      const places = `${historyText(game, other.history)}, and ${historyText(game, here.history)}`;
      if (movers) {
        result.confused = error(
          "the observation does not tell who is to move, and it matters: " +
            `${places}, the players to move see the same, but ${problem}`,
          here.history,
        );
      } else {
        result.hidden = warning(
          "the observation does not tell all that matters: " +
            `${places}, the player to move sees the same, but ${problem}`,
          here.history,
        );
      }
    }
  }
  return result;
}

/** In words, how the legal actions of two positions or their immediate results differ, as the mover sees them. */
function compareOutcomes(game: Game, a: Position, b: Position): string | undefined {
  const differing = firstDifference(a.seen.legal, b.seen.legal);
  if (differing >= 0) return `${game.actionName(differing)} is legal for one and not for the other`;
  const stateA = game.newState();
  const stateB = game.newState();
  for (let action = 0; action < game.actions; action++) {
    if (a.seen.legal[action] !== 1) continue;
    const resultA = resultOf(game, stateA, a, action);
    const resultB = resultOf(game, stateB, b, action);
    if (resultA !== resultB)
      return `${game.actionName(action)} leads to a ${resultA} for one and a ${resultB} for the other`;
  }
  return;
}

function resultOf(
  game: Game,
  state: ReturnType<Game["newState"]>,
  { history, seen }: Position,
  action: number,
): string {
  state.reset();
  for (const past of history) state.apply(past);
  state.apply(action);
  const after = snapshot(game, state);
  if (after.player === TERMINAL) return `return of ${after.returns[seen.player]}`;
  return after.player === seen.player ? "further move" : "move of the other";
}

/**
 * When the move passes to the other player, a board seen from the mover's side turns round: much of it changes, and
 * changes back a move later. A board that is always seen from one side only gains what the moves add.
 */
function checkTurning(games: readonly SampledGame[]): Finding[] {
  let moves = 0;
  let turned = 0;
  for (const { snapshots } of games) {
    for (let ply = 0; ply + 2 < snapshots.length; ply++) {
      const [now, next, later] = snapshots.slice(ply, ply + 3);
      if (later.player !== now.player || next.player === now.player) continue;
      moves++;
      if (changes(now, next) > changes(now, later)) turned++;
    }
  }
  if (moves === 0 || turned >= TURNING * moves) return [];
  return [
    warning(
      'the observation does not seem to tell whose move it is: show the board from the mover\'s side, as "mine" and ' +
        '"theirs", or add a plane that is 1 for player 0 and 0 for player 1',
    ),
  ];
}

function changes(a: Snapshot, b: Snapshot): number {
  let count = 0;
  for (let i = 0; i < a.observation.length; i++) if (a.observation[i] !== b.observation[i]) count++;
  return count;
}

function hash(observation: Float32Array): number {
  const bits = new Int32Array(observation.buffer, observation.byteOffset, observation.length);
  let result = 0x811c9dc5;
  for (const word of bits) {
    result = Math.imul(result ^ word, 0x01000193);
    result ^= result >>> 15;
  }
  return result;
}
