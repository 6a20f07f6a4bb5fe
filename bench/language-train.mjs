import { localEngine, transformerPreset } from "../dist/language/index.js";
import { Random } from "../dist/random/index.js";
import { duel, times } from "./tools/duel.mjs";
import { gemmContestant } from "./tools/gemm.mjs";
import { Peer } from "./tools/peer.mjs";

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
      const gemm = await gemmContestant(threads);
      const { layers, hiddenSize: width, intermediateSize: inner, heads } = config;
      const peer = await Peer.start(
        python,
        "language-train.py",
        Object.entries({ threads, batch, length, layers, width, inner, heads, vocabulary }).flatMap(
          ([name, value]) => [`--${name}`, String(value)],
        ),
      );
      const data = sequences();
      const step = async () => {
        await engine.forwardBackward(data, "cross_entropy");
        await engine.optimStep({ learningRate: 3e-4, weightDecay: 0.1, clipNorm: 1 });
      };
      const found = await duel(
        {
          ours: (calls) => times(step, calls),
          gemm: gemm.times,
          ...(peer && { peer: (calls) => peer.times(calls) }),
        },
        seconds,
      );
      version = peer?.version ?? version;
      peer?.close();
      await engine.close();
      await gemm.close();
      const rate = (ms) => (ms === undefined ? null : (1000 * batch * length) / ms);
      const gemmGflops = gemm.flops / found.gemm / 1e6;
      const share = (ms) => (ms === undefined ? null : (3 * forwardFlops(config)) / ms / 1e6 / gemmGflops);
      runs.push({
        model: size,
        threads,
        ours: rate(found.ours),
        peer: rate(found.peer),
        ratio: found.peer === undefined ? null : found.peer / found.ours,
        gemmGflops,
        oursOfGemm: share(found.ours),
        peerOfGemm: share(found.peer),
      });
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
