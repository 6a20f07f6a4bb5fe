import type { ObservationShape } from "../games/game.js";
import {
  add,
  flatten,
  input,
  relu,
  reshape,
  type Tensor,
  type Update,
  type Variable,
} from "../graph/index.js";
import { Layers } from "./layers.js";

/** Kind and size of a network. */
export interface NetworkShape {
  readonly kind: "residual" | "mlp";
  /** Residual blocks, or hidden layers. */
  readonly blocks: number;
  /** Channels of the blocks, or units of the hidden layers. */
  readonly channels: number;
}

/** What a game tells a network about itself. */
export interface NetworkTask {
  readonly observation: ObservationShape;
  readonly actions: number;
}

/** A network for AlphaZero as tensors of a graph. */
export interface PolicyValueNetwork {
  /** `[batch, channels, height, width]`, named "observation" */
  readonly observation: Tensor;
  /** `[batch, actions]` */
  readonly logits: Tensor;
  /** `[batch]`: log-odds that the player to move wins; the value from −1 to 1 is `tanh(valueLogit / 2)`. */
  readonly valueLogit: Tensor;
  /** Parameters and running statistics. */
  readonly variables: readonly Variable[];
  /** Updates of running statistics, to be made with each training step. */
  readonly updates: readonly Update[];
}

/**
 * Builds a network with a policy and a value head.
 *
 * `residual` is the tower of AlphaZero (Silver et al. 2018; blocks after He et al. 2016) with small heads; `mlp` is
 * a residual network of dense layers over the flattened board.
 *
 * @param training whether batch normalisation uses the statistics of the batch
 */
export function policyValueNetwork(
  task: NetworkTask,
  shape: NetworkShape,
  training: boolean,
): PolicyValueNetwork {
  const { channels, height, width } = task.observation;
  const observation = input("observation", "float32", ["batch", channels, height, width]);
  const layers = new Layers(training);
  const body = shape.kind === "mlp" ? denseBody : convolutionalBody;
  const { policy, value } = body(layers, observation, shape);
  const logits = layers.dense("policy/out", policy, task.actions);
  const valueLogit = reshape(layers.dense("value/out", value, 1), ["batch"]);
  return { observation, logits, valueLogit, variables: layers.variables, updates: layers.updates };
}

/** What the two heads' last layers read: each `[batch, units]`. */
interface Features {
  readonly policy: Tensor;
  readonly value: Tensor;
}

function convolutionalBody(
  layers: Layers,
  observation: Tensor,
  { blocks, channels }: NetworkShape,
): Features {
  let x = relu(layers.convolution("stem", observation, channels, 3));
  for (let block = 0; block < blocks; block++) {
    const inner = relu(layers.convolution(`block-${block}/first`, x, channels, 3));
    x = relu(add(layers.convolution(`block-${block}/second`, inner, channels, 3), x));
  }
  const policy = flatten(relu(layers.convolution("policy/narrow", x, HEAD_CHANNELS, 1)));
  const narrow = flatten(relu(layers.convolution("value/narrow", x, HEAD_CHANNELS, 1)));
  return { policy, value: relu(layers.dense("value/hidden", narrow, VALUE_UNITS)) };
}

function denseBody(layers: Layers, observation: Tensor, { blocks, channels }: NetworkShape): Features {
  let x = relu(layers.normalise("stem/norm", layers.dense("stem", flatten(observation), channels)));
  for (let block = 0; block < blocks; block++) {
    const dense = layers.dense(`block-${block}`, x, channels);
    x = add(x, relu(layers.normalise(`block-${block}/norm`, dense)));
  }
  return { policy: x, value: x };
}

/** Channels that each head narrows the tower to before its dense layers. */
const HEAD_CHANNELS = 8;
const VALUE_UNITS = 64;
