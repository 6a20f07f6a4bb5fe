import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CheckpointError } from "../../errors.js";
import type { RopeScaling, TransformerConfig } from "../config.js";
import { FAMILIES, FIXTURES } from "../fixtures.conformance.js";
import { JsonFields, type JsonObject } from "../json-fields.js";
import { parameterCount } from "../parameter-shapes.js";
import { transformerPreset } from "../presets.js";
import { readConfig } from "./read-config.js";
import { writeConfig } from "./write-config.js";

const fixture = (name: string) =>
  readConfig(JsonFields.parse(readFileSync(join(FIXTURES, name, "config.json"), "utf8"), name));
const read = (values: JsonObject) => readConfig(new JsonFields(values, "m/config.json"));

// What the published files say, as far as it matters here.
const llama32 = {
  model_type: "llama",
  vocab_size: 128256,
  hidden_size: 2048,
  intermediate_size: 8192,
  num_hidden_layers: 16,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  head_dim: 64,
  max_position_embeddings: 131072,
  rms_norm_eps: 1e-5,
  rope_theta: 500000,
  tie_word_embeddings: true,
  rope_scaling: {
    factor: 32,
    high_freq_factor: 4,
    low_freq_factor: 1,
    original_max_position_embeddings: 8192,
    rope_type: "llama3",
  },
};
const qwen25 = {
  model_type: "qwen2",
  vocab_size: 151936,
  hidden_size: 896,
  intermediate_size: 4864,
  num_hidden_layers: 24,
  num_attention_heads: 14,
  num_key_value_heads: 2,
  max_position_embeddings: 32768,
  max_window_layers: 24,
  sliding_window: 32768,
  use_sliding_window: false,
  rope_theta: 1000000,
  tie_word_embeddings: true,
};
const mistral = {
  model_type: "mistral",
  vocab_size: 32000,
  hidden_size: 4096,
  intermediate_size: 14336,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  max_position_embeddings: 32768,
  sliding_window: 4096,
};
const qwen3 = {
  ...qwen25,
  model_type: "qwen3",
  hidden_size: 1024,
  intermediate_size: 3072,
  num_hidden_layers: 28,
};
const llama2 = { ...mistral, model_type: "llama", intermediate_size: 11008, num_key_value_heads: 32 };

