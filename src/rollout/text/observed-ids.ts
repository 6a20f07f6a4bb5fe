import type { Message } from "../../environments/text/message.js";
import type { ToolSet } from "../../environments/text/tool.js";
import { BoundaryError } from "../../errors.js";
import type { Tokenizer } from "../../language/tokenizer/tokenizer.js";

/** What a policy has seen of a conversation: messages, and the tokens they have become. */
export interface Seen {
  readonly ids: readonly number[];
  /** Messages that {@link ids} stands for. */
  readonly covered: number;
  readonly tools: ToolSet;
}

/**
 * The tokens of what was said since the policy last answered, up to where its next answer begins. What it sampled
 * itself is never tokenised again: the chat template is rendered with and without the new messages, and the difference
 * follows the sampled tokens.
 *
 * @throws BoundaryError `engine` `TEMPLATE_REWRITES` for a template that changes what it wrote for earlier messages
 */
export function observedIds(tokenizer: Tokenizer, conversation: readonly Message[], seen: Seen): Int32Array {
  const options = Object.keys(seen.tools).length > 0 ? { tools: seen.tools } : {};
  const whole = tokenizer.encodeChat(conversation, { ...options, addGenerationPrompt: true });
  if (seen.covered === 0) return whole;
  const before = tokenizer.encodeChat(conversation.slice(0, seen.covered), options);
  if (before.some((id, i) => id !== whole[i])) {
    throw new BoundaryError(
      "engine",
      "TEMPLATE_REWRITES",
      "the chat template writes earlier messages differently once others follow, so tokens cannot be kept between turns",
    );
  }
  // An answer that was cut off lacks the token that ends it; behind one that was not, the template may still add some.
  const end = before.findLastIndex((id) => tokenizer.endIds.includes(id));
  const ended = tokenizer.endIds.includes(seen.ids[seen.ids.length - 1]);
  return whole.slice(end < 0 ? before.length : ended ? end + 1 : end);
}
