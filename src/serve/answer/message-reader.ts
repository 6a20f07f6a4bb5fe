import type { ToolCall } from "../../environments/text/message.js";
import { parseToolCalls } from "../../rollout/text/parse-tool-calls.js";
import { CALL_MARKS } from "../../rollout/text/tool-calls/call-marks.js";
import type { ToolUse } from "../protocol/tools.js";
import { heldBack } from "./held-back.js";

/**
 * Tells an answer's content from its calls of tools, as it is written: content is given out at once, and what follows the
 * first sign of a call is kept until the end.
 */
export class MessageReader {
  private text: string;
  private given = 0;

  /**
   * @param use undefined: whatever is written is content
   * @param prefix what the calls' ids begin with
   */
  constructor(
    private readonly use: ToolUse | undefined,
    private readonly prefix: string,
  ) {
    this.text = use?.opening ?? "";
  }

  /** @returns content that has become certain */
  push(text: string): string {
    this.text += text;
    const from = this.given;
    let end = this.use ? this.callFrom(from) : this.text.length;
    // Space between content and calls belongs to neither.
    if (this.use) end = from + this.text.slice(from, end).trimEnd().length;
    this.given = end;
    return this.text.slice(from, end);
  }

  /** Where the first call begins, or may begin with what comes next. */
  private callFrom(from: number): number {
    // Without a mark a call is all of the answer.
    if (from === 0 && this.text.trimStart().startsWith("{")) return 0;
    const found = CALL_MARKS.map((mark) => this.text.indexOf(mark, from)).filter((at) => at >= 0);
    return found.length > 0 ? Math.min(...found) : this.text.length - heldBack(this.text, CALL_MARKS);
  }

  /** @returns the rest of the content, and the calls */
  end(): { readonly content: string; readonly toolCalls: readonly ToolCall[] } {
    const content = this.text.slice(this.given);
    if (!this.use) return { content, toolCalls: [] };
    const offered = Object.keys(this.use.tools);
    const { content: around, toolCalls } = parseToolCalls(this.text, this.prefix, offered);
    if (toolCalls.length === 0) return { content, toolCalls: [] };
    const calls = this.use.parallel ? toolCalls : toolCalls.slice(0, 1);
    // Something without a name is nothing that a client could call.
    if (calls.some(({ name }) => name === "")) return { content, toolCalls: [] };
    const told = this.text.slice(0, this.given).trim().length;
    return { content: around.slice(told), toolCalls: calls.map(withInputAlone) };
  }
}

/** What a call begins with, up to its input. */
const OPENING = /^\s*\{\s*"name"\s*:\s*"[^"]*"\s*,\s*"(?:arguments|parameters)"\s*:\s*/;

/** A call that is no JSON, such as one that was cut off, is kept as it was written; of that a client is told the input. */
function withInputAlone(call: ToolCall): ToolCall {
  return typeof call.input === "string" ? { ...call, input: call.input.replace(OPENING, "") } : call;
}
