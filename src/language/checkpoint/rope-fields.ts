import type { RopeConfig, RopeScaling } from "../config.js";
import type { JsonFields, JsonObject } from "../json-fields.js";

const KINDS = ["default", "linear", "dynamic", "llama3", "yarn"] as const;

/**
 * Reads rotary embeddings from `rope_parameters` (transformers 5), or from `rope_theta` and `rope_scaling` (before).
 * Where both are there, `rope_scaling` goes first, as in transformers.
 */
export function readRope(fields: JsonFields, contextLength: number): RopeConfig {
  const rope = fields.object("rope_scaling") ?? fields.object("rope_parameters");
  const theta = rope?.has("rope_theta") ? rope.number("rope_theta") : fields.number("rope_theta", 10_000);
  for (const place of [fields, rope]) {
    if (place && place.number("partial_rotary_factor", 1) !== 1)
      throw place.unsupported(
        "partial_rotary_factor",
        "1: heads that are rotated in part are not computed here",
      );
  }
  const scaling = rope ? readScaling(rope, fields, contextLength) : ({ kind: "none" } as const);
  return { theta, scaling };
}

function readScaling(rope: JsonFields, fields: JsonFields, contextLength: number): RopeScaling {
  // Older files call it `type`.
  const kind = rope.choice(
    rope.has("rope_type") || !rope.has("type") ? "rope_type" : "type",
    KINDS,
    "default",
  );
  const original = () => {
    const place = fields.has("original_max_position_embeddings") ? fields : rope;
    return place.size("original_max_position_embeddings", contextLength);
  };
  switch (kind) {
    case "default":
      return { kind: "none" };
    case "linear":
      return { kind, factor: rope.number("factor") };
    case "dynamic":
      return { kind, factor: rope.number("factor"), originalContextLength: contextLength };
    case "llama3":
      return {
        kind,
        factor: rope.number("factor"),
        lowFrequencyFactor: rope.number("low_freq_factor"),
        highFrequencyFactor: rope.number("high_freq_factor"),
        originalContextLength: original(),
      };
    case "yarn": {
      const factor = rope.number("factor", contextLength / original());
      return {
        kind,
        factor,
        originalContextLength: original(),
        betaFast: rope.number("beta_fast", 0) || 32,
        betaSlow: rope.number("beta_slow", 0) || 1,
        attentionFactor: rope.number("attention_factor", yarnAttentionFactor(rope, factor)),
        truncate: rope.boolean("truncate", true),
      };
    }
  }
}

/** Temperature by the paper's rule of thumb, or by DeepSeek's two scales where both are given. */
function yarnAttentionFactor(rope: JsonFields, factor: number): number {
  const scale = (weight: number) => (factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1);
  const one = rope.number("mscale", 0);
  const all = rope.number("mscale_all_dim", 0);
  return one && all ? scale(one) / scale(all) : scale(1);
}

/** The fields of `config.json` for rotary embeddings, in the spellings of transformers 4 and 5. */
export function writeRope({ theta, scaling }: RopeConfig): JsonObject {
  const parameters = writeScaling(scaling);
  return {
    rope_theta: theta,
    rope_scaling: scaling.kind === "none" ? null : parameters,
    rope_parameters: { ...parameters, rope_theta: theta },
  };
}

function writeScaling(scaling: RopeScaling): JsonObject {
  switch (scaling.kind) {
    case "none":
      return { rope_type: "default" };
    case "linear":
    case "dynamic":
      return { rope_type: scaling.kind, factor: scaling.factor };
    case "llama3":
      return {
        rope_type: "llama3",
        factor: scaling.factor,
        low_freq_factor: scaling.lowFrequencyFactor,
        high_freq_factor: scaling.highFrequencyFactor,
        original_max_position_embeddings: scaling.originalContextLength,
      };
    case "yarn":
      return {
        rope_type: "yarn",
        factor: scaling.factor,
        original_max_position_embeddings: scaling.originalContextLength,
        beta_fast: scaling.betaFast,
        beta_slow: scaling.betaSlow,
        attention_factor: scaling.attentionFactor,
        truncate: scaling.truncate,
      };
  }
}
