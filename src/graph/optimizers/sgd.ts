import { zeros } from "../initializers.js";
import { add, mul, sub } from "../operators/arithmetic.js";
import type { Update } from "../program.js";
import { asTensor, variable } from "../tensor.js";
import { clipByGlobalNorm, type Optimizer } from "./optimizer.js";

/** Settings of {@link sgd}. */
export interface SgdOptions {
  /** Share of the last step's direction kept, 0 by default. */
  readonly momentum?: number;
  /** Factor of the variable that is added to its gradient, for variables with `decay`; 0 by default. */
  readonly weightDecay?: number;
  /** Gradients together are scaled down to this norm where they are larger. */
  readonly clipNorm?: number;
}

/**
 * Stochastic gradient descent with momentum, as PyTorch defines it: `m ← momentum·m + g`, `w ← w - rate·m`.
 * @example const { updates } = sgd({ momentum: 0.9 }).step(gradients, learningRate);
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { momentum = 0, weightDecay = 0, clipNorm } = options;
  return {
    step(gradients, learningRate) {
      const { clipped, gradientNorm } = clipByGlobalNorm(gradients, clipNorm);
      const rate = asTensor(learningRate, "float32");
      const updates: Update[] = [];
      for (const [weight, gradient] of clipped) {
        const decayed = weight.decay && weightDecay > 0 ? add(gradient, mul(weight, weightDecay)) : gradient;
        let direction = decayed;
        if (momentum > 0) {
          const slot = variable(`${weight.name}/sgd/momentum`, weight.shape, zeros(), { trainable: false });
          direction = add(mul(slot, momentum), decayed);
          updates.push([slot, direction]);
        }
        updates.push([weight, sub(weight, mul(direction, rate))]);
      }
      return { updates, gradientNorm };
    },
  };
}
