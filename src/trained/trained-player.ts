import { makeSearch } from "../algorithms/alpha-zero/make-search.js";
import { networkShape, resolveAlphaZero } from "../algorithms/alpha-zero/settings.js";
import { OptionError, RunError } from "../errors.js";
import type { Game, GameState } from "../games/game.js";
import type { Device } from "../graph/index.js";
import { NetworkPlayer, RawPolicyPlayer } from "../league/network-player.js";
import { NetworkEvaluator } from "../networks/network-evaluator.js";
import { SymmetricEvaluator } from "../networks/symmetric-evaluator.js";
import { Random } from "../random/index.js";
import { openRun, settingsOfRun } from "../run/index.js";
import { loadGameOfRun } from "../scenarios/file-of-run.js";
import type { SearchResult } from "../search/search.js";
import { searchOnce } from "../search/search-many.js";

/** How a trained player is to play. */
export interface TrainedPlayerOptions {
  /** Simulations a move. Default 64. */
  readonly simulations?: number;
  /** How many of the game's symmetries the network's answers are averaged over, the identity first. Default 2. */
  readonly symmetries?: number;
  /** Positions searched side by side, where there are so many. Default 128. */
  readonly slots?: number;
  readonly device?: Device;
  /** Threads of the network. Default 1. */
  readonly threads?: number;
}

/** What a run has learnt, ready to play. */
export interface TrainedPlayer {
  readonly game: Game;
  /** The learner's step its weights come from. */
  readonly step: number;
  readonly simulations: number;
  /** Symmetries that the network's answers are averaged over. */
  readonly symmetries: number;
  /** Plays with a search, many games at once. */
  readonly player: NetworkPlayer<GameState>;
  /** Plays the network's best legal move. */
  readonly raw: RawPolicyPlayer<GameState>;
  /** Searches one position: action, value, policy before and after, visits. The state must not be terminal. */
  analyse(state: GameState): Promise<SearchResult>;
  close(): Promise<void>;
}

/**
 * Loads the newest weights of a run.
 *
 * @throws OptionError when `symmetries` is no whole number above 0
 * @throws RunError when there is no run, or nothing has been saved in it yet, or what was saved is damaged
 * @example
 * const { game, analyse, close } = await loadPlayer("runs/a", { simulations: 200 });
 * const { action, value } = await analyse(game.newState());
 */
export async function loadPlayer(
  directory: string,
  options: TrainedPlayerOptions = {},
): Promise<TrainedPlayer> {
  const { simulations = 64, symmetries = 2, slots = 128, device = "cpu", threads = 1 } = options;
  if (!Number.isInteger(symmetries) || symmetries < 1)
    throw new OptionError("symmetries", "a whole number of at least 1", symmetries);
  const run = await openRun(directory);
  const checkpoint = await run.latestCheckpoint();
  if (!checkpoint) {
    throw new RunError("RUN_EMPTY", `${directory}: has no checkpoint yet; let it train for a minute first`);
  }
  const game = await loadGameOfRun(run);
  const settings = settingsOfRun(run, (begun) => resolveAlphaZero(game, begun));
  const search = makeSearch(game, settings, slots);
  const views = game.symmetries.slice(0, symmetries);
  const rows = search.capacity * views.length;
  const network = new NetworkEvaluator(game, networkShape(settings), rows, { device, threads });
  await network.load(await checkpoint.weights("weights"));
  const evaluator = new SymmetricEvaluator(network, views, search.capacity);
  const name = `step ${checkpoint.step}`;
  const { channels, height, width } = game.observation;
  const order = { simulations, explore: false, random: new Random(0, "play") };
  return {
    game,
    step: checkpoint.step,
    simulations,
    symmetries: views.length,
    player: new NetworkPlayer(name, search, evaluator, simulations),
    raw: new RawPolicyPlayer(`policy of ${name}`, evaluator, game.actions, channels * height * width),
    analyse: (state) => searchOnce(search, state, order, evaluator),
    close: () => network.close(),
  };
}
