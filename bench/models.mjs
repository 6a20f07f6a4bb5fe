/** The two models that training speed is measured on, built with the graph engine. */
import * as g from "../dist/graph/index.js";

const state = { trainable: false };

/** Collects the variables of a model and the updates of its running statistics. */
function builder() {
  const variables = [];
  const updates = [];
  const parameter = (name, shape, initializer, options) => {
    const made = g.variable(name, shape, initializer, options);
    variables.push(made);
    return made;
  };
  const linear = (name, x, size, initializer = g.glorotUniform()) => {
    const inner = x.shape[x.rank - 1];
    const weight = parameter(`${name}/weight`, [inner, size], initializer);
    return g.linear(x, weight, parameter(`${name}/bias`, [size], g.zeros()));
  };
  return { variables, updates, parameter, linear };
}

/**
 * Residual tower with policy and value heads on 6×7 boards.
 * @param {{ blocks?: number, channels?: number, training?: boolean, batch?: number | string }} options
 */
export function resnet({ blocks = 5, channels = 64, training = true, batch = "batch" } = {}) {
  const { variables, updates, parameter, linear } = builder();
  const board = g.input("board", "float32", [batch, 3, 6, 7]);
  const convolution = (name, x, out, size) => {
    const filter = parameter(`${name}/filter`, [out, x.shape[1], size, size], g.heNormal());
    const y = g.conv2d(x, filter, undefined, { padding: "same" });
    const normalized = g.batchNorm(
      y,
      {
        scale: parameter(`${name}/scale`, [out], g.ones()),
        bias: parameter(`${name}/bias`, [out], g.zeros()),
        mean: g.variable(`${name}/mean`, [out], g.zeros(), state),
        variance: g.variable(`${name}/variance`, [out], g.ones(), state),
      },
      { training },
    );
    updates.push(...normalized.updates);
    return normalized.output;
  };
  let x = g.relu(convolution("stem", board, channels, 3));
  for (let i = 0; i < blocks; i++) {
    const y = g.relu(convolution(`block${i}/0`, x, channels, 3));
    x = g.relu(g.add(convolution(`block${i}/1`, y, channels, 3), x));
  }
  const policy = linear("policy/out", g.flatten(g.relu(convolution("policy", x, 2, 1))), 7);
  const hidden = g.relu(linear("value/hidden", g.flatten(g.relu(convolution("value", x, 1, 1))), 64));
  const value = g.tanh(linear("value/out", hidden, 1));
  return { board, policy, value, variables, updates };
}

/** Training step of {@link resnet}: inputs board, policyTarget, valueTarget, learningRate; outputs loss, gradientNorm. */
export function resnetTraining({
  optimizer = g.sgd({ momentum: 0.9, weightDecay: 1e-4 }),
  channelBlock,
  ...options
} = {}) {
  const model = resnet({ ...options, training: true });
  const batch = options.batch ?? "batch";
  const policyTarget = g.input("policyTarget", "float32", [batch, 7]);
  const valueTarget = g.input("valueTarget", "float32", [batch, 1]);
  const policyLoss = g.mean(g.crossEntropy(model.policy, policyTarget));
  const loss = g.add(policyLoss, g.mean(g.square(g.sub(model.value, valueTarget))));
  return step(loss, model.variables, model.updates, optimizer, channelBlock);
}

/** Decoder-only transformer: pre-layer-norm, learned positions, GELU, untied head. Batch × time tokens. */
export function gpt({ layers = 4, width = 256, heads = 4, vocabulary = 256, time = 128, batch = 16 } = {}) {
  const { variables, updates, parameter, linear } = builder();
  const tokens = g.input("tokens", "int32", [batch, time]);
  const small = g.normal(0.02);
  const norm = (name, x) =>
    g.layerNorm(
      x,
      parameter(`${name}/scale`, [width], g.ones()),
      parameter(`${name}/bias`, [width], g.zeros()),
    );
  const embedding = parameter("embedding", [vocabulary, width], small);
  const positions = parameter("positions", [time, width], small);
  let x = g.add(g.gather(embedding, tokens), positions);
  const future = Float32Array.from({ length: time * time }, (_, i) =>
    i % time > Math.floor(i / time) ? -1e9 : 0,
  );
  const mask = g.constant(future, [time, time]);
  const size = width / heads;
  for (let i = 0; i < layers; i++) {
    const name = `layer${i}`;
    const qkv = linear(`${name}/qkv`, norm(`${name}/norm1`, x), 3 * width, small);
    const [q, k, v] = g
      .split(qkv, 3, -1)
      .map((part) => g.transpose(g.reshape(part, [batch, time, heads, size]), [0, 2, 1, 3]));
    const scores = g.add(g.matmul(q, k, { transB: true, alpha: 1 / Math.sqrt(size) }), mask);
    const mixed = g.transpose(g.matmul(g.softmax(scores), v), [0, 2, 1, 3]);
    x = g.add(x, linear(`${name}/out`, g.reshape(mixed, [batch, time, width]), width, small));
    const hidden = g.gelu(linear(`${name}/up`, norm(`${name}/norm2`, x), 4 * width, small));
    x = g.add(x, linear(`${name}/down`, hidden, width, small));
  }
  const weight = parameter("head", [width, vocabulary], small);
  const logits = g.matmul(norm("norm", x), weight);
  return { tokens, logits, variables, updates };
}

/** Training step of {@link gpt}: inputs tokens, targets (int32 `[batch, time]`), learningRate; outputs loss, gradientNorm. */
export function gptTraining({ optimizer = g.adamW(), vocabulary = 256, channelBlock, ...options } = {}) {
  const model = gpt({ ...options, vocabulary });
  const targets = g.input("targets", "int32", model.tokens.shape);
  const loss = g.mean(g.crossEntropy(model.logits, g.oneHot(targets, vocabulary)));
  return step(loss, model.variables, model.updates, optimizer, channelBlock);
}

function step(loss, variables, statistics, optimizer, channelBlock) {
  const learningRate = g.input("learningRate", "float32", []);
  const gradients = g.grad(loss, variables);
  const { updates, gradientNorm } = optimizer.step(
    variables.map((variable, i) => [variable, gradients[i]]),
    learningRate,
  );
  return g.compile({ outputs: { loss, gradientNorm }, updates: [...updates, ...statistics], channelBlock });
}
