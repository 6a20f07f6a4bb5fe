import { afterAll, describe, expect, test } from "vitest";
import { Random } from "../../../random/index.js";
import type { TransformerConfig } from "../../config.js";
import { transformerPreset } from "../../presets.js";
import type { SampleRequest, SampleResult } from "../language-engine.js";
import { Core } from "./core.js";
import type { LocalEngine } from "./local-engine.js";
import { type LocalEngineOptions, localEngine } from "./open-local-engine.js";
import type { SamplingTask } from "./sampling-task.js";

const VOCABULARY = 40;
/** Larger weights than fresh ones have, so that distributions are far from even; grouped queries. */
const config: TransformerConfig = {
  ...transformerPreset("tiny", { vocabulary: VOCABULARY, contextLength: 160, family: "qwen3" }),
  kvHeads: 2,
  initializerRange: 0.15,
};

const open: LocalEngine[] = [];
afterAll(() => Promise.all(open.map((engine) => engine.close())));

async function engineOf(options: Partial<LocalEngineOptions> = {}): Promise<LocalEngine> {
  const engine = await localEngine({ config, seed: 3, inThread: true, ...options });
  open.push(engine);
  return engine;
}

const random = new Random(7, "prompts");
const prompt = (length: number) => Int32Array.from({ length }, () => random.integer(VOCABULARY));

const request = (length: number, more: Partial<SampleRequest> = {}): SampleRequest => ({
  promptIds: prompt(length),
  parameters: { maxTokens: 20 },
  seed: length,
  ...more,
});

/** The log-probabilities that the trainer gives to the tokens of a result. */
async function trained(
  engine: LocalEngine,
  given: SampleRequest,
  result: SampleResult,
): Promise<Float32Array[]> {
  const data = result.sequences.map(({ ids }) => {
    const all = Int32Array.from([...given.promptIds, ...ids]);
    return { inputIds: all.slice(0, -1), targetIds: all.slice(1) };
  });
  const { logprobs } = await engine.forward(data);
  return [...logprobs];
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
};

describe("sampler and trainer agree", () => {
  test.each([
    ["inputs", VOCABULARY],
    ["constants", 17_000],
  ])("before and after weights that are %s of the sampler's programs change", async (_, vocabulary) => {
    const engine = await engineOf({ config: { ...config, layers: 1, vocabulary } });
    const asked = request(9, { samples: 2, parameters: { maxTokens: 6 } });
    const sampled: SampleResult[] = [];
    for (let round = 0; round < 3; round++) {
      const [result] = await engine.sample([asked]);
      const expected = await trained(engine, asked, result);
      result.sequences.forEach(({ logprobs }, i) => {
        expect(largestDifference(logprobs, expected[i].slice(-logprobs.length))).toBeLessThan(1e-4);
      });
      sampled.push(result);
      const inputIds = prompt(12);
      await engine.forwardBackward([{ inputIds, targetIds: inputIds }], "cross_entropy");
      await engine.optimStep({ learningRate: 0.02 });
    }
    const [first, , last] = sampled.map(({ sequences }) => sequences[0].logprobs[0]);
    expect(Math.abs(first - last)).toBeGreaterThan(0.1);
  });

  test("on every token and every prompt, at any temperature, also when more sequences wait than are drawn at once", async () => {
    const engine = await engineOf({ sequences: 6 });
    const requests = [1, 5, 33, 64, 17, 2].map((length, i) =>
      request(length, {
        samples: 1 + (i % 4),
        promptLogprobs: true,
        parameters: { maxTokens: 10 + 15 * i, temperature: [1, 0.5, 0, 1.7, 1, 1][i], topK: i === 3 ? 5 : 0 },
      }),
    );
    const results = await engine.sample(requests);
    for (const [i, result] of results.entries()) {
      const { promptIds, samples } = requests[i];
      expect(result.sequences.length).toBe(samples);
      const prompts = result.promptLogprobs!;
      expect(prompts.length).toBe(promptIds.length);
      expect(prompts[0]).toBeNaN();
      for (const [j, logprobs] of (await trained(engine, requests[i], result)).entries()) {
        const { ids, logprobs: sampled, stopReason } = result.sequences[j];
        expect(ids.length).toBe(requests[i].parameters.maxTokens);
        expect(stopReason).toBe("length");
        expect(largestDifference(prompts.slice(1), logprobs.slice(0, promptIds.length - 1))).toBeLessThan(
          1e-4,
        );
        expect(largestDifference(sampled, logprobs.slice(promptIds.length - 1))).toBeLessThan(1e-4);
      }
    }
  });
});

