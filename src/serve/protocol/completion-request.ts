import { Fields, type JsonObject } from "./fields.js";
import { type SamplingFields, samplingFields } from "./sampling-fields.js";

/** A request for plain completions. */
export interface CompletionRequest {
  readonly model: string;
  /** Each a text, or the ids of its tokens. */
  readonly prompts: readonly (string | readonly number[])[];
  readonly sampling: SamplingFields;
  /** How many of the most likely tokens are wanted with each log-probability; undefined: no log-probabilities. */
  readonly logprobs: number | undefined;
}

/**
 * Reads the body of a request for completions.
 * @throws ApiError naming a field that is wrong, unknown, or not supported
 */
export function completionRequest(body: JsonObject): CompletionRequest {
  const fields = new Fields(body);
  const model = fields.text("model");
  const prompts = promptsOf(fields);
  const sampling = samplingFields(fields);
  const logprobs = fields.number("logprobs", { from: 0, to: 20, whole: true });
  fields.only("echo", (value) => value === false, "prompts are not repeated");
  fields.only("best_of", (value) => value === sampling.samples, "only the value of n is supported");
  fields.only("suffix", (value) => value === "", "text after the answer is not supported");
  fields.done();
  return { model, prompts, sampling, logprobs };
}

function promptsOf(fields: Fields): CompletionRequest["prompts"] {
  const prompt = fields.value("prompt");
  const expected = "a text, a list of token ids, or a list of up to 128 of such";
  if (prompt === undefined) throw fields.missing("prompt", expected);
  if (isPrompt(prompt)) return [prompt];
  if (Array.isArray(prompt) && prompt.length > 0 && prompt.length <= 128 && prompt.every(isPrompt))
    return prompt;
  throw fields.wrong("prompt", expected);
}

function isPrompt(value: unknown): value is string | readonly number[] {
  if (typeof value === "string") return true;
  const isId = (item: unknown) => Number.isSafeInteger(item) && (item as number) >= 0;
  return Array.isArray(value) && value.length > 0 && value.every(isId);
}
