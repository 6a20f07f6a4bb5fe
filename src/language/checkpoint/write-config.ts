import { OptionError } from "../../errors.js";
import type { TransformerConfig, TransformerFamily } from "../config.js";
import { JsonFields, type JsonObject } from "../json-fields.js";
import { readConfig } from "./read-config.js";
import { writeRope } from "./rope-fields.js";

/** How the numbers of a checkpoint are kept. */
export type StoredDType = "float32" | "float16" | "bfloat16";

const ARCHITECTURES: Readonly<Record<TransformerFamily, string>> = {
  llama: "LlamaForCausalLM",
  mistral: "MistralForCausalLM",
  qwen2: "Qwen2ForCausalLM",
  qwen3: "Qwen3ForCausalLM",
};

/**
 * The contents of `config.json`, which transformers 4 and 5 read alike.
 *
 * @param carried fields of another `config.json` to be kept where they do not speak of the architecture
 * @throws OptionError when the family cannot be what the description says, for example a Mistral with biases
 */
export function writeConfig(
  config: TransformerConfig,
  dtype: StoredDType,
  carried: JsonObject = {},
): JsonObject {
  const written = {
    ...carried,
    architectures: [ARCHITECTURES[config.family]],
    model_type: config.family,
    vocab_size: config.vocabulary,
    hidden_size: config.hiddenSize,
    intermediate_size: config.intermediateSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDimension,
    hidden_act: config.activation,
    rms_norm_eps: config.normEpsilon,
    max_position_embeddings: config.contextLength,
    initializer_range: config.initializerRange,
    tie_word_embeddings: config.tiedEmbeddings,
    ...writeRope(config.rope),
    ...writeBiases(config),
    ...writeSlidingWindow(config),
    // The newer and the older name.
    dtype,
    torch_dtype: dtype,
  };
  checkReadsBack(config, written);
  return written;
}

function writeBiases({ family, attentionBias, mlpBias }: TransformerConfig): JsonObject {
  if (family === "llama") return { attention_bias: attentionBias, mlp_bias: mlpBias };
  return family === "qwen3" ? { attention_bias: attentionBias } : {};
}

function writeSlidingWindow({ family, slidingWindow, layers }: TransformerConfig): JsonObject {
  if (family === "llama") return {};
  if (family === "mistral") return { sliding_window: slidingWindow?.size ?? null };
  const types = Array.from({ length: layers }, (_, layer) =>
    slidingWindow?.layers.includes(layer) ? "sliding_attention" : "full_attention",
  );
  return {
    use_sliding_window: slidingWindow !== undefined,
    sliding_window: slidingWindow?.size ?? null,
    max_window_layers: slidingWindow?.layers[0] ?? layers,
    layer_types: types,
  };
}

/** Not every combination can be said in every family's fields; what was written must say the same. */
function checkReadsBack(config: TransformerConfig, written: JsonObject): void {
  const read = readConfig(new JsonFields(written, "config.json"));
  for (const name of Object.keys({ ...config, ...read }) as (keyof TransformerConfig)[]) {
    if (canonical(config[name]) !== canonical(read[name]))
      throw new OptionError(
        `config.${name}`,
        `${canonical(read[name])} in a ${config.family}`,
        canonical(config[name]),
      );
  }
}

/** JSON with the fields of objects in the order of their names; undefined for what is left out. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
