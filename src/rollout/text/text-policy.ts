import type { Message, ToolCall } from "../../environments/text/message.js";
import type { Example } from "../../environments/text/text-environment.js";
import type { ToolSet } from "../../environments/text/tool.js";

/** What a policy may know when it answers, besides the conversation. */
export interface AnswerContext {
  /** The environment's name. */
  readonly environment: string;
  readonly example: Example;
  readonly player: number;
  /** Answers that were given before in this episode, by any player. */
  readonly turn: number;
  /** Names the random stream of this answer; no two answers of a run have the same. */
  readonly seed: number;
  readonly tools: ToolSet;
  /** Token ids of this player's conversation so far: what was observed and what was sampled, in order. */
  readonly ids: readonly number[];
  /** How many messages of the conversation {@link ids} stands for; the others are new. */
  readonly covered: number;
  /** Tokens that may still be sampled; Infinity without a budget. */
  readonly maxTokens: number;
  /** Aborted when the episode's time is up or nobody waits for it any more. */
  readonly signal: AbortSignal;
}

/** An answer, and the tokens it is made of where the policy knows them. */
export interface Answer {
  readonly content: string;
  readonly toolCalls?: readonly ToolCall[];
  /** Ids of what was said since {@link AnswerContext.ids}, up to where sampling began. */
  readonly observedIds?: ArrayLike<number>;
  /** Ids that were sampled, the one that ended the answer included. */
  readonly ids?: ArrayLike<number>;
  /** Log-probabilities of the sampled ids, one each. */
  readonly logprobs?: ArrayLike<number>;
  /** Whether the answer was cut off by a limit on its length. */
  readonly truncated?: boolean;
}

/**
 * Answers a conversation. A policy that counts in tokens gives their ids: text is tokenised once, and what was sampled
 * is never tokenised again.
 *
 * @example
 * const parrot: TextPolicy = async (conversation) => ({ content: conversation.at(-1)!.content });
 */
export type TextPolicy = (conversation: readonly Message[], context: AnswerContext) => Promise<Answer>;
