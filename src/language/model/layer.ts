import {
  add,
  type Dim,
  gelu,
  mul,
  relu,
  reshape,
  rmsNorm,
  rotary,
  silu,
  type Tensor,
  tanh,
} from "../../graph/index.js";
import type { Activation, TransformerConfig } from "../config.js";
import { attention } from "./attention.js";
import { product } from "./product.js";

/** The parameters of a layer in a graph. */
export interface LayerParameters {
  /** By the name in a checkpoint less `model.layers.N.`; undefined for one that the layer does not have. */
  get(name: string): Tensor | undefined;
  /** Factor of low-rank updates, α / rank. */
  readonly loraScale: number;
}

/** What all layers of a pass share. */
export interface Positions {
  /** Cosines and sines of the rotation of each token `[tokens, size / 2]`. */
  readonly cos: Tensor;
  readonly sin: Tensor;
  /** See {@link attention}. */
  readonly mask: Tensor;
  /** The two axes that the tokens are arranged in. */
  readonly grid: readonly [Dim, Dim];
}

/** What attention works on. */
export interface Heads {
  /** `[tokens, heads · size]`, of {@link rotated} ones `[...grid, heads · size]` */
  readonly q: Tensor;
  /** `[tokens, kvHeads · size]`, of {@link rotated} ones `[...grid, kvHeads · size]` */
  readonly k: Tensor;
  /** `[tokens, kvHeads · size]` */
  readonly v: Tensor;
}

/** The part of a layer before attention, less the rotation: normalisation and products. */
export function projections(config: TransformerConfig, parameters: LayerParameters, x: Tensor): Heads {
  const h = rmsNorm(x, parameters.get("input_layernorm.weight")!, config.normEpsilon);
  const [q, k, v] = ["q", "k", "v"].map((name) => project(parameters, `self_attn.${name}_proj`, h));
  const normal = (heads: Tensor, name: string) => {
    const scale = parameters.get(`self_attn.${name}_norm.weight`);
    if (scale === undefined) return heads;
    const each = rmsNorm(reshape(heads, [-1, config.headDimension]), scale, config.normEpsilon);
    return reshape(each, heads.shape);
  };
  return { q: normal(q, "q"), k: normal(k, "k"), v };
}

/** Turns queries and keys by the angles of their positions. */
function rotated({ q, k, v }: Heads, { cos, sin, grid }: Omit<Positions, "mask">): Heads {
  const turn = (heads: Tensor) => rotary(reshape(heads, [...grid, heads.shape[1]]), cos, sin);
  return { q: turn(q), k: turn(k), v };
}

/**
 * The part of a layer after attention.
 * @param x what came into the layer `[tokens, hidden]`
 * @param mixed what attention gave `[tokens, heads · size]`
 */
export function afterAttention(
  config: TransformerConfig,
  parameters: LayerParameters,
  x: Tensor,
  mixed: Tensor,
): Tensor {
  const between = add(x, project(parameters, "self_attn.o_proj", mixed));
  const h = rmsNorm(between, parameters.get("post_attention_layernorm.weight")!, config.normEpsilon);
  const gate = activate(config.activation, project(parameters, "mlp.gate_proj", h));
  const up = project(parameters, "mlp.up_proj", h);
  return add(between, project(parameters, "mlp.down_proj", mul(gate, up)));
}

/**
 * One layer on whole sequences.
 * @param x `[tokens, hidden]`
 */
export function layer(
  config: TransformerConfig,
  parameters: LayerParameters,
  x: Tensor,
  positions: Positions,
): Heads & { readonly y: Tensor } {
  const heads = rotated(projections(config, parameters, x), positions);
  const mixed = attention(config, heads, positions.mask);
  return { ...heads, y: afterAttention(config, parameters, x, mixed) };
}

/** `x Wᵀ + b`, and `scale · (x Aᵀ) Bᵀ` where the layer has a low-rank adapter (Hu et al. 2021). */
function project(parameters: LayerParameters, name: string, x: Tensor): Tensor {
  const [weight, bias, down, up] = ["weight", "bias", "lora_A.weight", "lora_B.weight"].map((part) =>
    parameters.get(`${name}.${part}`),
  );
  const y = product(x, weight!, { addTo: bias });
  if (down === undefined || up === undefined) return y;
  return product(product(x, down), up, { addTo: y, alpha: parameters.loraScale });
}

function activate(activation: Activation, x: Tensor): Tensor {
  switch (activation) {
    case "silu":
      return silu(x);
    case "gelu":
      return gelu(x);
    case "relu":
      return relu(x);
    case "gelu_pytorch_tanh": {
      const inner = mul(add(x, mul(mul(mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI));
      return mul(mul(x, 0.5), add(tanh(inner), 1));
    }
  }
}
