import { Random } from "../../random/index.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { Metrics } from "../algorithm.js";
import type { ExpertIterationOptions } from "./expert-iteration-options.js";
import { learningRateAt } from "./learning-rate.js";
import type { StageContext } from "./stage.js";
import { supervisedStep } from "./supervised.js";

/** When answers are learnt from. */
export interface LearningTime {
  readonly round: number;
  /** Steps of the optimiser in the rounds before, for the warm-up. */
  readonly stepsBefore: number;
}

/** What came of learning from answers. */
export interface LearntKept {
  readonly metrics: Metrics;
  readonly trainedTokens: number;
  /** Steps of the optimiser. */
  readonly steps: number;
}

/** Fine-tunes on kept answers, in an order of the round's own. Where there are none the weights stay what they are. */
export async function learnKept(
  options: ExpertIterationOptions,
  context: StageContext,
  kept: readonly TextEpisodeRecord[],
  { round, stepsBefore }: LearningTime,
): Promise<LearntKept> {
  const { regenerateEpochs, showBatch, roundsFrom } = options;
  // Few answers make a small batch, not one in which each stands several times.
  const size = Math.min(showBatch, kept.length);
  const learns = size > 0 && regenerateEpochs > 0;
  const steps = learns ? Math.max(1, Math.round((kept.length * regenerateEpochs) / size)) : 0;
  if (steps > 0 && roundsFrom === "start") await context.restart();
  let [loss, trainedTokens] = [0, 0];
  let metrics: Metrics = {};
  let order: number[] = [];
  for (let step = 0; step < steps; step++) {
    const batch: number[] = [];
    while (batch.length < size) {
      if (order.length === 0) {
        const random = new Random(context.seed, "expert iteration", round, step);
        order = random.shuffle([...kept.keys()]);
      }
      batch.push(order.pop()!);
    }
    const episodes = batch.map((i) => kept[i]);
    const report = await supervisedStep(context, episodes, (_, sampled) => (sampled ? 1 : 0), {
      ...options,
      learningRate: rateOf(options, { round, step, steps, stepsBefore }),
    });
    loss += Number(report.metrics.loss) / steps;
    trainedTokens += report.trainedTokens;
    metrics = { ...report.metrics, loss };
  }
  return { metrics: { ...metrics, learnerSteps: steps }, trainedTokens, steps };
}

/** The rate of a step of a round that has so many: a round that begins from the start is a whole fine-tuning. */
function rateOf(
  { roundsFrom, rounds, learningRate: highest, warmup, schedule }: ExpertIterationOptions,
  { round, step, steps, stepsBefore }: LearningTime & { readonly step: number; readonly steps: number },
): number {
  if (roundsFrom === "start") return learningRateAt(step, { highest, warmup, schedule, steps });
  const rise = warmup > 0 ? Math.min(1, (stepsBefore + step + 1) / warmup) : 1;
  return rise * learningRateAt(round, { highest, warmup: 0, schedule, steps: rounds });
}
