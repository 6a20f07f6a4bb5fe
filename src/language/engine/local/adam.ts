import {
  add,
  compile,
  div,
  type Host,
  input,
  type Memory,
  mul,
  type Runner,
  sqrt,
  square,
  sub,
} from "../../../graph/index.js";
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

/** Elements worked on at a time, so that what is between two operators stays in the cache. */
const STRETCH = 2 ** 16;
const ARRAYS = ["weights", "gradients", "means", "squares"] as const;
const FACTORS = ["beta1", "rest1", "beta2", "rest2", "epsilon", "rate", "keep", "scale"] as const;

/** AdamW (Loshchilov and Hutter 2019) as PyTorch defines it; all hyper-parameters are inputs of one program. */
export class Adam {
  private constructor(
    private readonly host: Host,
    private readonly runner: Runner,
  ) {}

  static async open(host: Host): Promise<Adam> {
    return new Adam(host, await host.open(program(), 1));
  }

  async step(
    arrays: AdamArrays,
    { learningRate, beta1 = 0.9, beta2 = 0.95, epsilon = 1e-12, weightDecay = 0 }: AdamStep,
    { step, scale, decayed }: AdamPlace,
  ): Promise<void> {
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
    await this.stretches(arrays, 0, Math.min(decayed, length), {
      ...factors,
      keep: 1 - learningRate * weightDecay,
    });
    await this.stretches(arrays, Math.min(decayed, length), length, { ...factors, keep: 1 });
  }

  close(): Promise<void> {
    return this.runner.close();
  }

  private async stretches(
    arrays: AdamArrays,
    from: number,
    to: number,
    factors: Readonly<Record<(typeof FACTORS)[number], number>>,
  ): Promise<void> {
    const fixed = Object.fromEntries(
      FACTORS.map((name) => [name, this.host.memory(Float32Array.of(factors[name]), [])]),
    );
    for (let start = from; start < to; start += STRETCH) {
      const end = Math.min(start + STRETCH, to);
      const views = Object.fromEntries(
        ARRAYS.map((name) => [name, this.host.memory(arrays[name].subarray(start, end), [end - start])]),
      ) as Record<(typeof ARRAYS)[number], Memory>;
      const results = { nextWeights: views.weights, nextMeans: views.means, nextSquares: views.squares };
      await this.runner.run({ ...fixed, ...views }, results);
    }
  }
}

function program() {
  const [weights, gradients, means, squares] = ARRAYS.map((name) => input(name, "float32", ["length"]));
  const [beta1, rest1, beta2, rest2, epsilon, rate, keep, scale] = FACTORS.map((name) =>
    input(name, "float32", []),
  );
  const gradient = mul(gradients, scale);
  const nextMeans = add(mul(means, beta1), mul(gradient, rest1));
  const nextSquares = add(mul(squares, beta2), mul(square(gradient), rest2));
  const change = mul(div(nextMeans, add(sqrt(nextSquares), epsilon)), rate);
  return compile({ outputs: { nextWeights: sub(mul(weights, keep), change), nextMeans, nextSquares } });
}
