import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { Random } from "../../random/index.js";
import { enginePolicy } from "../../rollout/text/engine-policy.js";
import { playEpisodes } from "../../rollout/text/play-episodes.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { Metrics } from "../algorithm.js";
import type { EpisodeLimits } from "./episode-limits.js";
import { KeptAnswers } from "./kept-answers.js";
import { learningRateAt, type Schedule } from "./learning-rate.js";
import { liveCheck } from "./live-check.js";
import { meanLength, practiceMetrics } from "./practice-metrics.js";
import type { Stage, StageContext, StageRun, StepReport } from "./stage.js";
import { supervisedStep } from "./supervised.js";

/** How a policy is improved by learning from its own successes. */
export interface ExpertIterationOptions extends EpisodeLimits {
  /** Name of the stage. */
  readonly name: string;
  /** Its train split is practised on. */
  readonly environment: TextEnvironment;
  /** Rounds of sampling and learning. */
  readonly rounds: number;
  /** Examples a round, and answers to each. */
  readonly groups: number;
  readonly groupSize: number;
  readonly maxTokens: number;
  readonly temperature: number;
  /** Most different right answers kept of an example. */
  readonly keptPerExample: number;
  /** How often the kept answers are learnt from. */
  readonly regenerateEpochs: number;
  /** Conversations a step of learning. */
  readonly showBatch: number;
  readonly learningRate: number;
  readonly warmup: number;
  readonly schedule: string;
  readonly weightDecay: number;
  readonly clipNorm: number;
  /** 0: do not measure the divergence from where the stage began. Else every round does, which takes as long as many steps. */
  readonly klEvery: number;
}

/**
 * Expert iteration: in each round the model answers new examples, the checker keeps what is right, and the model is
 * fine-tuned on that (Zelikman et al. 2022, "STaR"; Singh et al. 2023, "Beyond Human Data", ReST-EM; here, as in
 * online variants, going on from the newest weights). An answer is kept once however often it was given, of a dataset
 * in all rounds together, and every episode on disk says which round it comes from and whether it was kept.
 */
export function expertIteration(options: ExpertIterationOptions): Stage {
  return {
    name: options.name,
    practises: true,
    steps: options.rounds,
    cost: 40,
    begin: async (context) => new ExpertIterationRun(options, context),
  };
}

/** What later rounds need to know of earlier ones. */
interface ExpertIterationState {
  readonly firstLength: number | undefined;
  readonly learnerSteps: number;
  /** Missing in runs that were begun before it was remembered. */
  readonly kept?: readonly string[];
}

class ExpertIterationRun implements StageRun {
  /** Tokens of an answer in the first round, for telling how lengths drift. */
  private firstLength: number | undefined;
  /** Steps of the optimiser in all rounds so far. */
  private learnerSteps = 0;
  private readonly kept: KeptAnswers;

  constructor(
    private readonly options: ExpertIterationOptions,
    private readonly context: StageContext,
  ) {
    // Generated examples hardly come again; of those all that was ever kept would have to be remembered for nothing.
    const remembers = Number.isFinite(options.environment.size("train"));
    this.kept = new KeptAnswers(options.keptPerExample, remembers);
  }

  save(): ExpertIterationState {
    return { firstLength: this.firstLength, learnerSteps: this.learnerSteps, kept: this.kept.save() };
  }

  load(state: unknown): void {
    const { firstLength, learnerSteps, kept = [] } = state as ExpertIterationState;
    this.kept.load(kept);
    this.firstLength = firstLength;
    this.learnerSteps = learnerSteps;
  }

  async step(round: number): Promise<StepReport> {
    const episodes = await this.sample(round);
    const health = await liveCheck(this.context, episodes, this.options.klEvery > 0);
    this.firstLength ??= meanLength(episodes);
    const kept = this.kept.choose(episodes);
    const { metrics, trainedTokens } = await this.learn(round, kept);
    const chosen = new Set(kept);
    const examples = new Set(episodes.map(({ index }) => index)).size;
    return {
      metrics: {
        ...practiceMetrics(episodes, this.firstLength),
        ...health,
        kept: kept.length,
        keptExampleShare: new Set(kept.map(({ index }) => index)).size / examples,
        ...metrics,
      },
      episodes: episodes.map((episode) => ({ ...episode, kept: chosen.has(episode) })),
      trainedTokens,
      sampledTokens: episodes.reduce((sum, { counts }) => sum + counts.sampledTokens, 0),
    };
  }

  private sample(round: number): Promise<TextEpisodeRecord[]> {
    const { environment, groups, groupSize, maxTokens, budgets, limits, temperature } = this.options;
    const { engine, tokenizer, adapter, seed, signal } = this.context;
    const on = adapter === undefined ? {} : { adapter };
    const policy = enginePolicy({ engine, tokenizer, parameters: { maxTokens, temperature }, ...on });
    const size = environment.size("train");
    const jobs = Array.from({ length: groups * groupSize }, (_, i) => {
      const index = round * groups + Math.floor(i / groupSize);
      const example = size === Number.POSITIVE_INFINITY ? index : index % size;
      // No two episodes of a run have the same number, so that the same example is answered anew each time.
      const sample = round * groups * groupSize + i;
      return {
        split: "train" as const,
        index: example,
        sample,
        group: `${round}/${Math.floor(i / groupSize)}`,
      };
    });
    // All at once: which questions go to the engine together must not depend on which answers come first.
    const concurrency = jobs.length;
    return playEpisodes(
      { environment, policy, budgets, limits, seed, signal, policyVersion: round, concurrency },
      jobs,
    );
  }

  /** Fine-tunes on the kept answers, in an order of the round's own. */
  private async learn(round: number, kept: readonly TextEpisodeRecord[]) {
    const { regenerateEpochs, showBatch, rounds, warmup, learningRate } = this.options;
    // Few answers make a small batch, not one in which each stands several times.
    const size = Math.min(showBatch, kept.length);
    const learns = size > 0 && regenerateEpochs > 0;
    const steps = learns ? Math.max(1, Math.round((kept.length * regenerateEpochs) / size)) : 0;
    const schedule = this.options.schedule as Schedule;
    const highest = learningRateAt(round, { highest: learningRate, warmup: 0, schedule, steps: rounds });
    let [loss, trainedTokens] = [0, 0];
    let metrics: Metrics = {};
    let order: number[] = [];
    for (let step = 0; step < steps; step++) {
      const batch: number[] = [];
      while (batch.length < size) {
        if (order.length === 0) {
          const random = new Random(this.context.seed, "expert iteration", round, step);
          order = random.shuffle([...kept.keys()]);
        }
        batch.push(order.pop()!);
      }
      const rise = warmup > 0 ? Math.min(1, ++this.learnerSteps / warmup) : 1;
      const episodes = batch.map((i) => kept[i]);
      const report = await supervisedStep(this.context, episodes, (_, sampled) => (sampled ? 1 : 0), {
        ...this.options,
        learningRate: highest * rise,
      });
      loss += Number(report.metrics.loss) / steps;
      trainedTokens += report.trainedTokens;
      metrics = { ...report.metrics, loss };
    }
    return { metrics: { ...metrics, learnerSteps: steps }, trainedTokens };
  }
}
