export type { Message, ToolCall } from "./text/message.js";
export type { Example, Outcome, Split, TextEnvironment, TextEpisode, Turn } from "./text/text-environment.js";
export type { JsonSchema, Tool, ToolSet } from "./text/tool.js";
