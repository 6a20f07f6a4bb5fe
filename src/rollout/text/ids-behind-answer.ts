import type { Message } from "../../environments/text/message.js";
import { CheckpointError } from "../../errors.js";
import type { ChatOptions, Tokenizer } from "../../language/tokenizer/tokenizer.js";

/** What is said in place of the answer: two that have neither their length nor their last character in common. */
const STAND_INS = ["no", "yes"] as const;

/**
 * What a chat template writes behind an answer, found without the conversation before: two short conversations that
 * differ in nothing but the answer are written out with the new messages, and what they end with alike follows it. The
 * template treats both the same, so it may write the answer itself differently once other messages follow.
 *
 * @param conversation whose message `answer` is the answer; all after it are new
 * @returns the ids from the token that ends the answer on, that token included where there is one; undefined where the
 * template refuses, or does not show, all that stands in for the answer
 */
export function idsBehindAnswer(
  tokenizer: Tokenizer,
  conversation: readonly Message[],
  answer: number,
  options: ChatOptions,
): Int32Array | undefined {
  if (conversation[answer]?.role !== "assistant") return undefined;
  const opening = openingFor(conversation.slice(0, answer));
  const fresh = conversation.slice(answer + 1);
  for (const calls of [Number.POSITIVE_INFINITY, 1]) {
    try {
      const [one, other] = STAND_INS.map((said) =>
        tokenizer.encodeChat([...opening, standIn(conversation[answer], said, calls), ...fresh], {
          ...options,
          addGenerationPrompt: true,
        }),
      );
      const behind = commonEnd(one, other);
      if (behind.length === one.length) continue;
      const end = behind.findIndex((id) => tokenizer.endIds.includes(id));
      return end < 0 ? behind : behind.subarray(end);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
    }
  }
  return undefined;
}

/** What a template may want before an answer: the system's messages, and the last that a user said. */
function openingFor(earlier: readonly Message[]): readonly Message[] {
  const question = earlier.findLast(({ role }) => role === "user");
  return earlier.filter((message) => message.role === "system" || message === question);
}

/** The answer with other contents, and so many of its calls: some templates write the calls only, and one at most. */
function standIn({ toolCalls = [], ...message }: Message, said: string, calls: number): Message {
  if (toolCalls.length === 0) return { ...message, content: said };
  const others = toolCalls.slice(0, calls).map((call) => ({ ...call, input: { said } }));
  return { ...message, content: said, toolCalls: others };
}

function commonEnd(one: Int32Array, other: Int32Array): Int32Array {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one.at(-1 - length) === other.at(-1 - length))
    length++;
  return one.subarray(one.length - length);
}
