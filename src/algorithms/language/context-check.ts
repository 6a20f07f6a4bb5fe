import type { Split, TextEnvironment } from "../../environments/text/text-environment.js";
import { OptionError } from "../../errors.js";
import { checkTemplateOptions } from "../../language/tokenizer/template-variables.js";
import type { TemplateOptions, Tokenizer } from "../../language/tokenizer/tokenizer.js";
import type { TrainingEnvironments } from "./plan.js";
import { plannedSteps } from "./planned-steps.js";
import type { LanguageValues } from "./settings.js";
import { ShownExamples } from "./shown-examples.js";

/** What a model reads and writes within. */
export interface ModelContext {
  /** What an error calls it: a setting, or a checkpoint's context. */
  readonly name: string;
  readonly contextLength: number;
  readonly tokenizer: Tokenizer;
  readonly templateOptions?: TemplateOptions;
}

/** Examples of each environment that are looked at, and tokens; the example in which they are reached is the last. */
const [EXAMPLES, TOKENS] = [256, 1e6];

/**
 * Refuses a context that is too short for what will be shown, on which training would die, or that leaves no room for
 * any answer to what is asked, and variables that its chat template does not know. What comes between the turns of an episode is not looked at.
 *
 * @throws OptionError
 */
export async function checkContext(
  context: ModelContext,
  { shown, practised, measured }: TrainingEnvironments,
  settings: LanguageValues,
  seed: number,
): Promise<void> {
  checkTemplateOptions(context.tokenizer, context.templateOptions);
  const steps = plannedSteps(settings);
  const { showBatch, showExamples: wanted } = settings;
  const count = Math.min(EXAMPLES, showBatch * Math.max(settings.pretrainSteps, settings.sftSteps));
  const indices = new ShownExamples({ size: shown.size("train"), wanted, seed }).numbers(0, count);
  const demonstrations = await lengths(context, shown, "train", indices, demonstrationLength);
  const longest = Math.max(0, ...demonstrations);
  if (longest > context.contextLength) refuse(context, longest, `the demonstrations of ${shown.name}`);
  if (steps.practised > 0) await checkOpenings(context, practised, "train");
  await checkOpenings(context, measured, "test");
}

/** An answer needs a token at least. */
async function checkOpenings(context: ModelContext, environment: TextEnvironment, split: Split) {
  const indices = Array.from({ length: Math.min(EXAMPLES, environment.size(split)) }, (_, i) => i);
  const needed = await lengths(context, environment, split, indices, openingLength);
  if (needed.length > 0 && Math.min(...needed) > context.contextLength)
    refuse(context, Math.max(...needed), `what ${environment.name} asks and the first token of an answer`);
}

function refuse({ name, contextLength }: ModelContext, needed: number, what: string): never {
  throw new OptionError(name, `at least ${needed} tokens for ${what}`, contextLength);
}

type Length = (
  context: ModelContext,
  environment: TextEnvironment,
  example: ReturnType<TextEnvironment["example"]>,
) => Promise<number>;

async function lengths(
  context: ModelContext,
  environment: TextEnvironment,
  split: Split,
  indices: readonly number[],
  of: Length,
): Promise<number[]> {
  const found: number[] = [];
  let tokens = 0;
  for (const index of indices) {
    if (tokens >= TOKENS) break;
    try {
      const length = await of(context, environment, environment.example(split, index));
      tokens += length;
      found.push(length);
    } catch {
      // What an environment or a template cannot do it cannot do in episodes either, which tell of it.
    }
  }
  return found;
}

const openingLength: Length = async (context, environment, example) => {
  const { opening } = await environment.begin(example);
  const options = { ...chatOptions(context, environment), addGenerationPrompt: true };
  return context.tokenizer.encodeChat(opening, options).length + 1;
};

/** Its last token is predicted and not read. */
const demonstrationLength: Length = async (context, environment, example) => {
  const { tokenizer } = context;
  const { opening } = await environment.begin(example);
  const messages = [...opening, ...(environment.demonstrate?.(example) ?? [])];
  const ids = tokenizer.encodeChat(messages, chatOptions(context, environment));
  const end = ids.findLastIndex((id) => tokenizer.endIds.includes(id));
  return end < 0 ? ids.length - 1 : end;
};

const chatOptions = ({ templateOptions = {} }: ModelContext, { tools = {} }: TextEnvironment) => ({
  ...(Object.keys(tools).length > 0 && { tools }),
  templateOptions,
});
