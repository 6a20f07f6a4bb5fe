import type { Example, TextEnvironment } from "../../environments/text/text-environment.js";
import { BoundaryError } from "../../errors.js";
import type { Tokenizer } from "../../language/tokenizer/tokenizer.js";
import { observedIds } from "./observed-ids.js";
import type { TextPolicy } from "./text-policy.js";

/**
 * A policy that says what the environment's solver demonstrates, in tokens like those a model would have sampled: its
 * episodes are what supervised fine-tuning learns from.
 *
 * @throws BoundaryError `policy` `NO_DEMONSTRATION` in an episode for which there is none
 * @example
 * const policy = demonstrator(environment, tokenizer);
 */
export function demonstrator(environment: TextEnvironment, tokenizer: Tokenizer): TextPolicy {
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
    const observed = observedIds(tokenizer, conversation, context);
    const { content, toolCalls } = message;
    const whole = tokenizer.encodeChat([...conversation, message], { tools: context.tools });
    return {
      content,
      ...(toolCalls && { toolCalls }),
      observedIds: observed,
      ids: answerIds(whole, context.ids.length, observed, tokenizer),
    };
  };
}
