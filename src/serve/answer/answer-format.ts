import type { AnswerPiece } from "./answer-text.js";
import type { Outcome } from "./generate.js";

/** Puts what is sampled into the protocol's form: at once, or chunk by chunk. */
export interface AnswerFormat {
  /** The first chunks of a stream. */
  begin(): readonly object[];
  /** Takes in what a choice goes on with. @returns the chunk that tells of it, where there is something to tell */
  piece(choice: number, piece: AnswerPiece): object | undefined;
  /** The last chunks of a stream. */
  end(outcome: Outcome): readonly object[];
  /** The whole answer; in place of {@link end}. */
  whole(outcome: Outcome): object;
}

/** What names an answer. */
export interface AnswerHead {
  readonly id: string;
  /** When it was asked for, seconds since 1970. */
  readonly created: number;
  readonly model: string;
}

/** The protocol's count of tokens. */
export function usageOf({ promptTokens, completionTokens }: Outcome) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

/** What the protocol writes for a log-probability: at least −9999, as JSON has no infinity. */
export const finite = (logprob: number) => Math.max(-9999, logprob);
