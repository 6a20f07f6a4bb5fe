import type { TextEnvironment } from "../../environments/text/text-environment.js";
import type { CustomLoss, LossName } from "../../language/engine/language-engine.js";
import { enginePolicy } from "../../rollout/text/engine-policy.js";
import { playEpisodes } from "../../rollout/text/play-episodes.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import { Curriculum, type CurriculumState } from "./curriculum.js";
import type { EpisodeLimits } from "./episode-limits.js";
import { type Group, groupEpisodes } from "./groups.js";
import { gspoLoss } from "./gspo-loss.js";
import { type Drift, divergenceFrom, driftOf } from "./health.js";
import { learningRateAt, type Schedule } from "./learning-rate.js";
import { learntShares } from "./learnt-share.js";
import { liveCheck } from "./live-check.js";
import { lossConfig, type PolicyGradientMethod } from "./methods.js";
import { penalizeDivergence, policyGradientData, type ScaledDatum } from "./policy-gradient-data.js";
import { policyGradientMetrics } from "./policy-gradient-metrics.js";
import { meanLength } from "./practice-metrics.js";
import type { Stage, StageContext, StageRun, StepReport } from "./stage.js";

/** How a policy is improved by reinforcement. */
export interface PolicyGradientOptions extends PolicyGradientMethod, EpisodeLimits {
  /** Name of the stage. */
  readonly name: string;
  /** Its train split is practised on. */
  readonly environment: TextEnvironment;
  readonly steps: number;
  /** Examples a step, and episodes of each. */
  readonly groups: number;
  readonly groupSize: number;
  /** Most tokens of an answer. */
  readonly maxTokens: number;
  readonly temperature: number;
  /** Updates a step, each from its share of the groups; and how often all of that is gone through. */
  readonly updates: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly warmup: number;
  readonly schedule: Schedule;
  readonly weightDecay: number;
  readonly clipNorm: number;
  /** β of the penalty on the divergence from where the stage began. */
  readonly klCoefficient: number;
  /** How often, in steps, that divergence is measured where there is no penalty; 0 never. */
  readonly klEvery: number;
  /** Choose examples of which about half are solved. */
  readonly curriculum: boolean;
}

/** Rounds of sampling that a step with dynamic sampling may take. */
const MOST_ROUNDS = 8;

/**
 * Policy gradients with a group's other answers as the baseline: GRPO and its relatives, see
 * `POLICY_GRADIENT_METHODS`. A step samples groups of answers, has the environment judge them, and raises the
 * probability of those that are better than the rest of their group.
 */
export function policyGradient(options: PolicyGradientOptions): Stage {
  return {
    name: options.name,
    practises: true,
    steps: options.steps,
    cost: 4,
    begin: async (context) => new PolicyGradientRun(options, context),
  };
}

/** What later steps need to know of earlier ones. */
interface PolicyGradientState {
  readonly curriculum: CurriculumState;
  readonly firstLength: number | undefined;
  readonly sampledGroups: number;
}

class PolicyGradientRun implements StageRun {
  private readonly curriculum: Curriculum;
  /** Tokens of an answer in the first step, for telling how lengths drift. */
  private firstLength: number | undefined;
  /** Groups sampled so far. */
  private sampledGroups = 0;

  constructor(
    private readonly options: PolicyGradientOptions,
    private readonly context: StageContext,
  ) {
    this.curriculum = new Curriculum(options.environment, context.seed, options.curriculum);
  }

  save(): PolicyGradientState {
    const { firstLength, sampledGroups } = this;
    return { curriculum: this.curriculum.save(), firstLength, sampledGroups };
  }

  load(state: unknown): void {
    const { curriculum, firstLength, sampledGroups } = state as PolicyGradientState;
    this.curriculum.load(curriculum);
    this.firstLength = firstLength;
    this.sampledGroups = sampledGroups;
  }

  async step(index: number): Promise<StepReport> {
    const { options } = this;
    const { episodes, groups } = await this.sample(index);
    this.noteSolved(groups);
    // Groups that had to be sampled beyond those with a signal would only make the mean smaller.
    const taught = options.dynamicSampling ? groups.filter((group) => group.signal) : groups;
    const learnt = await this.learn(index, taught);
    const unlearnt =
      learnt.first === undefined && (await liveCheck(this.context, episodes, this.measuresDivergence(index)));
    this.firstLength ??= meanLength(episodes);
    const metrics = policyGradientMetrics(episodes, groups, learnt.first, this.firstLength);
    const rate = { learningRate: this.rate(index), ...learnt.metrics };
    return {
      metrics: { ...metrics, ...unlearnt, ...rate, ...(options.curriculum && this.solvedByDifficulty()) },
      episodes,
      trainedTokens: learnt.tokens,
      sampledTokens: episodes.reduce((sum, { counts }) => sum + counts.sampledTokens, 0),
    };
  }

