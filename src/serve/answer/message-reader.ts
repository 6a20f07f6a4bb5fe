import type { ToolCall } from "../../environments/text/message.js";
import { parseToolCalls } from "../../rollout/text/parse-tool-calls.js";
import type { ToolUse } from "../protocol/tools.js";
import { heldBack } from "./held-back.js";

const OPENING = "<tool_call>";

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
    const at = this.use ? this.text.indexOf(OPENING, from) : -1;
    let end = at;
    if (at < 0) end = this.text.length - (this.use ? heldBack(this.text, [OPENING]) : 0);
    // Space between content and calls belongs to neither.
    if (this.use) end = from + this.text.slice(from, end).trimEnd().length;
    this.given = end;
    return this.text.slice(from, end);
  }

  /** @returns the rest of the content, and the calls */
  end(): { readonly content: string; readonly toolCalls: readonly ToolCall[] } {
    const content = this.text.slice(this.given);
    if (!this.use || !this.text.includes(OPENING)) return { content, toolCalls: [] };
    const { content: around, toolCalls } = parseToolCalls(this.text, this.prefix);
    const calls = this.use.parallel ? toolCalls : toolCalls.slice(0, 1);
    // Something without a name is nothing that a client could call.
    if (calls.some(({ name }) => name === "")) return { content, toolCalls: [] };
    const told = this.text.slice(0, this.given).trim().length;
    return { content: around.slice(told), toolCalls: calls };
  }
}
