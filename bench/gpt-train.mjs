import * as g from "../dist/graph/index.js";
import { Random } from "../dist/random/index.js";
import { gptTraining } from "./models.mjs";
import { modelBench } from "./tools/model-bench.mjs";

const [batch, time, layers, width, vocabulary] = [16, 128, 4, 256, 256];

/** One training step (forward, backward, AdamW) of a GPT of 4 layers × 256, 16 × 128 tokens, beside PyTorch. */
export default async function gptTrain({ python, seconds }) {
  const random = new Random(1, "bench tokens");
  const tokens = () => Int32Array.from({ length: batch * time }, () => random.integer(vocabulary));
  const optimizer = g.adamW({ weightDecay: 0.1 });
  const channelBlock = await g.channelBlock();
  return modelBench({
    name: "gpt-train",
    python,
    seconds,
    script: "gpt-train.py",
    program: gptTraining({ batch, time, layers, width, vocabulary, optimizer, channelBlock }),
    feeds: { tokens: tokens(), targets: tokens(), learningRate: 3e-4 },
    items: batch * time,
    unit: "tokens/s",
    flops: 3 * forwardFlops(),
  });
}

/** Multiplications and additions of the matrix products of the forward pass; attention counted in full. */
function forwardFlops() {
  const weights = layers * 12 * width ** 2 + width * vocabulary;
  return 2 * batch * time * (weights + layers * 2 * time * width);
}
