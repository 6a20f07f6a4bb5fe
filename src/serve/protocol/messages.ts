import type { Message, ToolCall } from "../../environments/text/message.js";
import { ApiError } from "./api-error.js";
import type { Fields } from "./fields.js";

const ROLES = ["system", "developer", "user", "assistant", "tool"] as const;

/**
 * Reads the conversation. `developer` is the newer name of `system`.
 * @throws ApiError naming the message and the field
 */
export function messagesOf(fields: Fields): readonly Message[] {
  const messages = fields.objects("messages").map(messageOf);
  if (messages.length === 0) throw fields.missing("messages", "a list of at least one message");
  return messages;
}

function messageOf(fields: Fields): Message {
  const role = fields.choice("role", ROLES);
  const name = fields.optionalText("name");
  const toolCalls = role === "assistant" ? fields.objects("tool_calls").map(toolCallOf) : [];
  if (role === "assistant") {
    fields.only("function_call", () => false, "this older form is not supported, use tool_calls");
    fields.only("audio", () => false, "only text is supported");
  }
  const content = contentOf(fields, toolCalls.length > 0);
  return {
    role: role === "developer" ? "system" : role,
    content,
    ...(name !== undefined && { name }),
    ...(toolCalls.length > 0 && { toolCalls }),
    ...(role === "tool" && { toolCallId: fields.text("tool_call_id") }),
  };
}

function contentOf(fields: Fields, mayBeMissing: boolean): string {
  if (!fields.has("content")) {
    if (mayBeMissing) return "";
    throw fields.missing("content", "a text or a list of text parts");
  }
  const content = fields.value("content");
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) throw fields.wrong("content", "a text or a list of text parts");
  const parts = fields.objects("content").map((part) => {
    const type = part.text("type");
    if (type === "text") return part.text("text");
    const { message, param } = part.wrong("type", `"text", the only kind of content that is supported`);
    throw new ApiError(400, message, { code: "unsupported_value", ...(param !== undefined && { param }) });
  });
  return parts.join("");
}

function toolCallOf(fields: Fields): ToolCall {
  const id = fields.text("id");
  fields.choice("type", ["function"]);
  const called = fields.object("function");
  if (called === undefined) throw fields.missing("function", "an object");
  const name = called.text("name");
  return { id, name, input: parsed(called.text("arguments")) };
}

/** Arguments as templates want them; what a model wrote wrongly stays the text it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
