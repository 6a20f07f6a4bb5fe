import { type Game, type GameState, TERMINAL } from "../game.js";

/** What a state tells about itself. */
export interface Snapshot {
  readonly player: number;
  /** What `legalActions` returned. */
  readonly count: number;
  /** `[actions]` */
  readonly legal: Uint8Array;
  /** `[players]` */
  readonly returns: Float32Array;
  /** `[channels · height · width]`; all 0 when the game is over, for then nobody looks. */
  readonly observation: Float32Array;
}

export function observationSize({ observation }: Game): number {
  return observation.channels * observation.height * observation.width;
}

/** Entries a method leaves unwritten stay at values that it cannot mean: 255 in `legal`, NaN elsewhere. */
export function snapshot(game: Game, state: GameState): Snapshot {
  const { player } = state;
  const legal = new Uint8Array(game.actions).fill(255);
  const count = state.legalActions(legal);
  const returns = new Float32Array(game.players).fill(Number.NaN);
  state.returns(returns);
  const observation = new Float32Array(observationSize(game));
  if (player !== TERMINAL) state.observe(observation.fill(Number.NaN), 0);
  return { player, count, legal, returns, observation };
}

/** In words, the first thing in which two snapshots differ; undefined when they are the same. */
export function difference(game: Game, found: Snapshot, expected: Snapshot): string | undefined {
  if (found.player !== expected.player) return `player is ${found.player} and not ${expected.player}`;
  const action = firstDifference(found.legal, expected.legal);
  if (action >= 0) {
    const name = actionText(game, action);
    return found.legal[action] ? `${name} is legal and should not be` : `${name} is not legal and should be`;
  }
  if (found.count !== expected.count) return `legalActions returned ${found.count} and not ${expected.count}`;
  const player = firstDifference(found.returns, expected.returns);
  if (player >= 0)
    return `player ${player}'s return is ${found.returns[player]}, not ${expected.returns[player]}`;
  const at = firstDifference(found.observation, expected.observation);
  if (at < 0) return undefined;
  return `the observation at ${cellText(game, at)} is ${found.observation[at]}, not ${expected.observation[at]}`;
}

/** The first index where two arrays differ, or −1. NaN equals NaN. */
export function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (let i = 0; i < a.length; i++)
    if (a[i] !== b[i] && !(Number.isNaN(a[i]) && Number.isNaN(b[i]))) return i;
  return -1;
}

/** `action 3 (d)` */
export function actionText(game: Game, action: number): string {
  return `action ${action} (${game.actionName(action)})`;
}

/** `at the start`, or `after d, d, e`. */
export function historyText(game: Game, history: readonly number[]): string {
  if (history.length === 0) return "at the start";
  const shown = history.slice(-12).map((action) => game.actionName(action));
  return `after ${history.length > shown.length ? "… " : ""}${shown.join(", ")}`;
}

/** `[channel 1, row 0, column 3]` */
export function cellText({ observation: { height, width } }: Game, index: number): string {
  const plane = height * width;
  const row = Math.floor((index % plane) / width);
  return `[channel ${Math.floor(index / plane)}, row ${row}, column ${index % width}]`;
}
