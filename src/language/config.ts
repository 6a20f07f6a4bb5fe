/**
 * How positions beyond those of pre-training are reached, in the words of transformers' `rope_scaling`
 * (`rope_parameters` since version 5). Every kind changes the inverse frequencies; `yarn` also scales sine and cosine.
 */
export type RopeScaling =
  | { readonly kind: "none" }
  /** Positions divided by the factor (Chen et al. 2023). */
  | { readonly kind: "linear"; readonly factor: number }
  /**
   * The base grows with the length of the sequence once it passes the original context: base ·
   * ((factor · length / original) − (factor − 1))^(d / (d − 2)). The one kind whose frequencies depend on that length;
   * since a sampler does not know it, sampling and learning end at the original context.
   */
  | { readonly kind: "dynamic"; readonly factor: number; readonly originalContextLength: number }
  /** Low frequencies divided by the factor, high ones kept, a ramp between (Llama 3.1). */
  | {
      readonly kind: "llama3";
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      readonly originalContextLength: number;
    }
  /** Interpolation by parts with a temperature of attention (Peng et al. 2023, "YaRN"). */
  | {
      readonly kind: "yarn";
      readonly factor: number;
      readonly originalContextLength: number;
      readonly betaFast: number;
      readonly betaSlow: number;
      /** What sine and cosine are multiplied by; already computed from whatever the file gives. */
      readonly attentionFactor: number;
      /** Whether the ends of the ramp are rounded to whole dimensions. */
      readonly truncate: boolean;
    };

/** Rotary position embedding (Su et al. 2021), halves rotated against each other as in transformers' Llama. */
export interface RopeConfig {
  readonly theta: number;
  readonly scaling: RopeScaling;
}

/** Function between the two halves of the gated MLP, in transformers' names (`gelu` is the exact one). */
export type Activation = "silu" | "gelu" | "gelu_pytorch_tanh" | "relu";

/** Family of a model: transformers' `model_type`. What differs between them stands in the other fields. */
export type TransformerFamily = "llama" | "mistral" | "qwen2" | "qwen3";

/**
 * Everything that decides the computation of a dense decoder-only transformer (Llama 2 and 3, Mistral, Qwen2, Qwen2.5,
 * Qwen3) besides its weights. Plain data: it can be cloned to a worker and written as JSON.
 *
 * A layer is `x + attention(norm(x))`, then `x + down(activation(gate(norm(x))) · up(norm(x)))`; queries are scaled by
 * 1 / √headDimension.
 *
 * @example
 * const config = transformerPreset("tiny", { vocabulary: 64 });
 * parameterCount(config); // about 0.3 million
 */
export interface TransformerConfig {
  readonly family: TransformerFamily;
  /** Rows of the embedding; may be more than the tokeniser's tokens. */
  readonly vocabulary: number;
  readonly hiddenSize: number;
  /** Width between the two products of the MLP. */
  readonly intermediateSize: number;
  readonly layers: number;
  readonly heads: number;
  /** Heads of keys and values; divides {@link heads}. */
  readonly kvHeads: number;
  /** Width of one head; `heads · headDimension` need not be {@link hiddenSize}. */
  readonly headDimension: number;
  /** ε of RMSNorm: x / √(mean(x²) + ε) · weight. */
  readonly normEpsilon: number;
  readonly rope: RopeConfig;
  /** Whether `q_proj`, `k_proj` and `v_proj` have biases. */
  readonly attentionBias: boolean;
  /** Whether `o_proj` has one. */
  readonly outputBias: boolean;
  /** Whether `gate_proj`, `up_proj` and `down_proj` have biases. */
  readonly mlpBias: boolean;
  /** RMSNorm over each head's queries and keys, before the rotation (Qwen3). */
  readonly queryKeyNorm: boolean;
  /** Whether the output's matrix is the embedding. */
  readonly tiedEmbeddings: boolean;
  /** The most tokens of one sequence. */
  readonly contextLength: number;
  /** Left out: every position attends to all before it. */
  readonly slidingWindow?: SlidingWindow;
  readonly activation: Activation;
  /** Standard deviation of fresh weights. */
  readonly initializerRange: number;
}

/** Layers that attend to the newest positions only. */
export interface SlidingWindow {
  /** Positions attended to, the query's own among them: keys j with i − size < j ≤ i. */
  readonly size: number;
  /** Numbers of the layers it holds for, ascending. */
  readonly layers: readonly number[];
}
