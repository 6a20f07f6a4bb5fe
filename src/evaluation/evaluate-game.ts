import { readdir, readFile, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { OptionError } from "../errors.js";
import { parsePositions, type ScoredPosition, stateOf } from "../games/connect-four/positions.js";
import type { Game } from "../games/game.js";
import { playMatch } from "../league/match.js";
import { optimalShare, randomOptimalShare, wilson } from "../league/optimal-moves.js";
import type { Player } from "../league/player.js";
import { policyPlayer } from "../league/policy-player.js";
import { scriptedPlayer } from "../league/scripted-players.js";
import { solverPolicy } from "../policies/connect-four-solver.js";
import type { Policy } from "../policies/policy.js";
import { Random } from "../random/index.js";
import { loadPlayer, type TrainedPlayer } from "../trained/trained-player.js";

/** What to measure of a run of a game. Without `positions` and `against`: a match against plain MCTS with 100 playouts. */
export interface GameEvaluationOptions {
  /** A file of solved Connect Four positions, or a folder of such files. */
  readonly positions?: string;
  /** `random`, `greedy`, `minimax:DEPTH`, `mcts:PLAYOUTS`, `solver` (Connect Four) or the directory of a run. */
  readonly against?: string;
  /** Games of the match. Default 40; against the solver 2, one from each side. */
  readonly games?: number;
  /** Random plies at the start of each game. Default 2; 0 for two games against the solver. */
  readonly openingPlies?: number;
  /** Simulations a move. Default 64. */
  readonly simulations?: number;
  /** How many of the game's symmetries the network's answers are averaged over. Default 2. */
  readonly symmetries?: number;
  readonly seed?: number;
}

/** Shares of positions, 0 … 1, where a player's move keeps the game-theoretic value. */
export interface PositionsReport {
  readonly file: string;
  readonly positions: number;
  /** With the search. */
  readonly optimal: number;
  /** 95 % confidence interval of `optimal`. */
  readonly optimalInterval: readonly [number, number];
  /** The network's best legal move. */
  readonly policyOptimal: number;
  /** Any legal move, all equally likely: the expectation. */
  readonly randomOptimal: number;
  /** Minimax of depth 5. */
  readonly minimaxOptimal: number;
}

/** Result of a match, for the run. */
export interface MatchReport {
  readonly against: string;
  readonly games: number;
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  /** Wins and half the draws, as a share of the games. */
  readonly score: number;
  /** 95 % confidence interval of `score`, as if every game were won or lost. */
  readonly interval: readonly [number, number];
  /** Results of the games in which the run moved first. */
  readonly movingFirst: { readonly wins: number; readonly draws: number; readonly losses: number };
}

/** What was found of a run of a game. */
export interface GameEvaluation {
  readonly kind: "game";
  readonly run: string;
  readonly step: number;
  readonly simulations: number;
  /** Views of a position that the network's answers were averaged over. */
  readonly symmetries: number;
  readonly sets: readonly PositionsReport[];
  readonly match?: MatchReport;
}

/** Measures the newest weights of a run of a game, without noise. */
export async function evaluateGame(
  directory: string,
  options: GameEvaluationOptions = {},
): Promise<GameEvaluation> {
  const trained = await loadPlayer(directory, { ...options, threads: availableParallelism() });
  const { step, simulations, symmetries } = trained;
  try {
    const sets: PositionsReport[] = [];
    if (options.positions !== undefined) {
      requireConnectFour(trained.game, "positions");
      for (const file of await positionFiles(options.positions)) sets.push(await onPositions(trained, file));
    }
    const against = options.against ?? (options.positions === undefined ? "mcts:100" : undefined);
    const match = against === undefined ? undefined : await inMatch(trained, against, options);
    return { kind: "game", run: directory, step, simulations, symmetries, sets, ...(match && { match }) };
  } finally {
    await trained.close();
  }
}

async function positionFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch((cause) => {
    throw new OptionError("positions", "a file or a folder", `${path} (${cause.code ?? cause.message})`);
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => name.endsWith(".txt")).sort();
  if (names.length === 0) throw new OptionError("positions", "a folder with .txt files", path);
  return names.map((name) => join(path, name));
}

async function onPositions({ game, player, raw }: TrainedPlayer, file: string): Promise<PositionsReport> {
  const positions: ScoredPosition[] = parsePositions(await readFile(file, "utf8"), file);
  if (positions.length === 0) throw new OptionError("positions", "a file with at least one position", file);
  const states = positions.map(stateOf);
  const random = new Random(0, "evaluate", basename(file));
  const minimax = scriptedPlayer(game, "minimax:5");
  const searched = optimalShare(positions, await player.choose(states));
  return {
    file,
    positions: positions.length,
    optimal: searched.share,
    optimalInterval: searched.interval,
    policyOptimal: optimalShare(positions, await raw.choose(states)).share,
    randomOptimal: randomOptimalShare(positions),
    minimaxOptimal: optimalShare(positions, await minimax.choose(states, random)).share,
  };
}

async function inMatch(
  trained: TrainedPlayer,
  against: string,
  options: GameEvaluationOptions,
): Promise<MatchReport> {
  const { game, player } = trained;
  const solver = against === "solver";
  const { games = solver ? 2 : 40, seed = 1 } = options;
  if (!Number.isInteger(games) || games < 1)
    throw new OptionError("games", "a whole number of at least 1", games);
  const other = await opponent(trained, against);
  // Two players without chance play one game from the empty board, so others start from random openings.
  const { openingPlies = solver && games <= 2 ? 0 : 2 } = options;
  const { wins, draws, losses, movingFirst } = await playMatch(game, [player, other.player], {
    games,
    seed,
    openingPlies,
  });
  await other.close();
  const score = (wins + draws / 2) / games;
  return { against, games, wins, draws, losses, score, interval: wilson(score * games, games), movingFirst };
}

async function opponent(
  { game, simulations, symmetries }: TrainedPlayer,
  against: string,
): Promise<{ player: Player; close: () => Promise<void> }> {
  const close = async () => {};
  if (against === "solver") {
    requireConnectFour(game, "against solver");
    return { player: policyPlayer("solver", solverPolicy() as Policy), close };
  }
  const isRun = await stat(join(against, "config.json")).then(
    () => true,
    () => false,
  );
  if (!isRun) return { player: scriptedPlayer(game, against), close };
  const other = await loadPlayer(against, { simulations, symmetries });
  if (JSON.stringify([other.game.name, other.game.options]) !== JSON.stringify([game.name, game.options])) {
    throw new OptionError("against", `a run of ${game.name}`, `${against}, a run of ${other.game.name}`);
  }
  return other;
}

function requireConnectFour(game: Game, option: string): void {
  if (game.name !== "connect-four")
    throw new OptionError(option, "a run of connect-four", `a run of ${game.name}`);
}
