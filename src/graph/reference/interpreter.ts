import { GraphError } from "../../errors.js";
import { type Data, numbersOf } from "../dtype.js";
import { topologicalOrder } from "../gradient.js";
import { initialize } from "../initializers.js";
import { type Bindings, evaluate } from "../shape.js";
import { Constant, Input, type Tensor, Variable } from "../tensor.js";
import type { NdArray } from "./array.js";
import type { Kernels } from "./kernel.js";
import { elementwise } from "./kernels/elementwise.js";
import { indexing } from "./kernels/indexing.js";
import { layout } from "./kernels/layout.js";
import { normalization } from "./kernels/normalization.js";
import { pooling } from "./kernels/pooling.js";
import { product } from "./kernels/product.js";
import { reduction } from "./kernels/reduction.js";

/** The reference implementation of every operator, by its name. */
export const REFERENCE: Kernels = {
  ...elementwise,
  ...indexing,
  ...layout,
  ...normalization,
  ...pooling,
  ...product,
  ...reduction,
};

/** What a graph is interpreted with. */
export interface Interpretation {
  /** Values of the inputs by name. */
  readonly feeds?: Readonly<Record<string, NdArray>>;
  /** Sizes of named dimensions. */
  readonly bindings?: Bindings;
  /** For the first values of variables, 0 by default as in a session. */
  readonly seed?: number;
}

/**
 * Evaluates tensors in float64, slowly and plainly: what the emitted ONNX programs are checked against. Variables have
 * their first values.
 */
export function interpret(
  tensors: readonly Tensor[],
  { feeds = {}, bindings = {}, seed = 0 }: Interpretation,
): NdArray[] {
  const values = new Map<Tensor, NdArray>();
  const lookUp = (tensor: Tensor): NdArray => {
    const value = values.get(tensor) ?? leafValue(tensor, feeds, seed);
    values.set(tensor, value);
    return value;
  };
  for (const { operator, inputs, attributes, outputs } of topologicalOrder(tensors)) {
    const kernel = REFERENCE[operator.name];
    if (kernel === undefined) {
      throw new GraphError("NO_REFERENCE", `operator ${operator.name} has no reference implementation`);
    }
    const shapes = outputs.map(({ shape }) => evaluate(shape, bindings));
    const results = kernel({ inputs: inputs.map(lookUp), attributes, types: outputs, shapes, bindings });
    outputs.forEach((output, i) => {
      values.set(output, results[i]);
    });
  }
  return tensors.map(lookUp);
}

function leafValue(tensor: Tensor, feeds: Readonly<Record<string, NdArray>>, seed: number): NdArray {
  if (tensor instanceof Constant) return toNdArray(tensor.data, evaluate(tensor.shape));
  if (tensor instanceof Variable)
    return toNdArray(initialize(tensor.initializer, tensor, seed), tensor.shape);
  const value = tensor instanceof Input ? feeds[tensor.name] : undefined;
  if (value === undefined) throw new GraphError("BAD_FEED", `${tensor} was not fed`);
  return value;
}

/** Elements of a tensor as float64. */
export function toNdArray(data: Data, shape: readonly number[]): NdArray {
  return { shape, data: Float64Array.from(numbersOf(data)) };
}
