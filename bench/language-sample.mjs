import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localEngine, transformerPreset } from "../dist/language/index.js";
import { saveCheckpoint } from "../dist/language/node.js";
import { Random } from "../dist/random/index.js";
import { againstPeer } from "./tools/against-peer.mjs";
import { languageRun } from "./tools/language-run.mjs";

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
      const requests = makeRequests();
      const { version: found, ...run } = await againstPeer({
        call: () => engine.sample(requests),
        python,
        script: "language-sample.py",
        options: { threads, sequences, prompt, tokens },
        args: [folder],
        seconds,
      });
      version = found;
      await engine.close();
      await rm(folder, { recursive: true });
      const measured = { model: size, threads, tokens: sequences * tokens, flops: flops(config) };
      const perToken = (ms) => (ms === null ? null : ms / tokens);
      const steps = { oursStepMs: perToken(run.oursMs), peerStepMs: perToken(run.peerMs) };
      runs.push({ ...languageRun(run, measured), ...steps });
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
