/** A call of a tool, as a model wrote it. */
export interface ToolCall {
  /** Names the call, so that its result can be told to belong to it. */
  readonly id: string;
  readonly name: string;
  /** As written by the model: parsed JSON that the tool's schema has not been held against yet. */
  readonly input: unknown;
}

/** One message of a conversation, in the roles of the chat protocols. */
export interface Message {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
  /** Of an assistant's message: the tools it asks for. */
  readonly toolCalls?: readonly ToolCall[];
  /** Of a tool's message: which call it answers. */
  readonly toolCallId?: string;
  /** Of a tool's message: the tool. In an environment with several players: who speaks. */
  readonly name?: string;
}
