import type { Emitter } from "../onnx/emitter.js";
import type { TensorType } from "../operator.js";
import { sameShape } from "../shape.js";
import type { Node, Tensor } from "../tensor.js";
import { Convolution1x1, Convolution3x3 } from "./convolution.js";
import { enter, type Layout, layoutOf, leave } from "./image.js";
import {
  affine,
  fixedNormalization,
  type Normalized,
  normalize,
  normalizeGradient,
} from "./normalization.js";

/** How the rest of the graph is seen from here. Tensors are those that stand for all equal ones. */
export interface Surroundings {
  readonly emitter: Emitter;
  /** Floats per block. */
  readonly block: number;
  /** ONNX name of a tensor in the ordinary layout. */
  plain(tensor: Tensor): string;
  /** Gives a tensor its ONNX name in the ordinary layout. */
  define(tensor: Tensor, name: string): void;
  type(tensor: Tensor): TensorType;
  /** The tensor that stands for this one. */
  same(tensor: Tensor): Tensor;
  /** Whether a tensor has a name in the ordinary layout already. */
  written(tensor: Tensor): boolean;
  /** How many nodes and results read a tensor. */
  uses(tensor: Tensor): number;
}

/** An image in blocks. While its last step is pending, a sum and a ReLU that follow can be part of that step. */
interface Image {
  readonly layout: Layout;
  name?: string;
  pending?: { readonly relu: boolean; finish(summand?: string, relu?: boolean): string };
}

/**
 * Writes the convolutional part of a graph in the blocked layout: 3×3 convolutions, what follows them, and their
 * gradients. Images change layout only where an operator that is not known here reads or makes them.
 */
export class BlockedLowering {
  private readonly images = new Map<Tensor, Image>();
  private readonly filters = new Set<Tensor>();
  private readonly normalized = new Map<Tensor, Normalized>();
  private readonly convolutions = new Map<string, Convolution3x3>();

  constructor(private readonly around: Surroundings) {}

  /** Writes a node if it can be done in blocks; says whether it did. */
  lower(node: Node): boolean {
    const inputs = node.inputs.map((tensor) => this.around.same(tensor));
    switch (node.operator.name) {
      case "conv2d":
        return this.convolution(node, inputs);
      case "conv2dInputGradient":
        return this.inputGradient(node, inputs);
      case "conv2dWeightGradient":
        return this.weightGradient(node, inputs);
      case "batchNormInference":
        return this.batchNormInference(node, inputs);
      case "batchNormTraining":
        return this.batchNorm(node, inputs);
      case "batchNormGradient":
        return this.batchNormGradient(node, inputs);
      case "relu":
        return this.relu(node, inputs);
      case "reluGradient":
        return this.reluGradient(node, inputs);
      case "add":
        return this.add(node, inputs);
      default:
        return false;
    }
  }

  /** The image in the ordinary layout; undefined for tensors that are not images here. */
  leave(tensor: Tensor): string | undefined {
    const image = this.images.get(tensor);
    return image && leave(this.around.emitter, this.force(image), image.layout);
  }

  private convolution(node: Node, [x, filter, bias]: Tensor[]): boolean {
    const pair = this.convolutionLayouts(node, x, node.outputs[0], filter);
    if (pair === undefined || bias !== undefined) return false;
    const [from, to] = pair;
    const { emitter } = this.around;
    const weights = this.around.plain(filter);
    const size = Number(this.around.type(filter).shape[2]);
    if (size === 3) {
      if (to.channels % to.block !== 0) return false;
      const made = this.convolution3x3(from, to).forward(this.image(x, from), weights);
      this.images.set(node.outputs[0], { layout: to, name: made });
    } else {
      if (!this.images.has(x)) return false;
      const made = new Convolution1x1(emitter, from, to).forward(this.image(x, from), weights);
      if (to.channels % to.block === 0) this.images.set(node.outputs[0], { layout: to, name: made });
      else this.around.define(node.outputs[0], leave(emitter, made, to));
    }
    this.filters.add(filter);
    return true;
  }

