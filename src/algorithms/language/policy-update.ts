import type { CustomLoss, LossName } from "../../language/engine/language-engine.js";
import type { Metrics } from "../algorithm.js";
import { clippedShare } from "./clipped-share.js";
import type { Group } from "./groups.js";
import { gspoLoss } from "./gspo-loss.js";
import { type Drift, divergenceFrom, driftOf } from "./health.js";
import { learntShares } from "./learnt-share.js";
import { lossConfig } from "./methods.js";
import { optimizerOptions } from "./optimizer-options.js";
import { penalizeDivergence, policyGradientData, type ScaledDatum } from "./policy-gradient-data.js";
import type { PolicyGradientOptions } from "./policy-gradient-options.js";
import type { StageContext } from "./stage.js";

/** How a policy is updated. */
export interface UpdateOptions {
  readonly learningRate: number;
  /** Whether the divergence from where practice began is measured. */
  readonly divergence: boolean;
}

/** What came of the updates of a step. */
export interface PolicyUpdate {
  readonly metrics: Metrics;
  /** Of the first update, when the policy is still the one that sampled; undefined where nothing was learnt. */
  readonly first: Drift | undefined;
  /** Tokens of all batches, padding not counted. */
  readonly tokens: number;
}

/** Updates the policy from groups of answers. */
export async function updatePolicy(
  options: PolicyGradientOptions,
  context: StageContext,
  groups: readonly Group[],
  { learningRate, divergence }: UpdateOptions,
): Promise<PolicyUpdate> {
  const { engine, adapter } = context;
  const on = adapter === undefined ? {} : { adapter };
  const loss = lossOf(options);
  const adam = { learningRate, ...optimizerOptions(options) };
  const [losses, norms, drifts, clipped]: [number[], number[], Drift[], number[]] = [[], [], [], []];
  let [tokens, computed, padding] = [0, 0, 0];
  const { batches, klToStart } = await batchesOf(options, context, groups, divergence);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (const batch of batches) {
      const data = batch.map(({ datum }) => datum);
      const found = await engine.forwardBackward(data, loss, { ...lossConfig(options), ...on });
      const { gradientNorm } = await engine.optimStep(adam, on);
      drifts.push(driftOf(data, found.logprobs));
      clipped.push(clippedShare(data, found.logprobs, options));
      losses.push(found.loss);
      norms.push(gradientNorm);
      computed += found.computed;
      padding += found.padding;
      tokens += found.computed - found.padding;
    }
  }
  if (drifts.length === 0) return { metrics: {}, first: undefined, tokens };
  const taught = batches.flat();
  const metrics = {
    loss: mean(losses),
    gradientNorm: mean(norms),
    samplerDivergence: mean(drifts.map((drift) => drift.divergence)),
    clippedShare: mean(clipped),
    paddingShare: padding / computed,
    ...learntShares(
      taught.map(({ datum }) => datum),
      taught.map(({ episode }) => episode),
    ),
    ...(klToStart !== undefined && { klToStart }),
  };
  return { metrics, first: drifts[0], tokens };
}

/** The data of each update, and how far the policy is from where it began, where that is wanted. */
async function batchesOf(
  { updates, averaging, maxTokens, klCoefficient }: PolicyGradientOptions,
  { reference }: StageContext,
  groups: readonly Group[],
  divergence: boolean,
): Promise<{ batches: ScaledDatum[][]; klToStart?: number }> {
  const size = Math.ceil(groups.length / updates);
  const parts = Array.from({ length: updates }, (_, i) => groups.slice(i * size, (i + 1) * size));
  const keepAll = klCoefficient > 0;
  const batches = parts
    .map((part) => policyGradientData(part, { averaging, maxTokens, keepAll }))
    .filter(({ length }) => length > 0);
  if (!divergence || batches.length === 0) return { batches };
  const penalized: ScaledDatum[][] = [];
  let klToStart = 0;
  for (const batch of batches) {
    const data = batch.map(({ datum }) => datum);
    const logprobs = await reference(data);
    klToStart += divergenceFrom(data, logprobs) / batches.length;
    penalized.push(penalizeDivergence(batch, logprobs, klCoefficient));
  }
  return { batches: keepAll ? penalized : batches, klToStart };
}

function lossOf({ loss, clipLow, clipHigh }: PolicyGradientOptions): LossName | CustomLoss {
  return loss === "gspo" ? gspoLoss(clipLow, clipHigh) : loss;
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
