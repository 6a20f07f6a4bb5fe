import type { Emitter } from "../onnx/emitter.js";
import {
  blockedConv,
  channelBlocks,
  imageShape,
  type Layout,
  paddedChannels,
  reshape,
  transpose,
  turnTiles,
} from "./image.js";
import { rowTransform } from "./winograd.js";

/** Filters `[out, in, 3, 3]` on images of one size, stride 1, one zero around; see `docs/graph.md` for the method. */
export class Convolution3x3 {
  private readonly points: number;
  private readonly matrices: Record<"input" | "filter" | "output", { plain: string; turned: string }>;
  private readonly stacked: string;

  constructor(
    private readonly emitter: Emitter,
    private readonly from: Layout,
    private readonly to: Layout,
  ) {
    const { points, ...matrices } = rowTransform(from.height);
    this.points = points;
    const { input, filter, output } = matrices;
    this.matrices = { input: this.both(input), filter: this.both(filter), output: this.both(output) };
    this.stacked = this.constant(input, [1, points, from.height]);
  }

  /** Image of `to`'s channels; `add` is called with a value of the same shape to be added in the last product. */
  forward(x: string, filter: string): string {
    const filters = this.filters(this.matrices.filter.plain, filter, [4, 0, 2, 5, 3, 1], this.to);
    const products = this.alongRows(this.rows(this.matrices.input.plain, x), filters, this.from);
    return reshape(this.emitter, this.rows(this.matrices.output.plain, products), imageShape(this.to));
  }

  /** Gradient by the image, before the last step; see {@link finishInputGradient}. */
  inputGradient(g: string, filter: string): string {
    const { emitter } = this;
    const [start, end, axis, step] = [-1, -10, 3, -1].map((value) => emitter.integers([value]));
    const mirrored = emitter.node("Slice", [filter, start, end, axis, step]);
    const filters = this.filters(this.matrices.filter.plain, mirrored, [4, 2, 0, 5, 1, 3], this.from);
    return this.alongRows(this.rows(this.matrices.output.turned, g), filters, this.to);
  }

  /** The last step of the gradient by the image, in which a summand costs little. */
  finishInputGradient(products: string, summand?: string): string {
    const { emitter, matrices, points, from } = this;
    const flat = reshape(emitter, products, [points, -1]);
    if (summand === undefined) {
      return reshape(emitter, emitter.node("MatMul", [matrices.input.turned, flat]), imageShape(from));
    }
    const inputs = [matrices.input.plain, flat, reshape(emitter, summand, [from.height, -1])];
    return reshape(emitter, emitter.node("Gemm", inputs, { attributes: { transA: 1 } }), imageShape(from));
  }

  /** Gradient by the filter: for each row of the transform a convolution over the boards, with the gradient as filter. */
  weightGradient(x: string, g: string): string {
    const { emitter, points, from, to } = this;
    const { block, batch, height, width } = from;
    const [blocks, outBlocks] = [channelBlocks(from), channelBlocks(to)];
    const tiles = turnTiles(emitter, x, block);
    const lines = emitter.node("FusedMatMul", [this.stacked, reshape(emitter, tiles, [height, blocks, -1])], {
      domain: "com.microsoft",
      attributes: { transBatchB: 1 },
    });
    const boards = reshape(emitter, lines, [blocks, points * batch, width, block]);
    const weights = reshape(emitter, this.rows(this.matrices.output.turned, g), [
      points * paddedChannels(to),
      batch,
      width,
      1,
    ]);
    const products = blockedConv(emitter, [boards, weights], {
      kernel: [width, 1],
      pads: [1, 0, 1, 0],
      group: points,
    });
    const turned = this.matrices.filter.turned;
    const summed = emitter.node("MatMul", [turned, reshape(emitter, products, [blocks, points, -1])]);
    const split = reshape(emitter, summed, [blocks, 3, outBlocks, 3, block, block]);
    const full = reshape(emitter, transpose(emitter, split, [2, 5, 0, 4, 1, 3]), [
      outBlocks * block,
      blocks * block,
      3,
      3,
    ]);
    return cut(emitter, full, from, to);
  }

