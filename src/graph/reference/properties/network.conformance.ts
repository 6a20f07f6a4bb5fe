import * as g from "../../index.js";
import type { Draw, Operand, PropertyDraw } from "./draw.conformance.js";

const matrix = (transposed: boolean, rows: g.Dim, columns: g.Dim): g.Dim[] =>
  transposed ? [columns, rows] : [rows, columns];

const product =
  (batched: boolean): PropertyDraw =>
  (draw) => {
    const [m, k, n] = [draw.dim(), draw.dim(), draw.dim()];
    const options = { transA: draw.boolean(), transB: draw.boolean(), alpha: draw.pick(1, 0.5) };
    const batch = batched ? draw.shape(1, 2) : [];
    const operands = [
      draw.floats([...draw.narrower(batch), ...matrix(options.transA, m, k)]),
      draw.floats([...batch, ...matrix(options.transB, k, n)]),
    ];
    return { operands, build: (a, b) => g.matmul(a, b, options) };
  };

const convolution: PropertyDraw = (draw) => {
  const [inside, outside] = [draw.integer(1, 3), draw.integer(1, 3)];
  const kernel = [draw.integer(1, 3), draw.integer(1, 3)];
  const image = kernel.map((size) => size + draw.integer(0, 3));
  const stride: [number, number] = [draw.integer(1, 2), draw.integer(1, 3)];
  const padding: [number, number, number, number] = [
    draw.integer(0, 2),
    draw.integer(0, 2),
    draw.integer(0, 2),
    draw.integer(0, 2),
  ];
  const operands = [draw.floats([draw.dim(), inside, ...image]), draw.floats([outside, inside, ...kernel])];
  const bias = draw.boolean() ? [draw.floats([outside])] : [];
  return {
    operands: [...operands, ...bias],
    build: (x, filter, b) => g.conv2d(x, filter, b, { stride: draw.boolean() ? stride : 1, padding }),
  };
};

const pool =
  (build: (x: g.Tensor, options: g.PoolOptions) => g.Tensor): PropertyDraw =>
  (draw) => {
    const window: [number, number] = [draw.integer(1, 3), draw.integer(1, 3)];
    const side = (size: number) => draw.integer(0, size - 1);
    const padding: [number, number, number, number] = [
      side(window[0]),
      side(window[1]),
      side(window[0]),
      side(window[1]),
    ];
    const stride: [number, number] = [draw.integer(1, 3), draw.integer(1, 2)];
    const image = window.map((size) => size + draw.integer(0, 3));
    const shape = [draw.dim(), draw.integer(1, 2), ...image];
    return { operands: [draw.distinct(shape)], build: (x) => build(x, { window, stride, padding }) };
  };

const layerNorm: PropertyDraw = (draw) => {
  const features = draw.integer(2, 5);
  const parameter = () => draw.floats([features]);
  return {
    operands: [draw.distinct([...draw.shape(0, 3), features]), parameter(), parameter()],
    build: (x, scale, bias) => g.layerNorm(x, scale, bias),
  };
};

/** Batch normalisation with running statistics that are not 0 and 1. */
const batchNorm =
  (training: boolean): PropertyDraw =>
  (draw) => {
    const channels = draw.integer(1, 4);
    const statistic = (name: string, { data }: Operand) =>
      g.variable(name, [channels], g.values(data), { trainable: false });
    const [mean, variance] = [draw.floats([channels]), draw.positive([channels])];
    const build = (x: g.Tensor, scale: g.Tensor, bias: g.Tensor) => {
      const running = { mean: statistic("mean", mean), variance: statistic("variance", variance) };
      const { output, updates } = g.batchNorm(x, { scale, bias, ...running }, { training });
      return [output, ...updates.map(([, value]) => value)];
    };
    const operands = [imagesOf(draw, channels), draw.floats([channels]), draw.floats([channels])];
    return { operands, build, differentiable: 1 };
  };

/** A batch of at least two examples `[batch, channels, ...]`; of equal elements the gradient would be steep. */
const imagesOf = (draw: Draw, channels: number): Operand =>
  draw.distinct([draw.pick<g.Dim>("batch", 4), channels, ...draw.shape(0, 2)]);

/** Products, convolutions, pooling and normalisations. */
export const network: Readonly<Record<string, PropertyDraw>> = {
  gemm: product(false),
  batchedMatmul: product(true),
  conv2d: convolution,
  conv2dInputGradient: convolution,
  conv2dWeightGradient: convolution,
  maxPool2d: pool(g.maxPool2d),
  maxPool2dGradient: pool(g.maxPool2d),
  averagePool2d: pool(g.averagePool2d),
  layerNorm,
  rmsNorm: (draw) => {
    const features = draw.dim();
    return {
      operands: [draw.awayFromZero([...draw.shape(0, 3), features]), draw.floats([features])],
      build: (x, scale) => g.rmsNorm(x, scale),
    };
  },
  rotary: (draw) => {
    const [a, b, heads, half] = [draw.dim(), draw.dim(), draw.integer(1, 3), draw.integer(1, 4)];
    const table = () => draw.floats([a, b, half]);
    const build = (x: g.Tensor, cos: g.Tensor, sin: g.Tensor) =>
      g.rotary(x, g.reshape(cos, [-1, half]), g.reshape(sin, [-1, half]));
    return { operands: [draw.floats([a, b, heads * half * 2]), table(), table()], build };
  },
  batchNormInference: batchNorm(false),
  batchNormTraining: batchNorm(true),
  batchNormGradient: batchNorm(true),
};
