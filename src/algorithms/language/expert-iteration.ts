import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { Random } from "../../random/index.js";
import { enginePolicy } from "../../rollout/text/engine-policy.js";
import { episodeStatistics } from "../../rollout/text/episode-statistics.js";
import { playEpisodes } from "../../rollout/text/play-episodes.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import { isJudged } from "./groups.js";
import { learningRateAt, type Schedule } from "./learning-rate.js";
import type { Stage, StageContext, StageRun, StepReport } from "./stage.js";
import { supervisedStep } from "./supervised.js";

/** How a policy is improved by learning from its own successes. */
export interface ExpertIterationOptions {
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
  readonly maxTurns: number;
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
}

/**
 * Expert iteration: in each round the model answers new examples, the checker keeps what is right, and the model is
 * fine-tuned on that (Zelikman et al. 2022, "STaR"; Singh et al. 2023, "Beyond Human Data", ReST-EM; here, as in
 * online variants, going on from the newest weights). An answer is kept once however often it was given, and every
 * episode on disk says which round it comes from.
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

class ExpertIterationRun implements StageRun {
  constructor(
    private readonly options: ExpertIterationOptions,
    private readonly context: StageContext,
  ) {}

  async step(round: number): Promise<StepReport> {
    const episodes = await this.sample(round);
    const kept = distinctSuccesses(episodes, this.options.keptPerExample);
    const { metrics, trainedTokens } = await this.learn(round, kept);
    const { solved, reward, hacked, truncated } = episodeStatistics(episodes);
    const examples = new Set(episodes.map(({ index }) => index)).size;
    return {
      metrics: {
        solved,
        reward,
        kept: kept.length,
        keptExampleShare: new Set(kept.map(({ index }) => index)).size / examples,
        hackedShare: hacked,
        truncatedShare: truncated,
        ...metrics,
      },
      episodes,
      trainedTokens,
      sampledTokens: episodes.reduce((sum, { counts }) => sum + counts.sampledTokens, 0),
    };
  }

  private sample(round: number): Promise<TextEpisodeRecord[]> {
    const { environment, groups, groupSize, maxTokens, maxTurns, temperature } = this.options;
    const { engine, tokenizer, adapter, seed, signal } = this.context;
    const on = adapter === undefined ? {} : { adapter };
    const policy = enginePolicy({ engine, tokenizer, parameters: { maxTokens, temperature }, ...on });
    const size = environment.size("train");
    const jobs = Array.from({ length: groups * groupSize }, (_, i) => {
      const index = round * groups + Math.floor(i / groupSize);
      const example = size === Number.POSITIVE_INFINITY ? index : index % size;
      const sample = round * groupSize + (i % groupSize);
      return { split: "train" as const, index: example, sample, group: `${round}/${example}` };
    });
    const budgets = { turns: maxTurns };
    return playEpisodes(
      { environment, policy, budgets, seed, signal, policyVersion: round, concurrency: 256 },
      jobs,
    );
  }

  /** Fine-tunes on the kept answers, in an order of the round's own. */
  private async learn(round: number, kept: readonly TextEpisodeRecord[]) {
    const { regenerateEpochs, showBatch, rounds } = this.options;
    const steps = Math.round((kept.length * regenerateEpochs) / showBatch);
    let [loss, trainedTokens] = [0, 0];
    let order: number[] = [];
    for (let step = 0; step < steps; step++) {
      const batch: number[] = [];
      while (batch.length < showBatch) {
        if (order.length === 0) {
          const random = new Random(this.context.seed, "expert iteration", round, step);
          order = random.shuffle([...kept.keys()]);
        }
        batch.push(order.pop()!);
      }
      const sequences = batch.map((i) => kept[i].sequences[0]);
      const schedule = this.options.schedule as Schedule;
      const at = { ...this.options, schedule, highest: this.options.learningRate, steps: rounds };
      const rate = learningRateAt(round, at);
      const report = await supervisedStep(this.context, sequences, (_, sampled) => (sampled ? 1 : 0), {
        ...this.options,
        learningRate: rate,
      });
      loss += Number(report.metrics.loss) / steps;
      trainedTokens += report.trainedTokens;
    }
    return { metrics: steps > 0 ? { loss, learnerSteps: steps } : { learnerSteps: 0 }, trainedTokens };
  }
}

/** Solved episodes, each answer to an example once, at most so many of an example. */
export function distinctSuccesses(
  episodes: readonly TextEpisodeRecord[],
  perExample: number,
): TextEpisodeRecord[] {
  const seen = new Map<string, Set<string>>();
  return episodes.filter((episode) => {
    if (!episode.solved || !isJudged(episode)) return false;
    const example = `${episode.split}/${episode.exampleId}`;
    const answers = seen.get(example) ?? new Set();
    seen.set(example, answers);
    const answer = episode.messages.map(({ role, content }) => `${role}:${content}`).join("\n");
    if (answers.has(answer) || answers.size >= perExample) return false;
    answers.add(answer);
    return true;
  });
}
