import { zeros } from "../initializers.js";
import { add, div, mul, square, sub } from "../operators/arithmetic.js";
import { exp, sqrt } from "../operators/exponential.js";
import type { Update } from "../program.js";
import { asTensor, constant, type Tensor, variable } from "../tensor.js";
import { clipByGlobalNorm, type Optimizer } from "./optimizer.js";

/** Settings of {@link adam} and {@link adamW}. */
export interface AdamOptions {
  /** Decay of the mean of gradients, 0.9 by default. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients, 0.999 by default. */
  readonly beta2?: number;
  /** Added to the root of the mean square, 1e-8 by default. */
  readonly epsilon?: number;
  /** For {@link adamW}: share of the variable, times the learning rate, taken off it at each step; 0.01 by default. */
  readonly weightDecay?: number;
  /** Gradients together are scaled down to this norm where they are larger. */
  readonly clipNorm?: number;
}

/** Adam (Kingma and Ba 2015), without weight decay. */
export const adam = (options: Omit<AdamOptions, "weightDecay"> = {}): Optimizer =>
  adamW({ ...options, weightDecay: 0 });

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019), for variables with `decay`.
 * @example const { updates, gradientNorm } = adamW({ clipNorm: 1 }).step(gradients, learningRate);
 */
export function adamW(options: AdamOptions = {}): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01, clipNorm } = options;
  return {
    step(gradients, learningRate) {
      const { clipped, gradientNorm } = clipByGlobalNorm(gradients, clipNorm);
      const rate = asTensor(learningRate, "float32");
      const count = variable("adam/step", [], zeros(), { trainable: false });
      const step = add(count, 1);
      const updates: Update[] = [[count, step]];
      // The slots hold sums, mean = (1 - beta)·sum: with the factors moved into scalars, fewer passes over memory.
      const correction1 = div(constant(1 - beta1), sub(1, power(beta1, step)));
      const correction2 = sqrt(div(constant(1 - beta2), sub(1, power(beta2, step))));
      // rate·c1·m / (c2·√v + ε) = (rate·c1/c2)·m / (√v + ε/c2)
      const scale = div(mul(rate, correction1), correction2);
      const offset = div(constant(epsilon), correction2);
      const keep = sub(1, mul(rate, weightDecay));
      for (const [weight, gradient] of clipped) {
        const slot = (name: string) =>
          variable(`${weight.name}/adam/${name}`, weight.shape, zeros(), { trainable: false });
        const [mean, meanSquare] = [slot("mean"), slot("meanSquare")];
        const nextMean = add(mul(mean, beta1), gradient);
        const nextSquare = add(mul(meanSquare, beta2), square(gradient));
        const change = mul(div(nextMean, add(sqrt(nextSquare), offset)), scale);
        const kept = weight.decay && weightDecay > 0 ? mul(weight, keep) : weight;
        updates.push([mean, nextMean], [meanSquare, nextSquare], [weight, sub(kept, change)]);
      }
      return { updates, gradientNorm };
    },
  };
}

/** A number to the power of a tensor. */
const power = (base: number, exponent: Tensor): Tensor => exp(mul(exponent, Math.log(base)));
