import type { TransformerConfig } from "../config.js";
import { linearLayers, OUTPUT_LAYER } from "../parameter-shapes.js";

/** A low-rank adapter (Hu et al. 2021, "LoRA"): y = W·x + scale · B·(A·x) on some of the linear layers. */
export interface AdapterConfig {
  readonly rank: number;
  readonly alpha: number;
  /** Linear layers that have one, such as `q_proj`; `lm_head` for the output. */
  readonly targets: readonly string[];
  /** Numbers of the layers that have one, ascending; all of them when left out. The output is in none of them. */
  readonly layers?: readonly number[];
  /** Scale by alpha / √rank in place of alpha / rank (Kalajdzievski 2023, "rsLoRA"). Default false. */
  readonly rankStabilized?: boolean;
  /** Name or path of the model that it belongs to. */
  readonly baseModel?: string;
}

/** What the product of the two matrices is multiplied by. */
export function adapterScale({ rank, alpha, rankStabilized = false }: AdapterConfig): number {
  return alpha / (rankStabilized ? Math.sqrt(rank) : rank);
}

/**
 * The name of an adapter's matrix, as PEFT writes it.
 *
 * @param layer number of the layer
 * @param linear `self_attn.q_proj` … `mlp.down_proj`, see {@link linearLayers}
 * @example
 * adapterTensorName(0, "self_attn.q_proj", "A"); // base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight
 */
export function adapterTensorName(layer: number, linear: string, matrix: "A" | "B"): string {
  return `base_model.model.model.layers.${layer}.${linear}.lora_${matrix}.weight`;
}

/** The name of a matrix of an adapter on the output, as PEFT writes it. */
export function outputTensorName(matrix: "A" | "B"): string {
  return `base_model.model.${OUTPUT_LAYER}.lora_${matrix}.weight`;
}

/** Names and shapes of an adapter's tensors: A `[rank, in]`, B `[out, rank]`. */
export function adapterShapes(
  model: TransformerConfig,
  { rank, targets, layers }: AdapterConfig,
): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const layer of layers ?? Array.from({ length: model.layers }, (_, i) => i)) {
    for (const [name, { out, input }] of linearLayers(model)) {
      if (!targets.includes(lastPart(name))) continue;
      shapes.set(adapterTensorName(layer, name, "A"), [rank, input]);
      shapes.set(adapterTensorName(layer, name, "B"), [out, rank]);
    }
  }
  if (targets.includes(OUTPUT_LAYER)) {
    shapes.set(outputTensorName("A"), [rank, model.hiddenSize]);
    shapes.set(outputTensorName("B"), [model.vocabulary, rank]);
  }
  return shapes;
}

/** `q_proj` of `self_attn.q_proj`. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
