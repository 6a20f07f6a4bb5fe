import type { CompletionRequest } from "../protocol/completion-request.js";
import { type AnswerFormat, type AnswerHead, finite, usageOf } from "./answer-format.js";
import type { AnswerPiece, AnswerToken, ScoredText } from "./answer-text.js";
import type { Outcome } from "./generate.js";

/** A choice as far as it is known. */
interface Choice {
  text: string;
  readonly tokens: AnswerToken[];
  /** Where in the answer the text of the next token begins. */
  offset: number;
}

/** The form of plain completions. */
export class CompletionFormat implements AnswerFormat {
  private readonly choices: readonly Choice[];

  constructor(
    private readonly head: AnswerHead,
    private readonly request: CompletionRequest,
  ) {
    const { prompts, sampling } = request;
    const length = prompts.length * sampling.samples;
    this.choices = Array.from({ length }, () => ({ text: "", tokens: [], offset: 0 }));
  }

  begin(): readonly object[] {
    return [];
  }

  piece(index: number, { text, tokens }: AnswerPiece): object {
    const known = this.choices[index];
    known.text += text;
    known.tokens.push(...tokens);
    const logprobs = tokens.length > 0 ? this.logprobs(tokens, known.offset) : null;
    known.offset += tokens.reduce((sum, token) => sum + token.text.length, 0);
    return this.chunk({ index, text, logprobs, finish_reason: null });
  }

  end(outcome: Outcome): readonly object[] {
    const chunks = outcome.finishes.map((finish_reason, index) =>
      this.chunk({ index, text: "", logprobs: null, finish_reason }),
    );
    if (!this.request.sampling.includeUsage) return chunks;
    return [...chunks, { ...this.chunk(), choices: [], usage: usageOf(outcome) }];
  }

  whole(outcome: Outcome): object {
    const choices = this.choices.map(({ text, tokens }, index) => {
      const logprobs = this.logprobs(tokens, 0);
      return { index, text, logprobs, finish_reason: outcome.finishes[index] };
    });
    return { ...this.head, object: "text_completion", choices, usage: usageOf(outcome) };
  }

  private chunk(...choices: readonly object[]): object {
    const usage = this.request.sampling.includeUsage && { usage: null };
    return { ...this.head, object: "text_completion", choices, ...usage };
  }

  private logprobs(tokens: readonly AnswerToken[], offset: number) {
    const { logprobs: most } = this.request;
    if (most === undefined) return null;
    let next = offset;
    const offsets = tokens.map(({ text }) => {
      const start = next;
      next += text.length;
      return start;
    });
    return {
      tokens: tokens.map(({ text }) => text),
      token_logprobs: tokens.map(({ logprob }) => finite(logprob)),
      top_logprobs: most === 0 ? null : tokens.map(byText),
      text_offset: offsets,
    };
  }
}

/** Log-probabilities by the token's text, that of the drawn token among them; of tokens with the same text the likeliest. */
function byText({ top, ...drawn }: AnswerToken): Readonly<Record<string, number>> {
  const entry = ({ text, logprob }: ScoredText) => [text, finite(logprob)] as const;
  return Object.fromEntries([...[...top].reverse().map(entry), entry(drawn)]);
}
