import { GraphError } from "../../errors.js";
import type { DType } from "../dtype.js";
import { apply1, type Operator } from "../operator.js";
import { broadcast, sameShape } from "../shape.js";
import { asTensor, Constant, type Tensor, type TensorLike } from "../tensor.js";
import { expandOperator } from "./layout.js";
import { sumTo } from "./reduction.js";

/** No attributes. */
export type None = Record<never, never>;

/** Gradient of the loss by x, from the input x, the output y and the gradient g by y. */
type UnaryGradient = (x: Tensor, y: Tensor, g: Tensor) => Tensor;

/** An operator on each element that ONNX has under the name `type`. */
export function unaryOperator(name: string, type: string, gradient?: UnaryGradient): Operator<None> {
  const operator: Operator<None> = {
    name,
    infer: ([{ dtype, shape }]) => [{ dtype, shape }],
    emit: (emitter, { inputs }) => [emitter.node(type, inputs)],
  };
  if (gradient === undefined) return operator;
  return {
    ...operator,
    gradient: ({ inputs: [x], outputs: [y], gradients: [g] }) => [gradient(x, y, g!)],
  };
}

/** A function of one tensor that uses a unary operator. */
export function unary(operator: Operator<None>): (x: Tensor) => Tensor {
  return (x) => apply1(operator, [x], {});
}

/** Gradients by a and b, before they are summed down to the shapes of a and b. */
type BinaryGradient = (a: Tensor, b: Tensor, y: Tensor, g: Tensor) => [Tensor, Tensor];

/** An operator on pairs of elements, with broadcasting, that ONNX has under the name `type`. */
export function binaryOperator(
  name: string,
  type: string,
  gradient?: BinaryGradient,
  result?: DType,
): Operator<None> {
  const operator: Operator<None> = {
    name,
    infer([a, b]) {
      if (a.dtype !== b.dtype) {
        throw new GraphError("BAD_DTYPE", `${name}: operands are ${a.dtype} and ${b.dtype}`);
      }
      return [{ dtype: result ?? a.dtype, shape: broadcast(a.shape, b.shape) }];
    },
    emit: (emitter, { inputs }) => [emitter.node(type, inputs)],
  };
  if (gradient === undefined) return operator;
  return {
    ...operator,
    gradient({ inputs: [a, b], outputs: [y], gradients: [g] }) {
      const [byA, byB] = gradient(a, b, y, g!);
      return [sumTo(byA, a.shape), sumTo(byB, b.shape)];
    },
  };
}

/** Uses a binary operator; numbers become scalars of the other operand's element type. */
export function binary(operator: Operator<None>, a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands(a, b);
  return apply1(operator, [seeThroughExpand(x, y), seeThroughExpand(y, x)], {});
}

/** Both operands as tensors. */
export function operands(a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  if (typeof a !== "number") return [a, asTensor(b, a.dtype)];
  return typeof b === "number" ? [asTensor(a, "float32"), asTensor(b, "float32")] : [asTensor(a, b.dtype), b];
}

/** The value of a scalar constant. */
export function scalarValue(x: Tensor): number | undefined {
  return x instanceof Constant ? x.scalar : undefined;
}

/** Operators broadcast by themselves, so an operand need not be expanded first if the other one is large enough. */
function seeThroughExpand(x: Tensor, other: Tensor): Tensor {
  if (x.node?.operator !== expandOperator) return x;
  const [small] = x.node.inputs;
  const compatible = small.shape.every((dim, i) => {
    const across = other.shape[i - small.rank + other.rank] ?? 1;
    return dim === across || dim === 1 || across === 1;
  });
  return compatible && sameShape(broadcast(small.shape, other.shape), broadcast(x.shape, other.shape))
    ? small
    : x;
}
