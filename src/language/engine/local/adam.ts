import { ADAM_FACTORS, type AdamKernel, adamKernel } from "../../kernels/adam-kernel.js";
import { wasmMemory } from "../../kernels/web-assembly.js";
import type { AdamStep } from "../language-engine.js";

/** Arrays of the same length that an optimiser's step reads and writes. */
export interface AdamArrays {
  readonly weights: Float32Array;
  readonly gradients: Float32Array;
  /** Decaying mean of the gradients, and of their squares. */
  readonly means: Float32Array;
  readonly squares: Float32Array;
}

/** Which step is made. */
export interface AdamPlace {
  /** Its number, from 1. */
  readonly step: number;
  /** Factor of the gradients, for clipping. */
  readonly scale: number;
  /** Weight decay applies to elements before this one. */
  readonly decayed: number;
}

/** Elements worked on at a time, so that they are in the cache when the kernel comes to them. */
const STRETCH = 2 ** 12;
/** From an array to the next: a multiple of 4 KB would have them all compete for the same places of the cache. */
const APART = STRETCH + 272;
const ARRAYS = ["weights", "gradients", "means", "squares"] as const;
const CHANGED = ["weights", "means", "squares"] as const;

/** Floats of the kernel's memory before each array, and before the factors behind them. */
const PLACES = { weights: 0, gradients: APART, means: 2 * APART, squares: 3 * APART };
const FACTORS = 4 * APART;

/** AdamW (Loshchilov and Hutter 2019) as PyTorch defines it. */
export class Adam {
  private readonly floats: Float32Array;
  private readonly kernel: AdamKernel;

  constructor() {
    const memory = wasmMemory(4 * (FACTORS + ADAM_FACTORS.length));
    this.floats = new Float32Array(memory.buffer);
    this.kernel = adamKernel(memory);
  }

  step(
    arrays: AdamArrays,
    { learningRate, beta1 = 0.9, beta2 = 0.95, epsilon = 1e-12, weightDecay = 0 }: AdamStep,
    { step, scale, decayed }: AdamPlace,
  ): void {
    // rate · m/c1 / (√(v/c2) + ε) = (rate √c2/c1) · m / (√v + ε √c2)
    const root = Math.sqrt(1 - beta2 ** step);
    const factors = {
      beta1,
      rest1: 1 - beta1,
      beta2,
      rest2: 1 - beta2,
      epsilon: epsilon * root,
      rate: (learningRate * root) / (1 - beta1 ** step),
      scale,
    };
    const length = arrays.weights.length;
    const border = Math.min(decayed, length);
    this.stretches(arrays, 0, border, { ...factors, keep: 1 - learningRate * weightDecay });
    this.stretches(arrays, border, length, { ...factors, keep: 1 });
  }

  private stretches(
    arrays: AdamArrays,
    from: number,
    to: number,
    factors: Readonly<Record<(typeof ADAM_FACTORS)[number], number>>,
  ): void {
    const { floats } = this;
    floats.set(
      ADAM_FACTORS.map((name) => factors[name]),
      FACTORS,
    );
    const [weights, gradients, means, squares] = ARRAYS.map((name) => 4 * PLACES[name]);
    for (let start = from; start < to; start += STRETCH) {
      const length = Math.min(STRETCH, to - start);
      for (const name of ARRAYS) floats.set(arrays[name].subarray(start, start + length), PLACES[name]);
      this.kernel(weights, gradients, means, squares, 4 * FACTORS, length);
      for (const name of CHANGED)
        arrays[name].set(floats.subarray(PLACES[name], PLACES[name] + length), start);
    }
  }
}
