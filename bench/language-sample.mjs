import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localEngine, transformerPreset } from "../dist/language/index.js";
import { saveCheckpoint } from "../dist/language/node.js";
import { Random } from "../dist/random/index.js";
import { againstPeer } from "./tools/against-peer.mjs";
import { languageRun } from "./tools/language-run.mjs";
import { mixedLengths } from "./tools/mixed-lengths.mjs";

const [sequences, prompt, vocabulary] = [64, 16, 512];
const MODELS = { "3 M": "compact", "30 M": "small" };

/** Tokens of the answers of a call. */
const LENGTHS = {
  equal: Array.from({ length: sequences }, () => 112),
  mixed: mixedLengths(2 * sequences, 8, 112),
};

/**
 * 64 sequences at once, each from a prompt of its own, drawn at temperature 1 by the local engine, beside transformers'
 * `generate` with its cache on the same weights: 64 answers of 112 tokens (`equal`), and 128 answers of 8 to 112 tokens
 * (`mixed`), where `generate` takes 64 after 64 and each time waits for the longest, as it does in practice, and the engine
 * gives the place of one that has ended to the next. `ours`, `peer` and `ratio` are those of 3 M parameters on two threads
 * with equal lengths; `runs` has all.
 */
export default async function languageSample({ python, seconds }) {
  const runs = [];
  let version;
  for (const [size, preset] of Object.entries(MODELS)) {
    const config = transformerPreset(preset, { vocabulary, contextLength: 256 });
    for (const threads of [2, 1]) {
      const engine = await localEngine({ config, threads, sequences, seed: 1 });
      const folder = await mkdtemp(join(tmpdir(), "selfplay-bench-"));
      await saveCheckpoint(folder, { config, weights: (name) => engine.parameter(name) });
      for (const [lengths, answers] of Object.entries(LENGTHS)) {
        await writeFile(join(folder, "lengths.json"), JSON.stringify(answers));
        const requests = makeRequests(answers);
        const { version: found, ...run } = await againstPeer({
          call: () => engine.sample(requests),
          python,
          script: "language-sample.py",
          options: { threads, sequences, prompt },
          args: [folder],
          seconds,
        });
        version = found;
        const tokens = answers.reduce((sum, length) => sum + length, 0);
        const measured = { model: size, threads, tokens, flops: flops(config, answers) };
        // A step advances all sequences by a token.
        const perStep = (ms) => (ms === null ? null : (ms * sequences) / tokens);
        const steps = { oursStepMs: perStep(run.oursMs), peerStepMs: perStep(run.peerMs) };
        runs.push({ lengths, ...languageRun(run, measured), ...steps });
      }
      await engine.close();
      await rm(folder, { recursive: true });
    }
  }
  const [{ ours, peer, ratio }] = runs;
  const install =
    version === undefined ? { install: "pip install torch transformers" } : { transformers: version };
  return { name: "language-sample", ours, peer, ratio, unit: "tokens/s", threads: 2, runs, ...install };
}

function makeRequests(answers) {
  const random = new Random(1, "bench prompts");
  return answers.map((maxTokens, seed) => ({
    promptIds: Int32Array.from({ length: prompt }, () => random.integer(vocabulary)),
    parameters: { maxTokens },
    seed,
  }));
}

/** Multiplications and additions of the matrix products, prompts and attention to all positions so far included. */
function flops({ layers, hiddenSize, intermediateSize }, answers) {
  const body = layers * (4 * hiddenSize ** 2 + 3 * hiddenSize * intermediateSize);
  return answers.reduce((sum, tokens) => {
    const positions = prompt + tokens - 1;
    const attention = layers * hiddenSize * positions * (positions + 1);
    return sum + 2 * (positions * body + tokens * hiddenSize * vocabulary + attention);
  }, 0);
}