describe("reading config.json", () => {
  test.each([
    ["Llama 3.2 1B", llama32, 1_235_814_400],
    ["Qwen2.5 0.5B", qwen25, 494_032_768],
    ["Mistral 7B", mistral, 7_241_732_096],
    ["Qwen3 0.6B", { ...qwen3, num_attention_heads: 16, num_key_value_heads: 8, head_dim: 128 }, 596_049_920],
    ["Llama 2 7B", llama2, 6_738_415_616],
  ])("%s has as many parameters as it is known to", (_, values, count) => {
    expect(parameterCount(read(values))).toBe(count);
  });

  test("the fixtures: what sets each apart, in both spellings", () => {
    expect(fixture("llama2")).toMatchObject({ kvHeads: 4, headDimension: 12, rope: { theta: 10_000 } });
    expect(fixture("llama3").rope).toEqual({
      theta: 500_000,
      scaling: {
        kind: "llama3",
        factor: 8,
        lowFrequencyFactor: 1,
        highFrequencyFactor: 4,
        originalContextLength: 64,
      },
    });
    expect(fixture("mistral")).toMatchObject({
      slidingWindow: { size: 8, layers: [0, 1] },
      headDimension: 16,
    });
    expect(fixture("qwen2")).toMatchObject({ attentionBias: true, outputBias: false, tiedEmbeddings: true });
    expect(fixture("qwen2").rope).toEqual({ theta: 1_000_000, scaling: { kind: "none" } });
    expect(fixture("qwen3")).toMatchObject({ queryKeyNorm: true, attentionBias: false, headDimension: 16 });
    expect(fixture("linear")).toMatchObject({
      outputBias: true,
      mlpBias: true,
      activation: "gelu_pytorch_tanh",
      rope: { scaling: { kind: "linear", factor: 4 } },
    });
    expect(fixture("dynamic").rope.scaling).toEqual({
      kind: "dynamic",
      factor: 2,
      originalContextLength: 32,
    });
    expect(fixture("yarn")).toMatchObject({
      slidingWindow: { size: 6, layers: [1] },
      rope: {
        scaling: {
          kind: "yarn",
          factor: 4,
          originalContextLength: 32,
          betaFast: 32,
          betaSlow: 1,
          attentionFactor: 0.1 * Math.log(4) + 1,
          truncate: true,
        },
      },
    });
    expect(fixture("llama3")).not.toHaveProperty("slidingWindow");
  });

  test("older and rarer spellings", () => {
    const rope = (values: JsonObject) => read({ ...llama2, ...values }).rope.scaling;
    expect(rope({ rope_scaling: { type: "linear", factor: 2 } })).toEqual({ kind: "linear", factor: 2 });
    expect(
      rope({ rope_scaling: { rope_type: "yarn", factor: 2, mscale: 2, mscale_all_dim: 1 } }),
    ).toMatchObject({
      originalContextLength: 32768,
      attentionFactor: (0.2 * Math.log(2) + 1) / (0.1 * Math.log(2) + 1),
    });
    expect(
      rope({ rope_scaling: { rope_type: "yarn", factor: null, original_max_position_embeddings: 4096 } }),
    ).toMatchObject({ factor: 8 });
    expect(read({ ...mistral, sliding_window: null })).not.toHaveProperty("slidingWindow");
    expect(read({ ...mistral, sliding_window: undefined }).slidingWindow?.size).toBe(4096);
    expect(read({ ...llama2, num_key_value_heads: null, head_dim: null })).toMatchObject({
      kvHeads: 32,
      headDimension: 128,
    });
    const layers = {
      use_sliding_window: true,
      num_hidden_layers: 2,
      layer_types: ["sliding_attention", "full_attention"],
    };
    expect(read({ ...qwen25, ...layers }).slidingWindow).toEqual({ size: 32768, layers: [0] });
  });

  test.each<[JsonObject, string, string]>([
    [
      { model_type: "gpt2" },
      "UNSUPPORTED",
      'model_type: expected one of llama, mistral, qwen2, qwen3, found "gpt2"',
    ],
    [{ model_type: null }, "DAMAGED", "model_type: expected a text, found null"],
    [{ hidden_size: undefined }, "DAMAGED", "hidden_size: expected a whole number from 1 on, found nothing"],
    [
      { num_hidden_layers: 1.5 },
      "DAMAGED",
      "num_hidden_layers: expected a whole number from 1 on, found 1.5",
    ],
    [{ num_key_value_heads: 5 }, "DAMAGED", "num_key_value_heads: expected a divisor of 32 heads, found 5"],
    [{ head_dim: 63 }, "DAMAGED", "head_dim: expected an even number, as rotary embeddings need, found 63"],
    [{ hidden_act: "swiglu" }, "UNSUPPORTED", "hidden_act: expected one of"],
    [{ quantization_config: { bits: 4 } }, "UNSUPPORTED", "quantization_config: expected none"],
    [
      { rope_scaling: { rope_type: "longrope" } },
      "UNSUPPORTED",
      'rope_scaling.rope_type: expected one of default, linear, dynamic, llama3, yarn, found "longrope"',
    ],
    [
      { rope_scaling: { rope_type: "linear" } },
      "DAMAGED",
      "rope_scaling.factor: expected a number, found nothing",
    ],
    [{ partial_rotary_factor: 0.5 }, "UNSUPPORTED", "partial_rotary_factor: expected 1"],
    [{ tie_word_embeddings: "yes" }, "DAMAGED", 'tie_word_embeddings: expected true or false, found "yes"'],
  ])("refuses %j", (values, code, message) => {
    const error = (() => {
      try {
        return read({ ...llama2, rope_theta: 1e4, ...values });
      } catch (thrown) {
        return thrown as CheckpointError;
      }
    })();
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error).toMatchObject({ code: `CHECKPOINT_${code}` });
    expect((error as CheckpointError).message).toContain(`m/config.json: ${message}`);
  });
});

