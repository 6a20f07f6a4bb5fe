import { GraphError } from "../errors.js";

/**
 * The size of an axis: a number, or a name such as `"batch"` whose size is known when the graph runs. Sizes derived
 * from named ones are products in canonical form, for example `"128*batch"`.
 */
export type Dim = number | string;

/** Sizes of the axes of a tensor; `[]` is a scalar. */
export type Shape = readonly Dim[];

/** Sizes of named dimensions. */
export type Bindings = Readonly<Record<string, number>>;

/** The product of sizes; 1 for none. */
export function product(dims: readonly Dim[]): Dim {
  let coefficient = 1;
  const names: string[] = [];
  for (const dim of dims) {
    const [factor, dimNames] = parse(dim);
    coefficient *= factor;
    names.push(...dimNames);
  }
  return format(coefficient, names);
}

/** `a / b`, or undefined when `b` does not divide `a` for every size of the named dimensions. */
export function quotient(a: Dim, b: Dim): Dim | undefined {
  const [factorA, namesA] = parse(a);
  const [factorB, namesB] = parse(b);
  const left = [...namesA];
  for (const name of namesB) {
    const at = left.indexOf(name);
    if (at < 0) return undefined;
    left.splice(at, 1);
  }
  return factorA % factorB === 0 ? format(factorA / factorB, left) : undefined;
}

/** A size with the given named dimensions replaced by numbers; other names stay. */
export function substitute(dim: Dim, bindings: Bindings): Dim {
  if (typeof dim === "number") return dim;
  const [coefficient, names] = parse(dim);
  return product([coefficient, ...names.map((name) => bindings[name] ?? name)]);
}

/** A shape as numbers; throws where a named dimension is not bound. */
export function evaluate(shape: Shape, bindings: Bindings = {}): number[] {
  return shape.map((dim) => {
    const size = substitute(dim, bindings);
    if (typeof size === "number") return size;
    throw new GraphError("UNKNOWN_DIMENSION", `the size of dimension ${size} is not known`);
  });
}

/** The factors of a size: its numeric coefficient and the names multiplied with it. */
export function parse(dim: Dim): [coefficient: number, names: string[]] {
  if (typeof dim === "number") return [dim, []];
  const parts = dim.split("*");
  const names = parts.filter((part) => !/^\d+$/.test(part));
  const coefficient = parts.filter((part) => /^\d+$/.test(part)).reduce((a, part) => a * Number(part), 1);
  return [coefficient, names];
}

/** The shape two operands broadcast to under ONNX's (NumPy's) rules. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const out: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new GraphError("BAD_SHAPE", `shapes ${show(a)} and ${show(b)} do not broadcast`);
    }
    out.push(x === 1 ? y : x);
  }
  return out;
}

/** Whether two shapes are the same for every size of the named dimensions. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/** An axis counted from the front, from one that may be counted from the back. */
export function normalizeAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (normal < 0 || normal >= rank || !Number.isInteger(axis)) {
    throw new GraphError("BAD_AXIS", `axis ${axis} is not one of a tensor of rank ${rank}`);
  }
  return normal;
}

/** A shape as text for messages, `[batch, 3]`. */
export function show(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Throws unless every size is a positive whole number or a name. */
export function checkShape(shape: Shape, what: string): void {
  for (const dim of shape) {
    const valid = typeof dim === "number" ? Number.isInteger(dim) && dim > 0 : /^[A-Za-z_]\w*$/.test(dim);
    if (!valid) throw new GraphError("BAD_SHAPE", `${what}: ${JSON.stringify(dim)} is not a size or a name`);
  }
}

function format(coefficient: number, names: string[]): Dim {
  if (names.length === 0) return coefficient;
  const sorted = [...names].sort();
  return (coefficient === 1 ? sorted : [coefficient, ...sorted]).join("*");
}
