import type { TextEnvironment } from "../../environments/text/text-environment.js";
import type { TemplateOptions } from "../../language/tokenizer/tokenizer.js";
import type { RunDirectory } from "../../run/index.js";
import type { Budget } from "../algorithm.js";
import { episodeLimits } from "./episode-limits.js";
import type { LanguageExamination } from "./examiner.js";
import { expertIteration } from "./expert-iteration.js";
import { type MethodName, POLICY_GRADIENT_METHODS, type PolicyGradientMethod } from "./methods.js";
import type { LanguageModelSpec } from "./model.js";
import { optimizerOptions } from "./optimizer-options.js";
import { policyGradient } from "./policy-gradient.js";
import { practiceSampling } from "./practice-sampling.js";
import type { LanguageValues } from "./settings.js";
import type { Stage } from "./stage.js";
import { fineTune, pretrain } from "./supervised.js";

/** The environments of a training: what is shown, what is practised, what is measured. */
export interface TrainingEnvironments {
  /** Its demonstrations are shown in pre-training and fine-tuning. */
  readonly shown: TextEnvironment;
  /** The policy practises in it, without demonstrations. */
  readonly practised: TextEnvironment;
  /** Its test split is what is held out. */
  readonly measured: TextEnvironment;
}

/** A whole training of a language model: what is trained, how, and what it is measured on. */
export interface LanguagePlan {
  /** What is practised, for people. */
  readonly scenario: string;
  readonly model: LanguageModelSpec;
  readonly environments: TrainingEnvironments;
  readonly stages: readonly Stage[];
  readonly examination: LanguageExamination;
  /** Variables of the chat template in all stages and measurements. */
  readonly templateOptions: TemplateOptions;
  /** Most tokens computed at a time; as the engine has it where left out. */
  readonly tokenBudget?: number;
  /** Minutes between checkpoints. */
  readonly checkpointMinutes: number;
}

/** What a {@link LanguagePlan} is carried out with. */
export interface LanguageTrainingContext {
  readonly run: RunDirectory;
  readonly seed: number;
  /** Cores to use. */
  readonly workers: number;
  readonly budget: Budget;
  readonly signal: AbortSignal;
}

/** What settings come to: stages, and what is measured. */
export function languagePlan(
  scenario: string,
  model: LanguageModelSpec,
  environments: TrainingEnvironments,
  values: LanguageValues,
): LanguagePlan {
  const { shown, practised, measured } = environments;
  const teaching = {
    environment: shown,
    batchSize: values.showBatch,
    examples: values.showExamples,
    learningRate: values.showLearningRate,
    warmup: values.warmup,
    schedule: "cosine",
    ...optimizerOptions(values),
    weightDecay: values.showWeightDecay,
  } as const;
  const limits = episodeLimits(values);
  const { schedule } = values;
  const stages: Stage[] = [];
  if (values.pretrainSteps > 0)
    stages.push(pretrain({ ...teaching, name: "pretrain", steps: values.pretrainSteps }));
  if (values.sftSteps > 0) stages.push(fineTune({ ...teaching, name: "sft", steps: values.sftSteps }));
  if (values.algorithm === "expert-iteration") {
    if (values.rounds > 0)
      stages.push(
        expertIteration({ ...values, ...limits, schedule, name: "expert-iteration", environment: practised }),
      );
  } else if (values.rlSteps > 0) {
    stages.push(
      policyGradient({
        ...methodOf(values),
        ...limits,
        ...practiceSampling(values),
        ...optimizerOptions(values),
        name: "rl",
        environment: practised,
        steps: values.rlSteps,
        groups: values.groups,
        groupSize: values.groupSize,
        maxTokens: values.maxTokens,
        updates: values.updates,
        epochs: values.epochs,
        learningRate: values.learningRate,
        warmup: values.warmup,
        schedule,
        klCoefficient: values.klCoefficient,
        klEvery: values.klEvery,
        curriculum: values.curriculum,
      }),
    );
  }
  return {
    scenario,
    model,
    environments,
    stages,
    examination: {
      ...limits,
      environment: measured,
      examples: values.evaluationExamples,
      samples: values.evaluationSamples,
      maxTokens: values.maxTokens,
      evaluations: values.evaluations,
    },
    templateOptions: values.templateOptions,
    ...(values.tokenBudget > 0 && { tokenBudget: values.tokenBudget }),
    checkpointMinutes: values.checkpointMinutes,
  };
}

/** The method that the settings name, with the parts that were set by themselves. */
function methodOf(values: LanguageValues): PolicyGradientMethod {
  const method: PolicyGradientMethod = POLICY_GRADIENT_METHODS[values.algorithm as MethodName];
  const { advantage, averaging, clipLow, clipHigh, dynamicSampling } = values;
  return {
    ...method,
    advantage: advantage === "method" ? method.advantage : advantage,
    averaging: averaging === "method" ? method.averaging : averaging,
    ...(clipLow >= 0 && { clipLow }),
    ...(clipHigh >= 0 && { clipHigh }),
    ...(dynamicSampling !== "method" && { dynamicSampling: dynamicSampling === "true" }),
  };
}
