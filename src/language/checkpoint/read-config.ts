import type { Activation, TransformerConfig, TransformerFamily } from "../config.js";
import type { JsonFields } from "../json-fields.js";
import { readRope } from "./rope-fields.js";

/** What a family's fields are when `config.json` leaves them out: the defaults of transformers' classes. */
interface FamilyDefaults {
  readonly kvHeads?: number;
  readonly headDimension?: number;
  readonly contextLength: number;
}

const DEFAULTS: Readonly<Record<TransformerFamily, FamilyDefaults>> = {
  llama: { contextLength: 2048 },
  mistral: { kvHeads: 8, contextLength: 131_072 },
  qwen2: { kvHeads: 32, contextLength: 32_768 },
  qwen3: { kvHeads: 32, headDimension: 128, contextLength: 32_768 },
};

const FAMILIES = Object.keys(DEFAULTS) as TransformerFamily[];

/** Other names for the same functions. */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  silu: "silu",
  swish: "silu",
  gelu: "gelu",
  gelu_pytorch_tanh: "gelu_pytorch_tanh",
  relu: "relu",
};

/**
 * Reads a model's description from `config.json`, in the spelling of transformers 4 or 5.
 *
 * @throws CheckpointError `CHECKPOINT_UNSUPPORTED` for another architecture or a feature that is not computed here,
 * `CHECKPOINT_DAMAGED` for a field that cannot be right; the message names file and field
 */
export function readConfig(fields: JsonFields): TransformerConfig {
  const family = fields.choice("model_type", FAMILIES);
  if (fields.has("quantization_config"))
    throw fields.unsupported("quantization_config", "none: quantised weights are not read");
  const defaults = DEFAULTS[family];
  const hiddenSize = fields.size("hidden_size");
  const heads = fields.size("num_attention_heads");
  // Null says as many as heads; only a file without the field means the default.
  const isNull = fields.values.num_key_value_heads === null;
  const kvHeads = isNull ? heads : fields.size("num_key_value_heads", defaults.kvHeads ?? heads);
  if (heads % kvHeads !== 0) throw fields.damaged("num_key_value_heads", `a divisor of ${heads} heads`);
  const headDimension = fields.size("head_dim", defaults.headDimension ?? Math.floor(hiddenSize / heads));
  if (headDimension % 2 !== 0) throw fields.damaged("head_dim", "an even number, as rotary embeddings need");
  const layers = fields.size("num_hidden_layers");
  const contextLength = fields.size("max_position_embeddings", defaults.contextLength);
  // Qwen2 has biases on queries, keys and values whatever its file says; a Mistral never has any.
  const isConfigurable = family === "llama" || family === "qwen3";
  const attentionBias = isConfigurable && fields.boolean("attention_bias", false);
  return {
    family,
    vocabulary: fields.size("vocab_size"),
    hiddenSize,
    intermediateSize: fields.size("intermediate_size"),
    layers,
    heads,
    kvHeads,
    headDimension,
    normEpsilon: fields.number("rms_norm_eps", 1e-6),
    rope: readRope(fields, contextLength),
    attentionBias: attentionBias || family === "qwen2",
    outputBias: attentionBias,
    mlpBias: family === "llama" && fields.boolean("mlp_bias", false),
    queryKeyNorm: family === "qwen3",
    tiedEmbeddings: fields.boolean("tie_word_embeddings", false),
    contextLength,
    ...readSlidingWindow(fields, family, layers),
    activation: readActivation(fields),
    initializerRange: fields.number("initializer_range", 0.02),
  };
}

function readActivation(fields: JsonFields): Activation {
  const name = fields.string("hidden_act", "silu");
  if (!Object.hasOwn(ACTIVATIONS, name))
    throw fields.unsupported("hidden_act", `one of ${Object.keys(ACTIVATIONS).join(", ")}`);
  return ACTIVATIONS[name];
}

function readSlidingWindow(
  fields: JsonFields,
  family: TransformerFamily,
  layers: number,
): Pick<TransformerConfig, "slidingWindow"> {
  const size = windowSize(fields, family);
  if (size === undefined) return {};
  const windowed = windowedLayers(fields, family, layers);
  return windowed.length > 0 ? { slidingWindow: { size, layers: windowed } } : {};
}

function windowSize(fields: JsonFields, family: TransformerFamily): number | undefined {
  if (family === "llama") return undefined;
  if (family === "mistral") {
    // Here null says that there is none; only a file without the field means the default.
    const isNull = fields.values.sliding_window === null;
    return isNull ? undefined : fields.size("sliding_window", 4096);
  }
  return fields.boolean("use_sliding_window", false) ? fields.size("sliding_window", 4096) : undefined;
}

function windowedLayers(fields: JsonFields, family: TransformerFamily, layers: number): readonly number[] {
  const all = Array.from({ length: layers }, (_, layer) => layer);
  if (family === "mistral") return all;
  if (!fields.has("layer_types")) {
    const first = fields.number("max_window_layers", 28);
    return all.filter((layer) => layer >= first);
  }
  const types = fields.strings("layer_types");
  if (types.length !== layers) throw fields.damaged("layer_types", `${layers} entries, one for each layer`);
  if (!types.every((type) => type === "full_attention" || type === "sliding_attention"))
    throw fields.unsupported("layer_types", "full_attention and sliding_attention");
  return all.filter((layer) => types[layer] === "sliding_attention");
}
