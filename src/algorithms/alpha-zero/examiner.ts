import { join } from "node:path";
import { type MatchRecord, rate } from "../../league/index.js";
import type { NetworkWeights } from "../../networks/network-evaluator.js";
import type { Remote } from "../../threads/remote.js";
import { startThread } from "../../threads/start.js";
import type { EvaluationEvent, TrainingContext } from "../algorithm.js";
import type { Examination, ExaminerThread } from "./examiner-worker.js";
import type { Progress } from "./rounds.js";
import type { AlphaZeroValues } from "./settings.js";

/** What examinations brought. */
export interface ExaminerResults {
  readonly evaluations: EvaluationEvent[];
  readonly matches: MatchRecord[];
}

/**
 * Measures strength beside the training, in a thread of its own, so that players and learner go on meanwhile: what is
 * held out for the game, and an Elo rating against fixed opponents and past selves.
 */
export class Examiner {
  /** What was measured last. */
  strength: { readonly label: string; readonly value: number } | undefined;
  private readonly matches: MatchRecord[] = [];
  private current: Promise<void> | undefined;
  private failure: unknown;
  private found: ExaminerResults = { evaluations: [], matches: [] };
  private next = 0;
  /** The step that was examined last. */
  private examined = -1;

  private constructor(
    private readonly thread: Remote<ExaminerThread>,
    private readonly evaluations: number,
  ) {}

  static async start(context: TrainingContext, settings: AlphaZeroValues): Promise<Examiner> {
    const thread = startThread<ExaminerThread>(import.meta.url, "./examiner-worker.js", "examiner");
    const { reference, seed, device, run } = context;
    const leagueDirectory = join(run.path, "league");
    await thread.call("start", { reference, settings, seed, device, leagueDirectory });
    const examiner = new Examiner(thread, settings.evaluations);
    for (const record of await run.metrics()) {
      if (record.type === "match") examiner.matches.push(record as unknown as MatchRecord);
    }
    return examiner;
  }

  /** True while an examination goes on. */
  get busy(): boolean {
    return this.current !== undefined;
  }

  /** Examines the weights if one is due at this share of the budget and none goes on. */
  offer(weights: NetworkWeights, progress: Progress, share: number): void {
    if (this.current || this.evaluations === 0 || share * this.evaluations < this.next) return;
    this.next = Math.floor(share * this.evaluations) + 1;
    this.begin(weights, progress);
  }

  /** What was found since the last call. @throws what went wrong in an examination */
  results(): ExaminerResults {
    if (this.failure) throw this.failure;
    const { found } = this;
    this.found = { evaluations: [], matches: [] };
    return found;
  }

  /** Examines the last weights and waits for it. */
  async final(weights: NetworkWeights, progress: Progress): Promise<ExaminerResults> {
    await this.current;
    if (this.evaluations > 0 && this.examined !== progress.step) this.begin(weights, progress);
    await this.current;
    return this.results();
  }

  close(): Promise<void> {
    return this.thread.close();
  }

  private begin(weights: NetworkWeights, { step, minutes }: Progress): void {
    this.examined = step;
    const examined = this.thread
      .call("examine", { step, weights })
      .then((found) => this.take(found, minutes));
    this.current = examined
      .catch((error: unknown) => {
        this.failure = error;
      })
      .finally(() => {
        this.current = undefined;
      });
  }

  private take({ step, heldOut, matches }: Examination, minutes: number): void {
    this.matches.push(...matches);
    this.found.matches.push(...matches);
    const own = rate(this.matches, { anchor: "random" }).find(({ player }) => player === `step ${step}`);
    const scores = matches.map(({ players, wins, draws, losses }) => {
      const score = (wins + draws / 2) / (wins + draws + losses);
      return [`score against ${players[1]}`, score] as const;
    });
    const details = Object.fromEntries(scores);
    if (own) {
      const { elo, interval } = own;
      this.found.evaluations.push({
        type: "evaluation",
        step,
        minutes,
        label: "Elo",
        value: elo,
        interval,
        details,
      });
      this.strength = { label: "Elo", value: elo };
    }
    if (heldOut) {
      this.found.evaluations.push({ type: "evaluation", step, minutes, ...heldOut });
      this.strength = { label: heldOut.label, value: heldOut.value };
    }
  }
}
