/**
 * What the dashboard's server says, as types that server and page share. Every path is below `/api`; `:run` is the name
 * of a run's directory. A published site holds the same answers as files: the path with `.json` behind it.
 *
 *     GET /api/runs                              RunSummary[]
 *     GET /api/runs/:run                         RunDetail      ?findings=later
 *     GET /api/runs/:run/metrics                 MetricsPage    ?after=BYTES
 *     GET /api/runs/:run/columns                 all numbers of the metrics, by columns, as `metrics/packed-metrics.ts` packs them; not on
 *                                                a published site
 *     GET /api/runs/:run/league                  League
 *     GET /api/runs/:run/games                   GameList
 *     GET /api/runs/:run/games/:game             StoredGame
 *     GET /api/runs/:run/episodes                EpisodePage    ?order= &solved= &rewardAbove= … &offset= &count=
 *     GET /api/runs/:run/episodes/:number        EpisodeDetail
 *     GET /api/runs/:run/policies                PolicyList
 *     GET /api/runs/:run/policies/:step.onnx     the network of a checkpoint or past self
 *     GET /api/events                            server-sent: `runs` (RunSummary[]) when a run appears or changes
 *     GET /api/runs/:run/events                  server-sent: `metrics` (MetricsPage), `run` (RunDetail)  ?after=BYTES
 *                                                the id of a `metrics` event names the byte after the last line sent, so that
 *                                                a browser that connects again goes on there by itself (Last-Event-ID)
 *     GET /api/openapi.json                      all of this for programs
 *
 * An error is `ApiError` with a status of 400 and above.
 */

import type { Finding } from "../doctor/finding.js";
import type { Measurement, RunInfo } from "../inspection/run-info.js";
import type { Rating } from "../league/rating.js";
import type { StoredGame } from "../rollout/game-record.js";
import type { TextEpisodeRecord } from "../rollout/text/text-episode-record.js";

export type { StoredGame };

/** What went wrong. */
export interface ApiError {
  readonly code: string;
  readonly message: string;
}

/** `training`: a process that lives holds the run's lock; `stopped`: it has budget left; `damaged`: it cannot be read. */
export type RunState = "training" | "finished" | "stopped" | "damaged";

/** A run in the list. */
export interface RunSummary {
  /** Name of its directory; names it in paths. */
  readonly run: string;
  readonly state: RunState;
  /** Why a damaged run cannot be read. Of the fields below those are missing then that could not be read. */
  readonly error?: string;
  readonly kind?: "game" | "language";
  /** Game or task, such as `connect-four`. */
  readonly scenario?: string;
  readonly algorithm?: string;
  readonly seed?: number;
  /** ISO 8601. */
  readonly created?: string;
  /** When its metrics were last written, ISO 8601. */
  readonly updated?: string;
  readonly step?: number;
  /** Minutes of training. */
  readonly minutes?: number;
  readonly headline?: Measurement | null;
  /** Values of the headline's measure, oldest first, at most 100. */
  readonly trend?: readonly number[];
}

/** Everything about a run but its curves. */
export interface RunDetail extends RunSummary {
  readonly info?: RunInfo;
  /** What `selfplay doctor` says. */
  readonly findings?: readonly Finding[];
}

/** A line of metrics.jsonl as it stands there: `type` is `round`, `step`, `evaluation`, `match`, `diverged` or `end`. */
export interface MetricsLine {
  readonly type: string;
  readonly [name: string]: unknown;
}

/** Lines of a run's metrics; at most some megabytes of them, so that there may be more behind `next`. */
export interface MetricsPage {
  readonly lines: readonly MetricsLine[];
  /** Bytes of the file up to behind the last of them: `after` of the next page. */
  readonly next: number;
  /**
   * The file was cut back since, as a resumed run does: these lines are its first ones, and all that were read before are to be
   * forgotten.
   */
  readonly restarted?: true;
}

/** A run's players. */
export interface League {
  readonly ratings: readonly Rating[];
  /** `[player][opponent]`: results in the order of `ratings`; null where two have not met. */
  readonly matrix: readonly (readonly (PairResult | null)[])[];
}

/** Games between two players, seen from the first. */
export interface PairResult {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

/** The stored games of self-play, newest first. */
export interface GameList {
  readonly game: GameName;
  readonly games: readonly GameEntry[];
}

/** Which game; `games/registry` makes it again. A game of one's own has a `file`, and no board in the page. */
export interface GameName {
  readonly name: string;
  readonly options: Readonly<Record<string, number | string | boolean>>;
  readonly file?: string;
}

/** A stored game in the list. */
export interface GameEntry {
  /** Names it in paths: `STEP-NUMBER`. */
  readonly id: string;
  /** Learner's step at which it was stored. */
  readonly step: number;
  readonly plies: number;
  /** `[players]` */
  readonly returns: readonly number[];
}

/** Episodes of a language run. */
export interface EpisodePage {
  /** Episodes that match, the share of them that is solved, and the mean of their rewards. */
  readonly matching: number;
  readonly solved: number;
  readonly reward: number;
  readonly episodes: readonly EpisodeEntry[];
}

/** An episode in the list. */
export interface EpisodeEntry {
  /** Line of episodes.jsonl, from 0; names it in paths. */
  readonly number: number;
  readonly step: number | null;
  readonly group: string | null;
  readonly exampleId: string | null;
  readonly difficulty: number | null;
  readonly reward: number;
  readonly solved: boolean;
  readonly sampledTokens: number;
  readonly end: TextEpisodeRecord["end"];
  readonly errors: number;
  /** The last message, cut to 200 characters. */
  readonly answer: string;
  /** What is strange about it, where the strangest were asked for. */
  readonly reasons?: readonly string[];
}

/** A whole episode, with its tokens as text. */
export interface EpisodeDetail {
  readonly number: number;
  readonly episode: TextEpisodeRecord;
  /** `[players][tokens]`: text of each token of `episode.sequences`; empty where the tokeniser cannot be read. */
  readonly pieces: readonly (readonly string[])[];
  /** Advantage of the episode within its group, as the run's algorithm counts it (mean only); null outside of groups. */
  readonly advantage: number | null;
  /** The other episodes of its group. */
  readonly groupMembers: readonly EpisodeEntry[];
}

/** Networks of a run that can be played. */
export interface PolicyList {
  readonly game: GameName;
  /** Newest first. `searchSettings` are those of the run's settings that its search needs. */
  readonly policies: readonly { readonly step: number; readonly elo: number | null }[];
  readonly searchSettings: Readonly<Record<string, unknown>>;
}
