import type { TransformerConfig } from "./config.js";

/**
 * Names and shapes of a model's parameters, as Hugging Face checkpoints have them, in the order of the forward pass.
 * Matrices are `[out, in]`; vectors (norms, biases) `[size]`. Tied embeddings have no `lm_head.weight`.
 *
 * @example
 * parameterShapes(config).get("model.layers.0.self_attn.q_proj.weight"); // [heads · headDimension, hiddenSize]
 */
export function parameterShapes(config: TransformerConfig): Map<string, readonly number[]> {
  const { hiddenSize: hidden, vocabulary } = config;
  const shapes = new Map<string, readonly number[]>();
  shapes.set("model.embed_tokens.weight", [vocabulary, hidden]);
  for (let layer = 0; layer < config.layers; layer++) {
    const prefix = `model.layers.${layer}`;
    shapes.set(`${prefix}.input_layernorm.weight`, [hidden]);
    for (const [name, { out, input, bias }] of linearLayers(config)) {
      if (name === "mlp.gate_proj") shapes.set(`${prefix}.post_attention_layernorm.weight`, [hidden]);
      shapes.set(`${prefix}.${name}.weight`, [out, input]);
      if (bias) shapes.set(`${prefix}.${name}.bias`, [out]);
      if (config.queryKeyNorm && /\.[qk]_proj$/.test(name))
        shapes.set(`${prefix}.${name.replace("_proj", "_norm")}.weight`, [config.headDimension]);
    }
  }
  shapes.set("model.norm.weight", [hidden]);
  if (!config.tiedEmbeddings) shapes.set("lm_head.weight", [vocabulary, hidden]);
  return shapes;
}

/** Numbers in the model. */
export function parameterCount(config: TransformerConfig): number {
  let count = 0;
  for (const shape of parameterShapes(config).values()) count += shape.reduce((a, b) => a * b, 1);
  return count;
}

/** Size of a linear layer: `y = x · weightᵀ (+ bias)` with weight `[out, input]`. */
export interface LinearShape {
  readonly out: number;
  readonly input: number;
  readonly bias: boolean;
}

/** The last parts of the names of {@link linearLayers}, the same for every model. */
const LINEAR_LAYERS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"] as const;

/** The linear layer behind the last layer, from hidden states to logits. */
export const OUTPUT_LAYER = "lm_head";

/** What an adapter may be on. */
export const ADAPTER_TARGETS = [...LINEAR_LAYERS, OUTPUT_LAYER] as const;

/** The linear layers of each layer by name (`self_attn.q_proj` … `mlp.down_proj`); an adapter may sit on any of them. */
export function linearLayers(config: TransformerConfig): ReadonlyMap<string, LinearShape> {
  const { hiddenSize: hidden, intermediateSize: inner, headDimension, attentionBias, mlpBias } = config;
  const queries = config.heads * headDimension;
  const keys = config.kvHeads * headDimension;
  return new Map([
    ["self_attn.q_proj", { out: queries, input: hidden, bias: attentionBias }],
    ["self_attn.k_proj", { out: keys, input: hidden, bias: attentionBias }],
    ["self_attn.v_proj", { out: keys, input: hidden, bias: attentionBias }],
    ["self_attn.o_proj", { out: hidden, input: queries, bias: config.outputBias }],
    ["mlp.gate_proj", { out: inner, input: hidden, bias: mlpBias }],
    ["mlp.up_proj", { out: inner, input: hidden, bias: mlpBias }],
    ["mlp.down_proj", { out: hidden, input: inner, bias: mlpBias }],
  ]);
}