  private inputGradient(node: Node, [g, filter]: Tensor[]): boolean {
    const [byX] = node.outputs;
    const pair = this.convolutionLayouts(node, byX, g, filter);
    if (pair === undefined || !this.filters.has(filter) || pair[0].channels % pair[0].block !== 0)
      return false;
    const [from, to] = pair;
    const weights = this.around.plain(filter);
    const blocked = this.image(g, to);
    const { emitter } = this.around;
    if (Number(this.around.type(filter).shape[2]) === 1) {
      const convolution = new Convolution1x1(emitter, from, to);
      const finish = (summand?: string) => convolution.inputGradient(blocked, weights, summand);
      this.images.set(byX, { layout: from, pending: { relu: false, finish } });
    } else {
      const convolution = this.convolution3x3(from, to);
      const products = convolution.inputGradient(blocked, weights);
      const finish = (summand?: string) => convolution.finishInputGradient(products, summand);
      this.images.set(byX, { layout: from, pending: { relu: false, finish } });
    }
    return true;
  }

  private weightGradient(node: Node, [x, g]: Tensor[]): boolean {
    const pair = this.convolutionLayouts(node, x, g, node.outputs[0]);
    if (pair === undefined || !this.images.has(x)) return false;
    const [from, to] = pair;
    const size = Number(this.around.type(node.outputs[0]).shape[2]);
    if (size === 3 && !this.images.has(g)) return false;
    const convolution =
      size === 3 ? this.convolution3x3(from, to) : new Convolution1x1(this.around.emitter, from, to);
    const gradient = convolution.weightGradient(this.image(x, from), this.image(g, to));
    this.around.define(node.outputs[0], gradient);
    return true;
  }

  private batchNormInference(node: Node, [x, ...parameters]: Tensor[]): boolean {
    const layout = this.filledImage(x);
    if (layout === undefined) return false;
    const { emitter, plain } = this.around;
    const [scale, bias, mean, variance] = parameters.map(plain);
    const [slope, shift] = fixedNormalization(
      emitter,
      { scale, bias, mean, variance },
      Number(node.attributes.epsilon),
    );
    const image = this.image(x, layout);
    const finish = (summand?: string, relu = false) => {
      const more = summand === undefined ? {} : { summand };
      return affine(emitter, image, layout, slope, { bias: shift, relu, ...more });
    };
    this.images.set(node.outputs[0], { layout, pending: { relu: true, finish } });
    return true;
  }

  private batchNorm(node: Node, [x, scale, bias]: Tensor[]): boolean {
    const layout = this.filledImage(x);
    if (layout === undefined) return false;
    const { emitter, define, plain } = this.around;
    const found = normalize(emitter, this.image(x, layout), layout, Number(node.attributes.epsilon));
    this.normalized.set(x, found);
    const slope = emitter.node("Mul", [plain(scale), found.inverse]);
    const [y, mean, variance] = node.outputs;
    const finish = (summand?: string, relu = false) => {
      const more = summand === undefined ? {} : { summand };
      return affine(emitter, found.centered, layout, slope, { bias: plain(bias), relu, ...more });
    };
    this.images.set(y, { layout, pending: { relu: true, finish } });
    define(mean, found.mean);
    define(variance, found.variance);
    return true;
  }

  private batchNormGradient(node: Node, [x, g, scale]: Tensor[]): boolean {
    const layout = this.filledImage(x);
    const found = this.normalized.get(x);
    if (layout === undefined || found === undefined) return false;
    const { emitter, define, plain } = this.around;
    const parts = normalizeGradient(emitter, found, this.image(g, layout), plain(scale), layout);
    const [byX, byScale, byBias] = node.outputs;
    this.images.set(byX, { layout, name: parts[0] });
    define(byScale, parts[1]);
    define(byBias, parts[2]);
    return true;
  }

