import { GraphError } from "../errors.js";
import { Random } from "../random/index.js";
import { arrayOf, type Data, type DType } from "./dtype.js";

/** How a variable gets its first value: plain data, so that programs can be sent to workers. */
export type Initializer =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "values"; readonly values: Data }
  | { readonly kind: "normal"; readonly std: number }
  | { readonly kind: "heNormal" }
  | { readonly kind: "glorotUniform" }
  | { readonly kind: "orthogonal"; readonly gain: number };

/** All elements 0. */
export const zeros = (): Initializer => ({ kind: "constant", value: 0 });
/** All elements 1. */
export const ones = (): Initializer => ({ kind: "constant", value: 1 });
/** All elements the same. */
export const filled = (value: number): Initializer => ({ kind: "constant", value });
/** The given elements, in row-major order. */
export const values = (elements: Data): Initializer => ({ kind: "values", values: elements });
/** Normal with mean 0. */
export const normal = (std: number): Initializer => ({ kind: "normal", std });
/** Normal with variance 2 / fan-in, for layers followed by ReLU (He et al. 2015). */
export const heNormal = (): Initializer => ({ kind: "heNormal" });
/** Uniform with variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010). */
export const glorotUniform = (): Initializer => ({ kind: "glorotUniform" });
/** Orthogonal rows or columns, times `gain` (Saxe et al. 2014). */
export const orthogonal = (gain = 1): Initializer => ({ kind: "orthogonal", gain });

/** The first value of a variable: a function of the seed and the variable's name, type and shape only. */
export function initialize(
  initializer: Initializer,
  variable: { readonly name: string; readonly dtype: DType; readonly shape: readonly number[] },
  seed: number,
): Data {
  const { name, dtype, shape } = variable;
  const data = arrayOf(
    dtype,
    shape.reduce((a, b) => a * b, 1),
  );
  if (initializer.kind === "constant") {
    if (data instanceof BigInt64Array) return data.fill(BigInt(initializer.value));
    return data.fill(initializer.value);
  }
  if (initializer.kind === "values") {
    if (initializer.values.length !== data.length || initializer.values.constructor !== data.constructor) {
      throw new GraphError(
        "BAD_INITIALIZER",
        `variable ${name}: its values are not ${data.length} of ${dtype}`,
      );
    }
    return initializer.values.slice();
  }
  if (!(data instanceof Float32Array)) {
    throw new GraphError(
      "BAD_INITIALIZER",
      `variable ${name}: ${initializer.kind} is for float32, not ${dtype}`,
    );
  }
  draw(initializer, data, shape, new Random(seed, "initialize", name));
  return data;
}

type Drawn = Extract<Initializer, { kind: "normal" | "heNormal" | "glorotUniform" | "orthogonal" }>;

function draw(initializer: Drawn, data: Float32Array, shape: readonly number[], random: Random): void {
  const [fanIn, fanOut] = fans(shape);
  if (initializer.kind === "normal") fill(data, () => initializer.std * random.normal());
  else if (initializer.kind === "heNormal") fill(data, () => Math.sqrt(2 / fanIn) * random.normal());
  else if (initializer.kind === "glorotUniform") {
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    fill(data, () => limit * (2 * random.float() - 1));
  } else {
    fill(data, () => random.normal());
    const rows = shape.length === 4 ? shape[0] : data.length / shape[shape.length - 1];
    orthogonalize(data, rows, data.length / rows, initializer.gain);
  }
}

/** Inputs and outputs of one unit: matrices are `[in, out]`, filters `[out, in, height, width]`. */
function fans(shape: readonly number[]): [fanIn: number, fanOut: number] {
  if (shape.length < 2) return [shape[0] ?? 1, shape[0] ?? 1];
  if (shape.length === 2) return [shape[0], shape[1]];
  const field = shape.slice(2).reduce((a, b) => a * b, 1);
  return [shape[1] * field, shape[0] * field];
}

function fill(data: Float32Array, next: () => number): void {
  for (let i = 0; i < data.length; i++) data[i] = next();
}

/** Gram-Schmidt over the rows, or over the columns where those are fewer. */
function orthogonalize(data: Float32Array, rows: number, columns: number, gain: number): void {
  const [count, length, major, minor] =
    rows <= columns ? [rows, columns, columns, 1] : [columns, rows, 1, columns];
  const at = (vector: number, element: number) => vector * major + element * minor;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let dot = 0;
      for (let k = 0; k < length; k++) dot += data[at(i, k)] * data[at(j, k)];
      for (let k = 0; k < length; k++) data[at(i, k)] -= (dot / gain ** 2) * data[at(j, k)];
    }
    let squares = 0;
    for (let k = 0; k < length; k++) squares += data[at(i, k)] ** 2;
    for (let k = 0; k < length; k++) data[at(i, k)] *= gain / Math.sqrt(squares);
  }
}
