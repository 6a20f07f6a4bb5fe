import { signal } from "@preact/signals";
import { type Practised, practise } from "../../../algorithms/alpha-zero/practise.js";
import type { Strength } from "../../../league/strength.js";
import type { NetworkWeights } from "../../../networks/network-evaluator.js";
import { onProcessor, type Processor } from "../remote/processor.js";
import { openScenario, type Scenario } from "../remote/scenario.js";
import { type Crew, openCrew, type Remote } from "./crew.js";
import { type KeptTraining, keepTraining } from "./kept-training.js";

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
  /** Of this sitting. */
  readonly minutes: number;
  readonly seed: number;
  /** Text of solved positions, for Connect Four. */
  readonly positions: string;
  /** What it goes on with. */
  readonly kept?: KeptTraining | undefined;
}

/** A training in this tab: one web worker plays, one learns, and one measures what they have come to and plays with people. */
export class Training {
  readonly state = signal<"starting" | "training" | "finished" | "stopped" | "failed">("starting");
  readonly failure = signal("");
  readonly latest = signal<Practised | undefined>(undefined);
  readonly losses = signal<readonly Losses[]>([]);
  readonly measured = signal<readonly Measured[]>([]);
  /** Parameters. */
  readonly parameters = signal(0);
  readonly processor = signal<Processor | undefined>(undefined);
  /** Why this browser does not keep it, if it does not. */
  readonly notKept = signal("");
  /** The worker that plays with people, once it has weights. */
  readonly seat = signal<Remote | undefined>(undefined);
  readonly #stop = new AbortController();
  #crew: Crew | undefined;
  #measuring: Promise<void> = Promise.resolve();
  /** When the next measurement is due, and when it is to be kept, in seconds of training. */
  #due = 0;
  #keepAt = 0;

  constructor(readonly options: TrainingOptions) {
    const { kept } = options;
    if (kept) {
      this.losses.value = kept.losses;
      this.measured.value = kept.measured;
    }
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
    this.#crew?.end();
  }

  /** What it has learnt so far as an ONNX file. @throws Error before the first round */
  async onnx(): Promise<Uint8Array> {
    const [seat, latest] = [this.seat.value, this.latest.value];
    if (seat === undefined || latest === undefined) throw new Error("Nothing has been learnt yet.");
    return seat.call("onnx", latest.weights);
  }

  async #train(): Promise<void> {
    const { options } = this;
    const { minutes, seed, kept } = options;
    const { settings } = openScenario(options);
    const { value: crew, processor } = await onProcessor((on) => openCrew(on, options, seed, kept));
    this.#crew = crew;
    // Somebody may have left the page meanwhile.
    if (this.#stop.signal.aborted) crew.end();
    this.processor.value = processor;
    this.parameters.value = crew.parameters;
    this.seat.value = crew.seat;
    this.state.value = "training";
    const budget = { minutes: minutes + (kept?.progress.minutes ?? 0) };
    this.#keepAt = (kept?.progress.minutes ?? 0) * 60 + KEEP_SECONDS;
    for await (const round of practise(crew, settings, budget, this.#stop.signal, kept?.progress)) {
      this.latest.value = round;
      this.#note(round);
      this.#measure(crew.seat, round, false);
      if (round.progress.minutes * 60 >= this.#keepAt) await this.#keep(crew, round);
    }
    await this.#measuring;
    if (this.latest.value !== undefined) {
      await this.#measure(crew.seat, this.latest.value, true);
      await this.#keep(crew, this.latest.value);
    }
    crew.endTraining();
    this.state.value = this.#stop.signal.aborted ? "stopped" : "finished";
  }

  /** Has this browser keep what there is. */
  async #keep({ learner }: Crew, { progress }: Practised): Promise<void> {
    const { game, settings, seed } = this.options;
    this.#keepAt = progress.minutes * 60 + KEEP_SECONDS;
    const saved = await learner.call("save", undefined);
    const [losses, measured] = [this.losses.value, this.measured.value];
    await keepTraining({
      scenario: { game, settings },
      seed,
      progress,
      learner: saved,
      losses,
      measured,
    }).then(
      () => {
        this.notKept.value = "";
      },
      (error: Error) => {
        this.notKept.value = error.message;
      },
    );
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
/** Seconds of training after which it is kept again. */
const KEEP_SECONDS = 20;
