import { sameShape } from "../shape.js";
import type { Node, Tensor } from "../tensor.js";
import { BLOCKED, blockedConv, enterBlocks, reshape, transpose, turnTiles } from "./image.js";
import type { Surroundings } from "./lowering.js";

/** Products with fewer multiplications than this are not worth a change of layout. */
const LEAST_WORK = 2 ** 23;

/** Operators that treat every element alike, so that the order of the elements does not matter to them. */
const ELEMENTWISE = new Set([
  "add",
  "sub",
  "mul",
  "div",
  "neg",
  "exp",
  "erf",
  "sqrt",
  "tanh",
  "sigmoid",
  "gelu",
  "silu",
  "reluGradient",
]);

/** A matrix `[rows, columns]` as `[columns / b][rows][b]`; its last step may still be pending, see `relu`. */
interface Matrix {
  readonly rows: number;
  readonly columns: number;
  name?: string;
  finish(relu: boolean): string;
  /** For a matrix that has only changed its order: writes it in the ordinary layout. */
  plain?(): string;
}

/** A transposition not written yet, because what follows may fold it into a change of layout. */
interface Turn {
  readonly source: Tensor;
  readonly order: readonly number[];
}

/**
 * Writes large matrix products as 1×1 convolutions in blocks, which ONNX Runtime computes about a third faster than its
 * `Gemm`, with the elementwise operators between them; what else reads or makes a matrix sees the ordinary layout.
 */
export class MatrixLowering {
  private readonly matrices = new Map<Tensor, Matrix>();
  private readonly turns = new Map<Tensor, Turn>();
  /** Matrices seen as `[batch, time, heads, size]`, not written yet for the same reason. */
  private readonly views = new Map<Tensor, Tensor>();
  private readonly converted = new Map<string, string>();

  constructor(private readonly around: Surroundings) {}

  /** Writes a node if it can be done in blocks; says whether it did. */
  lower(node: Node): boolean {
    const inputs = node.inputs.map((tensor) => this.around.same(tensor));
    switch (node.operator.name) {
      case "gemm":
        return this.product(node, inputs);
      case "reshape":
        return this.reshape(node, inputs);
      case "transpose":
        return this.transpose(node, inputs);
      case "split":
        return this.split(node, inputs);
      case "concat":
        return this.concat(node, inputs);
      case "relu":
        return this.relu(node, inputs);
      case "sum":
        return this.columnSums(node, inputs);
      default:
        return ELEMENTWISE.has(node.operator.name) && this.elementwise(node, inputs);
    }
  }

  /** The tensor in the ordinary layout; undefined for tensors that are not written here. */
  leave(tensor: Tensor): string | undefined {
    const { emitter, plain, type } = this.around;
    const seen = this.views.get(tensor);
    if (seen !== undefined) return reshape(emitter, plain(seen), type(tensor).shape as number[]);
    const turn = this.turns.get(tensor);
    if (turn !== undefined) return transpose(emitter, plain(turn.source), turn.order);
    const matrix = this.matrices.get(tensor);
    if (matrix === undefined) return undefined;
    if (matrix.name === undefined && matrix.plain !== undefined) return matrix.plain();
    const { rows, columns } = matrix;
    const image = reshape(emitter, this.force(matrix), [1, columns, rows, 1]);
    return this.unblock(image, columns, type(tensor).shape as number[]);
  }

  private product(node: Node, [a, b, bias]: Tensor[]): boolean {
    const { emitter, block, type, plain } = this.around;
    const { transA, transB, alpha } = node.attributes;
    const [rows, columns] = type(node.outputs[0]).shape.map(Number);
    const inner = Number(type(a).shape[transA ? 0 : 1]);
    const fits = [rows, columns, inner].every((size) => size % block === 0);
    const biased = bias !== undefined && type(bias).shape.length === 1;
    // A whole matrix is added to a gradient that is gathered.
    const summed = bias !== undefined && !biased;
    if (!fits || rows * columns * inner < LEAST_WORK || alpha !== 1 || (summed && !transA)) return false;

    const filter = reshape(emitter, transB ? this.turned(b) : this.blocked(b), [columns, inner, 1, 1]);
    const more = biased ? [plain(bias)] : [];
    const conv = (x: string, relu: boolean) =>
      blockedConv(emitter, [x, filter, ...more], { kernel: [1, 1], relu });
    if (!transA) {
      // Rows in two axes: beside an axis of length 1, ONNX Runtime's broadcasting is slow.
      const x = reshape(emitter, this.blocked(a), [1, inner, rows / block, block]);
      this.matrices.set(node.outputs[0], { rows, columns, finish: (relu) => conv(x, relu) });
      return true;
    }
    // A gradient by a weight: read by the optimiser, in the ordinary layout.
    const inBlocks = this.matrices.has(a) && !this.around.written(a);
    const x = inBlocks
      ? reshape(emitter, this.tiles(a), [rows / block, inner, block, 1])
      : reshape(emitter, this.turned(a), [1, inner, rows, 1]);
    const product = this.unblock(conv(x, false), columns, [rows, columns]);
    const sum = summed ? emitter.node("Add", [plain(bias), product]) : product;
    this.around.define(node.outputs[0], sum);
    return true;
  }