  /** Samples groups; with dynamic sampling until enough of them have a signal. */
  private async sample(index: number): Promise<{ episodes: TextEpisodeRecord[]; groups: Group[] }> {
    const { environment, groups: wanted, groupSize, maxTokens, budgets, limits, temperature } = this.options;
    const { engine, tokenizer, adapter, seed, signal } = this.context;
    const policy = enginePolicy({
      engine,
      tokenizer,
      parameters: { maxTokens, temperature },
      ...(adapter !== undefined && { adapter }),
    });
    const episodes: TextEpisodeRecord[] = [];
    const groups: Group[] = [];
    const signals = () => groups.filter((group) => group.signal).length;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const missing = this.options.dynamicSampling ? wanted - signals() : wanted;
      const jobs = this.curriculum.take(missing).flatMap((example, i) =>
        Array.from({ length: groupSize }, (_, sample) => ({
          split: "train" as const,
          index: example,
          // Episodes of the same example in other groups, of this step or a later one, draw other tokens.
          sample: (this.sampledGroups + i) * groupSize + sample,
          group: `${index}/${round}/${i}`,
        })),
      );
      this.sampledGroups += missing;
      const concurrency = jobs.length;
      const play = { environment, policy, budgets, limits, seed, signal, policyVersion: index, concurrency };
      const played = await playEpisodes(play, jobs);
      episodes.push(...played);
      groups.push(...groupEpisodes(played, this.options.advantage));
      if (!this.options.dynamicSampling || signals() >= wanted) break;
    }
    return { episodes, groups };
  }

  /** Updates the policy from groups of answers. */
  private async learn(index: number, groups: readonly Group[]) {
    const { options } = this;
    const { engine, adapter } = this.context;
    const on = adapter === undefined ? {} : { adapter };
    const loss = this.loss();
    const adam = {
      learningRate: this.rate(index),
      weightDecay: options.weightDecay,
      clipNorm: options.clipNorm,
    };
    const [losses, norms, drifts]: [number[], number[], Drift[]] = [[], [], []];
    let first: Drift | undefined;
    let [tokens, computed, padding] = [0, 0, 0];
    const { batches, divergence } = await this.batches(index, groups);
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      for (const batch of batches) {
        const data = batch.map(({ datum }) => datum);
        const found = await engine.forwardBackward(data, loss, { ...lossConfig(options), ...on });
        const { gradientNorm } = await engine.optimStep(adam, on);
        const drift = driftOf(data, found.logprobs, options);
        first ??= drift;
        drifts.push(drift);
        losses.push(found.loss);
        norms.push(gradientNorm);
        computed += found.computed;
        padding += found.padding;
        tokens += found.computed - found.padding;
      }
    }
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const metrics =
      drifts.length === 0
        ? {}
        : {
            loss: mean(losses),
            gradientNorm: mean(norms),
            samplerDivergence: mean(drifts.map((drift) => drift.divergence)),
            clippedShare: mean(drifts.map((drift) => drift.clipped)),
            paddingShare: padding / computed,
            ...learntShares(
              batches.flat().map(({ datum }) => datum),
              batches.flat().map(({ episode }) => episode),
            ),
          };
    return { metrics: { ...metrics, ...divergence }, first, tokens };
  }

  /** The data of each update, and how far the policy is from where it began, where that was asked for. */
  private async batches(index: number, groups: readonly Group[]) {
    const { updates, averaging, maxTokens, klCoefficient } = this.options;
    const size = Math.ceil(groups.length / updates);
    const parts = Array.from({ length: updates }, (_, i) => groups.slice(i * size, (i + 1) * size));
    const keepAll = klCoefficient > 0;
    const batches = parts
      .map((part) => policyGradientData(part, { averaging, maxTokens, keepAll }))
      .filter(({ length }) => length > 0);
    if (!this.measuresDivergence(index) || batches.length === 0) return { batches, divergence: {} };
    const penalized: ScaledDatum[][] = [];
    let klToStart = 0;
    for (const batch of batches) {
      const data = batch.map(({ datum }) => datum);
      const logprobs = await this.context.reference(data);
      klToStart += divergenceFrom(data, logprobs) / batches.length;
      penalized.push(penalizeDivergence(batch, logprobs, klCoefficient));
    }
    return { batches: keepAll ? penalized : batches, divergence: { klToStart } };
  }

  private measuresDivergence(index: number): boolean {
    const { klCoefficient, klEvery } = this.options;
    return klCoefficient > 0 || (klEvery > 0 && index % klEvery === 0);
  }

  private loss(): LossName | CustomLoss {
    const { loss, clipLow, clipHigh } = this.options;
    return loss === "gspo" ? gspoLoss(clipLow, clipHigh) : loss;
  }

  private rate(index: number): number {
    return learningRateAt(index, { ...this.options, highest: this.options.learningRate });
  }

  private noteSolved(groups: readonly Group[]): void {
    for (const { episodes } of groups) {
      const [first] = episodes;
      if (first?.difficulty === undefined || first.difficulty === null) continue;
      const solved = episodes.filter((episode) => episode.solved).length;
      this.curriculum.note(first.difficulty, solved / episodes.length);
    }
  }

  private solvedByDifficulty(): Record<string, number> {
    return Object.fromEntries(
      [...this.curriculum.shares].map(([difficulty, share]) => [`solved.difficulty${difficulty}`, share]),
    );
  }
}
