import {
  cast,
  div,
  type Input,
  input,
  logLikelihood,
  logSoftmax,
  matmul,
  rmsNorm,
  softmax,
  type Tensor,
} from "../../graph/index.js";
import type { TransformerConfig } from "../config.js";

/** How the parameters after the last layer are held. */
export interface HeadForm {
  /** Whether the output's matrix is held in 16 bits. */
  readonly halfOutput: boolean;
  /** Whether the scale of the last normalisation is. */
  readonly halfNorm: boolean;
}

/** The parameters after the last layer in a graph: `norm [hidden]` and `output [vocabulary, hidden]`. */
export interface HeadParameters {
  readonly norm: Tensor;
  readonly output: Tensor;
}

/** Those parameters as inputs of a program. */
export class HeadInputs implements HeadParameters {
  readonly norm: Input;
  readonly output: Input;

  constructor({ hiddenSize, vocabulary }: TransformerConfig, { halfOutput, halfNorm }: HeadForm) {
    this.norm = input("norm", halfNorm ? "float16" : "float32", [hiddenSize]);
    this.output = input("output", halfOutput ? "float16" : "float32", [vocabulary, hiddenSize]);
  }
}

/** Logits `[rows, vocabulary]` from what the last layer gave `[rows, hidden]`. */
export function logits(config: TransformerConfig, head: HeadParameters, x: Tensor): Tensor {
  const normal = rmsNorm(x, cast(head.norm, "float32"), config.normEpsilon);
  return matmul(normal, cast(head.output, "float32"), { transB: true });
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
