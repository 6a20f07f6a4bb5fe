import { Random } from "../../random/index.js";
import { type Game, TERMINAL } from "../game.js";
import { error, type Finding } from "./problem.js";
import { actionText, historyText, type Snapshot, snapshot } from "./snapshot.js";

/** A game played at random. */
export interface SampledGame {
  readonly history: readonly number[];
  /** `[history.length + 1]`: what the state told before each action and at the end. */
  readonly snapshots: readonly Snapshot[];
}

/** Random games that the checks look at, and what went wrong already while playing them. */
export interface GameSample {
  readonly games: readonly SampledGame[];
  readonly findings: readonly Finding[];
  readonly seed: number;
}

export interface SampleOptions {
  /** Games are played until this many positions are there. Default 2000. */
  readonly positions?: number;
  /** Fewer games than `positions` allows. Default 100. */
  readonly games?: number;
  readonly seed?: number;
}

/** Plays random legal actions. Stops at the first game that cannot be played to its end. */
export function sampleGames(
  game: Game,
  { positions = 2000, games = 100, seed = 0 }: SampleOptions = {},
): GameSample {
  const sampled: SampledGame[] = [];
  const findings: Finding[] = [];
  let left = positions;
  for (let i = 0; i < games && left > 0 && findings.length === 0; i++) {
    const played = playRandomly(game, new Random(seed, "check-game", i), findings);
    sampled.push(played);
    left -= played.snapshots.length;
  }
  return { games: sampled, findings, seed };
}

function playRandomly(game: Game, random: Random, findings: Finding[]): SampledGame {
  const state = game.newState();
  const history: number[] = [];
  const snapshots = [snapshot(game, state)];
  for (;;) {
    const { player, legal } = snapshots[history.length];
    if (player === TERMINAL) break;
    const legalCount = legal.reduce((sum, flag) => sum + (flag === 1 ? 1 : 0), 0);
    if (legalCount === 0) {
      findings.push(
        error(`no action is legal ${historyText(game, history)}, yet the game is not over`, history),
      );
      break;
    }
    if (history.length >= game.maxLength) {
      const last = historyText(game, history);
      findings.push(error(`a game goes on past maxLength = ${game.maxLength} actions: ${last}`, history));
      break;
    }
    const action = nthLegal(legal, random.integer(legalCount));
    try {
      state.apply(action);
      snapshots.push(snapshot(game, state));
    } catch (cause) {
      const where = `${actionText(game, action)} ${historyText(game, history)}`;
      const reason = cause instanceof Error ? cause.message : String(cause);
      findings.push(error(`${where}, legal by the mask, threw: ${reason}`, history));
      break;
    }
    history.push(action);
  }
  return { history, snapshots };
}

function nthLegal(legal: Uint8Array, n: number): number {
  let left = n;
  let action = 0;
  while (legal[action] !== 1 || left-- > 0) action++;
  return action;
}
