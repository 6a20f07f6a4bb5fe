import {
  add,
  gelu,
  matmul,
  matmulAdd,
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

/** A parameter of a layer by its name in a checkpoint less `model.layers.N.`; undefined for one it does not have. */
export type LayerParameters = (name: string) => Tensor | undefined;

/** What all layers of a pass share. */
export interface Positions {
  /** Cosines and sines of the rotation of each token `[tokens, size / 2]`. */
  readonly cos: Tensor;
  readonly sin: Tensor;
  /** See {@link attention}. */
  readonly mask: Tensor;
}

/** The queries, keys and values that attention works on. */
export interface Heads {
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
}

/** Normalised input times the weights of queries, keys and values, rotated. */
export function projections(
  config: TransformerConfig,
  parameters: LayerParameters,
  x: Tensor,
  { cos, sin }: Pick<Positions, "cos" | "sin">,
): Heads {
  const h = rmsNorm(x, parameters("input_layernorm.weight")!, config.normEpsilon);
  const [q, k, v] = ["q", "k", "v"].map((name) => project(parameters, `self_attn.${name}_proj`, h));
  const turn = (heads: Tensor, name: string) => {
    const scale = parameters(`self_attn.${name}_norm.weight`);
    if (scale === undefined) return rotary(heads, cos, sin);
    const normal = rmsNorm(reshape(heads, [-1, config.headDimension]), scale, config.normEpsilon);
    return rotary(reshape(normal, heads.shape), cos, sin);
  };
  return { q: turn(q, "q"), k: turn(k, "k"), v };
}

/** What follows attention in a layer. */
export function afterAttention(
  config: TransformerConfig,
  parameters: LayerParameters,
  x: Tensor,
  mixed: Tensor,
): Tensor {
  const between = add(x, project(parameters, "self_attn.o_proj", mixed));
  const h = rmsNorm(between, parameters("post_attention_layernorm.weight")!, config.normEpsilon);
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
  const heads = projections(config, parameters, x, positions);
  const mixed = attention(config, heads.q, heads.k, heads.v, positions.mask);
  return { ...heads, y: afterAttention(config, parameters, x, mixed) };
}

function project(parameters: LayerParameters, name: string, x: Tensor): Tensor {
  const weight = parameters(`${name}.weight`)!;
  const bias = parameters(`${name}.bias`);
  const transB = true;
  return bias === undefined ? matmul(x, weight, { transB }) : matmulAdd(bias, x, weight, { transB });
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
