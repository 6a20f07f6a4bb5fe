import type { GameReference } from "../../environments/load-game.js";
import type { Device } from "../../graph/index.js";
import type { NetworkWeights } from "../../networks/network-evaluator.js";
import type { Remote } from "../../threads/remote.js";
import { startThread } from "../../threads/start.js";
import type { LearnOrder, LearnReport } from "./learner-side.js";
import type { LearnerThread } from "./learner-worker.js";
import type { Sides } from "./rounds.js";
import type { RoundReport, SavedGames } from "./self-play-side.js";
import type { SelfPlayThread } from "./self-play-worker.js";
import type { AlphaZeroValues } from "./settings.js";

/** What the threads of a run are started with. */
export interface CrewStart {
  readonly reference: GameReference;
  readonly settings: AlphaZeroValues;
  readonly seed: number;
  readonly workers: number;
  readonly device: Device;
}

/** The threads of a run: players that make games and a learner that makes weights of them. */
export class Crew implements Sides {
  private constructor(
    readonly learner: Remote<LearnerThread>,
    readonly players: readonly Remote<SelfPlayThread>[],
    /** Numbers in the network. */
    readonly parameters: number,
  ) {}

  static async start({ workers, ...start }: CrewStart): Promise<Crew> {
    const learner = startThread<LearnerThread>(import.meta.url, "./learner-worker.js", "learner");
    const players = Array.from({ length: workers }, (_, worker) =>
      startThread<SelfPlayThread>(import.meta.url, "./self-play-worker.js", `self-play ${worker}`),
    );
    try {
      const [parameters] = await Promise.all([
        learner.call("start", { ...start, threads: 1 }),
        ...players.map((player, worker) => player.call("start", { ...start, worker, workers })),
      ]);
      return new Crew(learner, players, parameters);
    } catch (error) {
      await Promise.all([learner, ...players].map((thread) => thread.close()));
      throw error;
    }
  }

  /** Gives the players the learner's averaged weights. */
  async publish(version: number): Promise<NetworkWeights> {
    const weights = await this.learner.call("weights", undefined);
    await Promise.all(this.players.map((player) => player.call("publish", { weights, version })));
    return weights;
  }

  /** A round of self-play on every player. */
  play(plies: number): Promise<RoundReport[]> {
    return Promise.all(this.players.map((player) => player.call("round", plies)));
  }

  learn(order: LearnOrder): Promise<LearnReport> {
    return this.learner.call("learn", order);
  }

  /** The games under way, a block for each player. */
  savedGames(): Promise<SavedGames[]> {
    return Promise.all(this.players.map((player) => player.call("save", undefined)));
  }

  async restoreGames(saved: readonly SavedGames[]): Promise<void> {
    await Promise.all(this.players.map((player, i) => player.call("restore", saved[i])));
  }

  /** Has the players number their next games from `first` on; those under way are dropped. */
  async renumberGames(first: number): Promise<void> {
    await Promise.all(this.players.map((player, worker) => player.call("renumber", first + worker)));
  }

  async close(): Promise<void> {
    await Promise.all([this.learner, ...this.players].map((thread) => thread.close()));
  }
}
