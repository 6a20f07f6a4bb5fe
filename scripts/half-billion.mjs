/**
 * Measures a checkpoint of half a billion parameters: how much memory loading, sampling and a step of LoRA take, and how long.
 *
 *     npm run build && node scripts/half-billion.mjs [--json] [--threads N]
 *
 * The model has the shape of Qwen2.5-0.5B and random weights in bfloat16, written into a temporary folder (1 GB) by a
 * process of its own; the measured process opens that folder. Exit status 1 where its largest resident size passes 8 GB.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { localEngine, parameterCount, parameterShapes } from "../dist/language/index.js";
import { openCheckpoint, saveCheckpoint } from "../dist/language/node.js";
import { Random } from "../dist/random/index.js";

const LIMIT_BYTES = 8e9;
const RANK = 16;
const [SEQUENCES, PROMPT, SAMPLED] = [8, 32, 32];
const [ROWS, LENGTH] = [4, 128];

/** https://huggingface.co/Qwen/Qwen2.5-0.5B/blob/main/config.json; the context is cut to what is used here. */
const QWEN = {
  family: "qwen2",
  vocabulary: 151_936,
  hiddenSize: 896,
  intermediateSize: 4864,
  layers: 24,
  heads: 14,
  kvHeads: 2,
  headDimension: 64,
  normEpsilon: 1e-6,
  rope: { theta: 1_000_000, scaling: { kind: "none" } },
  attentionBias: true,
  outputBias: false,
  mlpBias: false,
  queryKeyNorm: false,
  tiedEmbeddings: true,
  contextLength: 1024,
  activation: "silu",
  initializerRange: 0.02,
};

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    threads: { type: "string", default: "2" },
    write: { type: "string" },
    measure: { type: "string" },
  },
});
if (values.write !== undefined) await write(values.write);
else if (values.measure !== undefined) console.log(JSON.stringify(await measure(values.measure)));
else report();

/** Writes and measures, each in a process of its own, so that the one's memory is not counted as the other's. */
function report() {
  const folder = mkdtempSync(join(tmpdir(), "selfplay-half-billion-"));
  const self = (option) =>
    execFileSync(
      process.execPath,
      [fileURLToPath(import.meta.url), option, join(folder, "model"), "--threads", values.threads],
      { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
    );
  try {
    self("--write");
    const found = JSON.parse(self("--measure"));
    if (values.json) console.log(JSON.stringify(found));
    else for (const [name, value] of Object.entries(found)) console.log(`${name}: ${value}`);
    if (found.peakBytes > LIMIT_BYTES) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Matrices repeat a million normal numbers, each from another place on: half a billion draws would take minutes. */
async function write(folder) {
  const random = new Random(1, "weights");
  const drawn = Float32Array.from({ length: 2 ** 20 }, () => QWEN.initializerRange * random.normal());
  const shapes = parameterShapes(QWEN);
  const weights = (name) => {
    const values = new Float32Array(shapes.get(name).reduce((a, b) => a * b, 1));
    if (name.endsWith("bias")) return values;
    if (name.endsWith("norm.weight")) return values.fill(1);
    for (let at = 0, from = random.integer(drawn.length); at < values.length; from = 0) {
      const part = drawn.subarray(from, from + values.length - at);
      values.set(part, at);
      at += part.length;
    }
    return values;
  };
  await saveCheckpoint(folder, { config: QWEN, weights, dtype: "bfloat16" });
}

async function measure(folder) {
  const seconds = async (what, action) => {
    const start = performance.now();
    await action();
    const taken = Number(((performance.now() - start) / 1000).toFixed(2));
    console.error(`${what}: ${taken} s`);
    return taken;
  };
  const peak = () => process.resourceUsage().maxRSS * 1024;
  const checkpoint = await openCheckpoint(folder);
  const { config } = checkpoint;
  let engine;
  const load = await seconds("loading", async () => {
    const threads = Number(values.threads);
    engine = await localEngine({ config, weights: checkpoint, train: "none", threads, sequences: SEQUENCES });
    await engine.createAdapter("lora", { rank: RANK });
  });
  await checkpoint.close();
  const peakLoaded = peak();
  const random = new Random(1, "half a billion");
  const tokens = (length) => Int32Array.from({ length }, () => random.integer(config.vocabulary));
  const sample = await seconds("sampling", () =>
    engine.sample(
      Array.from({ length: SEQUENCES }, (_, seed) => ({
        promptIds: tokens(PROMPT),
        parameters: { maxTokens: SAMPLED },
        seed,
      })),
      { adapter: "lora" },
    ),
  );
  const peakSampled = peak();
  const data = Array.from({ length: ROWS }, () => {
    const ids = tokens(LENGTH + 1);
    return { inputIds: ids.slice(0, -1), targetIds: ids.slice(1) };
  });
  let lossPerToken;
  const step = await seconds("step of LoRA", async () => {
    const { loss } = await engine.forwardBackward(data, "cross_entropy", { adapter: "lora" });
    await engine.optimStep({ learningRate: 1e-3, clipNorm: 1 }, { adapter: "lora" });
    lossPerToken = loss / (ROWS * LENGTH);
  });
  const result = {
    parameters: parameterCount(config),
    trained: engine.parameters.trained,
    threads: Number(values.threads),
    loadSeconds: load,
    sampleSeconds: sample,
    sampledTokensPerSecond: Number(((SEQUENCES * SAMPLED) / sample).toFixed(1)),
    stepSeconds: step,
    trainedTokensPerSecond: Number(((ROWS * LENGTH) / step).toFixed(1)),
    lossPerToken,
    peakLoadedBytes: peakLoaded,
    peakSampledBytes: peakSampled,
    peakBytes: peak(),
  };
  await engine.close();
  return result;
}
