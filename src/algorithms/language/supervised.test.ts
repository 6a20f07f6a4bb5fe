import { expect, test } from "vitest";
import { dataset } from "../../environments/index.js";
import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { EnvironmentError } from "../../errors.js";
import { demonstrator } from "../../rollout/text/demonstrator.js";
import { playEpisodes } from "../../rollout/text/play-episodes.js";
import { supervisedDatum } from "./datum.js";
import { fineTune, pretrain, type SupervisedOptions } from "./supervised.js";
import { beginStage, makeSteps, numbers, OPTIMIZER, tinyModel, twoDigits } from "./testing.conformance.js";
import { Watch } from "./watch.js";
import { windowsOf } from "./windows.js";

const OPTIONS: SupervisedOptions = {
  name: "sft",
  environment: twoDigits(),
  steps: 40,
  batchSize: 32,
  examples: 0,
  learningRate: 5e-3,
  warmup: 4,
  schedule: "cosine",
  ...OPTIMIZER,
};

/** Mean of −log p over the tokens of the first batch: those of the answers, or all, in windows. */
async function meanLoss(answersOnly: boolean): Promise<number> {
  const { engine, tokenizer } = await tinyModel();
  const jobs = Array.from({ length: OPTIONS.batchSize }, (_, index) => ({ split: "train" as const, index }));
  const policy = demonstrator(OPTIONS.environment, tokenizer);
  const episodes = await playEpisodes({ environment: OPTIONS.environment, policy }, jobs);
  const said = episodes.map((episode) => episode.sequences[0]);
  const sequences = answersOnly ? said : windowsOf(said, engine.contextLength);
  const { logprobs } = await engine.forward(sequences.map((sequence) => supervisedDatum(sequence, () => 1)));
  await engine.close();
  const counted = sequences.flatMap(({ mask }, i) =>
    [...logprobs[i]].filter((_, t) => !answersOnly || mask[t + 1] === 1),
  );
  return -counted.reduce((a, b) => a + b, 0) / counted.length;
}

test("fine-tuning counts the answers alone, pre-training every token", async () => {
  for (const [stage, answersOnly] of [
    [fineTune({ ...OPTIONS }), true],
    [pretrain({ ...OPTIONS }), false],
  ] as const) {
    const model = await tinyModel();
    const [{ metrics }] = await makeSteps(await beginStage(stage, model), 0, 1);
    expect(metrics.loss).toBeCloseTo(await meanLoss(answersOnly), 5);
    expect(metrics.learntShare === metrics.answerShare).toBe(answersOnly);
    if (!answersOnly) expect(metrics.learntShare).toBe(1);
    await model.engine.close();
  }
});

test("a shown answer is learnt, at the rate of the schedule", async () => {
  const model = await tinyModel();
  const reports = await makeSteps(await beginStage(fineTune(OPTIONS), model), 0, 40);
  await model.engine.close();
  const [losses, rates] = [numbers(reports, "loss"), numbers(reports, "learningRate")];
  expect(losses[0]).toBeGreaterThan(2);
  expect(losses.at(-1)).toBeLessThan(1);
  expect(rates.slice(0, 2)).toEqual([1.25e-3, 2.5e-3 * 0.5 * (1 + Math.cos(Math.PI / 40))]);
  expect(rates.at(-1)).toBeLessThan(1e-4);
  expect(numbers(reports, "demonstrationsSolved").every((share) => share === 1)).toBe(true);
});

test("how many demonstrations of a step have been judged is told", async () => {
  const model = await tinyModel();
  const told: [number, number][] = [];
  const onEnded = (...ended: [number, number]) => void told.push(ended);
  const run = await beginStage(fineTune({ ...OPTIONS, batchSize: 3 }), model, { onEnded });
  const step = [0, 1, 2, 3].map((count) => [count, 3]);
  await makeSteps(run, 0, 2);
  await model.engine.close();
  expect(told).toEqual([...step, ...step]);
});

test("the same few examples are shown again and again where so many are wanted", async () => {
  const model = await tinyModel();
  const few = fineTune({ ...OPTIONS, examples: 2, batchSize: 4, learningRate: 0 });
  const losses = numbers(await makeSteps(await beginStage(few, model), 0, 2), "loss");
  expect(losses[1]).toBeCloseTo(losses[0], 6);
  await model.engine.close();
});

test("a dataset is shown again and again, whatever of it is over in the middle of a batch", async () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({ prompt: `${i}?`, answer: `${i % 10}` }));
  const environment: TextEnvironment = await dataset({
    name: "rows",
    train: rows,
    test: [{ prompt: "x?", answer: "1" }],
  });
  const model = await tinyModel();
  const reports = await makeSteps(await beginStage(fineTune({ ...OPTIONS, environment }), model), 0, 4);
  await model.engine.close();
  expect(numbers(reports, "demonstrationsSolved")).toEqual([1, 1, 1, 1]);
  expect(reports.filter(({ metrics }) => "errors.environment" in metrics)).toEqual([]);
});

test("an environment without demonstrations, or whose demonstrations fail, is named", async () => {
  const { demonstrate: _, ...silent } = twoDigits();
  expect(() => fineTune({ ...OPTIONS, environment: silent })).toThrow(EnvironmentError);
  expect(() => fineTune({ ...OPTIONS, environment: silent })).toThrow(
    /^two-digits: expected `demonstrate` to learn from/,
  );
  const model = await tinyModel();
  const failing = { ...twoDigits(), demonstrate: () => [] };
  const run = await beginStage(fineTune({ ...OPTIONS, environment: failing }), model);
  await expect(run.step(0)).rejects.toThrow(
    /^sft: expected demonstrations to learn from, found 32 that failed/,
  );
  await model.engine.close();
});

test("a demonstration that is longer than the context is cut, which is told", async () => {
  const long = {
    ...twoDigits(),
    demonstrate: () => [{ role: "assistant", content: "7".repeat(60) }],
  } as const;
  const model = await tinyModel();
  const [{ metrics, trainedTokens }] = await makeSteps(
    await beginStage(fineTune({ ...OPTIONS, environment: long as TextEnvironment, batchSize: 3 }), model),
    0,
    1,
  );
  expect(metrics.cutShare).toBe(1);
  expect(trainedTokens).toBe(3 * model.engine.contextLength);
  expect(new Watch().warnings({ step: 1, stage: "sft", ...metrics })).toEqual([
    expect.stringMatching(
      /^step 1 \(sft\): 100.0 % of its demonstrations are longer than the model's context/,
    ),
  ]);
  await model.engine.close();
});
