import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localEngine, transformerPreset } from "../dist/language/index.js";
import { saveCheckpoint } from "../dist/language/node.js";
import { Random } from "../dist/random/index.js";
import { duel, times } from "./tools/duel.mjs";
import { gemmContestant } from "./tools/gemm.mjs";
import { Peer } from "./tools/peer.mjs";

const [sequences, prompt, tokens, vocabulary] = [64, 16, 112, 512];

/**
 * 64 sequences of 112 tokens at once, each from a prompt of its own, drawn at temperature 1 by the local engine, beside
 * transformers' `generate` with its cache on the same weights. `ours`, `peer` and `ratio` are those of 3 M parameters on two
 * threads; `runs` has all.
 */
export default async function languageSample({ python, seconds }) {
  const runs = [];
  let version;
  for (const [size, preset] of Object.entries({ "3 M": "compact", "30 M": "small" })) {
    const config = transformerPreset(preset, { vocabulary, contextLength: 256 });
    for (const threads of [2, 1]) {
      const engine = await localEngine({ config, threads, sequences, seed: 1 });
      const folder = await mkdtemp(join(tmpdir(), "selfplay-bench-"));
      await saveCheckpoint(folder, { config, weights: (name) => engine.parameter(name) });
      const gemm = await gemmContestant(threads);
      const options = { threads, sequences, prompt, tokens };
      const peer = await Peer.start(python, "language-sample.py", [
        folder,
        ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
      ]);
      const requests = makeRequests();
      const found = await duel(
        {
          ours: (calls) => times(() => engine.sample(requests), calls),
          gemm: gemm.times,
          ...(peer && { peer: (calls) => peer.times(calls) }),
        },
        seconds,
      );
      version = peer?.version ?? version;
      peer?.close();
      await engine.close();
      await gemm.close();
      await rm(folder, { recursive: true });
      const rate = (ms) => (ms === undefined ? null : (1000 * sequences * tokens) / ms);
      const gemmGflops = gemm.flops / found.gemm / 1e6;
      const share = (ms) => (ms === undefined ? null : flops(config) / ms / 1e6 / gemmGflops);
      runs.push({
        model: size,
        threads,
        ours: rate(found.ours),
        peer: rate(found.peer),
        ratio: found.peer === undefined ? null : found.peer / found.ours,
        oursStepMs: found.ours / tokens,
        peerStepMs: found.peer === undefined ? null : found.peer / tokens,
        gemmGflops,
        oursOfGemm: share(found.ours),
        peerOfGemm: share(found.peer),
      });
    }
  }
  const [{ ours, peer, ratio }] = runs;
  const install =
    version === undefined ? { install: "pip install torch transformers" } : { transformers: version };
  return { name: "language-sample", ours, peer, ratio, unit: "tokens/s", threads: 2, runs, ...install };
}

function makeRequests() {
  const random = new Random(1, "bench prompts");
  return Array.from({ length: sequences }, (_, seed) => ({
    promptIds: Int32Array.from({ length: prompt }, () => random.integer(vocabulary)),
    parameters: { maxTokens: tokens },
    seed,
  }));
}

/** Multiplications and additions of the matrix products, prompts and attention to all positions so far included. */
function flops({ layers, hiddenSize, intermediateSize }) {
  const body = layers * (4 * hiddenSize ** 2 + 3 * hiddenSize * intermediateSize);
  const positions = prompt + tokens - 1;
  const attention = (2 * layers * hiddenSize * (positions * (positions + 1))) / 2;
  return 2 * sequences * (positions * body + tokens * hiddenSize * vocabulary + attention);
}