describe("writing config.json", () => {
  const scaling = fc.constantFrom<RopeScaling>(
    { kind: "none" },
    { kind: "linear", factor: 2.5 },
    { kind: "dynamic", factor: 3, originalContextLength: 100 },
    { kind: "llama3", factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContextLength: 50 },
    {
      kind: "yarn",
      factor: 4,
      originalContextLength: 25,
      betaFast: 16,
      betaSlow: 2,
      attentionFactor: 1.2,
      truncate: false,
    },
  );

  test("says the same, whatever the family can be", () => {
    const config = fc.record({
      family: fc.constantFrom("llama", "mistral", "qwen2", "qwen3"),
      scaling,
      flag: fc.boolean(),
      bias: fc.boolean(),
      window: fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(config, ({ family, scaling, flag, bias, window }) => {
        const configurable = family === "llama" || family === "qwen3";
        const attentionBias = family === "qwen2" || (configurable && bias);
        const layers = family === "mistral" ? [0, 1] : [1];
        const described: TransformerConfig = {
          ...transformerPreset("tiny", { vocabulary: 99, contextLength: 100 }),
          family,
          attentionBias,
          outputBias: configurable && bias,
          mlpBias: family === "llama" && flag,
          queryKeyNorm: family === "qwen3",
          tiedEmbeddings: flag,
          activation: flag ? "relu" : "silu",
          rope: { theta: 12_345.5, scaling },
          ...(window !== undefined && family !== "llama" && { slidingWindow: { size: window, layers } }),
        };
        const carried = { rope_scaling: { rope_type: "longrope" }, use_cache: false };
        const text = JSON.stringify(writeConfig(described, "bfloat16", carried));
        expect(readConfig(JsonFields.parse(text, "x"))).toEqual(described);
        expect(JSON.parse(text)).toMatchObject({
          dtype: "bfloat16",
          torch_dtype: "bfloat16",
          use_cache: false,
        });
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test.each(FAMILIES)("the fixture %s comes back", (name) => {
    const config = fixture(name);
    expect(read(writeConfig(config, "float32"))).toEqual(config);
  });

  test.each<[Partial<TransformerConfig>, string]>([
    [{ queryKeyNorm: true }, "config.queryKeyNorm: expected false in a llama, found"],
    [{ outputBias: true }, "config.outputBias: expected false in a llama, found"],
    [
      { slidingWindow: { size: 4, layers: [0] } },
      "config.slidingWindow: expected undefined in a llama, found",
    ],
    [
      { rope: { theta: 1, scaling: { kind: "dynamic", factor: 2, originalContextLength: 7 } } },
      "config.rope: expected",
    ],
  ])("refuses a llama with %j", (changes, message) => {
    const config = { ...transformerPreset("tiny", { vocabulary: 99 }), ...changes };
    expect(() => writeConfig(config, "float32")).toThrow(message);
  });
});

test("presets have the sizes that their names are known for", () => {
  const millions = (name: Parameters<typeof transformerPreset>[0]) =>
    parameterCount(transformerPreset(name, { vocabulary: 128 })) / 1e6;
  expect(millions("tiny")).toBeCloseTo(0.34, 1);
  expect(millions("mini")).toBeCloseTo(1.07, 1);
  expect(millions("compact")).toBeCloseTo(3.2, 1);
  expect(millions("light")).toBeCloseTo(10.7, 1);
  expect(millions("small")).toBeCloseTo(27.3, 1);
  expect(() => transformerPreset("huge" as "tiny", { vocabulary: 1 })).toThrow(
    'preset: expected one of tiny, mini, compact, light, small, found "huge"',
  );
});
