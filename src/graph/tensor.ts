import { GraphError } from "../errors.js";
import { arrayFrom, type Data, type DType, dtypeOf } from "./dtype.js";
import type { Initializer } from "./initializers.js";
import type { Attributes, Operator } from "./operator.js";
import { checkShape, type Shape, show } from "./shape.js";

/** One use of an operator in a graph. */
export interface Node {
  readonly operator: Operator;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly outputs: readonly Tensor[];
}

/**
 * A value in a graph: what it will be when the graph runs, known now only by element type and shape. Immutable; made by
 * {@link input}, {@link constant}, {@link variable} and the operators.
 */
export class Tensor {
  constructor(
    readonly dtype: DType,
    readonly shape: Shape,
    /** The operator use this is an output of; undefined for inputs, constants and variables. */
    readonly node?: Node,
    /** Which of the node's outputs this is. */
    readonly index = 0,
  ) {}

  get rank(): number {
    return this.shape.length;
  }

  toString(): string {
    return `${this.node?.operator.name ?? "tensor"} ${this.dtype}${show(this.shape)}`;
  }
}

/** A value given for each run of the graph. */
export class Input extends Tensor {
  constructor(
    readonly name: string,
    dtype: DType,
    shape: Shape,
  ) {
    super(dtype, shape);
  }
}

/** A value fixed when the graph is built. */
export class Constant extends Tensor {
  constructor(
    readonly data: Data,
    shape: Shape,
  ) {
    super(dtypeOf(data), shape);
  }

  /** The value of a constant with one element that broadcasts like a scalar; undefined for others. */
  get scalar(): number | undefined {
    return this.rank === 0 ? Number(this.data[0]) : undefined;
  }
}

/** Settings of a {@link variable}. */
export interface VariableOptions {
  /** Whether optimisers' weight decay applies; by default to matrices and filters but not to vectors and scalars. */
  readonly decay?: boolean;
  /** Whether it is a parameter to be learnt (default) or state, such as running statistics and optimiser slots. */
  readonly trainable?: boolean;
  /** Element type, float32 by default. */
  readonly dtype?: DType;
}

/** A value that a session keeps between runs and that a run may update: parameters, optimiser slots, statistics. */
export class Variable extends Tensor {
  readonly decay: boolean;
  readonly trainable: boolean;

  constructor(
    readonly name: string,
    override readonly shape: readonly number[],
    readonly initializer: Initializer,
    options: VariableOptions,
  ) {
    super(options.dtype ?? "float32", shape);
    this.trainable = options.trainable ?? true;
    this.decay = options.decay ?? (this.trainable && shape.length > 1);
  }
}

/** Where a number may stand for a scalar tensor of the other operand's element type. */
export type TensorLike = Tensor | number;

/**
 * A value given for each run, by name.
 * @example const observation = input("observation", "float32", ["batch", 3, 6, 7]);
 */
export function input(name: string, dtype: DType, shape: Shape): Input {
  checkShape(shape, `input ${name}`);
  return new Input(name, dtype, shape);
}

/**
 * A fixed value.
 * @param value one number, or the elements in row-major order (numbers become `dtype`, float32 by default)
 * @param shape by default `[]` for a number and `[length]` for several
 */
export function constant(
  value: number | readonly number[] | Data,
  shape?: readonly number[],
  dtype: DType = "float32",
): Constant {
  const scalar = typeof value === "number";
  const data = ArrayBuffer.isView(value) ? value : arrayFrom(dtype, scalar ? [value] : value);
  const dims = shape ?? (scalar ? [] : [data.length]);
  checkShape(dims, "constant");
  const size = dims.reduce((a, b) => a * b, 1);
  if (size !== data.length) {
    throw new GraphError("BAD_SHAPE", `constant: ${data.length} elements do not fill ${show(dims)}`);
  }
  return new Constant(data, dims);
}

/**
 * A value kept between runs. Names are unique within a program; `/` separates levels, as in `tower/0/filter`.
 * @example const weight = variable("policy/weight", [84, 7], glorotUniform());
 */
export function variable(
  name: string,
  shape: readonly number[],
  initializer: Initializer,
  options: VariableOptions = {},
): Variable {
  checkShape(shape, `variable ${name}`);
  return new Variable(name, shape, initializer, options);
}

/** A tensor as it is, a number as a scalar constant of the given element type. */
export function asTensor(value: TensorLike, dtype: DType): Tensor {
  return typeof value === "number" ? constant(value, [], dtype) : value;
}
