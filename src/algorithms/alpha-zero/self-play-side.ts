import type { Game, GameState } from "../../games/game.js";
import type { Device } from "../../graph/index.js";
import { NetworkEvaluator, type NetworkWeights } from "../../networks/network-evaluator.js";
import { decodeEpisodes, encodeEpisodes } from "../../rollout/episode-file.js";
import type { ResignationCounts } from "../../rollout/resignation.js";
import { type GameInProgress, SelfPlay } from "../../rollout/self-play.js";
import type { SelfPlaySums } from "../../rollout/statistics.js";
import type { BatchedSearch, SearchStatistics } from "../../search/search.js";
import { makeSearch } from "./make-search.js";
import { type AlphaZeroValues, networkShape } from "./settings.js";

/** Which of the players of a run this one is, and where its network runs. */
export interface SelfPlayOptions {
  readonly seed: number;
  /** This player's number, and how many there are. */
  readonly worker: number;
  readonly workers: number;
  readonly device: Device;
}

/** New weights for the players. */
export interface Publication {
  readonly weights: NetworkWeights;
  /** The learner's step they come from. */
  readonly version: number;
}

/** What a round brought, ready to travel between threads. */
export interface RoundReport {
  /** Finished games, as {@link encodeEpisodes} writes them. */
  readonly episodes: Uint8Array;
  readonly sums: SelfPlaySums;
  readonly resignation: ResignationCounts;
  /** Counters of this round. */
  readonly search: SearchStatistics;
  /** Seconds of the round, and of those the ones spent in the network. */
  readonly seconds: number;
  readonly networkSeconds: number;
}

/** Games under way, ready to travel and to be saved. */
export interface SavedGames {
  readonly next: number;
  readonly episodes: Uint8Array;
  readonly rest: readonly Omit<GameInProgress, "episode">[];
}

/**
 * A playing side of a run: many games against itself at once, with the weights it was given last. Runs in the thread that
 * made it, be that a thread of Node's or a web worker.
 *
 * @example
 * const side = new SelfPlaySide(game, settings, { seed: 1, worker: 0, workers: 1, device: "cpu" });
 * await side.publish({ weights, version: 0 });
 * const { episodes } = await side.round(512);
 */
export class SelfPlaySide {
  private readonly search: BatchedSearch;
  private readonly evaluator: NetworkEvaluator;
  private readonly selfPlay: SelfPlay<GameState>;
  private version = 0;

  constructor(
    private readonly game: Game,
    settings: AlphaZeroValues,
    { seed, worker, workers, device }: SelfPlayOptions,
  ) {
    this.search = makeSearch(game, settings, settings.slots);
    const placement = { device, threads: 1 };
    this.evaluator = new NetworkEvaluator(game, networkShape(settings), this.search.capacity, placement);
    const ids = { next: worker, stride: workers };
    this.selfPlay = new SelfPlay(game, this.search, this.evaluator, settings, seed, ids);
  }

  /** Takes new weights, and forgets what the old ones said. */
  async publish({ weights, version }: Publication): Promise<void> {
    await this.evaluator.load(weights);
    this.search.forget();
    this.version = version;
  }

  /** Positions a second in full batches. */
  speed(): Promise<number> {
    return this.evaluator.measure();
  }

  /** Plays until `plies` searches have been made. */
  async round(plies: number): Promise<RoundReport> {
    const { search, evaluator } = this;
    const before = { ...search.statistics };
    const [began, network] = [performance.now(), evaluator.seconds];
    const { episodes, sums, resignation } = await this.selfPlay.round(plies, this.version);
    return {
      episodes: encodeEpisodes(episodes, this.game.actions),
      sums,
      resignation,
      search: difference(search.statistics, before),
      seconds: (performance.now() - began) / 1000,
      networkSeconds: evaluator.seconds - network,
    };
  }

  /** The games under way. */
  save(): SavedGames {
    const { next, games } = this.selfPlay.save(this.version);
    const episodes = encodeEpisodes(
      games.map(({ episode }) => episode),
      this.game.actions,
    );
    return { next, episodes, rest: games.map(({ episode: _, ...rest }) => rest) };
  }

  /** Drops the games under way and numbers the next ones from `next` on. */
  renumber(next: number): void {
    this.selfPlay.renumber(next);
  }

  restore(saved: SavedGames): void {
    const episodes = decodeEpisodes(saved.episodes, this.game.actions, "games under way");
    const games = saved.rest.map((rest, i) => ({ ...rest, episode: episodes[i] }));
    this.selfPlay.restore({ next: saved.next, games });
  }
}

/** Counters since `before`. */
function difference(now: SearchStatistics, before: SearchStatistics): SearchStatistics {
  const counters = { ...now };
  for (const name of Object.keys(counters) as (keyof SearchStatistics)[]) counters[name] -= before[name];
  return counters;
}