  /** A view with the same columns stays in blocks; so does one that joins the heads of attention again. */
  private reshape(node: Node, [x]: Tensor[]): boolean {
    const [output] = node.outputs;
    const { type, uses, emitter, plain, block } = this.around;
    const shape = type(output).shape.map(Number);
    const columns = shape[shape.length - 1];
    const matrix = this.matrices.get(x);
    if (matrix?.columns === columns) {
      if (uses(x) > 1) this.force(matrix);
      this.matrices.set(output, matrix);
      return true;
    }
    if (matrix !== undefined && shape.length === 4 && shape[2] * columns === matrix.columns) {
      this.views.set(output, x);
      return true;
    }
    const turn = this.turns.get(x);
    const [batch, time, heads, size] = type(x).shape.map(Number);
    if (turn === undefined || columns !== heads * size || size % block !== 0) return false;
    const finish = () => {
      const parts = type(turn.source).shape.map(Number);
      const split = reshape(emitter, plain(turn.source), [...parts.slice(0, -1), size / block, block]);
      const [first, second, third] = turn.order;
      const ordered = transpose(emitter, split, [third, 3, first, second, 4]);
      return reshape(emitter, ordered, [1, columns, (batch * time) / block, block]);
    };
    this.matrices.set(output, {
      rows: batch * time,
      columns,
      finish,
      plain: () => reshape(emitter, plain(x), shape),
    });
    return true;
  }

  /**
   * The heads of attention: `[batch, time, heads, size]` to `[batch, heads, time, size]` and back. The way there is written
   * from the blocks of the matrix; the way back waits for what reads it.
   */
  private transpose(node: Node, [x]: Tensor[]): boolean {
    const [output] = node.outputs;
    const order = node.attributes.permutation as readonly number[];
    const { type, uses, emitter, define, block } = this.around;
    const shape = type(x).shape.map(Number);
    if (shape.length !== 4 || order[3] !== 3 || shape[3] % block !== 0) return false;
    const view = this.views.get(x);
    const matrix = view && this.matrices.get(view);
    const [batch, time, heads, size] = shape;
    if (matrix?.columns === heads * size && matrix.plain === undefined) {
      const split = reshape(emitter, this.force(matrix), [heads, size / block, batch, time, block]);
      const axes = [2, 3, 0];
      const turned = transpose(emitter, split, [...order.slice(0, 3).map((axis) => axes[axis]), 1, 4]);
      define(output, reshape(emitter, turned, type(output).shape as number[]));
      return true;
    }
    if (uses(output) !== 1) return false;
    this.turns.set(output, { source: x, order });
    return true;
  }

  private split(node: Node, [x]: Tensor[]): boolean {
    const matrix = this.matrices.get(x);
    const { axis, sizes } = node.attributes as { axis: number; sizes: readonly number[] };
    const { emitter, block } = this.around;
    if (matrix === undefined || axis !== x.rank - 1 || sizes.some((size) => size % block !== 0)) return false;
    const names = emitter.nodeOutputs("Split", [this.force(matrix), emitter.integers(sizes)], {
      attributes: { axis: 1 },
      outputs: sizes.length,
    });
    sizes.forEach((columns, i) => {
      this.keep(node.outputs[i], { ...matrix, columns }, names[i]);
    });
    return true;
  }

  private concat(node: Node, inputs: Tensor[]): boolean {
    const parts = inputs.map((x) => this.matrices.get(x));
    const { axis } = node.attributes as { axis: number };
    if (axis !== inputs[0].rank - 1 || parts.some((part) => part === undefined)) return false;
    const names = parts.map((part) => this.force(part!));
    const columns = parts.reduce((sum, part) => sum + part!.columns, 0);
    const name = this.around.emitter.node("Concat", names, { attributes: { axis: 1 } });
    this.keep(node.outputs[0], { ...parts[0]!, columns }, name);
    return true;
  }

