import type { SamplingParameters } from "../../language/engine/language-engine.js";
import type { Fields } from "./fields.js";

/** What the two kinds of completions have in common. */
export interface SamplingFields {
  /** Answers to each prompt. */
  readonly samples: number;
  /** As far as they are given; the model's own defaults come next, and the engine's are the protocol's. */
  readonly parameters: Omit<SamplingParameters, "maxTokens" | "stopIds" | "stopTexts">;
  /** Most tokens of an answer; undefined: as many as there is room for. */
  readonly maxTokens: number | undefined;
  readonly stops: readonly string[];
  readonly seed: number | undefined;
  readonly stream: boolean;
  /** Whether a stream tells at its end how many tokens there were. */
  readonly includeUsage: boolean;
}

/** Below this temperature the most likely token is taken: the division would overflow. */
const COLDEST = 1e-5;
/** `top_p: 0` leaves the most likely token, which the sampler wants written as a share above 0. */
const SMALLEST_SHARE = 1e-9;

/**
 * Reads how an answer is to be sampled. Besides the protocol's fields `top_k` and `min_p`, as other servers have them.
 * @throws ApiError naming the field
 */
export function samplingFields(fields: Fields): SamplingFields {
  const samples = fields.number("n", { from: 1, to: 128, whole: true }) ?? 1;
  const most = { from: 1, to: Number.MAX_SAFE_INTEGER, whole: true };
  const maxTokens = fields.number("max_completion_tokens", most) ?? fields.number("max_tokens", most);
  const temperature = fields.number("temperature", { from: 0, to: 2 });
  const topP = fields.number("top_p", { from: 0, to: 1 });
  const topK = fields.number("top_k", { from: 0, to: Number.MAX_SAFE_INTEGER, whole: true });
  const minP = fields.number("min_p", { from: 0, to: 1 });
  const all = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER, whole: true };
  const seed = fields.number("seed", all);
  const stops = fields.texts("stop", { count: 16, length: 256 });
  const stream = fields.boolean("stream", false);
  const streamOptions = fields.object("stream_options");
  if (streamOptions !== undefined && !stream)
    throw fields.wrong("stream_options", "nothing, as stream is not true");
  const zero = (value: unknown) => value === 0;
  fields.only("frequency_penalty", zero, "penalties are not supported");
  fields.only("presence_penalty", zero, "penalties are not supported");
  const empty = (value: unknown) => JSON.stringify(value) === "{}";
  fields.only("logit_bias", empty, "biases of single tokens are not supported");
  fields.ignore("max_tokens", "user");
  return {
    samples,
    parameters: {
      ...(temperature !== undefined && { temperature: temperature < COLDEST ? 0 : temperature }),
      ...(topP !== undefined && { topP: Math.max(topP, SMALLEST_SHARE) }),
      ...(topK !== undefined && { topK }),
      ...(minP !== undefined && { minP }),
    },
    maxTokens,
    stops,
    seed,
    stream,
    includeUsage: streamOptions?.boolean("include_usage", false) ?? false,
  };
}
