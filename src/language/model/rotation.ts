import type { RopeConfig, RopeScaling, TransformerConfig } from "../config.js";

/**
 * Angles by which the pairs of a head are turned for one position forward, fastest first: θ^(−2i/d), changed by the
 * scaling (transformers' `modeling_rope_utils`).
 *
 * @param size of a head, d
 * @param length of the sequence; only `dynamic` scaling depends on it
 */
function inverseFrequencies({ theta, scaling }: RopeConfig, size: number, length: number): Float32Array {
  const base = scaling.kind === "dynamic" ? dynamicBase(theta, scaling, size, length) : theta;
  const plain = Float64Array.from({ length: size / 2 }, (_, i) => base ** ((-2 * i) / size));
  return Float32Array.from(plain, (frequency, i) => scaled(frequency, i, { theta, scaling }, size));
}

/**
 * The most tokens of a sequence that is sampled or learnt from. Beyond the original context `dynamic` scaling turns every
 * position by the length of the whole text, which nobody knows while it is being written: a sampler and a trainer would
 * not agree.
 */
export function contextLength({ contextLength, rope: { scaling } }: TransformerConfig): number {
  return scaling.kind === "dynamic" ? Math.min(contextLength, scaling.originalContextLength) : contextLength;
}

/** The most tokens of a text that is there as a whole; `dynamic` scaling reaches beyond {@link contextLength}. */
export function wholeTextLength({ contextLength, rope: { scaling } }: TransformerConfig): number {
  if (scaling.kind !== "dynamic") return contextLength;
  return Math.max(contextLength, Math.floor(scaling.factor * scaling.originalContextLength));
}

function scaled(frequency: number, i: number, { theta, scaling }: RopeConfig, size: number): number {
  switch (scaling.kind) {
    case "none":
    case "dynamic":
      return frequency;
    case "linear":
      return frequency / scaling.factor;
    case "llama3":
      return llama3(frequency, scaling);
    case "yarn":
      return yarn(frequency, i, theta, scaling, size);
  }
}

type Scaling<Kind extends RopeScaling["kind"]> = Extract<RopeScaling, { kind: Kind }>;

function dynamicBase(theta: number, scaling: Scaling<"dynamic">, size: number, length: number): number {
  const { factor, originalContextLength: original } = scaling;
  if (length <= original) return theta;
  return theta * ((factor * length) / original - (factor - 1)) ** (size / (size - 2));
}

function llama3(frequency: number, scaling: Scaling<"llama3">): number {
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalContextLength } = scaling;
  const turns = (originalContextLength * frequency) / (2 * Math.PI);
  const kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
  return (kept + (1 - kept) / factor) * frequency;
}

function yarn(frequency: number, i: number, theta: number, scaling: Scaling<"yarn">, size: number): number {
  const { factor, originalContextLength, betaFast, betaSlow, truncate } = scaling;
  // The pair that makes so many turns over the original context.
  const pair = (turns: number) =>
    (size * Math.log(originalContextLength / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const first = Math.max(truncate ? Math.floor(pair(betaFast)) : pair(betaFast), 0);
  const last = Math.min(truncate ? Math.ceil(pair(betaSlow)) : pair(betaSlow), size - 1);
  const width = first === last ? 0.001 : last - first;
  const interpolated = Math.min(1, Math.max(0, (i - first) / width));
  return frequency * (1 - interpolated) + (frequency / factor) * interpolated;
}

/** Cosines and sines of rotary position embedding, row by row as they are asked for. */
export class RotationTable {
  /** Angles of a position are this many. */
  readonly half: number;
  private readonly factor: number;
  private readonly scaling: RopeScaling;
  private frequencies: Float32Array;
  /** Length of the sequence that the frequencies are for; 0 for all that need no change. */
  private length = 0;
  /** Rows computed already, for the frequencies of length 0. */
  private known = 0;
  private cosines = new Float32Array(0);
  private sines = new Float32Array(0);

  constructor(private readonly config: Pick<TransformerConfig, "rope" | "headDimension">) {
    this.half = config.headDimension / 2;
    this.scaling = config.rope.scaling;
    this.factor = this.scaling.kind === "yarn" ? this.scaling.attentionFactor : 1;
    this.frequencies = inverseFrequencies(config.rope, config.headDimension, 0);
  }

  /**
   * Writes the row of a position.
   * @param length of the sequence it is in, which `dynamic` scaling depends on
   * @param cos,sin tables `[rows, half]`
   */
  write(position: number, length: number, cos: Float32Array, sin: Float32Array, row: number): void {
    const { half, scaling } = this;
    const needed = scaling.kind === "dynamic" && length > scaling.originalContextLength ? length : 0;
    if (needed !== this.length) {
      this.frequencies = inverseFrequencies(this.config.rope, this.config.headDimension, needed);
      this.length = needed;
    }
    if (needed > 0) {
      this.compute(position, cos, sin, row);
      return;
    }
    while (this.known <= position) this.extend();
    const from = position * half;
    for (let i = 0; i < half; i++) {
      cos[row * half + i] = this.cosines[from + i];
      sin[row * half + i] = this.sines[from + i];
    }
  }

  private extend(): void {
    const rows = Math.max(64, 2 * this.known);
    const [cosines, sines] = [this.cosines, this.sines].map((old) => {
      const table = new Float32Array(rows * this.half);
      table.set(old);
      return table;
    });
    for (; this.known < rows; this.known++) this.compute(this.known, cosines, sines, this.known);
    this.cosines = cosines;
    this.sines = sines;
  }

  private compute(position: number, cos: Float32Array, sin: Float32Array, row: number): void {
    const { half, factor, frequencies } = this;
    for (let i = 0; i < half; i++) {
      // In single precision like the reference: at large positions its rounding shows.
      const angle = Math.fround(position * frequencies[i]);
      cos[row * half + i] = Math.cos(angle) * factor;
      sin[row * half + i] = Math.sin(angle) * factor;
    }
  }
}
