/** A call as a model wrote it. */
export interface WrittenCall {
  readonly name: string;
  readonly input: unknown;
  /** Where the model gave it one. */
  readonly id?: string;
}

/** Calls that were found in a text, and the text without them. */
export interface FoundCalls {
  readonly content: string;
  readonly calls: readonly WrittenCall[];
}

/** The call that a text is the JSON of; of what is none the text is the input, for the tool's schema to refuse. */
export function writtenCall(text: string): WrittenCall {
  return callOf(parsed(text)) ?? { name: /"name"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? "", input: text };
}

/** The call that parsed JSON stands for, in the names of Hermes and Mistral or of Llama; undefined where it is none. */
export function callOf(value: unknown): WrittenCall | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const { name, id, arguments: input = fields.parameters } = fields;
  if (typeof name !== "string") return undefined;
  return { name, input: input ?? {}, ...(typeof id === "string" && { id }) };
}

/** Parsed JSON; undefined for a text that is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
