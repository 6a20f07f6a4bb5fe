import type { DType } from "../dtype.js";
import { filled, type Initializer, normal, ones, zeros } from "../initializers.js";
import * as g from "../operators/index.js";
import type { Update } from "../program.js";
import { constant, type Input, input, type Tensor, type Variable, variable } from "../tensor.js";

/** A small model of each kind, which tests and scripts train. */
export interface ReferenceModel {
  readonly inputs: readonly Input[];
  /** What inference returns. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Float32 scalar. */
  readonly loss: Tensor;
  /** Parameters. */
  readonly variables: readonly Variable[];
  /** New values of running statistics. */
  readonly updates: readonly Update[];
}

/** Builds the same parameters again when a model is built for inference after training. */
class Builder {
  readonly inputs: Input[] = [];
  readonly variables: Variable[] = [];
  readonly updates: Update[] = [];

  input(name: string, dtype: DType, shape: readonly (number | string)[]): Input {
    const made = input(name, dtype, shape);
    this.inputs.push(made);
    return made;
  }

  parameter(name: string, shape: readonly number[], initializer: Initializer = normal(0.2)): Variable {
    const made = variable(name, shape, initializer);
    this.variables.push(made);
    return made;
  }

  linear(name: string, x: Tensor, size: number): Tensor {
    const weight = this.parameter(`${name}/weight`, [Number(x.shape[x.rank - 1]), size]);
    return g.linear(x, weight, this.parameter(`${name}/bias`, [size], zeros()));
  }

  model(outputs: Record<string, Tensor>, loss: Tensor): ReferenceModel {
    const { inputs, variables, updates } = this;
    return { inputs, outputs, loss, variables, updates };
  }
}

/** Three layers with tanh: x `[batch, 6]`, int32 label `[batch]`, 3 classes. */
export function mlp(): ReferenceModel {
  const builder = new Builder();
  let y: Tensor = builder.input("x", "float32", ["batch", 6]);
  const label = builder.input("label", "int32", ["batch"]);
  [16, 12, 3].forEach((size, i) => {
    y = builder.linear(`layer${i}`, i === 0 ? y : g.tanh(y), size);
  });
  return builder.model({ logits: y }, g.mean(g.crossEntropy(y, g.oneHot(label, 3))));
}

/** A stem and a block of 3×3 convolutions with batch normalisation; policy and value heads. Board `[batch, 3, 5, 4]`. */
export function residualNet(training = true): ReferenceModel {
  const builder = new Builder();
  const board = builder.input("board", "float32", ["batch", 3, 5, 4]);
  const policyTarget = builder.input("policyTarget", "float32", ["batch", 7]);
  const valueTarget = builder.input("valueTarget", "float32", ["batch", 1]);
  const convolution = (name: string, x: Tensor, out: number, size: number) => {
    const filter = builder.parameter(`${name}/filter`, [out, Number(x.shape[1]), size, size]);
    const statistic = (of: string, value: number) =>
      variable(`${name}/${of}`, [out], filled(value), { trainable: false });
    const parameters = {
      scale: builder.parameter(`${name}/scale`, [out], ones()),
      bias: builder.parameter(`${name}/bias`, [out], zeros()),
      mean: statistic("mean", 0),
      variance: statistic("variance", 1),
    };
    const y = g.conv2d(x, filter, undefined, { padding: "same" });
    const { output, updates } = g.batchNorm(y, parameters, { training });
    builder.updates.push(...updates);
    return output;
  };
  const stem = g.relu(convolution("stem", board, 8, 3));
  const inner = g.relu(convolution("block/0", stem, 8, 3));
  const tower = g.relu(g.add(convolution("block/1", inner, 8, 3), stem));
  const head = g.flatten(g.relu(convolution("policy", tower, 2, 1)));
  const policy = g.linear(
    head,
    builder.parameter("policy/weight", [40, 7]),
    builder.parameter("policy/shift", [7], zeros()),
  );
  const value = g.tanh(g.matmul(g.globalAveragePool(tower), builder.parameter("value/weight", [8, 1])));
  const policyLoss = g.mean(g.crossEntropy(policy, policyTarget));
  const loss = g.add(policyLoss, g.mean(g.square(g.sub(value, valueTarget))));
  return builder.model({ policy, value }, loss);
}

/** One block of a decoder: layer normalisation first, causal attention with 2 heads, GELU. Int32 token `[batch, 7]`. */
export function transformer(): ReferenceModel {
  const [vocabulary, width, heads, time] = [13, 16, 2, 7];
  const builder = new Builder();
  const token = builder.input("token", "int32", ["batch", time]);
  const next = builder.input("next", "int32", ["batch", time]);
  const norm = (name: string, x: Tensor) =>
    g.layerNorm(
      x,
      builder.parameter(`${name}/scale`, [width], ones()),
      builder.parameter(`${name}/bias`, [width], zeros()),
    );
  const matrix = (name: string, x: Tensor, size: number) =>
    g.matmul(x, builder.parameter(name, [Number(x.shape[x.rank - 1]), size]));
  const split = (x: Tensor) => g.transpose(g.reshape(x, ["batch", time, heads, width / heads]), [0, 2, 1, 3]);

  const embedded = g.gather(builder.parameter("tokens", [vocabulary, width]), token);
  let x = g.add(embedded, builder.parameter("positions", [time, width]));
  const [q, k, v] = g.split(matrix("attention/in", norm("norm0", x), 3 * width), 3, -1).map(split);
  const scores = g.matmul(q, k, { transB: true, alpha: 1 / Math.sqrt(width / heads) });
  const attended = g.matmul(g.softmax(g.add(scores, causalMask(time))), v);
  const joined = g.reshape(g.transpose(attended, [0, 2, 1, 3]), ["batch", time, width]);
  x = g.add(x, matrix("attention/out", joined, width));
  const hidden = g.gelu(builder.linear("mlp/in", norm("norm1", x), 4 * width));
  x = g.add(x, builder.linear("mlp/out", hidden, width));
  const logits = matrix("head", norm("norm2", x), vocabulary);
  return builder.model({ logits }, g.mean(g.crossEntropy(logits, g.oneHot(next, vocabulary))));
}

/** `[time, time]`: 0 where a row may see a column, very negative where that is later. */
function causalMask(time: number): Tensor {
  const rows = Array.from({ length: time }, (_, row) =>
    Array.from({ length: time }, (_, column) => (column > row ? -1e9 : 0)),
  );
  return constant(rows.flat(), [time, time]);
}
