import {
  cast,
  div,
  type Input,
  input,
  logLikelihood,
  logSoftmax,
  rmsNorm,
  softmax,
  type Tensor,
} from "../../graph/index.js";
import type { TransformerConfig } from "../config.js";
import { product } from "./product.js";

/** How the parameters after the last layer are held. */
export interface HeadForm {
  /** Whether the output's matrix is held in 16 bits. */
  readonly halfOutput: boolean;
  /** Whether the scale of the last normalisation is. */
  readonly halfNorm: boolean;
  /** Undefined where no adapter is on the output. */
  readonly adapter: HeadAdapter | undefined;
}

/** A low-rank adapter's part of the output. */
export interface HeadAdapter {
  readonly rank: number;
  /** What the product of its matrices is multiplied by. */
  readonly scale: number;
}

/** The matrices of such an adapter in a graph: `down [rank, hidden]` and `up [vocabulary, rank]`. */
export interface HeadUpdate {
  readonly down: Tensor;
  readonly up: Tensor;
  readonly scale: number;
}

/** The parameters after the last layer in a graph: `norm [hidden]` and `output [vocabulary, hidden]`. */
export interface HeadParameters {
  readonly norm: Tensor;
  readonly output: Tensor;
  readonly update: HeadUpdate | undefined;
}

/** Those parameters as inputs of a program: `norm`, `output`, and an adapter's `lora_A` and `lora_B`. */
export class HeadInputs implements HeadParameters {
  readonly norm: Input;
  readonly output: Input;
  readonly update: (HeadUpdate & { readonly down: Input; readonly up: Input }) | undefined;

  constructor({ hiddenSize, vocabulary }: TransformerConfig, { halfOutput, halfNorm, adapter }: HeadForm) {
    this.norm = input("norm", halfNorm ? "float16" : "float32", [hiddenSize]);
    this.output = input("output", halfOutput ? "float16" : "float32", [vocabulary, hiddenSize]);
    this.update = adapter && {
      down: input("lora_A", "float32", [adapter.rank, hiddenSize]),
      up: input("lora_B", "float32", [vocabulary, adapter.rank]),
      scale: adapter.scale,
    };
  }

  get all(): readonly Input[] {
    const { norm, output, update } = this;
    return update === undefined ? [norm, output] : [norm, output, update.down, update.up];
  }
}

/** Logits `[rows, vocabulary]` from what the last layer gave `[rows, hidden]`. */
export function logits(config: TransformerConfig, head: HeadParameters, x: Tensor): Tensor {
  const normal = rmsNorm(x, cast(head.norm, "float32"), config.normEpsilon);
  const y = product(normal, cast(head.output, "float32"));
  if (head.update === undefined) return y;
  const { down, up, scale } = head.update;
  return product(product(normal, down), up, { addTo: y, alpha: scale });
}

/** Log-probabilities of targets `[rows]`. */
export function targetLogprobs(
  config: TransformerConfig,
  head: HeadParameters,
  x: Tensor,
  targets: Tensor,
): Tensor {
  return logLikelihood(logits(config, head, x), targets);
}

/**
 * What tokens are drawn from, each `[rows, vocabulary]`: `logprobs`, the model's own log-probabilities, and `probabilities`
 * at the row's temperature, an input `temperature [rows, 1]`.
 */
export function samplingOutputs(
  config: TransformerConfig,
  head: HeadParameters,
  x: Tensor,
): { readonly logprobs: Tensor; readonly probabilities: Tensor } {
  const scores = logits(config, head, x);
  const temperature = input("temperature", "float32", ["rows", 1]);
  return { logprobs: logSoftmax(scores), probabilities: softmax(div(scores, temperature)) };
}
