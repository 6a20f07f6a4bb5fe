import { episodeFailures } from "../../rollout/text/episode-failures.js";
import { GroupSampler, type GroupSamplerState } from "./group-sampler.js";
import { learningRateAt } from "./learning-rate.js";
import { liveCheck } from "./live-check.js";
import { policyGradientMetrics } from "./policy-gradient-metrics.js";
import type { PolicyGradientOptions } from "./policy-gradient-options.js";
import { updatePolicy } from "./policy-update.js";
import { meanLength } from "./practice-metrics.js";
import type { Stage, StageContext, StageRun, StepReport } from "./stage.js";

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
interface PolicyGradientState extends GroupSamplerState {
  readonly firstLength: number | undefined;
}

class PolicyGradientRun implements StageRun {
  private readonly sampler: GroupSampler;
  /** Tokens of an answer in the first step, for telling how lengths drift. */
  private firstLength: number | undefined;

  constructor(
    private readonly options: PolicyGradientOptions,
    private readonly context: StageContext,
  ) {
    this.sampler = new GroupSampler(options, context);
  }

  save(): PolicyGradientState {
    return { ...this.sampler.save(), firstLength: this.firstLength };
  }

  load(state: unknown): void {
    const { firstLength, ...sampler } = state as PolicyGradientState;
    this.sampler.load(sampler);
    this.firstLength = firstLength;
  }

  async step(index: number): Promise<StepReport> {
    const { options, context } = this;
    const { episodes, groups } = await this.sampler.sample(index);
    // Groups that had to be sampled beyond those with a signal would only make the mean smaller.
    const taught = options.dynamicSampling ? groups.filter((group) => group.signal) : groups;
    const learningRate = learningRateAt(index, { ...options, highest: options.learningRate });
    const divergence = this.measuresDivergence(index);
    const learnt = await updatePolicy(options, context, taught, { learningRate, divergence });
    const unlearnt = learnt.first === undefined && (await liveCheck(context, episodes, divergence));
    this.firstLength ??= meanLength(episodes);
    return {
      metrics: {
        ...policyGradientMetrics(episodes, groups, learnt.first, this.firstLength),
        ...unlearnt,
        learningRate,
        ...learnt.metrics,
        ...(options.curriculum && this.sampler.solvedByDifficulty()),
      },
      episodes,
      failures: episodeFailures(episodes),
      trainedTokens: learnt.tokens,
      sampledTokens: episodes.reduce((sum, { counts }) => sum + counts.sampledTokens, 0),
    };
  }

  private measuresDivergence(index: number): boolean {
    const { klCoefficient, klEvery } = this.options;
    return klCoefficient > 0 || (klEvery > 0 && index % klEvery === 0);
  }
}