describe("a sequence depends on its prompt, its parameters and its stream", () => {
  test("and not on what is drawn beside it: to the last bit", async () => {
    const [crowded, roomy] = [await engineOf({ sequences: 5 }), await engineOf({ sequences: 16 })];
    const requests = [3, 40, 9, 70, 21, 1, 12].map((length, i) =>
      request(length, { samples: 1 + (i % 3), parameters: { maxTokens: 12 + 9 * i } }),
    );
    const together = await crowded.sample(requests);
    const others = await roomy.sample([...requests].reverse());
    expect([...others].reverse()).toEqual(together);
    for (const [i, one] of requests.entries()) expect(await roomy.sample([one])).toEqual([together[i]]);
  });

  test("with a seed for each, sequences draw what they would as requests of their own", async () => {
    const engine = await engineOf({ sequences: 4 });
    const one = request(8);
    const seeds = [7, 8, 9, 7];
    const [together] = await engine.sample([{ ...one, samples: 4, seed: seeds }]);
    const apart = await engine.sample(seeds.map((seed) => ({ ...one, seed })));
    expect(together.sequences).toEqual(apart.map(({ sequences }) => sequences[0]));
    expect(together.sequences[0]).not.toEqual(together.sequences[1]);
  });

  test("streams of a request differ, and a request with another seed draws others", async () => {
    const engine = await engineOf();
    const one = request(8, { samples: 6 });
    const [first, second] = await engine.sample([one, { ...one, seed: 9 }]);
    const texts = [...first.sequences, ...second.sequences].map(({ ids }) => ids.join());
    expect(new Set(texts).size).toBe(12);
  });
});

describe("sequences end", () => {
  test("with a stop id, which stands in the result", async () => {
    const engine = await engineOf();
    const [{ sequences: free }] = await engine.sample([request(4, { samples: 4 })]);
    const stopIds = [free[0].ids[5]];
    const [{ sequences }] = await engine.sample([
      request(4, {
        promptIds: random.shuffle(prompt(4)),
        samples: 8,
        parameters: { maxTokens: 60, stopIds },
      }),
    ]);
    expect(sequences.some(({ stopReason }) => stopReason === "stop")).toBe(true);
    for (const { ids, logprobs, stopReason } of sequences) {
      expect(logprobs.length).toBe(ids.length);
      expect(ids.slice(0, -1)).not.toContain(stopIds[0]);
      expect(ids[ids.length - 1] === stopIds[0]).toBe(stopReason === "stop");
    }
  });

  test("with a stop text, wherever the tokens are cut", async () => {
    // Token i stands for a letter and its successor, so that a text can begin and end within tokens.
    const letters = (id: number) => String.fromCharCode(97 + (id % 20), 97 + ((id * 7) % 20));
    const tokenizer = { decode: (ids: ArrayLike<number>) => Array.from(ids, letters).join("") };
    const engine = await engineOf({ tokenizer });
    const free = request(4, { samples: 3, parameters: { maxTokens: 40 } });
    const [{ sequences: whole }] = await engine.sample([free]);
    const stop = tokenizer.decode(whole[1].ids).slice(21, 26);
    const stopped = { ...free, parameters: { maxTokens: 40, stopTexts: ["not there", stop] } };
    const told: number[][] = [[], [], []];
    const [{ sequences }] = await engine.sample([stopped], {
      onToken: (_, sequence, id) => told[sequence].push(id),
    });
    sequences.forEach(({ ids, logprobs, stopReason }, i) => {
      const end = tokenizer.decode(whole[i].ids).indexOf(stop);
      const tokens = end < 0 ? 40 : Math.ceil((end + stop.length) / 2);
      expect(ids).toEqual(whole[i].ids.slice(0, tokens));
      expect(logprobs).toEqual(whole[i].logprobs.slice(0, tokens));
      expect(stopReason).toBe(end < 0 ? "length" : "stop");
      expect(told[i]).toEqual([...ids]);
    });
    expect(sequences[1].stopReason).toBe("stop");
  });

  test("where the context does", async () => {
    const engine = await engineOf();
    const [{ sequences }] = await engine.sample([request(150, { parameters: { maxTokens: 100 } })]);
    expect(sequences[0].ids.length).toBe(10);
    expect(sequences[0].stopReason).toBe("length");
  });

  test("when they are aborted, as they are", async () => {
    const engine = await engineOf({ sequences: 2 });
    const controller = new AbortController();
    let told = 0;
    const [{ sequences }] = await engine.sample(
      [request(5, { samples: 4, parameters: { maxTokens: 100 } })],
      {
        signal: controller.signal,
        onToken: () => {
          if (++told === 9) controller.abort();
        },
      },
    );
    expect(sequences.map(({ stopReason }) => stopReason)).toEqual(new Array(4).fill("aborted"));
    expect(sequences.reduce((sum, { ids }) => sum + ids.length, 0)).toBe(9);
    const early = await engine.sample([request(5)], { signal: controller.signal });
    expect(early[0].sequences[0]).toEqual({
      ids: new Int32Array(0),
      logprobs: new Float32Array(0),
      stopReason: "aborted",
    });
    // Those that nobody waits for any more leave no trace.
    const [after] = await engine.sample([request(6)]);
    expect(after.sequences[0].ids.length).toBe(20);
  });
});

