import type { ToolCall } from "../../environments/text/message.js";
import type { ChatRequest } from "../protocol/chat-request.js";
import { type AnswerFormat, type AnswerHead, finite, usageOf } from "./answer-format.js";
import type { AnswerPiece, AnswerToken, ScoredText } from "./answer-text.js";
import type { Finish, Outcome } from "./generate.js";
import { MessageReader } from "./message-reader.js";

/** A choice as far as it is known. */
interface Choice {
  readonly reader: MessageReader;
  content: string;
  readonly tokens: AnswerToken[];
}

/** The form of chat completions. */
export class ChatFormat implements AnswerFormat {
  private readonly choices: readonly Choice[];

  constructor(
    private readonly head: AnswerHead,
    private readonly request: ChatRequest,
  ) {
    const { tools, sampling } = request;
    this.choices = Array.from({ length: sampling.samples }, (_, i) => ({
      reader: new MessageReader(tools, `${head.id.replace("chatcmpl-", "call_")}_${i}_`),
      content: "",
      tokens: [],
    }));
  }

  begin(): readonly object[] {
    return this.choices.map((_, i) => this.chunk(i, { role: "assistant", content: "", refusal: null }));
  }

  piece(choice: number, { text, tokens }: AnswerPiece): object | undefined {
    const known = this.choices[choice];
    const content = known.reader.push(text);
    known.content += content;
    known.tokens.push(...tokens);
    const told = this.request.logprobs !== undefined && tokens.length > 0;
    if (content === "" && !told) return undefined;
    return this.chunk(choice, content === "" ? {} : { content }, { tokens });
  }

  end(outcome: Outcome): readonly object[] {
    const chunks = this.choices.flatMap(({ reader }, i) => {
      const { content, toolCalls } = reader.end();
      const calls = toolCalls.map((call, index) => ({ index, ...callOf(call) }));
      const finish = finishOf(outcome.finishes[i], toolCalls);
      return [
        ...(content === "" ? [] : [this.chunk(i, { content })]),
        ...calls.map((call) => this.chunk(i, { tool_calls: [call] })),
        this.chunk(i, {}, { finish }),
      ];
    });
    if (!this.request.sampling.includeUsage) return chunks;
    return [...chunks, { ...this.chunkHead(), choices: [], usage: usageOf(outcome) }];
  }

  whole(outcome: Outcome): object {
    const choices = this.choices.map(({ reader, content: begun, tokens }, index) => {
      const { content: rest, toolCalls } = reader.end();
      const content = begun + rest;
      const message = {
        role: "assistant",
        content: content === "" && toolCalls.length > 0 ? null : content,
        refusal: null,
        ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(callOf) }),
      };
      const finish = finishOf(outcome.finishes[index], toolCalls);
      return { index, message, logprobs: this.logprobs(tokens), finish_reason: finish };
    });
    return { ...this.head, object: "chat.completion", choices, usage: usageOf(outcome) };
  }

  private chunk(
    index: number,
    delta: object,
    { tokens = [], finish = null }: { tokens?: readonly AnswerToken[]; finish?: string | null } = {},
  ): object {
    const logprobs = tokens.length > 0 ? this.logprobs(tokens) : null;
    const choice = { index, delta, logprobs, finish_reason: finish };
    const usage = this.request.sampling.includeUsage && { usage: null };
    return { ...this.chunkHead(), choices: [choice], ...usage };
  }

  private chunkHead() {
    return { ...this.head, object: "chat.completion.chunk" };
  }

  private logprobs(tokens: readonly AnswerToken[]) {
    if (this.request.logprobs === undefined) return null;
    const content = tokens.map(({ top, ...token }) => ({
      ...scoredToken(token),
      top_logprobs: top.map(scoredToken),
    }));
    return { content, refusal: null };
  }
}

function scoredToken({ text, logprob }: ScoredText) {
  // A part of a character's bytes stands for no text, and which bytes they are is not told.
  const bytes = text.includes("\uFFFD") ? null : [...new TextEncoder().encode(text)];
  return { token: text, logprob: finite(logprob), bytes };
}

function callOf({ id, name, input }: ToolCall) {
  // What is not valid JSON stays as the model wrote it; the protocol leaves it to the client to see that.
  const written = typeof input === "string" ? input : JSON.stringify(input);
  return { id, type: "function", function: { name, arguments: written } };
}

/** An answer that was cut off is told to be so, since its last call may not be complete. */
function finishOf(finish: Finish, calls: readonly ToolCall[]): string {
  return finish === "stop" && calls.length > 0 ? "tool_calls" : finish;
}