  private relu(node: Node, [x]: Tensor[]): boolean {
    const matrix = this.matrices.get(x);
    if (matrix === undefined) return false;
    const alone = matrix.name === undefined && this.around.uses(x) === 1;
    const name = alone ? matrix.finish(true) : this.around.emitter.node("Relu", [this.force(matrix)]);
    this.keep(node.outputs[0], matrix, name);
    return true;
  }

  /** The sum over the rows, which is the gradient by a bias. */
  private columnSums(node: Node, [x]: Tensor[]): boolean {
    const matrix = this.matrices.get(x);
    const { axes, keepDims } = node.attributes as { axes: readonly number[]; keepDims: boolean };
    const rowAxes = axes.length === x.rank - 1 && axes.every((axis, i) => axis === i);
    if (matrix === undefined || !rowAxes || keepDims) return false;
    const { emitter, define } = this.around;
    const { rows, columns } = matrix;
    const image = reshape(emitter, this.force(matrix), [1, columns, rows, 1]);
    const mean = emitter.node("GlobalAveragePool", [image], { domain: BLOCKED });
    define(node.outputs[0], emitter.node("Mul", [reshape(emitter, mean, [columns]), emitter.scalar(rows)]));
    return true;
  }

  /** Elementwise operators stay in blocks where all their operands are. */
  private elementwise(node: Node, inputs: Tensor[]): boolean {
    const { emitter, type, uses, plain } = this.around;
    const [{ shape }] = node.outputs.map(type);
    const known = inputs.find((x) => this.matrices.has(x));
    const fits = (x: Tensor) => x.rank === 0 || (this.matrices.has(x) && sameShape(type(x).shape, shape));
    if (known === undefined || !inputs.every(fits)) return false;
    const names = node.operator.emit(emitter, {
      inputs: inputs.map((x) => (x.rank === 0 ? plain(x) : this.force(this.matrices.get(x)!))),
      attributes: node.attributes,
      inputTypes: inputs.map(type),
      outputTypes: node.outputs.map(type),
      used: node.outputs.map((output) => uses(output) > 0),
    });
    node.outputs.forEach((output, i) => {
      this.keep(output, this.matrices.get(known)!, names[i]);
    });
    return true;
  }

  /** `[columns / b][rows][b]` */
  private blocked(x: Tensor): string {
    const known = this.matrices.get(x);
    if (known !== undefined) return this.force(known);
    const [rows, columns] = this.around.type(x).shape.map(Number);
    return this.reorder(x, [1, rows, 1, columns], true);
  }

  /** `[rows / b][columns][b]` */
  private turned(x: Tensor): string {
    const [rows, columns] = this.around.type(x).shape.map(Number);
    return this.reorder(x, [1, rows, columns, 1], false);
  }

  private reorder(x: Tensor, shape: readonly number[], channelsLast: boolean): string {
    const { emitter, plain } = this.around;
    const name = plain(x);
    const key = `${channelsLast} ${name}`;
    const known = this.converted.get(key);
    if (known !== undefined) return known;
    const made = enterBlocks(emitter, name, shape, channelsLast);
    this.converted.set(key, made);
    return made;
  }

  /** A matrix in blocks with each tile of b×b turned: `[columns / b][rows / b][b columns][b rows]`. */
  private tiles(x: Tensor): string {
    const { emitter, block } = this.around;
    const name = this.force(this.matrices.get(x)!);
    const known = this.converted.get(`tiles ${name}`);
    if (known !== undefined) return known;
    const made = turnTiles(emitter, name, block);
    this.converted.set(`tiles ${name}`, made);
    return made;
  }

  private unblock(image: string, channels: number, shape: readonly number[]): string {
    const { emitter } = this.around;
    const attributes = { channels, channels_last: 1 };
    const rows = emitter.node("ReorderOutput", [image], { domain: BLOCKED, attributes });
    return reshape(emitter, rows, shape);
  }

  private keep(tensor: Tensor, { rows, columns }: Pick<Matrix, "rows" | "columns">, name: string): void {
    this.matrices.set(tensor, { rows, columns, name, finish: () => name });
  }

  private force(matrix: Matrix): string {
    matrix.name ??= matrix.finish(false);
    return matrix.name;
  }
}
