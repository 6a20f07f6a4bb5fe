import type { Message } from "../../environments/text/message.js";
import { Fields, isObject, type JsonObject } from "./fields.js";
import { messagesOf } from "./messages.js";
import { type SamplingFields, samplingFields } from "./sampling-fields.js";
import { type ToolUse, toolUse } from "./tools.js";

/** A request for chat completions. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly tools: ToolUse | undefined;
  /** Variables for the chat template. */
  readonly templateOptions: JsonObject;
  readonly sampling: SamplingFields;
  /** How many of the most likely tokens are wanted with each log-probability; undefined: no log-probabilities. */
  readonly logprobs: number | undefined;
}

/** Fields that say who asks or how to bill and keep it. */
const WITHOUT_EFFECT = [
  "metadata",
  "prompt_cache_key",
  "prompt_cache_retention",
  "safety_identifier",
  "service_tier",
  "store",
];

/**
 * Reads the body of a request for chat completions.
 * @throws ApiError naming a field that is wrong, unknown, or not supported
 */
export function chatRequest(body: JsonObject): ChatRequest {
  const fields = new Fields(body);
  const model = fields.text("model");
  const messages = messagesOf(fields);
  const tools = toolUse(fields);
  const sampling = samplingFields(fields);
  const logprobs = logprobsOf(fields);
  const templateOptions = fields.value("chat_template_kwargs") ?? {};
  if (!isObject(templateOptions)) throw fields.wrong("chat_template_kwargs", "an object");
  const isText = (value: unknown) => isObject(value) && value.type === "text";
  fields.only("response_format", isText, 'only {type: "text"} is supported');
  fields.only("modalities", (value) => JSON.stringify(value) === '["text"]', 'only ["text"] is supported');
  fields.ignore(...WITHOUT_EFFECT);
  fields.done();
  return { model, messages, tools, templateOptions, sampling, logprobs };
}

function logprobsOf(fields: Fields): number | undefined {
  const top = fields.number("top_logprobs", { from: 0, to: 20, whole: true });
  if (fields.boolean("logprobs", false)) return top ?? 0;
  if (top !== undefined) throw fields.wrong("top_logprobs", "nothing, as logprobs is not true");
  return undefined;
}