describe("streaming", () => {
  test("every token is told once, in order, with its log-probability", async () => {
    const engine = await engineOf({ sequences: 3 });
    const requests = [request(3, { samples: 3 }), request(10, { samples: 2 })];
    const told = requests.map(({ samples }) =>
      Array.from({ length: samples! }, () => [] as [number, number][]),
    );
    const results = await engine.sample(requests, {
      onToken: (index, sequence, id, logprob) => told[index][sequence].push([id, logprob]),
    });
    const wanted = results.map(({ sequences }) =>
      sequences.map(({ ids, logprobs }) => Array.from(ids, (id, i) => [id, logprobs[i]])),
    );
    expect(told).toEqual(wanted);
  });

  test("a callback that throws fails its call and no other", async () => {
    const engine = await engineOf({ sequences: 2 });
    const bad = engine.sample([request(3, { samples: 3 })], {
      onToken: () => {
        throw new Error("not today");
      },
    });
    const good = engine.sample([request(4)]);
    await expect(bad).rejects.toThrow("not today");
    expect((await good)[0].sequences[0].ids.length).toBe(20);
  });
});

describe("the most likely tokens at each place", () => {
  test("are those that the trainer finds, also when the draw is colder, and are told with each token", async () => {
    const engine = await engineOf();
    const asked = request(12, {
      topLogprobs: 3,
      samples: 2,
      parameters: { maxTokens: 6, temperature: 0.5, topK: 2 },
    });
    const told: unknown[][] = [[], []];
    const [{ sequences }] = await engine.sample([asked], {
      onToken: (_request, sequence, _id, _logprob, top) => told[sequence].push(top),
    });
    for (const [i, { ids, topLogprobs }] of sequences.entries()) {
      expect(told[i]).toEqual(topLogprobs);
      for (const [place, best] of topLogprobs!.entries()) {
        const before = [...asked.promptIds, ...ids.slice(0, place)];
        const data = Array.from({ length: VOCABULARY }, (_, id) => ({
          inputIds: Int32Array.from(before),
          targetIds: Int32Array.from([...before.slice(1), id]),
        }));
        const { logprobs } = await engine.forward(data);
        const all = logprobs.map((row, id) => ({ id, logprob: row[row.length - 1] }));
        const wanted = all.sort((a, b) => b.logprob - a.logprob).slice(0, 3);
        expect(best.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
        best.forEach(({ logprob }, k) => {
          expect(logprob).toBeCloseTo(wanted[k].logprob, 4);
        });
      }
    }
  });

  test("are all tokens where more are wanted than there are, and none where they are not asked for", async () => {
    const engine = await engineOf();
    const [many, none] = await engine.sample([request(4, { topLogprobs: 99 }), request(4)]);
    for (const best of many.sequences[0].topLogprobs!) {
      expect(new Set(best.map(({ id }) => id)).size).toBe(VOCABULARY);
      expect(best.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0)).toBeCloseTo(1, 4);
    }
    expect(none.sequences[0]).not.toHaveProperty("topLogprobs");
  });
});

