import type { DType } from "./dtype.js";
import type { Emitter } from "./onnx/emitter.js";
import type { Shape } from "./shape.js";
import { type Node, Tensor } from "./tensor.js";

/** Settings of one use of an operator: plain data, so that equal uses can be recognised and shared. */
export type Attributes = { readonly [name: string]: AttributeValue };
type AttributeValue = number | string | boolean | null | readonly (number | string)[];

/** Element type and shape of a tensor. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/**
 * A kind of computation on tensors. An operator is a function of its inputs and attributes and nothing else: no state,
 * no random numbers. Its name identifies it everywhere (a reference interpreter looks implementations up by it).
 *
 * Operators are private to their file; what users call is a function beside the operator that checks and normalises
 * arguments, simplifies the easy cases and then calls {@link apply}.
 */
export interface Operator<A extends Attributes = Attributes> {
  readonly name: string;
  /** Types of the outputs; throws a GraphError for inputs that do not fit. */
  infer(inputs: readonly Tensor[], attributes: A): readonly TensorType[];
  /** Adds the ONNX nodes that compute the outputs and returns the name of each output. */
  emit(emitter: Emitter, use: Emission<A>): readonly string[];
  /**
   * The gradient of the loss by each input, in the inputs' own shapes; `undefined` for an input through which none
   * flows. What is returned but not needed costs nothing: compiling drops it. Without this method the operator cannot
   * lie between a loss and a variable.
   */
  gradient?(use: Differentiation<A>): readonly (Tensor | undefined)[];
}

/** One use of an operator while the ONNX graph is written. */
export interface Emission<A extends Attributes = Attributes> {
  /** ONNX names of the inputs. */
  readonly inputs: readonly string[];
  readonly attributes: A;
  /** Types of the inputs, with dimensions fixed by `compile` replaced by numbers. */
  readonly inputTypes: readonly TensorType[];
  readonly outputTypes: readonly TensorType[];
  /** Whether anything reads each output. An operator may compute less for outputs that nothing reads. */
  readonly used: readonly boolean[];
}

/** One use of an operator while gradients flow back through it. */
export interface Differentiation<A extends Attributes = Attributes> {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: A;
  /** Gradient of the loss by each output; undefined for outputs the loss does not depend on. At least one is there. */
  readonly gradients: readonly (Tensor | undefined)[];
}

/** Uses an operator: new tensors, one per output. */
export function apply<A extends Attributes>(
  operator: Operator<A>,
  inputs: readonly Tensor[],
  attributes: A,
): readonly Tensor[] {
  const outputs: Tensor[] = [];
  const node: Node = { operator, inputs, attributes, outputs };
  for (const { dtype, shape } of operator.infer(inputs, attributes)) {
    outputs.push(new Tensor(dtype, shape, node, outputs.length));
  }
  return outputs;
}

/** The first output of {@link apply}. */
export function apply1<A extends Attributes>(
  operator: Operator<A>,
  inputs: readonly Tensor[],
  attributes: A,
): Tensor {
  return apply(operator, inputs, attributes)[0];
}