  private relu(node: Node, [x]: Tensor[]): boolean {
    const image = this.images.get(x);
    if (image === undefined) return false;
    const fused = this.pendingFor(x)?.relu;
    const name = fused
      ? image.pending!.finish(undefined, true)
      : this.around.emitter.node("Relu", [this.force(image)]);
    this.images.set(node.outputs[0], { layout: image.layout, name });
    return true;
  }

  private reluGradient(node: Node, [y, g]: Tensor[]): boolean {
    const image = this.images.get(y);
    if (image === undefined) return false;
    const { emitter } = this.around;
    const positive = emitter.node("Greater", [this.force(image), emitter.scalar(0)]);
    const mask = emitter.node("Cast", [positive], { attributes: { to: 1 } });
    const name = emitter.node("Mul", [this.image(g, image.layout), mask]);
    this.images.set(node.outputs[0], { layout: image.layout, name });
    return true;
  }

  private add(node: Node, [a, b]: Tensor[]): boolean {
    const known = this.images.get(a) ?? this.images.get(b);
    const { type, emitter } = this.around;
    if (known === undefined || !sameShape(type(a).shape, type(b).shape)) return false;
    const { layout } = known;
    const [later, sooner] = this.pendingFor(a) === undefined ? [b, a] : [a, b];
    const pending = later === sooner ? undefined : this.pendingFor(later);
    const summand = this.image(sooner, layout);
    if (pending === undefined) {
      const name = emitter.node("Add", [summand, this.image(later, layout)]);
      this.images.set(node.outputs[0], { layout, name });
    } else if (pending.relu) {
      const finish = (more?: string, relu?: boolean) =>
        pending.finish(more === undefined ? summand : emitter.node("Add", [summand, more]), relu);
      this.images.set(node.outputs[0], { layout, pending: { relu: true, finish } });
    } else this.images.set(node.outputs[0], { layout, name: pending.finish(summand) });
    return true;
  }

  /** The layouts of a convolution's image and result where it is one that is written here. */
  private convolutionLayouts(node: Node, x: Tensor, y: Tensor, filter: Tensor): [Layout, Layout] | undefined {
    const { type, block } = this.around;
    const [from, to] = [x, y].map((tensor) => layoutOf(type(tensor).shape, block));
    const [size, width] = type(filter).shape.slice(2).map(Number);
    const { stride, padding } = node.attributes as { stride: readonly number[]; padding: readonly number[] };
    const same = size === width && padding.every((pad) => pad === (size - 1) / 2);
    const known = (size === 1 || size === 3) && same && stride.every((step) => step === 1);
    return known && from !== undefined && to !== undefined ? [from, to] : undefined;
  }

  private convolution3x3(from: Layout, to: Layout): Convolution3x3 {
    const key = JSON.stringify([from, to]);
    const made = this.convolutions.get(key) ?? new Convolution3x3(this.around.emitter, from, to);
    this.convolutions.set(key, made);
    return made;
  }

  /** The layout of an image whose channels fill their blocks. */
  private filledImage(x: Tensor): Layout | undefined {
    const layout = this.images.get(x)?.layout;
    return layout !== undefined && layout.channels % layout.block === 0 ? layout : undefined;
  }

  /** The last step of an image that nothing else reads. */
  private pendingFor(tensor: Tensor): Image["pending"] {
    const image = this.images.get(tensor);
    return image?.name === undefined && this.around.uses(tensor) === 1 ? image?.pending : undefined;
  }

  /** ONNX name of a tensor as an image; it changes layout if need be. */
  private image(tensor: Tensor, layout: Layout): string {
    const known = this.images.get(tensor);
    if (known !== undefined) return this.force(known);
    const name = enter(this.around.emitter, this.around.plain(tensor), layout);
    this.images.set(tensor, { layout, name });
    return name;
  }

  private force(image: Image): string {
    image.name ??= image.pending!.finish();
    return image.name;
  }
}
