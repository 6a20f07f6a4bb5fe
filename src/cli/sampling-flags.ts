import { type Command, InvalidArgumentError } from "commander";
import type { TemplateOptions } from "../language/tokenizer/tokenizer.js";
import type { SampleTextOptions } from "../trained/sample-text.js";
import { atLeast, share, whole } from "./numbers.js";
import { templateOption } from "./template-variable.js";

/** Options of how answers are drawn, as commander gives them. */
export interface SamplingFlags {
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly minP?: number;
  readonly maxTokens?: number;
  readonly stop?: readonly string[];
  readonly seed?: number;
  readonly templateOption?: TemplateOptions;
  readonly stage?: string;
}

/** A checkpoint may say itself how it wants to be sampled. */
const otherwise = (value: number) => `default as generation_config.json says, else ${value}`;

/** Gives a command the options of how answers are drawn. */
export function addSamplingFlags(command: Command): void {
  command
    .optionsGroup("How answers are drawn:")
    .option("--temperature <t>", `0 the most likely token each time (${otherwise(1)})`, atLeast(0))
    .option("--top-k <n>", `only the n most likely tokens; 0 all (${otherwise(0)})`, whole(0))
    .option(
      "--top-p <p>",
      `only the most likely tokens that together have this probability (${otherwise(1)})`,
      share,
    )
    .option(
      "--min-p <p>",
      `only tokens at least this share as likely as the most likely one (${otherwise(0)})`,
      atLeast(0, 1),
    )
    .option("--max-tokens <n>", "most tokens of an answer (default 512, as far as there is room)", whole(1))
    .option("--stop <text>", "ends an answer; may be given several times", several)
    .option("--seed <n>", "names the random numbers (default 1)", whole(0))
    .addOption(templateOption())
    .option(
      "--stage <name>",
      "the model that a stage of the run ended with, such as sft (default the newest)",
    )
    .optionsGroup("Options:");
}

/** The same for the library; what was not given is left out. */
export function samplingOf({
  stop,
  temperature,
  topK,
  topP,
  minP,
  maxTokens,
  seed,
  templateOption: templateOptions,
}: SamplingFlags): Omit<SampleTextOptions, "prompt"> {
  const options = { temperature, topK, topP, minP, maxTokens, seed, stopTexts: stop, templateOptions };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function several(text: string, before: readonly string[] = []): readonly string[] {
  if (text === "") throw new InvalidArgumentError("Expected a text that is not empty.");
  return [...before, text];
}
