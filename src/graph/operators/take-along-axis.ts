import { GraphError } from "../../errors.js";
import { apply1, type Operator } from "../operator.js";
import { normalizeAxis, type Shape, show } from "../shape.js";
import type { Tensor } from "../tensor.js";

type Axis = { readonly axis: number };

const takeOperator: Operator<Axis> = {
  name: "takeAlongAxis",
  infer([{ dtype, shape }, indices], { axis }) {
    checkIndices("takeAlongAxis", indices, shape, axis);
    return [{ dtype, shape: indices.shape }];
  },
  emit: (emitter, { inputs, attributes: { axis } }) => [
    emitter.node("GatherElements", inputs, { attributes: { axis } }),
  ],
  gradient: ({ inputs: [x, indices], attributes: { axis }, gradients: [g] }) => [
    scatterAlongAxis(x.shape, indices, g!, axis),
    undefined,
  ],
};

/**
 * Elements by their index along one axis, the last by default: `y[i, j] = x[i, indices[i, j]]` for two axes. Indices count
 * from 0 and must be in range.
 * @param indices int32 or int64, in the shape of x but for the size of that axis
 * @example const chosen = takeAlongAxis(logProbabilities, reshape(actions, [-1, 1])); // [batch, 1]
 */
export function takeAlongAxis(x: Tensor, indices: Tensor, axis = -1): Tensor {
  return apply1(takeOperator, [x, indices], { axis: normalizeAxis(axis, x.rank) });
}

type Scatter = Axis & { readonly shape: Shape };

const scatterOperator: Operator<Scatter> = {
  name: "scatterAlongAxis",
  infer([indices, { dtype }], { axis, shape }) {
    checkIndices("scatterAlongAxis", indices, shape, axis);
    return [{ dtype, shape }];
  },
  emit(emitter, { inputs: [indices, values], attributes: { axis }, outputTypes: [{ shape }] }) {
    const zero = emitter.node("Expand", [emitter.scalar(0), emitter.shape(shape)]);
    const attributes = { axis, reduction: "add" };
    return [emitter.node("ScatterElements", [zero, indices, values], { attributes })];
  },
  gradient: ({ inputs: [indices], attributes: { axis }, gradients: [g] }) => [
    undefined,
    takeAlongAxis(g!, indices, axis),
  ],
};

/**
 * Zeros of the given shape with each value added at its index along one axis, the last by default: the gradient of
 * {@link takeAlongAxis}. Several values may have the same index.
 * @param indices int32 or int64, in the given shape but for the size of that axis
 * @param values float32, one for each index
 */
export function scatterAlongAxis(shape: Shape, indices: Tensor, values: Tensor, axis = -1): Tensor {
  return apply1(scatterOperator, [indices, values], { axis: normalizeAxis(axis, shape.length), shape });
}

function checkIndices(what: string, indices: Tensor, shape: Shape, axis: number): void {
  if (indices.dtype !== "int32" && indices.dtype !== "int64") {
    throw new GraphError("BAD_DTYPE", `${what}: expected integer indices, found ${indices}`);
  }
  const fits =
    indices.rank === shape.length && shape.every((dim, i) => i === axis || dim === indices.shape[i]);
  if (fits) return;
  throw new GraphError(
    "BAD_SHAPE",
    `${what}: indices ${show(indices.shape)} along axis ${axis} of ${show(shape)}`,
  );
}
