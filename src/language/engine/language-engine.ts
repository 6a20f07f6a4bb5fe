/**
 * One sequence to learn from, shifted by its maker: position `i` of the inputs predicts `targetIds[i]`. All arrays are
 * `[tokens]`; those a loss does not name may be left out. A {@link CustomLoss} may find members of its caller's own here.
 */
export interface Datum {
  readonly inputIds: Int32Array;
  readonly targetIds: Int32Array;
  /** `cross_entropy`: weight of each token's loss. Other losses: 0 leaves a token out; 1 when left out. */
  readonly weights?: Float32Array;
  /** Log-probabilities of the targets under the policy that sampled them. */
  readonly logprobs?: Float32Array;
  readonly advantages?: Float32Array;
}

/**
 * The losses of the Tinker API; each is a sum over tokens, so normalisation is the caller's, folded into weights or
 * advantages. With p the log-probability of a target, q the sampler's, r = exp(p − q), a the advantage, w the weight:
 *
 * - `cross_entropy`: −Σ w·p
 * - `importance_sampling`: −Σ r·a
 * - `ppo`: −Σ min(r·a, clip(r, clipLow, clipHigh)·a)
 * - `cispo`: −Σ stop(clip(r, clipLow, clipHigh))·p·a
 * - `dro`: −Σ (p·a − β/2·(p − q)²)
 */
export type LossName = "cross_entropy" | "importance_sampling" | "ppo" | "cispo" | "dro";

/** Numbers that some losses take. */
export interface LossConfig {
  /** Least ratio that counts (`ppo`, `cispo`). Default 0.8. */
  readonly clipLow?: number;
  /** Largest ratio that counts (`ppo`, `cispo`). Default 1.2. */
  readonly clipHigh?: number;
  /** β of `dro`. Default 0.05. */
  readonly beta?: number;
}

/**
 * A loss computed by the caller from the log-probabilities of the targets, one array `[tokens]` a datum; those of weight 0
 * too, since what weights mean is the loss's own affair.
 * @returns the loss, and its gradient by each log-probability in arrays of the same shape; not a promise of them. Where
 *   they are no finite numbers or do not fit the data, the engine throws an EngineError `NAN_LOSS` or `BAD_LOSS`
 */
export type CustomLoss = (
  data: readonly Datum[],
  logprobs: readonly Float32Array[],
) => { readonly loss: number; readonly gradients: readonly Float32Array[] };

/** What a forward pass gives. */
export interface ForwardResult {
  /** For each datum `[tokens]`: log-probabilities of its targets, whatever their weights. */
  readonly logprobs: readonly Float32Array[];
  /** Tokens computed, padding included, and those of them that were padding. */
  readonly computed: number;
  readonly padding: number;
}

/** What a forward and backward pass gives. */
export interface ForwardBackwardResult extends ForwardResult {
  /**
   * For each datum `[tokens]`: log-probabilities of its targets. A named loss leaves out what it does not need: 0 where
   * the weight is 0; `forward` and a custom loss have all of them.
   */
  readonly logprobs: readonly Float32Array[];
  /** The sum over all tokens. */
  readonly loss: number;
}

/** One step of AdamW on the gradients gathered since the last. */
export interface AdamStep {
  readonly learningRate: number;
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.95. */
  readonly beta2?: number;
  /** Default 1e-12. */
  readonly epsilon?: number;
  /** Default 0. */
  readonly weightDecay?: number;
  /** Largest norm of the gradient; a longer one is scaled down. Default none. */
  readonly clipNorm?: number;
}

/** How tokens are drawn. */
export interface SamplingParameters {
  readonly maxTokens: number;
  /** 0: the most likely token each time. Default 1. */
  readonly temperature?: number;
  /** Only the so many most likely tokens; 0 all. Default 0. */
  readonly topK?: number;
  /** Only the most likely tokens that together have this probability. Default 1. */
  readonly topP?: number;
  /** Only tokens at least this share as likely as the most likely one. Default 0. */
  readonly minP?: number;
  /** Token ids that end a sequence; they stand in the result. */
  readonly stopIds?: readonly number[];
  /** Texts that end a sequence; needs an engine that knows its tokeniser. */
  readonly stopTexts?: readonly string[];
}

