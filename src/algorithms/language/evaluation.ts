import { distinctExamples } from "../../environments/text/distinct-examples.js";
import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { EnvironmentError } from "../../errors.js";
import { wilson } from "../../league/optimal-moves.js";
import { enginePolicy } from "../../rollout/text/engine-policy.js";
import { playEpisodes } from "../../rollout/text/play-episodes.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { EpisodeLimits } from "./episode-limits.js";
import type { OpenModel } from "./model.js";
import { passAtK } from "./pass-at-k.js";

/** How a model is measured on what is held out. */
export interface LanguageEvaluationOptions extends Partial<EpisodeLimits> {
  readonly environment: TextEnvironment;
  /** Different held-out examples. */
  readonly examples: number;
  /** Answers to each. Default 1. */
  readonly samples?: number;
  /** Default 0, the most likely token each time, for one answer; 1 for several. */
  readonly temperature?: number;
  readonly maxTokens: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Told how many answers have been judged, of how many; first before any has. */
  readonly onJudged?: (count: number, of: number) => void;
}

/** What was found on held-out examples. */
export interface LanguageEvaluation {
  readonly environment: string;
  readonly examples: number;
  /** Share of answers that the checker calls solved. */
  readonly accuracy: number;
  /** 95 % interval: Wilson's for one answer an example, else by the spread between examples. */
  readonly ci95: readonly [number, number];
  /** Chance that one of k answers is right, by k: 1, 2, 4 … up to the number of answers. */
  readonly passAt: Readonly<Record<string, number>>;
  readonly episodes: readonly TextEpisodeRecord[];
}

/**
 * The answers of the most likely kind, one to each example, and of the drawn ones, several to each, counted together.
 *
 * @param samples drawn answers to each example; 0 for none
 * @returns `onJudged` for the measurement of each kind
 */
export function countedTogether(
  samples: number,
  onJudged: (count: number, of: number) => void,
): Record<"likely" | "drawn", (count: number, of: number) => void> {
  return {
    likely: (count, examples) => onJudged(count, examples * (1 + samples)),
    drawn: (count, of) => onJudged(of / samples + count, of / samples + of),
  };
}

/** @throws EnvironmentError `NOTHING_HELD_OUT` for an environment that nothing can be measured on */
export function requireHeldOut(environment: TextEnvironment): void {
  if (environment.size("test") === 0) throw nothingHeldOut(environment);
}

const nothingHeldOut = ({ name }: TextEnvironment) =>
  new EnvironmentError(
    "NOTHING_HELD_OUT",
    `${name}: expected examples in the test split to measure on, found none; of a dataset with few rows give some as \`test\``,
  );

/**
 * Lets a model answer held-out examples. Repeated examples of a small problem space count once.
 *
 * @throws EnvironmentError `NOTHING_HELD_OUT`
 * @example
 * const { accuracy, ci95 } = await evaluateLanguage(model, { environment, examples: 200, maxTokens: 64, seed: 1 });
 */
export async function evaluateLanguage(
  { engine, tokenizer, adapter, templateOptions = {} }: OpenModel,
  options: LanguageEvaluationOptions,
): Promise<LanguageEvaluation> {
  const { environment, samples = 1, maxTokens, budgets = {}, limits = {}, seed, signal, onJudged } = options;
  const { temperature = samples > 1 ? 1 : 0 } = options;
  const policy = enginePolicy({
    engine,
    tokenizer,
    parameters: { maxTokens, temperature },
    templateOptions,
    ...(adapter !== undefined && { adapter }),
  });
  const examples = await distinctExamples(environment, "test", options.examples, signal);
  if (examples.length === 0) throw nothingHeldOut(environment);
  const jobs = examples.flatMap((index) =>
    Array.from({ length: samples }, (_, sample) => ({
      split: "test" as const,
      index,
      sample,
      group: `${index}`,
    })),
  );
  // All at once: which questions go to the engine together must not depend on which answers come first.
  const concurrency = jobs.length;
  const play = { environment, policy, budgets, limits, seed, concurrency, ...(signal && { signal }) };
  let judged = 0;
  onJudged?.(judged, jobs.length);
  const onEpisode = () => onJudged?.(++judged, jobs.length);
  const episodes = await playEpisodes({ ...play, onEpisode }, jobs);
  const right = examples.map(
    (_, i) => episodes.slice(i * samples, (i + 1) * samples).filter(({ solved }) => solved).length,
  );
  const shares = right.map((count) => count / samples);
  const accuracy = mean(shares);
  const passAt: Record<string, number> = {};
  for (let k = 1; k <= samples; k *= 2) passAt[k] = mean(right.map((count) => passAtK(samples, count, k)));
  const ci95 = samples === 1 ? wilson(accuracy * examples.length, examples.length) : normalInterval(shares);
  return { environment: environment.name, examples: examples.length, accuracy, ci95, passAt, episodes };
}

function normalInterval(shares: readonly number[]): readonly [number, number] {
  const centre = mean(shares);
  const variance =
    shares.reduce((sum, share) => sum + (share - centre) ** 2, 0) / Math.max(1, shares.length - 1);
  const half = 1.96 * Math.sqrt(variance / shares.length);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

/** Share of the episodes that is solved, by how difficult they are, the easiest first. */
export function solvedByDifficulty(episodes: readonly TextEpisodeRecord[]): Record<string, number> {
  const counts = new Map<number, { solved: number; all: number }>();
  for (const { difficulty, solved } of episodes) {
    if (difficulty === null) continue;
    const before = counts.get(difficulty) ?? { solved: 0, all: 0 };
    counts.set(difficulty, { solved: before.solved + Number(solved), all: before.all + 1 });
  }
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return Object.fromEntries(sorted.map(([difficulty, { solved, all }]) => [difficulty, solved / all]));
}
