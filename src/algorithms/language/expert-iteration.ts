import { episodeFailures } from "../../rollout/text/episode-failures.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { ExpertIterationOptions } from "./expert-iteration-options.js";
import { KeptAnswers } from "./kept-answers.js";
import { learnKept } from "./learn-kept.js";
import { liveCheck } from "./live-check.js";
import { playPractice } from "./play-practice.js";
import { meanLength, practiceMetrics } from "./practice-metrics.js";
import type { Stage, StageContext, StageRun, StepReport } from "./stage.js";

/**
 * Expert iteration: in each round the model answers new examples, the checker keeps what is right, and the model is
 * fine-tuned on that (Zelikman et al. 2022, "STaR"; Singh et al. 2023, "Beyond Human Data", ReST-EM): as in online
 * variants from the newest weights, or as in the papers from the first ones. An answer is kept once however often it was
 * given, of a dataset in all rounds together where a round goes on from what earlier ones taught; and every episode on
 * disk says which round it comes from and whether it was kept.
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
    // And weights that are set back know nothing of what earlier rounds kept.
    const remembers = options.roundsFrom === "newest" && Number.isFinite(options.environment.size("train"));
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
    const { metrics, trainedTokens, steps } = await learnKept(this.options, this.context, kept, {
      round,
      stepsBefore: this.learnerSteps,
    });
    this.learnerSteps += steps;
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
      failures: episodeFailures(episodes),
      trainedTokens,
      sampledTokens: episodes.reduce((sum, { counts }) => sum + counts.sampledTokens, 0),
    };
  }

  private sample(round: number): Promise<TextEpisodeRecord[]> {
    const { environment, groups, groupSize } = this.options;
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
    return playPractice(this.options, this.context, round, jobs);
  }
}
