import { signal } from "@preact/signals";
import { type Practised, type PractisingSides, practise } from "../../../algorithms/alpha-zero/practise.js";
import type { Strength } from "../../../league/strength.js";
import type { NetworkWeights } from "../../../networks/network-evaluator.js";
import type { RemoteWorker } from "../remote/remote-worker.js";
import { openScenario, type Scenario } from "../remote/scenario.js";
import { startNetworkWorker } from "../remote/start.js";
import type { NetworkWorker } from "../workers/network.js";

/** Strength at a moment of the training. */
export interface Measured {
  readonly seconds: number;
  readonly games: number;
  readonly strengths: readonly Strength[];
}

/** Losses of a round. */
export interface Losses {
  readonly seconds: number;
  readonly policy: number;
  readonly value: number;
}

/** How a training is to go. */
export interface TrainingOptions extends Scenario {
  readonly minutes: number;
  readonly seed: number;
  /** Text of solved positions, for Connect Four. */
  readonly positions: string;
}

type Remote = RemoteWorker<NetworkWorker>;

/** A training in this tab: one web worker plays, one learns, and one measures what they have come to and plays with people. */
export class Training {
  readonly state = signal<"starting" | "training" | "finished" | "stopped" | "failed">("starting");
  readonly failure = signal("");
  readonly latest = signal<Practised | undefined>(undefined);
  readonly losses = signal<readonly Losses[]>([]);
  readonly measured = signal<readonly Measured[]>([]);
  /** Parameters. */
  readonly parameters = signal(0);
  /** The worker that plays with people, once it has weights. */
  readonly seat = signal<Remote | undefined>(undefined);
  readonly #stop = new AbortController();
  readonly #workers: Remote[] = [];
  #measuring: Promise<void> = Promise.resolve();
  /** When the next measurement is due, in seconds of training. */
  #due = 0;

  constructor(readonly options: TrainingOptions) {
    this.#train().catch((error: Error) => {
      this.failure.value = error.message;
      this.state.value = "failed";
    });
  }

  /** Ends the training after the round under way; what was learnt can still be played. */
  stop(): void {
    this.#stop.abort();
  }

  /** Ends everything. */
  close(): void {
    this.stop();
    for (const worker of this.#workers) worker.end();
  }

  async #train(): Promise<void> {
    const { options } = this;
    const { settings } = openScenario(options);
    const [learner, player, seat] = [this.#start(), this.#start(), this.#start()];
    const scenario = { game: options.game, settings: options.settings };
    const [parameters] = await Promise.all([
      learner.call("startLearner", { ...scenario, seed: options.seed }),
      player.call("startSelfPlay", { ...scenario, seed: options.seed }),
    ]);
    this.parameters.value = parameters;
    await seat.call("seatWeights", { ...scenario, weights: await learner.call("weights", undefined) });
    this.seat.value = seat;
    this.state.value = "training";
    const budget = { minutes: options.minutes };
    for await (const round of practise(sidesOf(learner, player), settings, budget, this.#stop.signal)) {
      this.latest.value = round;
      this.#note(round);
      this.#measure(seat, round, false);
    }
    await this.#measuring;
    if (this.latest.value !== undefined) await this.#measure(seat, this.latest.value, true);
    learner.end();
    player.end();
    this.state.value = this.#stop.signal.aborted ? "stopped" : "finished";
  }

  #start(): Remote {
    const worker = startNetworkWorker();
    this.#workers.push(worker);
    return worker;
  }

  #note({ progress, metrics }: Practised): void {
    const [policy, value] = [Number(metrics.policyLoss), Number(metrics.valueLoss)];
    if (Number.isNaN(policy) || Number.isNaN(value)) return;
    this.losses.value = [...this.losses.value, { seconds: progress.minutes * 60, policy, value }];
  }

  /** Measures the weights beside the training, unless a measurement goes on or the last was a moment ago. */
  #measure(seat: Remote, { progress, weights }: Practised, last: boolean): Promise<void> {
    const seconds = progress.minutes * 60;
    if (!last && seconds < this.#due) return this.#measuring;
    this.#due = Number.POSITIVE_INFINITY;
    const began = performance.now();
    this.#measuring = this.#examine(seat, weights).then((strengths) => {
      this.measured.value = [...this.measured.value, { seconds, games: progress.games, strengths }];
      const took = (performance.now() - began) / 1000;
      this.#due = seconds + Math.max(PAUSE_SECONDS, took / MEASURING_SHARE);
    });
    // Whoever waits for it is told; until then nobody does.
    this.#measuring.catch(() => undefined);
    return this.#measuring;
  }

  async #examine(seat: Remote, weights: NetworkWeights): Promise<Strength[]> {
    await seat.call("reseat", weights);
    return seat.call("examine", { positions: this.options.positions });
  }
}

/** The fewest seconds from one measurement to the next. */
const PAUSE_SECONDS = 4;
/** The largest share of the time that may go into measuring, which takes time from players and learner. */
const MEASURING_SHARE = 0.25;

function sidesOf(learner: Remote, player: Remote): PractisingSides {
  return {
    play: async (plies) => [await player.call("round", plies)],
    learn: (order) => learner.call("learn", order),
    async publish(version) {
      const weights = await learner.call("weights", undefined);
      await player.call("publish", { weights, version });
      return weights;
    },
  };
}
