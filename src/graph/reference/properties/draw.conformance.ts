import type { Random } from "../../../random/index.js";
import { arrayFrom, type Data, type DType } from "../../dtype.js";
import { type Dim, evaluate, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { count } from "../array.js";

/** A value that a function of tensors is checked at. */
export interface Operand {
  readonly shape: Shape;
  readonly data: Data;
}

/** A function of tensors and where to check it: its values, and its gradient by the float32 operands. */
export interface Property {
  readonly operands: readonly Operand[];
  readonly build: (...inputs: Tensor[]) => Tensor | readonly Tensor[];
  /** How many of the outputs have a gradient, all of float32 by default. */
  readonly differentiable?: number;
}

/** Draws the property to check in one trial. */
export type PropertyDraw = (draw: Draw) => Property;

/** Sizes of the dimensions that some drawn shapes name. */
export const BINDINGS = { batch: 3, time: 2 };

/** Draws shapes and operands; the same from the same stream of random numbers. */
export class Draw {
  constructor(readonly random: Random) {}

  /** An integer from `from` to `to`, both included. */
  integer(from: number, to: number): number {
    return from + this.random.integer(to - from + 1);
  }

  pick<T>(...items: readonly T[]): T {
    return items[this.random.integer(items.length)];
  }

  boolean(): boolean {
    return this.random.chance(0.5);
  }

  /** A size, sometimes a named one. */
  dim(): Dim {
    return this.pick<Dim>(1, 2, 3, 4, "batch", "time");
  }

  shape(minimumRank = 0, maximumRank = 4): Dim[] {
    return Array.from({ length: this.integer(minimumRank, maximumRank) }, () => this.dim());
  }

  /** A shape, one of its axes, and the size of that axis, which is a number. */
  shapeWithAxis(maximumRank = 4): { shape: Dim[]; axis: number; size: number } {
    const shape = this.shape(1, maximumRank);
    const axis = this.integer(0, shape.length - 1);
    const size = this.integer(1, 5);
    shape[axis] = size;
    return { shape, axis, size };
  }

  /** A shape that broadcasts to the given one: some axes have size 1, some leading ones are missing. */
  narrower(shape: Shape): Dim[] {
    const narrow = shape.map((dim) => (this.random.chance(0.3) ? 1 : dim));
    return this.boolean() ? narrow : narrow.slice(this.integer(0, shape.length));
  }

  /** Float32 elements, standard normal by default. */
  floats(shape: Shape, element: () => number = () => this.random.normal()): Operand {
    return { shape, data: Float32Array.from({ length: this.length(shape) }, element) };
  }

  /** Elements between 0.5 and 2.5. */
  positive(shape: Shape): Operand {
    return this.floats(shape, () => 0.5 + 2 * this.random.float());
  }

  /** Elements with a magnitude from 0.1 to 2.1. */
  awayFromZero(shape: Shape): Operand {
    return this.floats(shape, () => (this.boolean() ? 1 : -1) * (0.1 + 2 * this.random.float()));
  }

  /** Elements that all differ, by 1/4 at least. */
  distinct(shape: Shape): Operand {
    const order = this.random.shuffle(Array.from({ length: this.length(shape) }, (_, i) => i));
    let next = 0;
    return this.floats(shape, () => (order[next++] - order.length / 2) / 4);
  }

  /** Whole numbers from `from` to `to`. */
  whole(dtype: DType, shape: Shape, from: number, to: number): Operand {
    const values = Array.from({ length: this.length(shape) }, () => this.integer(from, to));
    return { shape, data: arrayFrom(dtype, values) };
  }

  /** Indices from 0 to `below - 1`, of int32 or int64. */
  indices(shape: Shape, below: number): Operand {
    return this.whole(this.pick("int32", "int64"), shape, 0, below - 1);
  }

  private length(shape: Shape): number {
    return count(evaluate(shape, BINDINGS));
  }
}
