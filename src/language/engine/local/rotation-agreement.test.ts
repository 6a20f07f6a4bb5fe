import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { directory } from "../../checkpoint/directory.js";
import { LanguageCheckpoint } from "../../checkpoint/language-checkpoint.js";
import { FIXTURES } from "../../fixtures.conformance.js";
import type { LocalEngine } from "./local-engine.js";
import { localEngine } from "./open-local-engine.js";

const open: LocalEngine[] = [];
afterAll(() => Promise.all(open.map((engine) => engine.close())));

async function engineOf(folder: string): Promise<LocalEngine> {
  const checkpoint = await LanguageCheckpoint.open(directory(join(FIXTURES, folder)));
  const engine = await localEngine({ config: checkpoint.config, weights: checkpoint, inThread: true });
  await checkpoint.close();
  open.push(engine);
  return engine;
}

const prompt = (length: number, engine: LocalEngine) =>
  Int32Array.from({ length }, (_, i) => (37 * i + 11) % engine.vocabulary);

/** Tokens of prompt and answer together: beyond the original context where the scaling reaches so far. */
const VARIANTS = [
  ["qwen3", "none", 90],
  ["linear", "linear", 128],
  ["llama3", "llama3", 150],
  ["yarn", "yarn", 128],
  ["dynamic", "dynamic", 32],
] as const;

describe.each(VARIANTS)("%s: rotations scaled by %s, %d tokens", (folder, kind, tokens) => {
  test("sampler and trainer agree at every position", async () => {
    const engine = await engineOf(folder);
    const { scaling } = engine.config.rope;
    expect(scaling.kind).toBe(kind);
    expect(tokens).toBeLessThanOrEqual(engine.contextLength);
    // The original context ends in the answer, and in the prompt.
    for (const length of [3, tokens - 20]) {
      const promptIds = prompt(length, engine);
      const [{ sequences, promptLogprobs }] = await engine.sample([
        { promptIds, parameters: { maxTokens: tokens - length }, samples: 2, seed: 5, promptLogprobs: true },
      ]);
      for (const { ids, logprobs } of sequences) {
        expect(length + ids.length).toBe(tokens);
        const all = Int32Array.from([...promptIds, ...ids]);
        const datum = { inputIds: all.slice(0, -1), targetIds: all.slice(1) };
        const trained = (await engine.forwardBackward([datum], "cross_entropy")).logprobs[0];
        const sampled = [...promptLogprobs!.slice(1), ...logprobs];
        expect(sampled.length).toBe(trained.length);
        const differences = sampled.map((logprob, i) => Math.abs(logprob - trained[i]));
        expect(differences.filter((difference) => !(difference < 1e-4))).toEqual([]);
        expect((await engine.forward([datum])).logprobs[0]).toEqual(trained);
      }
    }
  });
});

describe("dynamic scaling beyond the original context", () => {
  const datum = (engine: LocalEngine, length: number) => {
    const ids = prompt(length + 1, engine);
    return { inputIds: ids.slice(0, -1), targetIds: ids.slice(1) };
  };

  test("is refused for sampling and learning, with the reason", async () => {
    const engine = await engineOf("dynamic");
    expect([engine.contextLength, engine.wholeTextLength]).toEqual([32, 64]);
    const refused = [
      engine.forwardBackward([datum(engine, 33)], "cross_entropy"),
      engine.forwardBackward([datum(engine, 33)], (_, logprobs) => ({ loss: 0, gradients: logprobs })),
      engine.sample([{ promptIds: prompt(32, engine), parameters: { maxTokens: 1 }, seed: 1 }]),
    ];
    for (const one of refused) {
      await expect(one).rejects.toMatchObject({ code: "SEQUENCE_TOO_LONG" });
      await expect(one).rejects.toThrow(
        /expected at most 32 tokens, .*found 33.*dynamic scaling .* sampler and trainer would not agree/,
      );
    }
    const [{ sequences }] = await engine.sample([
      { promptIds: prompt(4, engine), parameters: { maxTokens: 100 }, seed: 1 },
    ]);
    expect([sequences[0].ids.length, sequences[0].stopReason]).toEqual([28, "length"]);
  });

  test("a whole text can be looked at, and the reason for refusing the rest is true", async () => {
    const engine = await engineOf("dynamic");
    const long = datum(engine, 60);
    const [whole] = (await engine.forward([long])).logprobs;
    const begun = { inputIds: long.inputIds.slice(0, 40), targetIds: long.targetIds.slice(0, 40) };
    const [part] = (await engine.forward([begun])).logprobs;
    const differences = part.map((logprob, i) => Math.abs(logprob - whole[i]));
    expect(Math.max(...differences)).toBeGreaterThan(0.1);
    const tooLong = engine.forward([datum(engine, 65)]);
    await expect(tooLong).rejects.toThrow(
      /^data\[0\]\.inputIds: expected at most 64 tokens, the model's context, found 65$/,
    );
  });
});