/** A prompt to go on from. */
export interface SampleRequest {
  readonly promptIds: Int32Array;
  readonly parameters: SamplingParameters;
  /** Sequences to draw; the prompt is computed once. Default 1. */
  readonly samples?: number;
  /**
   * Names the random stream; sequence `i` draws from stream (seed, i) whatever else is sampled beside it. Or a seed for each:
   * then sequence `i` draws what it would as the only one of a request with the `i`-th.
   */
  readonly seed: number | readonly number[];
  /** Whether the prompt's own log-probabilities are wanted. Default false. */
  readonly promptLogprobs?: boolean;
  /** The so many most likely tokens are wanted beside each that is drawn. Default 0. */
  readonly topLogprobs?: number;
}

/** A token and its log-probability. */
export interface TokenLogprob {
  readonly id: number;
  readonly logprob: number;
}

/** Why a sequence ended. */
export type StopReason = "stop" | "length" | "aborted";

/** A sampled continuation. */
export interface SampledSequence {
  /** Without the prompt; the token that ended it is the last. */
  readonly ids: Int32Array;
  /** `[tokens]`: log-probabilities under the model's own distribution, before temperature and cuts. */
  readonly logprobs: Float32Array;
  /** `[tokens]`: the most likely tokens at each place under the same distribution, best first; where they were asked for. */
  readonly topLogprobs?: readonly (readonly TokenLogprob[])[];
  readonly stopReason: StopReason;
}

/** Answer to a {@link SampleRequest}. */
export interface SampleResult {
  readonly sequences: readonly SampledSequence[];
  /** `[prompt tokens]`: of each token given those before it; NaN for the first. */
  readonly promptLogprobs?: Float32Array;
}

/** How a sampling is watched and stopped. */
export interface SampleOptions {
  readonly adapter?: string;
  readonly signal?: AbortSignal;
  /** Told of each token as it is drawn; `top` are the most likely tokens at its place, where they were asked for. */
  onToken?(
    request: number,
    sequence: number,
    id: number,
    logprob: number,
    top?: readonly TokenLogprob[],
  ): void;
}

/** A low-rank adapter (Hu et al. 2021, "LoRA"). */
export interface LoraOptions {
  readonly rank: number;
  /** The update is scaled by alpha / rank. Default 2 · rank. */
  readonly alpha?: number;
  /** Names of linear layers, such as `q_proj`; default all of them but the output, `lm_head`. */
  readonly targets?: readonly string[];
}

/**
 * Where a language model is trained and sampled. Four verbs, those of the Tinker API: forward and backward, an
 * optimiser's step, sampling, saving. Gradients gather until {@link optimStep}. Sampling uses the newest weights.
 */
export interface LanguageEngine {
  readonly vocabulary: number;
  /** The most tokens of a sequence that is sampled or learnt from; with `dynamic` rotary scaling the original context. */
  readonly contextLength: number;
  /** Numbers in the model, and those that are trained. */
  readonly parameters: { readonly total: number; readonly trained: number };

  /** Adds an adapter that is trained and sampled beside the others. */
  createAdapter(name: string, options: LoraOptions): Promise<void>;
  /**
   * Frees an adapter: its weights, gathered gradients, optimiser, keys and values. What runs on it ends first; sampling
   * that has not ended is rejected with an EngineError `UNKNOWN_ADAPTER`. Its name can be used again.
   */
  removeAdapter(name: string): Promise<void>;
  /** Computes a loss and adds its gradient to those gathered. */
  forwardBackward(
    data: readonly Datum[],
    loss: LossName | CustomLoss,
    config?: LossConfig & { readonly adapter?: string },
  ): Promise<ForwardBackwardResult>;
  /**
   * Log-probabilities of the targets, without a backward pass. With `dynamic` rotary scaling a text may be longer than
   * {@link contextLength}; its log-probabilities are then not those of a sampler, see {@link RopeScaling}.
   */
  forward(data: readonly Datum[], options?: { readonly adapter?: string }): Promise<ForwardResult>;
  /** Makes one step with the gathered gradients and drops them. @returns the gradient's norm before clipping */
  optimStep(
    adam: AdamStep,
    options?: { readonly adapter?: string },
  ): Promise<{ readonly gradientNorm: number }>;
  /** Answers in the order of the requests. */
  sample(requests: readonly SampleRequest[], options?: SampleOptions): Promise<readonly SampleResult[]>;
  /** Everything that training goes on from: weights, adapters, optimiser. */
  saveState(): Promise<ReadonlyMap<string, TensorData>>;
  loadState(state: ReadonlyMap<string, TensorData>): Promise<void>;
  close(): Promise<void>;
}

/** Numbers of a saved state. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint16Array;
}
