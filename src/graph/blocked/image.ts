import type { Emitter } from "../onnx/emitter.js";
import type { Shape } from "../shape.js";

/**
 * Images `[batch, channels, height, width]` in the layout that ONNX Runtime's fastest convolutions work on, arranged so
 * that every product of a training step finds its operands in order: `[height][channels / b][batch / b][width][b boards]
 * [b channels]`. Channels are filled up with zeros to a multiple of b.
 */
export interface Layout {
  /** b: 16 floats with AVX-512, 8 with AVX2. */
  readonly block: number;
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The layout of an image, or undefined where its shape does not allow one. */
export function layoutOf(shape: Shape, block: number): Layout | undefined {
  const [batch, channels, height, width] = shape.map(Number);
  const fits = shape.length === 4 && batch % block === 0 && channels > 0 && height > 0 && width > 0;
  return fits ? { block, batch, channels, height, width } : undefined;
}

/** Number of blocks of channels. */
export const channelBlocks = ({ channels, block }: Layout) => Math.ceil(channels / block);

/** Channels with those of zeros. */
export const paddedChannels = (layout: Layout) => channelBlocks(layout) * layout.block;

/** The shape that blocked images have as ONNX tensors: to the blocked operators, `height` images of the boards. */
export function imageShape(layout: Layout): number[] {
  const { block, batch, height, width } = layout;
  return [height, paddedChannels(layout), batch / block, width * block];
}

/** Brings an image into the layout. */
export function enter(emitter: Emitter, x: string, layout: Layout): string {
  const { block, batch, channels, height, width } = layout;
  const blocks = channelBlocks(layout);
  const extra = blocks * block - channels;
  const pads = emitter.integers([0, 0, 0, 0, 0, extra, 0, 0]);
  const full = extra === 0 ? x : emitter.node("Pad", [x, pads]);
  const split = reshape(emitter, full, [batch / block, block, blocks, block, height, width]);
  return reshape(emitter, transpose(emitter, split, [4, 2, 0, 5, 1, 3]), imageShape(layout));
}

/** Brings an image out of the layout. */
export function leave(emitter: Emitter, x: string, layout: Layout): string {
  const { block, batch, channels, height, width } = layout;
  const blocks = channelBlocks(layout);
  const split = reshape(emitter, x, [height, blocks, batch / block, width, block, block]);
  const order = [2, 4, 1, 5, 0, 3];
  const full = reshape(emitter, transpose(emitter, split, order), [batch, blocks * block, height, width]);
  if (channels === blocks * block) return full;
  const [start, end, axis] = [0, channels, 1].map((value) => emitter.integers([value]));
  return emitter.node("Slice", [full, start, end, axis]);
}

/** Adds a Reshape. */
export const reshape = (emitter: Emitter, x: string, shape: readonly number[]): string =>
  emitter.node("Reshape", [x, emitter.integers(shape)]);

/** Adds a Transpose. */
export const transpose = (emitter: Emitter, x: string, permutation: readonly number[]): string =>
  emitter.node("Transpose", [x], { attributes: { perm: permutation } });

/**
 * Turns each of a tensor's tiles: `[…][block][block]` to `[tiles, block, block, 1]`. Each tile goes through as an image
 * of `block` channels, because with several threads ONNX Runtime's Transpose shares out each small tile among them,
 * which takes three times as long as one thread alone.
 */
export const turnTiles = (emitter: Emitter, x: string, block: number): string =>
  enterBlocks(emitter, x, [-1, block, block, 1], false);

/** Adds ONNX Runtime's own change of layout, of `x` seen as images of the given shape. */
export function enterBlocks(
  emitter: Emitter,
  x: string,
  shape: readonly number[],
  channelsLast: boolean,
): string {
  const attributes = { channels_last: channelsLast ? 1 : 0 };
  return emitter.node("ReorderInput", [reshape(emitter, x, shape)], { domain: BLOCKED, attributes });
}

/** Settings of {@link blockedConv}; what is left out is 1, or 0 for padding. */
interface BlockedConv {
  readonly kernel: readonly [number, number];
  readonly pads?: readonly [number, number, number, number];
  readonly dilation?: readonly [number, number];
  readonly group?: number;
  readonly relu?: boolean;
}

/** Adds ONNX Runtime's own blocked convolution. Inputs: x, filter, optionally bias, optionally a summand. */
export function blockedConv(emitter: Emitter, inputs: readonly string[], settings: BlockedConv): string {
  const { kernel, pads = [0, 0, 0, 0], dilation = [1, 1], group = 1, relu = false } = settings;
  const shape = { kernel_shape: kernel, strides: [1, 1], dilations: dilation, pads, group };
  const attributes = relu ? { ...shape, activation: "Relu" } : shape;
  return emitter.node("Conv", inputs, { domain: BLOCKED, attributes });
}

/** The domain of ONNX Runtime's blocked operators; it is internal, which is why `channelBlock` tries it out. */
export const BLOCKED = "com.microsoft.nchwc";
