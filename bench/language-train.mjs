import { localEngine, transformerPreset } from "../dist/language/index.js";
import { Random } from "../dist/random/index.js";
import { againstPeer } from "./tools/against-peer.mjs";
import { languageRun } from "./tools/language-run.mjs";

const [batch, length, vocabulary] = [16, 128, 512];
const MODELS = { "3 M": "compact", "30 M": "small" };

/**
 * One training step (forward, backward, clipping, AdamW) of a Llama on 16 × 128 tokens through the local engine, beside
 * PyTorch eager on the same architecture. `ours`, `peer` and `ratio` are those of 3 M parameters on two threads; `runs` has
 * all.
 */
export default async function languageTrain({ python, seconds }) {
  const runs = [];
  let version;
  for (const [size, preset] of Object.entries(MODELS)) {
    const config = transformerPreset(preset, { vocabulary, contextLength: length });
    for (const threads of [2, 1]) {
      const engine = await localEngine({ config, threads, seed: 1 });
      const { layers, hiddenSize: width, intermediateSize: inner, heads } = config;
      const data = sequences();
      const { version: found, ...run } = await againstPeer({
        async call() {
          await engine.forwardBackward(data, "cross_entropy");
          await engine.optimStep({ learningRate: 3e-4, weightDecay: 0.1, clipNorm: 1 });
        },
        python,
        script: "language-train.py",
        options: { threads, batch, length, layers, width, inner, heads, vocabulary },
        seconds,
      });
      version = found;
      await engine.close();
      runs.push(
        languageRun(run, { model: size, threads, tokens: batch * length, flops: 3 * forwardFlops(config) }),
      );
    }
  }
  const [{ ours, peer, ratio }] = runs;
  const install = version === undefined ? { install: "pip install torch" } : { torch: version };
  return { name: "language-train", ours, peer, ratio, unit: "tokens/s", threads: 2, runs, ...install };
}

function sequences() {
  const random = new Random(1, "bench tokens");
  return Array.from({ length: batch }, () => {
    const ids = Int32Array.from({ length: length + 1 }, () => random.integer(vocabulary));
    return { inputIds: ids.slice(0, -1), targetIds: ids.slice(1) };
  });
}

/** Multiplications and additions of the matrix products of the forward pass; attention counted by half, as it is causal. */
function forwardFlops({ layers, hiddenSize, intermediateSize }) {
  const weights =
    layers * (4 * hiddenSize ** 2 + 3 * hiddenSize * intermediateSize) + hiddenSize * vocabulary;
  return 2 * batch * length * (weights + layers * length * hiddenSize);
}
