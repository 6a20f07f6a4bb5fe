import { STALE_DIFFERENCE } from "../../algorithms/language/watch.js";
import { type Finding, percent } from "../finding.js";
import type { StageSteps } from "./practised-stage.js";

/** Looks at the steps of any stage, however few they are. */
export type StepCheck = (
  stage: StageSteps,
  settings: Readonly<Record<string, unknown>>,
) => Finding | undefined;

/** The numbers that steps have of a metric. */
const numbers = ({ steps }: StageSteps, name: string): number[] =>
  steps.map((step) => step[name]).filter((value) => typeof value === "number");

const brokenMask: StepCheck = (stage) => {
  // Pre-training learns from questions too, on purpose.
  if (stage.name === "pretrain") return undefined;
  const broken = stage.steps.find(
    ({ learntShare, answerShare }) => Math.abs(Number(learntShare) - Number(answerShare)) > 0.01,
  );
  if (broken === undefined) return undefined;
  const [learnt, said] = [Number(broken.learntShare), Number(broken.answerShare)];
  return {
    name: "broken-mask",
    severity: "problem",
    message:
      learnt > said
        ? "The policy learns from tokens that it did not say: its mask lets questions through."
        : "The policy does not learn from all that it said: its mask leaves out parts of answers.",
    evidence: `${stage.name}, step ${broken.step}: learns from ${percent(learnt)} of the tokens and said ${percent(said)}`,
    advice: "Look at how the weights of the data are made: 1 for sampled tokens, 0 for all others.",
  };
};

const staleSampler: StepCheck = (stage) => {
  const largest = Math.max(0, ...numbers(stage, "samplerTrainerDifference"));
  if (!(largest > STALE_DIFFERENCE)) return undefined;
  return {
    name: "stale-sampler",
    severity: "problem",
    message: "Answers are not drawn from the weights that learn: sampler and trainer disagree.",
    evidence: `${stage.name}: log-probabilities of the same tokens differ by up to ${largest.toPrecision(2)}`,
    advice:
      "Give the sampler the newest weights after each step, in the same precision and with the same adapter as the trainer.",
  };
};

/** Share of steps whose gradients may be far too large: clipped, so few do no harm, and healthy runs have them too. */
const RARE = 0.01;

const gradientSpikes: StepCheck = (stage, { clipNorm }) => {
  const norms = numbers(stage, "gradientNorm").filter((norm) => norm > 0);
  if (norms.length < LEAST_NORMS) return undefined;
  const median = norms.toSorted((a, b) => a - b)[Math.floor(norms.length / 2)];
  const bound = typeof clipNorm === "number" ? clipNorm : 0;
  const spikes = norms.filter((norm) => norm > 10 * median && norm > 10 * bound);
  if (spikes.length <= RARE * norms.length) return undefined;
  return {
    name: "gradient-spikes",
    severity: "warning",
    message: "The gradient is now and then far larger than usual.",
    evidence:
      `${stage.name}: above ten times the median of ${median.toPrecision(2)} in ${spikes.length} of ` +
      `${norms.length} steps, up to ${Math.max(...spikes).toPrecision(2)}`,
    advice: "Lower the learning rate, raise --warmup, or lower --clip-norm.",
  };
};

const risingLoss: StepCheck = (stage) => {
  const losses = numbers(stage, "loss");
  const teaches = stage.steps.every(({ reward }) => reward === undefined);
  if (!teaches || losses.length < LEAST_NORMS) return undefined;
  const [first, ...later] = losses;
  const last = losses.slice(-Math.ceil(losses.length / 4));
  const end = last.reduce((a, b) => a + b, 0) / last.length;
  const peak = Math.max(...later);
  if (!(peak > 1.5 * first + 0.5 || end > 1.2 * first + 0.1)) return undefined;
  return {
    name: "rising-loss",
    severity: "problem",
    message: "The model is thrown off by what it is shown: the loss rises.",
    evidence: `${stage.name}: loss ${first.toFixed(2)} at first, ${peak.toFixed(2)} at worst, ${end.toFixed(2)} at the end`,
    advice: "Lower --show-learning-rate by a factor of three to ten, or raise --warmup.",
  };
};

/** Steps from which on there is something usual. */
const LEAST_NORMS = 8;

/** Everything that is looked for in steps of any kind. */
export const STEP_CHECKS: readonly StepCheck[] = [brokenMask, staleSampler, gradientSpikes, risingLoss];
