import type { Message } from "../../environments/text/message.js";
import type { ToolSet } from "../../environments/text/tool.js";
import { BoundaryError, CheckpointError } from "../../errors.js";
import type { ChatOptions, TemplateOptions, Tokenizer } from "../../language/tokenizer/tokenizer.js";
import { idsBehindAnswer } from "./ids-behind-answer.js";

/** What a policy has seen of a conversation: messages, and the tokens they have become. */
export interface Seen {
  readonly ids: readonly number[];
  /** Messages that {@link ids} stands for. */
  readonly covered: number;
  readonly tools: ToolSet;
  readonly templateOptions?: TemplateOptions;
}

/**
 * The tokens of what was said since the policy last answered, up to where its next answer begins. What it sampled
 * itself is never tokenised again: the chat template is rendered with and without the new messages, and the difference
 * follows the sampled tokens. A template that writes earlier messages differently once others follow, as Qwen3's leaves
 * out what was thought before the last question, is asked what it writes behind an answer; what was sampled stays.
 *
 * @throws BoundaryError `engine` `TEMPLATE_REWRITES` for a template that does not show what it writes behind an answer;
 * CheckpointError `CHAT_TEMPLATE` for one that refuses the conversation
 */
export function observedIds(tokenizer: Tokenizer, conversation: readonly Message[], seen: Seen): Int32Array {
  const { tools, templateOptions = {} } = seen;
  const options = { ...(Object.keys(tools).length > 0 && { tools }), templateOptions };
  if (seen.covered === 0)
    return tokenizer.encodeChat(conversation, { ...options, addGenerationPrompt: true });
  let refusal: CheckpointError | undefined;
  let behind: Int32Array | undefined;
  try {
    behind = idsAdded(tokenizer, conversation, seen.covered, options);
  } catch (error) {
    // A template may refuse several calls at once, which the model has made all the same.
    if (!(error instanceof CheckpointError)) throw error;
    refusal = error;
  }
  behind ??= idsBehindAnswer(tokenizer, conversation, seen.covered - 1, options);
  if (behind === undefined) {
    throw (
      refusal ??
      new BoundaryError(
        "engine",
        "TEMPLATE_REWRITES",
        "the chat template writes earlier messages differently once others follow, so tokens cannot be kept between turns",
      )
    );
  }
  // An answer that was cut off lacks the token that ends it; behind one that was not, the template may still add some.
  const { endIds } = tokenizer;
  const isEnded = endIds.includes(seen.ids[seen.ids.length - 1]) && endIds.includes(behind[0]);
  return isEnded ? behind.slice(1) : behind;
}

/**
 * What follows the messages that are covered, from the token on that ends the last of them; undefined where they are
 * written differently before the others.
 */
function idsAdded(
  tokenizer: Tokenizer,
  conversation: readonly Message[],
  covered: number,
  options: ChatOptions,
): Int32Array | undefined {
  const whole = tokenizer.encodeChat(conversation, { ...options, addGenerationPrompt: true });
  const before = tokenizer.encodeChat(conversation.slice(0, covered), options);
  if (before.some((id, i) => id !== whole[i])) return undefined;
  const end = before.findLastIndex((id) => tokenizer.endIds.includes(id));
  return whole.slice(end < 0 ? before.length : end);
}
