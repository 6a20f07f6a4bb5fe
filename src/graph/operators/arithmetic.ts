import { GraphError } from "../../errors.js";
import { apply1, type Operator } from "../operator.js";
import { sameShape } from "../shape.js";
import { asTensor, constant, type Tensor, type TensorLike } from "../tensor.js";
import { binary, binaryOperator, operands, scalarValue, unary, unaryOperator } from "./elementwise.js";
import { reciprocal, sqrt } from "./exponential.js";
import { cast, greaterEqual, less, lessEqual, logicalAnd } from "./logic.js";

const addOperator = binaryOperator("add", "Add", (_a, _b, _y, g) => [g, g]);
const subOperator = binaryOperator("sub", "Sub", (_a, _b, _y, g) => [g, neg(g)]);
const mulOperator = binaryOperator("mul", "Mul", (a, b, _y, g) => [mul(g, b), mul(g, a)]);
const divOperator = binaryOperator("div", "Div", (_a, b, y, g) => {
  const byA = div(g, b);
  return [byA, neg(mul(byA, y))];
});
// Where both are equal, the gradient goes to the first operand.
const maximumOperator = binaryOperator("maximum", "Max", (a, b, _y, g) => [
  mul(g, cast(greaterEqual(a, b), "float32")),
  mul(g, cast(less(a, b), "float32")),
]);
const minimumOperator = binaryOperator("minimum", "Min", (a, b, _y, g) => [
  mul(g, cast(lessEqual(a, b), "float32")),
  mul(g, cast(less(b, a), "float32")),
]);
const negOperator = unaryOperator("neg", "Neg", (_x, _y, g) => neg(g));
const absOperator = unaryOperator("abs", "Abs", (x, _y, g) => mul(g, sign(x)));
const signOperator = unaryOperator("sign", "Sign");

/** `a + b`, with broadcasting. */
export function add(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands(a, b);
  if (scalarValue(y) === 0) return x;
  if (scalarValue(x) === 0) return y;
  return fold(x, y, (p, q) => p + q) ?? binary(addOperator, x, y);
}

/** `a - b`, with broadcasting. */
export function sub(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands(a, b);
  if (scalarValue(y) === 0) return x;
  return fold(x, y, (p, q) => p - q) ?? binary(subOperator, x, y);
}

/** `a * b`, with broadcasting. */
export function mul(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands(a, b);
  const [factor, scale] = scalarValue(x) === undefined ? [x, scalarValue(y)] : [y, scalarValue(x)];
  if (scale === undefined) return binary(mulOperator, x, y);
  if (scale === 1) return factor;
  const folded = fold(x, y, (p, q) => p * q);
  if (folded !== undefined) return folded;
  const inner = factor.node?.operator === mulOperator ? scalarValue(factor.node.inputs[1]) : undefined;
  if (inner !== undefined && factor.dtype === "float32") return mul(factor.node!.inputs[0], inner * scale);
  return binary(mulOperator, factor, scale);
}

/** `a / b`, with broadcasting. */
export function div(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands(a, b);
  const divisor = scalarValue(y);
  if (divisor !== undefined && x.dtype === "float32") return mul(x, 1 / divisor);
  if (scalarValue(x) === 1 && y.dtype === "float32") return reciprocal(y);
  return binary(divOperator, x, y);
}

/** `-x`. */
export function neg(x: Tensor): Tensor {
  const value = scalarValue(x);
  if (value !== undefined) return asTensor(-value, x.dtype);
  return x.node?.operator === negOperator ? x.node.inputs[0] : unary(negOperator)(x);
}

/** The larger of two, with broadcasting. */
export const maximum = (a: TensorLike, b: TensorLike): Tensor => binary(maximumOperator, a, b);

/** The smaller of two, with broadcasting. */
export const minimum = (a: TensorLike, b: TensorLike): Tensor => binary(minimumOperator, a, b);

/** `|x|`; its gradient at 0 is 0. */
export const abs = unary(absOperator);

/** -1, 0 or 1. */
export const sign = unary(signOperator);

type Square = Record<never, never>;
const squareOperator: Operator<Square> = {
  name: "square",
  infer: ([{ dtype, shape }]) => [{ dtype, shape }],
  emit: (emitter, { inputs: [x] }) => [emitter.node("Mul", [x, x])],
  gradient: ({ inputs: [x], gradients: [g] }) => [mul(g!, mul(x, 2))],
};

/** `x²`. */
export const square = (x: Tensor): Tensor => apply1(squareOperator, [x], {});

type Pow = { readonly exponent: number };
const powOperator: Operator<Pow> = {
  name: "pow",
  infer: ([{ dtype, shape }]) => [{ dtype, shape }],
  emit: (emitter, { inputs: [x], attributes }) => [
    emitter.node("Pow", [x, emitter.scalar(attributes.exponent)]),
  ],
  gradient: ({ inputs: [x], attributes: { exponent }, gradients: [g] }) => [
    mul(g!, mul(pow(x, exponent - 1), exponent)),
  ],
};

/** `x` to a fixed power. */
export function pow(x: Tensor, exponent: number): Tensor {
  if (exponent === 0) return add(mul(x, 0), 1);
  if (exponent === 1) return x;
  if (exponent === 2) return square(x);
  if (exponent === 0.5) return sqrt(x);
  return exponent === -1 ? reciprocal(x) : apply1(powOperator, [x], { exponent });
}

type Clip = { readonly min: number; readonly max: number };
const clipOperator: Operator<Clip> = {
  name: "clip",
  infer: ([{ dtype, shape }]) => [{ dtype, shape }],
  emit: (emitter, { inputs: [x], attributes: { min, max } }) => [
    emitter.node("Clip", [x, emitter.scalar(min), emitter.scalar(max)]),
  ],
  gradient({ inputs: [x], attributes: { min, max }, gradients: [g] }) {
    const inside = logicalAnd(greaterEqual(x, min), lessEqual(x, max));
    return [mul(g!, cast(inside, "float32"))];
  },
};

/** `x` brought into the range from `min` to `max`; no gradient flows where it was outside. */
export function clip(x: Tensor, min: number, max: number): Tensor {
  if (x.dtype !== "float32") throw new GraphError("BAD_DTYPE", `clip: expected float32, found ${x}`);
  return apply1(clipOperator, [x], { min, max });
}

/** The result for two scalar constants. */
function fold(a: Tensor, b: Tensor, operation: (a: number, b: number) => number): Tensor | undefined {
  const [x, y] = [scalarValue(a), scalarValue(b)];
  if (x === undefined || y === undefined || a.dtype !== "float32" || !sameShape(a.shape, b.shape))
    return undefined;
  return constant(operation(x, y));
}
