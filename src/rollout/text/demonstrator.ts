import type { Example, TextEnvironment } from "../../environments/text/text-environment.js";
import { BoundaryError } from "../../errors.js";
import type { TemplateOptions, Tokenizer } from "../../language/tokenizer/tokenizer.js";
import { observedIds } from "./observed-ids.js";
import type { TextPolicy } from "./text-policy.js";

/**
 * A policy that says what the environment's solver demonstrates, in tokens like those a model would have sampled: its
 * episodes are what supervised fine-tuning learns from.
 *
 * @param templateOptions variables that the chat template knows
 * @throws BoundaryError `policy` `NO_DEMONSTRATION` in an episode for which there is none
 * @example
 * const policy = demonstrator(environment, tokenizer);
 */
export function demonstrator(
  environment: TextEnvironment,
  tokenizer: Tokenizer,
  templateOptions: TemplateOptions = {},
): TextPolicy {
  const shown = new WeakMap<Example, ReturnType<NonNullable<TextEnvironment["demonstrate"]>>>();
  return async (conversation, context) => {
    const { example, turn } = context;
    const messages = shown.get(example) ?? environment.demonstrate?.(example) ?? [];
    shown.set(example, messages);
    const message = messages[turn];
    if (message === undefined) {
      const what = `${environment.name}: there is no demonstration of answer ${turn + 1} to ${example.id}`;
      throw new BoundaryError("policy", "NO_DEMONSTRATION", what);
    }
    const observed = observedIds(tokenizer, conversation, { ...context, templateOptions });
    const { content, toolCalls } = message;
    const options = { tools: context.tools, templateOptions };
    const prompt = tokenizer.encodeChat(conversation, { ...options, addGenerationPrompt: true });
    const whole = tokenizer.encodeChat([...conversation, message], options);
    const ids = answerIds(whole, prompt, tokenizer) ?? spelt(content, tokenizer);
    return { content, ...(toolCalls && { toolCalls }), observedIds: observed, ids };
  };
}

/** What the template writes for an answer, the token that ends it included; undefined where it changes what was before. */
function answerIds(whole: Int32Array, prompt: Int32Array, tokenizer: Tokenizer): Int32Array | undefined {
  if (prompt.some((id, i) => id !== whole[i])) return undefined;
  const answer = whole.slice(prompt.length);
  const end = answer.findIndex((id) => tokenizer.endIds.includes(id));
  return end < 0 ? undefined : answer.slice(0, end + 1);
}

function spelt(content: string, tokenizer: Tokenizer): Int32Array {
  return Int32Array.from([...tokenizer.encode(content, { literal: true }), ...tokenizer.endIds.slice(0, 1)]);
}
