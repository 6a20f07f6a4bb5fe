import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { EnvironmentError } from "../../errors.js";
import { demonstrator } from "../../rollout/text/demonstrator.js";
import { episodeFailures } from "../../rollout/text/episode-failures.js";
import { episodeStatistics } from "../../rollout/text/episode-statistics.js";
import { playEpisodes } from "../../rollout/text/play-episodes.js";
import type { TextEpisodeRecord, TokenSequence } from "../../rollout/text/text-episode-record.js";
import { supervisedDatum } from "./datum.js";
import { learningRateAt, type Schedule } from "./learning-rate.js";
import { learntShares } from "./learnt-share.js";
import { type OptimizerOptions, optimizerOptions } from "./optimizer-options.js";
import { prefixed } from "./practice-metrics.js";
import { ShownExamples } from "./shown-examples.js";
import type { Stage, StageContext, StepReport } from "./stage.js";
import { windowsOf } from "./windows.js";

/** How a model is taught by showing. */
export interface SupervisedOptions extends OptimizerOptions {
  /** Name of the stage. */
  readonly name: string;
  /** Its train split is shown. */
  readonly environment: TextEnvironment;
  readonly steps: number;
  /** Conversations a step. */
  readonly batchSize: number;
  /** Different examples that are shown, again and again; 0 for all there are. */
  readonly examples: number;
  readonly learningRate: number;
  readonly warmup: number;
  readonly schedule: Schedule;
}

/** Most tokens that pre-training computes attention over; a conversation that is longer still is one. */
const LONGEST_WINDOW = 1024;

/**
 * Pre-training: next-token prediction over whole conversations, questions too (Radford et al. 2018), which fill windows as long as
 * the model's context or 1024 tokens, see {@link windowsOf}.
 */
export const pretrain = (options: SupervisedOptions): Stage =>
  supervisedStage(options, () => 1, LONGEST_WINDOW);

/**
 * Supervised fine-tuning: the same over the answers alone, so that the model learns to answer and not to ask
 * (Ouyang et al. 2022, "Training language models to follow instructions").
 */
export const fineTune = (options: SupervisedOptions): Stage =>
  supervisedStage(options, (_, sampled) => (sampled ? 1 : 0));

function supervisedStage(
  options: SupervisedOptions,
  weightOf: (place: number, sampled: boolean) => number,
  longestWindow?: number,
): Stage {
  const { name, environment, steps, batchSize, examples } = options;
  if (!environment.demonstrate)
    throw new EnvironmentError(
      "NO_DEMONSTRATIONS",
      `${environment.name}: expected \`demonstrate\` to learn from in ${name} (${steps} steps), found none; without it ` +
        "pretrainSteps and sftSteps are 0",
    );
  return {
    name,
    practises: false,
    steps,
    cost: 1,
    async begin(context) {
      const policy = demonstrator(environment, context.tokenizer, context.templateOptions);
      const { seed, signal, onEnded } = context;
      const shown = new ShownExamples({ size: environment.size("train"), wanted: examples, seed });
      return {
        async step(index) {
          const numbers = shown.numbers(index * batchSize, batchSize);
          const jobs = numbers.map((number) => ({ split: "train" as const, index: number }));
          let judged = 0;
          onEnded?.(judged, jobs.length);
          const onEpisode = () => onEnded?.(++judged, jobs.length);
          const episodes = await playEpisodes({ environment, policy, seed, signal, onEpisode }, jobs);
          const { solved, errors } = episodeStatistics(episodes);
          const rate = learningRateAt(index, { ...options, highest: options.learningRate });
          const report = await supervisedStep(context, withTokens(name, episodes), weightOf, {
            ...options,
            learningRate: rate,
            ...(longestWindow && { window: Math.min(longestWindow, context.engine.contextLength) }),
          });
          const metrics = {
            ...report.metrics,
            demonstrationsSolved: solved,
            ...prefixed("errors", errors),
          };
          return { ...report, metrics, failures: episodeFailures(episodes) };
        },
      };
    },
  };
}

/** Demonstrations that came about. @throws EnvironmentError `NO_DEMONSTRATIONS` when none did */
function withTokens(stage: string, episodes: readonly TextEpisodeRecord[]): TextEpisodeRecord[] {
  const shown = episodes.filter(({ sequences }) => sequences.some(({ mask }) => mask.includes(1)));
  if (shown.length > 0) return shown;
  const [first] = episodes.flatMap(({ errors }) => errors);
  throw new EnvironmentError(
    "NO_DEMONSTRATIONS",
    `${stage}: expected demonstrations to learn from, found ${episodes.length} that failed, the first because of ` +
      `the ${first?.boundary}: ${first?.message}`,
  );
}

/** What a step of the optimiser is made with. */
interface SupervisedStep extends OptimizerOptions {
  readonly learningRate: number;
  /** Most tokens of conversations that are put one behind another; if not given, each stands by itself. */
  readonly window?: number;
}

/** One step of the optimiser on whole conversations, each weighted token counting the same. */
export async function supervisedStep(
  { engine, adapter }: Pick<StageContext, "engine" | "adapter">,
  episodes: readonly TextEpisodeRecord[],
  weightOf: (place: number, sampled: boolean) => number,
  step: SupervisedStep,
): Promise<StepReport> {
  const { learningRate, window } = step;
  // A player who was never asked has no tokens.
  const said = episodes.flatMap(({ sequences }) => sequences.filter(({ ids }) => ids.length > 0));
  // The last token is predicted and not read.
  const longest = engine.contextLength + 1;
  const cut = said.filter(({ ids }) => ids.length > longest).length;
  const fitting = cut === 0 ? said : said.map((sequence) => beginningOf(sequence, longest));
  const texts = window === undefined ? fitting : windowsOf(fitting, window);
  const unscaled = texts.map((sequence) => supervisedDatum(sequence, weightOf));
  const counted = unscaled.reduce((sum, { weights }) => sum + weights!.reduce((a, b) => a + b, 0), 0);
  const data = unscaled.map((datum) => ({
    ...datum,
    // Without anything to learn from the loss is 0, and the metrics say so.
    weights: datum.weights!.map((weight) => weight / (counted || 1)),
  }));
  const on = adapter === undefined ? {} : { adapter };
  const { loss, computed, padding } = await engine.forwardBackward(data, "cross_entropy", on);
  const { gradientNorm } = await engine.optimStep({ learningRate, ...optimizerOptions(step) }, on);
  return {
    metrics: {
      loss,
      gradientNorm,
      learningRate,
      paddingShare: padding / computed,
      ...(cut === 0 ? learntShares(unscaled, episodes) : { cutShare: cut / said.length }),
    },
    trainedTokens: computed - padding,
    sampledTokens: 0,
  };
}

function beginningOf({ ids, mask, logprobs }: TokenSequence, tokens: number): TokenSequence {
  return { ids: ids.slice(0, tokens), mask: mask.slice(0, tokens), logprobs: logprobs.slice(0, tokens) };
}
