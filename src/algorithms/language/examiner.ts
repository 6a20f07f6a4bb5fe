import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { episodeFailures } from "../../rollout/text/episode-failures.js";
import type { EvaluationEvent } from "../algorithm.js";
import { checkFinite } from "./diverged.js";
import type { EpisodeLimits } from "./episode-limits.js";
import {
  countedTogether,
  evaluateLanguage,
  type LanguageEvaluation,
  solvedByDifficulty,
} from "./evaluation.js";
import type { OpenModel } from "./model.js";
import type { LanguageProgress } from "./progress.js";
import type { OnEnded } from "./pulse.js";
import type { Stage } from "./stage.js";

/** What a training is measured on, and how often. */
export interface LanguageExamination extends EpisodeLimits {
  readonly environment: TextEnvironment;
  /** Held-out examples. */
  readonly examples: number;
  /** Answers to each in the thorough measurements before and after practice. */
  readonly samples: number;
  readonly maxTokens: number;
  /** Measurements in each stage, besides those at its ends. */
  readonly evaluations: number;
}

/** Measures a model on what is held out while it is trained. */
export class LanguageExaminer {
  /** What was measured last. */
  strength: { readonly label: string; readonly value: number } | undefined;

  constructor(
    private readonly examination: LanguageExamination,
    private readonly model: OpenModel,
    private readonly context: { readonly seed: number; readonly signal: AbortSignal },
  ) {}

  /**
   * Whether a measurement is due after a step of a stage: at even distances through it, or through the budget where the
   * stage has no end of its own.
   */
  isDue({ steps }: Stage, stageStep: number, share: number): boolean {
    const { evaluations } = this.examination;
    if (evaluations === 0 || stageStep >= steps) return false;
    if (steps < Number.POSITIVE_INFINITY) {
      const part = (step: number) => Math.floor((step * (evaluations + 1)) / steps);
      return part(stageStep) > part(stageStep - 1);
    }
    const part = Math.floor(share * (evaluations + 1));
    const due = part > this.lastPart;
    this.lastPart = Math.max(part, this.lastPart);
    return due;
  }

  private lastPart = 0;

  /**
   * @param thorough several answers to each example besides the most likely one, for pass@k
   * @param onEnded told of the answers as they are judged
   * @throws BoundaryError `NAN_LOGPROBS` for a model that is no model any more
   */
  async examine(
    { step, minutes }: LanguageProgress,
    thorough: boolean,
    onEnded: OnEnded = () => undefined,
  ): Promise<EvaluationEvent> {
    const { environment, examples, samples, maxTokens, budgets, limits } = this.examination;
    const { seed, signal } = this.context;
    const common = { environment, examples, maxTokens, budgets, limits, seed, signal };
    const draws = thorough && samples > 1;
    const { likely, drawn } = countedTogether(draws ? samples : 0, onEnded);
    const greedy = await evaluateLanguage(this.model, { ...common, onJudged: likely });
    const sampled = draws
      ? await evaluateLanguage(this.model, { ...common, samples, onJudged: drawn })
      : undefined;
    const episodes = [...greedy.episodes, ...(sampled?.episodes ?? [])];
    checkFinite(episodes);
    const failures = episodeFailures(episodes);
    const label = `solved of ${greedy.examples} held-out ${environment.name}`;
    this.strength = { label, value: greedy.accuracy };
    const details = { ...byDifficulty(greedy), ...(sampled && passes(sampled)) };
    const measured = { label, value: greedy.accuracy, interval: greedy.ci95, details };
    return { type: "evaluation", step, minutes, ...measured, ...(failures && { failures }) };
  }
}

function byDifficulty({ episodes }: LanguageEvaluation): Record<string, number> {
  const shares = Object.entries(solvedByDifficulty(episodes));
  if (shares.length < 2) return {};
  return Object.fromEntries(shares.map(([difficulty, share]) => [`difficulty ${difficulty}`, share]));
}

function passes({ passAt }: LanguageEvaluation): Record<string, number> {
  return Object.fromEntries(Object.entries(passAt).map(([k, share]) => [`pass@${k}`, share]));
}
