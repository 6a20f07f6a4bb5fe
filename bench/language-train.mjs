import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localEngine, transformerPreset } from "../dist/language/index.js";
import { Random } from "../dist/random/index.js";
import { againstPeer } from "./tools/against-peer.mjs";
import { languageRun } from "./tools/language-run.mjs";
import { mixedLengths } from "./tools/mixed-lengths.mjs";

const [contextLength, vocabulary] = [128, 512];
const MODELS = { "3 M": "compact", "30 M": "small" };

/** Tokens of the sequences of a step. */
const LENGTHS = {
  equal: Array.from({ length: 16 }, () => contextLength),
  mixed: mixedLengths(32, 16, contextLength),
};

/**
 * One training step (forward, backward, clipping, AdamW) of a Llama through the local engine, beside PyTorch eager on the same
 * architecture: on 16 sequences of 128 tokens (`equal`), and on 32 of 16 to 128 (`mixed`), which the engine packs and PyTorch
 * pads to the longest, as the trainers of transformers and TRL do. Tokens are those of the sequences alone. `ours`, `peer`
 * and `ratio` are those of 3 M parameters on two threads with equal lengths; `runs` has all.
 */
export default async function languageTrain({ python, seconds }) {
  const folder = await mkdtemp(join(tmpdir(), "selfplay-bench-"));
  const runs = [];
  let version;
  for (const [size, preset] of Object.entries(MODELS)) {
    const config = transformerPreset(preset, { vocabulary, contextLength });
    const { layers, hiddenSize: width, intermediateSize: inner, heads } = config;
    for (const threads of [2, 1]) {
      for (const [lengths, sequences] of Object.entries(LENGTHS)) {
        await writeFile(join(folder, "lengths.json"), JSON.stringify(sequences));
        const engine = await localEngine({ config, threads, seed: 1 });
        const data = makeData(sequences);
        const { version: found, ...run } = await againstPeer({
          async call() {
            await engine.forwardBackward(data, "cross_entropy");
            await engine.optimStep({ learningRate: 3e-4, weightDecay: 0.1, clipNorm: 1 });
          },
          python,
          script: "language-train.py",
          options: { threads, layers, width, inner, heads, vocabulary },
          args: [folder],
          seconds,
        });
        version = found;
        await engine.close();
        const tokens = sequences.reduce((sum, length) => sum + length, 0);
        const measured = { model: size, threads, tokens, flops: 3 * forwardFlops(config, sequences) };
        runs.push({ lengths, ...languageRun(run, measured) });
      }
    }
  }
  await rm(folder, { recursive: true });
  const [{ ours, peer, ratio }] = runs;
  const install = version === undefined ? { install: "pip install torch" } : { torch: version };
  return { name: "language-train", ours, peer, ratio, unit: "tokens/s", threads: 2, runs, ...install };
}

function makeData(sequences) {
  const random = new Random(1, "bench tokens");
  return sequences.map((length) => {
    const ids = Int32Array.from({ length: length + 1 }, () => random.integer(vocabulary));
    return { inputIds: ids.slice(0, -1), targetIds: ids.slice(1) };
  });
}

/** Multiplications and additions of the matrix products of the forward pass; attention counted by half, as it is causal. */
function forwardFlops({ layers, hiddenSize, intermediateSize }, sequences) {
  const weights =
    layers * (4 * hiddenSize ** 2 + 3 * hiddenSize * intermediateSize) + hiddenSize * vocabulary;
  return sequences.reduce((sum, length) => sum + 2 * length * (weights + layers * length * hiddenSize), 0);
}