describe("a worker", () => {
  test("draws nothing of what is called off before it began", async () => {
    const core = await Core.open({
      config,
      trained: [],
      place: { index: 0, workers: 1 },
      threads: 1,
      sequences: 2,
    });
    core.initialize(3, false);
    const task = (name: number): SamplingTask => ({
      ...{ task: name, promptIds: prompt(4), seed: 1, samples: [0, 1] },
      ...{ parameters: { maxTokens: 20 }, promptLogprobs: false, topLogprobs: 0 },
    });
    const cancel = [
      { task: 1, sample: 0 },
      { task: 1, sample: 1 },
      { task: 2, sample: 1 },
    ];
    const work = { tasks: [task(1), task(2)], cancel, steps: 3 };
    const { tokens, left } = await core.sample({ adapter: undefined }, work);
    expect(new Set(tokens.map((token) => `${token.task}/${token.sample}`))).toEqual(new Set(["2/0"]));
    expect(left).toBe(1);
    await core.close();
  });
});

describe("what is asked for is checked", () => {
  test.each<[string, Partial<SampleRequest>, string, RegExp]>([
    ["no prompt", { promptIds: new Int32Array(0) }, "EMPTY_PROMPT", /requests\[0\]\.promptIds.*found none/],
    ["too long", { promptIds: new Int32Array(160) }, "SEQUENCE_TOO_LONG", /at most 160.*found 161/],
    ["unknown id", { promptIds: Int32Array.of(1, 40) }, "BAD_REQUEST", /promptIds\[1\].*0 to 39, found 40/],
    ["samples", { samples: 0 }, "BAD_REQUEST", /samples: expected a whole number from 1, found 0/],
    ["top log-probabilities", { topLogprobs: -1 }, "BAD_REQUEST", /topLogprobs.*found -1/],
    ["seed", { seed: 0.5 }, "BAD_REQUEST", /seed.*found 0.5/],
    [
      "no seed",
      { seed: undefined as unknown as number },
      "BAD_REQUEST",
      /^requests\[0\]\.seed: expected a whole number, found undefined$/,
    ],
    [
      "a seed that is text",
      { seed: "7" as unknown as number },
      "BAD_REQUEST",
      /seed: expected a whole.*found 7/,
    ],
    ["seeds", { samples: 2, seed: [1, 0.5] }, "BAD_REQUEST", /seed.*found 0.5/],
    ["too few seeds", { samples: 2, seed: [1] }, "BAD_REQUEST", /seed.*or 2, one for each sample, found 1/],
    ["tokens", { parameters: { maxTokens: 0 } }, "BAD_REQUEST", /maxTokens.*found 0/],
    [
      "temperature",
      { parameters: { maxTokens: 1, temperature: -1 } },
      "BAD_REQUEST",
      /temperature.*found -1/,
    ],
    ["top-k", { parameters: { maxTokens: 1, topK: 1.5 } }, "BAD_REQUEST", /topK.*found 1.5/],
    ["top-p", { parameters: { maxTokens: 1, topP: 0 } }, "BAD_REQUEST", /topP.*found 0/],
    ["min-p", { parameters: { maxTokens: 1, minP: 2 } }, "BAD_REQUEST", /minP.*found 2/],
    [
      "no tokeniser",
      { parameters: { maxTokens: 1, stopTexts: ["x"] } },
      "BAD_REQUEST",
      /stopTexts.*no tokeniser/,
    ],
  ])("%s", async (_, more, code, message) => {
    const engine = open[0] ?? (await engineOf());
    const failed = engine.sample([request(3, more)]);
    await expect(failed).rejects.toMatchObject({ name: "EngineError", code });
    await expect(failed).rejects.toThrow(message);
  });

  test("an unknown adapter", async () => {
    const engine = open[0] ?? (await engineOf());
    await expect(engine.sample([request(3)], { adapter: "x" })).rejects.toThrow(
      "adapter: expected none, as this engine has no adapter, found x",
    );
  });
});
