import { GraphError } from "../../errors.js";
import type { DType } from "../dtype.js";
import { ELEMENT } from "../onnx/model.js";
import { apply1, type Operator } from "../operator.js";
import { broadcast } from "../shape.js";
import { asTensor, type Tensor, type TensorLike } from "../tensor.js";
import { binary, binaryOperator, type None, operands, unary, unaryOperator } from "./elementwise.js";
import { sumTo } from "./reduction.js";

const equalOperator = binaryOperator("equal", "Equal", undefined, "bool");
const greaterOperator = binaryOperator("greater", "Greater", undefined, "bool");
const greaterEqualOperator = binaryOperator("greaterEqual", "GreaterOrEqual", undefined, "bool");
const lessOperator = binaryOperator("less", "Less", undefined, "bool");
const lessEqualOperator = binaryOperator("lessEqual", "LessOrEqual", undefined, "bool");
const andOperator = binaryOperator("logicalAnd", "And", undefined, "bool");
const orOperator = binaryOperator("logicalOr", "Or", undefined, "bool");
const notOperator = unaryOperator("logicalNot", "Not");

/** Whether `a = b`, with broadcasting. */
export const equal = (a: TensorLike, b: TensorLike): Tensor => binary(equalOperator, a, b);
/** Whether `a > b`, with broadcasting. */
export const greater = (a: TensorLike, b: TensorLike): Tensor => binary(greaterOperator, a, b);
/** Whether `a ≥ b`, with broadcasting. */
export const greaterEqual = (a: TensorLike, b: TensorLike): Tensor => binary(greaterEqualOperator, a, b);
/** Whether `a < b`, with broadcasting. */
export const less = (a: TensorLike, b: TensorLike): Tensor => binary(lessOperator, a, b);
/** Whether `a ≤ b`, with broadcasting. */
export const lessEqual = (a: TensorLike, b: TensorLike): Tensor => binary(lessEqualOperator, a, b);
/** Whether both are true, with broadcasting. */
export const logicalAnd = (a: Tensor, b: Tensor): Tensor => binary(andOperator, a, b);
/** Whether at least one is true, with broadcasting. */
export const logicalOr = (a: Tensor, b: Tensor): Tensor => binary(orOperator, a, b);
/** Whether it is false. */
export const logicalNot = unary(notOperator);

const whereOperator: Operator<None> = {
  name: "where",
  infer([condition, a, b]) {
    if (condition.dtype !== "bool" || a.dtype !== b.dtype) {
      throw new GraphError(
        "BAD_DTYPE",
        `where: ${condition.dtype} condition between ${a.dtype} and ${b.dtype}`,
      );
    }
    return [{ dtype: a.dtype, shape: broadcast(condition.shape, broadcast(a.shape, b.shape)) }];
  },
  emit: (emitter, { inputs }) => [emitter.node("Where", inputs)],
  gradient: ({ inputs: [condition, a, b], gradients: [g] }) => [
    undefined,
    sumTo(where(condition, g!, 0), a.shape),
    sumTo(where(condition, 0, g!), b.shape),
  ],
};

/** `a` where the condition is true, `b` where it is false, with broadcasting. */
export function where(condition: Tensor, a: TensorLike, b: TensorLike): Tensor {
  return apply1(whereOperator, [condition, ...operands(a, b)], {});
}

type Cast = { readonly dtype: DType };

const castOperator: Operator<Cast> = {
  name: "cast",
  infer: ([{ shape }], { dtype }) => [{ dtype, shape }],
  emit: (emitter, { inputs, attributes: { dtype } }) => [
    emitter.node("Cast", inputs, { attributes: { to: ELEMENT[dtype] } }),
  ],
  gradient: () => [undefined],
};

/** The same values as another element type; no gradient flows through a change of type. */
export function cast(x: TensorLike, dtype: DType): Tensor {
  const from = asTensor(x, dtype);
  return from.dtype === dtype ? from : apply1(castOperator, [from], { dtype });
}

const stopOperator: Operator<None> = {
  name: "stopGradient",
  infer: ([{ dtype, shape }]) => [{ dtype, shape }],
  emit: (_, { inputs }) => inputs,
  gradient: () => [undefined],
};

/** The same values; no gradient flows through. */
export const stopGradient = unary(stopOperator);
