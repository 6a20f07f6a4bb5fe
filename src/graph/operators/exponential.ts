import { add, div, mul, neg, square, sub } from "./arithmetic.js";
import { unary, unaryOperator } from "./elementwise.js";

const expOperator = unaryOperator("exp", "Exp", (_x, y, g) => mul(g, y));
const logOperator = unaryOperator("log", "Log", (x, _y, g) => div(g, x));
const sqrtOperator = unaryOperator("sqrt", "Sqrt", (_x, y, g) => div(mul(g, 0.5), y));
const reciprocalOperator = unaryOperator("reciprocal", "Reciprocal", (_x, y, g) => neg(mul(g, square(y))));
const tanhOperator = unaryOperator("tanh", "Tanh", (_x, y, g) => mul(g, sub(1, square(y))));
const sigmoidOperator = unaryOperator("sigmoid", "Sigmoid", (_x, y, g) => mul(g, sub(y, square(y))));
const softplusOperator = unaryOperator("softplus", "Softplus", (x, _y, g) => mul(g, sigmoid(x)));
const erfOperator = unaryOperator("erf", "Erf", (x, _y, g) =>
  mul(g, exp(add(neg(square(x)), Math.log(2 / Math.sqrt(Math.PI))))),
);

/** `eˣ`. */
export const exp = unary(expOperator);
/** Natural logarithm. */
export const log = unary(logOperator);
/** Square root. */
export const sqrt = unary(sqrtOperator);
/** `1 / x`. */
export const reciprocal = unary(reciprocalOperator);
/** Hyperbolic tangent. */
export const tanh = unary(tanhOperator);
/** `1 / (1 + e⁻ˣ)`. */
export const sigmoid = unary(sigmoidOperator);
/** `log(1 + eˣ)`, without overflow. */
export const softplus = unary(softplusOperator);
/** The error function. */
export const erf = unary(erfOperator);
