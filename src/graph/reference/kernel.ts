import type { Attributes, TensorType } from "../operator.js";
import type { Bindings } from "../shape.js";
import type { NdArray } from "./array.js";

/** One use of an operator on arrays. */
export interface Evaluation<A extends Attributes = Attributes> {
  readonly inputs: readonly NdArray[];
  readonly attributes: A;
  readonly types: readonly TensorType[];
  /** Shape of each output. */
  readonly shapes: readonly (readonly number[])[];
  readonly bindings: Bindings;
}

/** The reference implementation of an operator: the outputs, written for clarity and in float64. */
export type Kernel = (use: Evaluation) => readonly NdArray[];

/** Reference implementations by operator name. */
export type Kernels = Readonly<Record<string, Kernel>>;

/** A kernel of an operator with attributes of type `A` and one output. */
export function kernel<A extends Attributes>(evaluate: (use: Evaluation<A>) => NdArray): Kernel {
  return (use) => [evaluate(use as Evaluation<A>)];
}

/** A kernel of an operator with attributes of type `A` and several outputs. */
export function kernels<A extends Attributes>(evaluate: (use: Evaluation<A>) => readonly NdArray[]): Kernel {
  return (use) => evaluate(use as Evaluation<A>);
}
