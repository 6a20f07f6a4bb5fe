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
  readonly sampling: SamplingFields;
  /** Whether the log-probabilities of the sampled tokens are wanted. */
  readonly logprobs: boolean;
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
  const logprobs = fields.boolean("logprobs", false);
  const isText = (value: unknown) => isObject(value) && value.type === "text";
  fields.only("top_logprobs", (value) => value === 0, ONLY_SAMPLED);
  fields.only("response_format", isText, 'only {type: "text"} is supported');
  fields.only("modalities", (value) => JSON.stringify(value) === '["text"]', 'only ["text"] is supported');
  fields.ignore(...WITHOUT_EFFECT);
  fields.done();
  return { model, messages, tools, sampling, logprobs };
}

const ONLY_SAMPLED =
  "only the sampled token's own log-probability is known, so log-probabilities of other tokens are not supported";
