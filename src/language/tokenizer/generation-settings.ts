import type { SamplingParameters } from "../engine/language-engine.js";
import type { JsonFields } from "../json-fields.js";

/** How answers are drawn where nobody says otherwise; what is left out is the engine's own default. */
export type SamplingDefaults = Readonly<
  Pick<Partial<SamplingParameters>, "temperature" | "topK" | "topP" | "minP">
>;

/** `eos_token_id`: one id, or a list of them. */
export function readEndIds(generation: JsonFields | undefined): readonly number[] {
  if (!generation?.has("eos_token_id")) return [];
  const value = generation.values.eos_token_id;
  return Array.isArray(value) ? generation.indices("eos_token_id") : [generation.index("eos_token_id")];
}

/** `temperature`, `top_k`, `top_p` and `min_p`; where `do_sample` is false the most likely token is taken. */
export function readSampling(generation: JsonFields | undefined): SamplingDefaults {
  if (generation === undefined) return {};
  const number = (name: string, expected: string, fits: (value: number) => boolean) => {
    if (!generation.has(name)) return undefined;
    const value = generation.number(name);
    if (!fits(value)) throw generation.damaged(name, expected);
    return value;
  };
  const given = number("temperature", "a number from 0", (value) => value >= 0);
  const temperature = generation.boolean("do_sample", true) ? given : 0;
  const topP = number("top_p", "a number above 0 and up to 1", (value) => value > 0 && value <= 1);
  const minP = number("min_p", "a number from 0 to 1", (value) => value >= 0 && value <= 1);
  // Some servers write -1 for all of them.
  const topK = number("top_k", "a whole number from 0", (value) => Number.isInteger(value) && value >= -1);
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topK !== undefined && { topK: Math.max(topK, 0) }),
    ...(topP !== undefined && { topP }),
    ...(minP !== undefined && { minP }),
  };
}
