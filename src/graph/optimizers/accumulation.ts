import { zeros } from "../initializers.js";
import { add, div } from "../operators/arithmetic.js";
import { expand } from "../operators/layout.js";
import type { Update } from "../program.js";
import { constant, variable } from "../tensor.js";
import type { VariableGradient } from "./optimizer.js";

/** Gradients summed over several runs before one step: for batches that do not fit in memory at once. */
export interface Accumulation {
  /** Adds the gradients of a run to the sums: updates of the program that is run for each part of the batch. */
  readonly accumulate: Update[];
  /** Mean of the gradients since the last step: what the optimiser of the other program is given. */
  readonly gradients: VariableGradient[];
  /** Sets the sums back to zero: further updates of the program with the optimiser. */
  readonly reset: Update[];
}

/**
 * Splits a training step into two programs that share variables (see `Session.attach`).
 *
 * @example
 * const { accumulate, gradients, reset } = accumulateGradients(pairs);
 * const part = compile({ outputs: { loss }, updates: accumulate });
 * const { updates } = adamW().step(gradients, learningRate);
 * const apply = compile({ outputs: {}, updates: [...updates, ...reset] });
 */
export function accumulateGradients(pairs: readonly VariableGradient[]): Accumulation {
  const state = { trainable: false };
  const count = variable("accumulation/count", [], zeros(), state);
  const accumulate: Update[] = [[count, add(count, 1)]];
  const gradients: VariableGradient[] = [];
  const reset: Update[] = [[count, constant(0)]];
  for (const [weight, gradient] of pairs) {
    const sum = variable(`${weight.name}/accumulation`, weight.shape, zeros(), state);
    accumulate.push([sum, add(sum, gradient)]);
    gradients.push([weight, div(sum, count)]);
    reset.push([sum, expand(constant(0), weight.shape)]);
  }
  return { accumulate, gradients, reset };
}
