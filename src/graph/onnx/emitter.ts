import { GraphError } from "../../errors.js";
import { arrayFrom, type Data, type DType } from "../dtype.js";
import { type Bindings, type Dim, parse, type Shape, substitute } from "../shape.js";
import type { OnnxAttribute, OnnxInitializer, OnnxNode } from "./model.js";

/** Settings of an ONNX node. */
export interface NodeOptions {
  /** ONNX attributes; bare numbers are integers, `float(x)` marks floating-point ones. */
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** Operator set, ONNX's own by default. */
  readonly domain?: string;
  /** Number of outputs, 1 by default. */
  readonly outputs?: number;
}

/** Where the size of a named dimension can be read when the graph runs. */
export interface DimensionSource {
  readonly input: string;
  readonly axis: number;
}

/** Collects the nodes and constants of an ONNX graph; operators write themselves through it. */
export class Emitter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  private readonly small = new Map<string, string>();
  private readonly cached = new Map<string, string>();
  private count = 0;

  /**
   * @param sources for each named dimension, a graph input that has it
   * @param bindings sizes of named dimensions that are fixed in this program
   * @param portable whether operators shall keep to ONNX's own operator set
   */
  constructor(
    private readonly sources: ReadonlyMap<string, DimensionSource>,
    private readonly bindings: Bindings = {},
    readonly portable = false,
  ) {}

  /** Adds a node and returns the name of its first output. Inputs that are left out are `""`. */
  node(type: string, inputs: readonly string[], options: NodeOptions = {}): string {
    return this.nodeOutputs(type, inputs, options)[0];
  }

  /** Adds a node and returns the names of all its outputs. */
  nodeOutputs(type: string, inputs: readonly string[], options: NodeOptions): string[] {
    const base = `${type}:${this.count++}`;
    const outputs = Array.from({ length: options.outputs ?? 1 }, (_, i) => (i === 0 ? base : `${base}:${i}`));
    const { attributes = {}, domain = "" } = options;
    this.nodes.push({ type, domain, inputs: [...inputs], outputs: [...outputs], attributes });
    return outputs;
  }

  /** A constant; equal small ones are shared. */
  constant(dtype: DType, shape: readonly number[], data: Data): string {
    const key = data.length <= 32 ? `${dtype}[${shape}]${bits(data)}` : undefined;
    const known = key === undefined ? undefined : this.small.get(key);
    if (known !== undefined) return known;
    const name = `constant:${this.initializers.length}`;
    this.initializers.push({ name, shape, dtype, data });
    if (key !== undefined) this.small.set(key, name);
    return name;
  }

  /** A float32 scalar. */
  scalar(value: number): string {
    return this.constant("float32", [], Float32Array.of(value));
  }

  /** A vector of int64, as ONNX wants axes, shapes and indices. */
  integers(values: readonly number[]): string {
    return this.constant("int64", [values.length], arrayFrom("int64", values));
  }

  /** A shape as a vector of int64: a constant where it is known, else computed when the graph runs. */
  shape(of: Shape): string {
    const shape = this.bind(of);
    const numbers = shape.filter((dim) => typeof dim === "number");
    if (numbers.length === shape.length) return this.integers(numbers);
    return this.cache(`shape ${shape}`, () => {
      const parts = shape.map((dim) => this.dimension(dim));
      return parts.length === 1 ? parts[0] : this.node("Concat", parts, { attributes: { axis: 0 } });
    });
  }

  /** The number of elements of a shape as a float32 scalar. */
  size(of: Shape): string {
    const shape = this.bind(of);
    const numbers = shape.filter((dim) => typeof dim === "number");
    if (numbers.length === shape.length) return this.scalar(numbers.reduce((a, b) => a * b, 1));
    return this.cache(`size ${shape}`, () => {
      const count = this.node("ReduceProd", [this.shape(shape)], { attributes: { keepdims: 0 } });
      return this.node("Cast", [count], { attributes: { to: 1 } });
    });
  }

  private bind(shape: Shape): Shape {
    return shape.map((dim) => substitute(dim, this.bindings));
  }

  private dimension(dim: Dim): string {
    if (typeof dim === "number") return this.integers([dim]);
    const [coefficient, names] = parse(dim);
    const factors = names.map((name) => this.named(name));
    if (coefficient !== 1) factors.push(this.integers([coefficient]));
    return factors.reduce((a, b) => this.cache(`${a}*${b}`, () => this.node("Mul", [a, b])));
  }

  private named(name: string): string {
    const source = this.sources.get(name);
    if (source === undefined) {
      throw new GraphError("UNKNOWN_DIMENSION", `no input of the program has a dimension named ${name}`);
    }
    const { input, axis } = source;
    return this.cache(`dimension ${name}`, () =>
      this.node("Shape", [input], { attributes: { start: axis, end: axis + 1 } }),
    );
  }

  private cache(key: string, make: () => string): string {
    const name = this.cached.get(key) ?? make();
    this.cached.set(key, name);
    return name;
  }
}

/** Text that differs whenever the elements differ, also between 0 and -0. */
export function bits(data: Data): string {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).join();
}
