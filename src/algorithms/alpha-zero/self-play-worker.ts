import { type GameReference, loadReferencedGame } from "../../environments/load-game.js";
import type { GameState } from "../../games/game.js";
import type { Device } from "../../graph/index.js";
import { NetworkEvaluator, type NetworkWeights } from "../../networks/network-evaluator.js";
import { decodeEpisodes, encodeEpisodes } from "../../rollout/episode-file.js";
import type { ResignationCounts } from "../../rollout/resignation.js";
import { type GameInProgress, SelfPlay } from "../../rollout/self-play.js";
import type { SelfPlaySums } from "../../rollout/statistics.js";
import type { BatchedSearch, SearchStatistics } from "../../search/search.js";
import { serve, Transfer } from "../../threads/remote.js";
import { makeSearch } from "./make-search.js";
import { type AlphaZeroValues, networkShape } from "./settings.js";

/** What a self-play thread is started with. */
export interface SelfPlayStart {
  readonly reference: GameReference;
  readonly settings: AlphaZeroValues;
  readonly seed: number;
  /** This thread's number, and how many there are. */
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

/** Games under way in a thread, ready to travel and to be saved. */
export interface SavedGames {
  readonly next: number;
  readonly episodes: Uint8Array;
  readonly rest: readonly Omit<GameInProgress, "episode">[];
}

interface Practice {
  readonly start: SelfPlayStart;
  readonly actions: number;
  readonly search: BatchedSearch;
  readonly evaluator: NetworkEvaluator;
  readonly selfPlay: SelfPlay<GameState>;
}

let practice: Practice | undefined;
let version = 0;

function ready(): Practice {
  if (!practice) throw new Error("the self-play thread was not started");
  return practice;
}

const handlers = {
  async start(start: SelfPlayStart): Promise<void> {
    const { settings, seed, worker, workers, device } = start;
    const game = await loadReferencedGame(start.reference);
    const search = makeSearch(game, settings, settings.slots);
    const evaluator = new NetworkEvaluator(game, networkShape(settings), search.capacity, {
      device,
      threads: 1,
    });
    const selfPlay = new SelfPlay(game, search, evaluator, settings, seed, { next: worker, stride: workers });
    practice = { start, actions: game.actions, search, evaluator, selfPlay };
  },

  async publish(publication: Publication): Promise<void> {
    const { evaluator, search } = ready();
    await evaluator.load(publication.weights);
    search.forget();
    version = publication.version;
  },

  /** Positions a second in full batches. */
  async speed(): Promise<number> {
    return ready().evaluator.measure();
  },

  async round(plies: number): Promise<Transfer<RoundReport>> {
    const { selfPlay, search, evaluator, actions } = ready();
    const before = { ...search.statistics };
    const [began, network] = [performance.now(), evaluator.seconds];
    const { episodes, sums, resignation } = await selfPlay.round(plies, version);
    const bytes = encodeEpisodes(episodes, actions);
    const report: RoundReport = {
      episodes: bytes,
      sums,
      resignation,
      search: difference(search.statistics, before),
      seconds: (performance.now() - began) / 1000,
      networkSeconds: evaluator.seconds - network,
    };
    return new Transfer(report, [bytes.buffer as ArrayBuffer]);
  },

  save(): SavedGames {
    const { selfPlay, actions } = ready();
    const { next, games } = selfPlay.save(version);
    const episodes = encodeEpisodes(
      games.map(({ episode }) => episode),
      actions,
    );
    return { next, episodes, rest: games.map(({ episode: _, ...rest }) => rest) };
  },

  renumber(next: number): void {
    ready().selfPlay.renumber(next);
  },

  restore(saved: SavedGames): void {
    const { selfPlay, actions } = ready();
    const episodes = decodeEpisodes(saved.episodes, actions, "games under way");
    selfPlay.restore({
      next: saved.next,
      games: saved.rest.map((rest, i) => ({ ...rest, episode: episodes[i] })),
    });
  },
};

/** The methods of a self-play thread. */
export type SelfPlayThread = typeof handlers;

serve(handlers);

/** Counters since `before`. */
function difference(now: SearchStatistics, before: SearchStatistics): SearchStatistics {
  const counters = { ...now };
  for (const name of Object.keys(counters) as (keyof SearchStatistics)[]) counters[name] -= before[name];
  return counters;
}
