import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeSafetensors } from "../../run/safetensors.js";
import { localEngine } from "../engine/local/open-local-engine.js";
import { FIXTURES } from "../fixtures.conformance.js";
import { openAdapter, openCheckpoint, saveCheckpoint } from "../node.js";
import { mergeAdapter } from "./merge-adapter.js";

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "selfplay-merge-"));
});
afterAll(() => rm(scratch, { recursive: true }));

test.each([
  ["qwen2", "adapter-all", true],
  // The output is the embedding, which must stay what it is: it gets a matrix of its own.
  ["qwen2", "adapter-head", false],
  ["llama2", "adapter-head", false],
])("%s with %s merged computes what peft does", async (family, name, tied) => {
  const checkpoint = await openCheckpoint(join(FIXTURES, family));
  const adapter = await openAdapter(join(FIXTURES, family, name), checkpoint.config);
  const merged = mergeAdapter(checkpoint.config, (parameter) => checkpoint.read(parameter), {
    adapter: adapter.config,
    weights: (tensor) => adapter.read(tensor),
  });
  const path = join(scratch, `${family}-${name}`);
  await saveCheckpoint(path, { ...merged, dtype: "float32" });
  const written = await openCheckpoint(path);
  expect(written.config).toEqual({ ...checkpoint.config, tiedEmbeddings: tied });
  const embedding = "model.embed_tokens.weight";
  expect(await written.read(embedding)).toEqual(await checkpoint.read(embedding));

  const engine = await localEngine({
    config: written.config,
    weights: written,
    train: "none",
    inThread: true,
  });
  const file = join(FIXTURES, family, name, "expected.safetensors");
  const { tensors } = decodeSafetensors(readFileSync(file), file);
  const inputIds = Int32Array.from(tensors.get("input_ids")!.data as BigInt64Array, Number);
  const logits = tensors.get("logits")!.data as Float32Array;
  const { vocabulary } = engine;
  const targetIds = inputIds.map((_, i) => (7 * i) % vocabulary);
  const { logprobs } = await engine.forward([{ inputIds, targetIds }]);
  targetIds.forEach((target, i) => {
    const row = logits.subarray(i * vocabulary, (i + 1) * vocabulary);
    const total = Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0));
    expect(Math.abs(logprobs[0][i] - (row[target] - total))).toBeLessThan(1e-4);
  });
  await Promise.all([engine.close(), checkpoint.close(), adapter.close(), written.close()]);
});
