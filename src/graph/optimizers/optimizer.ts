import { add, div, minimum, mul, square } from "../operators/arithmetic.js";
import { sqrt } from "../operators/exponential.js";
import { sum } from "../operators/reduction.js";
import type { Update } from "../program.js";
import { constant, type Tensor, type Variable } from "../tensor.js";

/** A variable and the gradient of the loss by it. */
export type VariableGradient = readonly [variable: Variable, gradient: Tensor];

/** What one step of an optimiser does. */
export interface OptimizerStep {
  /** New values of the variables and of the optimiser's own; pass them to `compile`. */
  readonly updates: Update[];
  /** Euclidean norm of all gradients together, before clipping: a float32 scalar. */
  readonly gradientNorm: Tensor;
}

/** A rule that improves variables by gradients, as part of the graph. */
export interface Optimizer {
  /** @param learningRate a number, or a scalar tensor (usually an input, so that a schedule can change it) */
  step(gradients: readonly VariableGradient[], learningRate: Tensor | number): OptimizerStep;
}

/** The gradients, scaled down where their norm is above `clipNorm`. */
export function clipByGlobalNorm(
  gradients: readonly VariableGradient[],
  clipNorm: number | undefined,
): { clipped: readonly VariableGradient[]; gradientNorm: Tensor } {
  const squares = gradients.map(([, gradient]) => sum(square(gradient)));
  const gradientNorm = sqrt(squares.length === 0 ? constant(0) : squares.reduce((a, b) => add(a, b)));
  if (clipNorm === undefined) return { clipped: gradients, gradientNorm };
  const scale = minimum(div(constant(clipNorm), add(gradientNorm, 1e-6)), 1);
  return { clipped: gradients.map(([v, gradient]) => [v, mul(gradient, scale)]), gradientNorm };
}
