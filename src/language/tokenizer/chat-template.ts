import { Template } from "@huggingface/jinja";
import type { Message } from "../../environments/text/message.js";
import { toolSchema } from "../../environments/text/tool-schema.js";
import { CheckpointError } from "../../errors.js";
import { freeVariables } from "./free-variables.js";
import { strftime } from "./strftime.js";
import type { ChatOptions, TemplateOptions } from "./tokenizer.js";

/** What a template can be asked for. */
export interface ChatInput {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ChatTool[] | null;
  readonly addGenerationPrompt: boolean;
  readonly templateOptions: TemplateOptions;
}

/** A message in the form that templates are written for, that of the chat-completions protocol. */
export interface ChatMessage {
  readonly role: string;
  readonly content: string;
  readonly name?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly type: "function";
    readonly function: { readonly name: string; readonly arguments: unknown };
  }[];
  readonly tool_call_id?: string;
}

/** A tool in the same protocol's form. */
export interface ChatTool {
  readonly type: "function";
  readonly function: { readonly name: string; readonly description: string; readonly parameters: unknown };
}

/** Messages and tools as templates want them. */
export function chatInput(
  messages: readonly Message[],
  { tools, addGenerationPrompt = false, templateOptions = {} }: ChatOptions,
): ChatInput {
  const declared = Object.entries(tools ?? {}).map(([name, { description, inputSchema }]) => ({
    type: "function" as const,
    function: { name, description, parameters: toolSchema(inputSchema).json },
  }));
  return {
    messages: messages.map(chatMessage),
    tools: declared.length > 0 ? declared : null,
    addGenerationPrompt,
    templateOptions,
  };
}

function chatMessage({ role, content, name, toolCalls, toolCallId }: Message): ChatMessage {
  return {
    role,
    content,
    ...(name !== undefined && { name }),
    ...(toolCalls &&
      toolCalls.length > 0 && {
        tool_calls: toolCalls.map(({ id, name: tool, input }) => ({
          id,
          type: "function" as const,
          function: { name: tool, arguments: input },
        })),
      }),
    ...(toolCallId !== undefined && { tool_call_id: toolCallId }),
  };
}

/** What `strftime_now` is called while a template is rendered: the library's own cannot be replaced and asks the clock. */
const STRFTIME = "strftime_given";

/** What a template is always rendered with. */
const EVERY_CONVERSATION = ["messages", "tools", "add_generation_prompt"];

/** Chat templates of a tokeniser: Jinja, rendered with the names that `transformers` gives them. */
export class ChatTemplates {
  private readonly sources: ReadonlyMap<string, string>;
  private readonly specialTokens: ReadonlyMap<string, string>;
  private readonly date: Date;
  private readonly parsed = new Map<string, Template>();

  /**
   * @param sources by name; `tool_use` is taken where tools are given, `default` otherwise
   * @param specialTokens by the names that templates know them by, such as `bos_token`
   * @param date what `strftime_now` writes, so that the same conversation is the same text every day
   */
  constructor(sources: ReadonlyMap<string, string>, specialTokens: ReadonlyMap<string, string>, date: Date) {
    this.sources = sources;
    this.specialTokens = specialTokens;
    this.date = date;
  }

  /** Whether one of them has a name in its text, of those that are not given with every conversation. */
  mention(name: string): boolean {
    return (
      !this.given.has(name) && [...this.sources.values()].some((source) => source.split(/\W+/).includes(name))
    );
  }

  /**
   * The variables that they want to be given beside what every conversation comes with.
   *
   * @throws CheckpointError `CHAT_TEMPLATE` for one that cannot be read
   */
  variables(): string[] {
    const names = [...this.sources.keys()].flatMap((name) =>
      toldOf(name, () => freeVariables(this.template(name).parsed)),
    );
    return [...new Set(names)].filter((name) => !this.given.has(name));
  }

  private get given(): ReadonlySet<string> {
    return new Set([...EVERY_CONVERSATION, STRFTIME, ...this.specialTokens.keys()]);
  }

  /** @throws CheckpointError `CHAT_TEMPLATE` when there is none, or it fails or refuses the conversation */
  render({ messages, tools, addGenerationPrompt, templateOptions }: ChatInput): string {
    const name = tools && this.sources.has("tool_use") ? "tool_use" : "default";
    return toldOf(name, () =>
      this.template(name).render({
        documents: null,
        ...templateOptions,
        ...Object.fromEntries(this.specialTokens),
        messages,
        tools,
        add_generation_prompt: addGenerationPrompt,
        [STRFTIME]: (format: string) => strftime(this.date, format),
      }),
    );
  }

  private template(name: string): Template {
    let template = this.parsed.get(name);
    if (!template) {
      const source = this.sources.get(name);
      if (source === undefined) {
        const found = [...this.sources.keys()].join(", ") || "none";
        const what = `expected a chat template "${name}" (chat_template.jinja, or chat_template in tokenizer_config.json)`;
        throw new CheckpointError("CHAT_TEMPLATE", `${what}, found ${found}`);
      }
      template = new Template(source.replace(/\bstrftime_now\b/g, STRFTIME));
      this.parsed.set(name, template);
    }
    return template;
  }
}

/** Does something with a template. @throws CheckpointError `CHAT_TEMPLATE` that names it */
function toldOf<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (cause instanceof CheckpointError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError("CHAT_TEMPLATE", `chat template "${name}": ${reason}`, { cause });
  }
}
