import { ADAPTER_TARGETS } from "../../language/parameter-shapes.js";
import { PRESET_NAMES } from "../../language/presets.js";
import {
  ALL,
  NONE,
  number,
  numberWithin,
  resolveSettings,
  type Setting,
  type Values,
  whole,
} from "../settings.js";
import { ADVANTAGE_KINDS } from "./advantages.js";
import { ROUND_STARTS } from "./expert-iteration-options.js";
import { SCHEDULES } from "./learning-rate.js";
import { type MethodName, POLICY_GRADIENT_METHODS } from "./methods.js";
import { AVERAGING_KINDS } from "./token-scales.js";

const choice = <const Choice extends string>(
  value: NoInfer<Choice>,
  choices: readonly Choice[],
  help: string,
) => ({ type: "choice", default: value, choices, help }) as const satisfies Setting;

/** What a part of a method is when nothing else is said. */
const AS_METHOD = "method" as const;
const METHODS = Object.keys(POLICY_GRADIENT_METHODS) as readonly MethodName[];

/** Every setting of training a language model, with its default where a recipe has none of its own. */
export const languageSettings = {
  preset: choice("mini", PRESET_NAMES, "size of a model that is trained from nothing"),
  contextLength: whole(
    512,
    8,
    1_000_000,
    "most tokens of a conversation, for a model trained from nothing; answers end where it does",
  ),
  vocabulary: whole(
    0,
    0,
    1_000_000,
    "tokens of a model trained from nothing: bytes and frequent pairs of them; 0 a token for each character",
  ),
  lora: whole(
    0,
    0,
    4096,
    "rank of the adapter that is trained in place of a checkpoint's weights; 0 trains these",
  ),
  loraAlpha: number(
    0,
    0,
    1_000_000,
    "what the adapter's share is multiplied by, over its rank; 0: twice the rank",
  ),
  loraTargets: {
    type: "choices",
    default: ALL,
    choices: ADAPTER_TARGETS,
    help: "linear layers that the adapter is on, with commas between them; all: those of every layer, without the output lm_head",
  },
  freeze: {
    type: "names",
    default: NONE,
    help: "parameters that stay as they are, by parts of their names with commas between them, such as embed_tokens,layers.0-1",
  },
  pretrainSteps: whole(0, 0, 10_000_000, "steps of next-token prediction over whole demonstrations"),
  sftSteps: whole(0, 0, 10_000_000, "steps of supervised fine-tuning on the demonstrations' answers"),
  showBatch: whole(64, 1, 65_536, "demonstrations a step of both"),
  showExamples: whole(
    0,
    0,
    100_000_000,
    "different demonstrations that are shown again and again; 0 ever new ones, or all that there are",
  ),
  showLearningRate: number(2e-3, 0, 1, "highest learning rate of both"),
  showWeightDecay: number(0.01, 0, 10, "weight decay of both"),
  algorithm: choice("grpo", [...METHODS, "expert-iteration"], "how the policy is improved by practice"),
  rlSteps: whole(100, 0, 10_000_000, "steps of practice"),
  groups: whole(16, 1, 65_536, "examples a step of practice"),
  groupSize: whole(8, 1, 65_536, "answers to each of them; at least 2 where they are compared"),
  maxTokens: whole(128, 1, 1_000_000, "most tokens of an answer"),
  maxTurns: whole(16, 1, 1_000_000, "most answers of an episode"),
  maxEpisodeTokens: whole(
    0,
    0,
    1_000_000_000,
    "most tokens of all answers of an episode together; 0 no limit",
  ),
  maxToolCalls: whole(
    0,
    0,
    1_000_000,
    "most calls of tools of an episode, those beyond are refused; 0 no limit",
  ),
  episodeSeconds: number(
    0,
    0,
    86_400,
    "seconds an episode has, waiting for others that are played beside it included; 0 no limit: with one no run can be repeated to the byte",
  ),
  environmentSeconds: number(
    30,
    0.001,
    86_400,
    "seconds the environment has to judge an answer, if it keeps no time itself; then that episode is an error",
  ),
  toolSeconds: number(30, 0.001, 86_400, "seconds a call of a tool has; then the model is told of an error"),
  temperature: number(1, 0, 100, "temperature of the answers in practice; above 0 where they are compared"),
  topK: whole(
    0,
    0,
    1_000_000,
    "answers in practice: only the so many most likely tokens; 0 all, and 1 not where they are compared",
  ),
  topP: numberWithin(
    1,
    0,
    1,
    "min",
    "answers in practice: only the most likely tokens that together have this probability; 1 all, and above 1/tokens where they are compared",
  ),
  minP: number(
    0,
    0,
    1,
    "answers in practice: only tokens at least this share as likely as the most likely one; 0 all, and 1 not where they are compared",
  ),
  templateOptions: {
    type: "variables",
    default: {},
    help: "variables of the chat template in all stages and measurements, such as enable_thinking=false; the flag may be given several times",
  },
  updates: whole(1, 1, 65_536, "updates a step of practice, each from its share of the examples"),
  epochs: whole(1, 1, 1000, "how often a step's answers are learnt from"),
  learningRate: number(3e-4, 0, 1, "highest learning rate in practice"),
  schedule: choice("constant", SCHEDULES, "how it falls over the steps of practice"),
  warmup: whole(10, 0, 1_000_000, "steps over which learning rates rise"),
  weightDecay: number(0, 0, 10, "weight decay in practice"),
  clipNorm: numberWithin(1, 0, 1e9, "min", "largest norm of the gradient; a longer one is scaled down"),
  beta1: numberWithin(
    0.9,
    0,
    1,
    "max",
    "AdamW in all stages: how much of the mean of the gradients stays at a step",
  ),
  beta2: numberWithin(0.95, 0, 1, "max", "AdamW in all stages: the same of the mean of their squares"),
  // With less, single precision would divide nothing by nothing where a parameter has had no gradient.
  epsilon: number(
    1e-12,
    1e-30,
    1,
    "AdamW in all stages: added to the root of that mean, which is divided by",
  ),
  tokenBudget: whole(
    0,
    0,
    1_000_000_000,
    "most tokens computed at a time in all stages, which bounds memory; 0: as the engine has it, 1024",
  ),
  advantage: choice(
    AS_METHOD,
    [AS_METHOD, ...ADVANTAGE_KINDS],
    "how rewards become advantages; method: as the algorithm has it",
  ),
  averaging: choice(AS_METHOD, [AS_METHOD, ...AVERAGING_KINDS], "how tokens are averaged"),
  clipLow: number(-1, -1, 1, "least ratio that counts; -1: as the algorithm has it"),
  clipHigh: number(-1, -1, 1e9, "largest ratio that counts; -1: as the algorithm has it"),
  dynamicSampling: choice(
    AS_METHOD,
    [AS_METHOD, "true", "false"],
    "sample until enough groups have different rewards",
  ),
  klCoefficient: number(0, 0, 100, "β of the penalty on the divergence from where practice began"),
  klEvery: whole(
    10,
    0,
    1_000_000,
    "steps between two measurements of that divergence, which expert iteration makes each round; 0 none",
  ),
  curriculum: {
    type: "boolean",
    default: false,
    help: "practise most on difficulties of which half are solved",
  },
  keptPerExample: whole(2, 1, 65_536, "expert iteration: most different right answers kept of an example"),
  regenerateEpochs: number(
    2,
    0,
    1000,
    "expert iteration: how often the kept answers are learnt from after each round",
  ),
  rounds: whole(5, 0, 1_000_000, "expert iteration: rounds of sampling and learning"),
  roundsFrom: choice(
    "newest",
    ROUND_STARTS,
    "expert iteration: weights from which a round learns: the newest, or those that practice began with",
  ),
  evaluations: whole(
    5,
    0,
    10_000,
    "measurements on held-out examples within each stage, besides those at its beginning and end",
  ),
  evaluationExamples: whole(200, 1, 1_000_000, "held-out examples of a measurement"),
  evaluationSamples: whole(8, 1, 1024, "answers to each before and after practice, for pass@k"),
  checkpointMinutes: number(2, 0, 10_000, "minutes between checkpoints"),
  keepCheckpoints: whole(2, 1, 10_000, "newest checkpoints kept, besides the best"),
} as const satisfies Record<string, Setting>;

/** Values of {@link languageSettings}. */
export type LanguageValues = Values<typeof languageSettings>;

/** The given settings, completed with a recipe's own defaults and the general ones, and checked. */
export function resolveLanguage(
  given: Readonly<Record<string, unknown>>,
  defaults: Partial<LanguageValues> = {},
): LanguageValues {
  return resolveSettings(languageSettings, given, defaults);
}
