import {
  batchNorm,
  conv2d,
  glorotUniform,
  heNormal,
  type Initializer,
  linear,
  ones,
  type Tensor,
  type Update,
  type Variable,
  type VariableOptions,
  variable,
  zeros,
} from "../graph/index.js";

/** Makes the layers of one network: names their variables and collects the updates of running statistics. */
export class Layers {
  readonly updates: Update[] = [];
  readonly variables: Variable[] = [];

  /** @param training normalise by the batch and update running statistics; otherwise use these */
  constructor(private readonly training: boolean) {}

  /** `x [batch, in, height, width]` → `[batch, out, height, width]`: convolution, then batch normalisation. */
  convolution(name: string, x: Tensor, outputs: number, size: number): Tensor {
    const inputs = x.shape[1] as number;
    const filter = this.variable(`${name}/filter`, [outputs, inputs, size, size], heNormal());
    return this.normalise(`${name}/norm`, conv2d(x, filter, undefined, { padding: (size - 1) / 2 }));
  }

  /** `x [batch, in]` → `[batch, out]` */
  dense(name: string, x: Tensor, outputs: number): Tensor {
    const inputs = x.shape[1] as number;
    const weight = this.variable(`${name}/weight`, [inputs, outputs], glorotUniform());
    return linear(x, weight, this.variable(`${name}/bias`, [outputs], zeros()));
  }

  /** Batch normalisation of `x [batch, channels, …]`. */
  normalise(name: string, x: Tensor): Tensor {
    const channels = [x.shape[1] as number];
    const state = { trainable: false };
    const { output, updates } = batchNorm(
      x,
      {
        scale: this.variable(`${name}/scale`, channels, ones()),
        bias: this.variable(`${name}/bias`, channels, zeros()),
        mean: this.variable(`${name}/mean`, channels, zeros(), state),
        variance: this.variable(`${name}/variance`, channels, ones(), state),
      },
      { training: this.training },
    );
    this.updates.push(...updates);
    return output;
  }

  private variable(
    name: string,
    shape: readonly number[],
    initializer: Initializer,
    options?: VariableOptions,
  ) {
    const made = variable(name, shape, initializer, options);
    this.variables.push(made);
    return made;
  }
}