  /** Filters of each point, in blocks, for a convolution along the width. */
  private filters(transform: string, filter: string, order: readonly number[], result: Layout): string {
    const { emitter, points, from, to } = this;
    const { block } = from;
    const full = padFilter(emitter, filter, from, to);
    const split = reshape(emitter, full, [channelBlocks(to), block, channelBlocks(from), block, 3, 3]);
    const taps = reshape(emitter, transpose(emitter, split, order), [3, -1]);
    const channels = paddedChannels(result === to ? from : to);
    const shape = [points * paddedChannels(result), channels, 1, 3];
    return reshape(emitter, emitter.node("MatMul", [transform, taps]), shape);
  }

  /** The boards of a block lie side by side, so neighbours along the width are b elements apart. */
  private alongRows(x: string, filters: string, layout: Layout): string {
    const { block, batch, width } = layout;
    const { emitter, points } = this;
    const shape = [1, points * paddedChannels(layout), batch / block, width * block];
    return blockedConv(emitter, [reshape(emitter, x, shape), filters], {
      kernel: [1, 3],
      pads: [0, block, 0, block],
      dilation: [1, block],
      group: points,
    });
  }

  private rows(matrix: string, x: string): string {
    const { emitter } = this;
    const rows = matrix === this.matrices.output.plain ? this.points : this.from.height;
    return emitter.node("MatMul", [matrix, reshape(emitter, x, [rows, -1])]);
  }

  private both(matrix: readonly (readonly number[])[]) {
    const [rows, columns] = [matrix.length, matrix[0].length];
    const turned = Array.from({ length: columns }, (_, j) => matrix.map((row) => row[j]));
    return {
      plain: this.constant(matrix, [rows, columns]),
      turned: this.constant(turned, [columns, rows]),
    };
  }

  private constant(matrix: readonly (readonly number[])[], shape: readonly number[]): string {
    return this.emitter.constant("float32", shape, Float32Array.from(matrix.flat()));
  }
}

/** Filters `[out, in, 1, 1]`. */
export class Convolution1x1 {
  constructor(
    private readonly emitter: Emitter,
    private readonly from: Layout,
    private readonly to: Layout,
  ) {}

  forward(x: string, filter: string): string {
    return this.apply(x, filter, [0, 2, 3, 1], this.to);
  }

  inputGradient(g: string, filter: string, summand?: string): string {
    return this.apply(g, filter, [2, 0, 1, 3], this.from, summand);
  }

  weightGradient(x: string, g: string): string {
    const { emitter, from, to } = this;
    const { height, block } = from;
    const left = reshape(emitter, x, [height, channelBlocks(from), 1, -1, block]);
    const right = reshape(emitter, g, [height, 1, channelBlocks(to), -1, block]);
    const options = { domain: "com.microsoft", attributes: { transA: 1 } };
    const rows = emitter.node("FusedMatMul", [left, right], options);
    const summed = emitter.node("ReduceSum", [rows, emitter.integers([0])], { attributes: { keepdims: 0 } });
    const shape = [paddedChannels(to), paddedChannels(from), 1, 1];
    return cut(emitter, reshape(emitter, transpose(emitter, summed, [1, 3, 0, 2]), shape), from, to);
  }

  private apply(x: string, filter: string, order: readonly number[], result: Layout, summand?: string) {
    const { emitter, from, to } = this;
    const { block } = from;
    const full = padFilter(emitter, filter, from, to);
    const split = reshape(emitter, full, [channelBlocks(to), block, channelBlocks(from), block]);
    const channels = paddedChannels(result === to ? from : to);
    const blocked = reshape(emitter, transpose(emitter, split, order), [
      paddedChannels(result),
      channels,
      1,
      1,
    ]);
    const more = summand === undefined ? [] : ["", summand];
    return blockedConv(emitter, [x, blocked, ...more], { kernel: [1, 1] });
  }
}

/** A filter with zeros for the channels that fill up blocks. */
function padFilter(emitter: Emitter, filter: string, from: Layout, to: Layout): string {
  const [inputs, outputs] = [from, to].map((layout) => paddedChannels(layout) - layout.channels);
  if (inputs === 0 && outputs === 0) return filter;
  return emitter.node("Pad", [filter, emitter.integers([0, 0, 0, 0, outputs, inputs, 0, 0])]);
}

/** The gradient by a filter without the channels that fill up blocks. */
function cut(emitter: Emitter, filter: string, from: Layout, to: Layout): string {
  if (paddedChannels(from) === from.channels && paddedChannels(to) === to.channels) return filter;
  const ends = emitter.integers([to.channels, from.channels]);
  return emitter.node("Slice", [filter, emitter.integers([0, 0]), ends, emitter.integers([0, 1])]);
}
