import { describe, expect, test } from "vitest";
import type { TextEnvironment } from "../../environments/text/text-environment.js";
import type { EndedEpisodes } from "./ended-episodes.js";
import { KeptAnswers } from "./kept-answers.js";
import type { StepReport } from "./stage.js";
import {
  beginStage,
  larger,
  makeSteps,
  numbers,
  practiceStage,
  tinyModel,
  twoDigits,
} from "./testing.conformance.js";

/** Episodes whose answers were kept. */
const keptOf = (reports: readonly StepReport[]) =>
  reports.flatMap(({ episodes }) => episodes!.filter(({ kept }) => kept));

test("a model learns from its own successes, and every episode says where it comes from", async () => {
  const model = await tinyModel();
  const environment = twoDigits(larger, "larger-of-five", 5);
  const given = {
    algorithm: "expert-iteration" as const,
    rounds: 6,
    maxTokens: 1,
    groups: 32,
    learningRate: 3e-3,
  };
  const reports = await makeSteps(
    await beginStage(practiceStage(environment, { ...given, showBatch: 16, regenerateEpochs: 8 }), model),
    0,
    6,
  );
  await model.engine.close();
  const solved = numbers(reports, "solved");
  expect(solved[0]).toBeLessThan(0.25);
  expect(Math.max(...solved.slice(-3))).toBeGreaterThan(0.6);
  reports.forEach((report, round) => {
    const { episodes, metrics } = report;
    expect(new Set(episodes!.map(({ policyVersion }) => policyVersion))).toEqual(new Set([round]));
    expect(episodes!.every(({ group }) => group!.startsWith(`${round}/`))).toBe(true);
    expect(keptOf([report])).toEqual(new KeptAnswers(2, false).choose(episodes!));
    expect(metrics.kept).toBe(keptOf([report]).length);
    expect(metrics.learntShare).toBe(metrics.answerShare);
  });
  // No two episodes of the run are the same one.
  const names = reports.flatMap(({ episodes }) => episodes!.map(({ index, sample }) => `${index}/${sample}`));
  expect(new Set(names).size).toBe(names.length);
});

test("a round without a success teaches nothing and says so", async () => {
  const model = await tinyModel();
  const hopeless = twoDigits(() => ({ reward: { correct: 0 }, solved: false }));
  const run = await beginStage(practiceStage(hopeless, { algorithm: "expert-iteration" }), model);
  const state = await model.engine.saveState();
  const [{ metrics }] = await makeSteps(run, 0, 1);
  expect(metrics).toMatchObject({ kept: 0, learnerSteps: 0, keptExampleShare: 0, solved: 0 });
  expect(metrics).not.toHaveProperty("loss");
  expect(await model.engine.saveState()).toEqual(state);
  await model.engine.close();
});

describe("rounds from the start", () => {
  const dataset: TextEnvironment = { ...twoDigits(larger, "larger-of-three", 3), size: () => 8 };
  const stage = practiceStage(dataset, {
    algorithm: "expert-iteration",
    roundsFrom: "start",
    maxTokens: 1,
    groups: 8,
    groupSize: 32,
    schedule: "linear",
    warmup: 2,
  });

  test("a round teaches the first weights what it kept, and nothing that earlier rounds taught", async () => {
    const model = await tinyModel();
    const reports = await makeSteps(await beginStage(stage, model), 0, 3);
    const last = await model.engine.saveState();
    await model.engine.close();
    expect(reports[2].metrics.learnerSteps).toBeGreaterThan(1);
    // The same answers, kept by a stage that has only this round, of a model that has learnt nothing yet.
    const other = await tinyModel();
    const sampled = reports[2].episodes!;
    const find: EndedEpisodes["find"] = (_, { sample }) =>
      sampled.find((episode) => episode.sample === sample);
    const alone = await beginStage(stage, other, { ended: { find, add: async () => {} } });
    await makeSteps(alone, 2, 1);
    expect(await other.engine.saveState()).toEqual(last);
    await other.engine.close();
    expect(last.get("optimizer/steps/")!.data).toEqual(
      Int32Array.of(Number(reports[2].metrics.learnerSteps)),
    );
  });

  test("an answer that an earlier round kept is kept again", async () => {
    const model = await tinyModel();
    const names = (await makeSteps(await beginStage(stage, model), 0, 2)).map((report) =>
      keptOf([report]).map(({ exampleId, messages }) => `${exampleId} ${messages.at(-1)!.content}`),
    );
    await model.engine.close();
    expect(names[1].some((name) => names[0].includes(name))).toBe(true);
  });
});

test("of a dataset no answer is kept twice in all rounds, nor after going on from what was saved", async () => {
  const dataset: TextEnvironment = { ...twoDigits(larger, "larger-of-three", 3), size: () => 8 };
  const settings = {
    algorithm: "expert-iteration" as const,
    maxTokens: 1,
    groups: 8,
    groupSize: 32,
    learningRate: 0,
  };
  const stage = practiceStage(dataset, settings);
  const model = await tinyModel();
  const run = await beginStage(stage, model);
  const reports = await makeSteps(run, 0, 2);
  const state = JSON.parse(JSON.stringify(run.save!()));
  const third = await makeSteps(run, 2, 1);
  const resumed = await beginStage(stage, model);
  resumed.load!(state);
  const again = await makeSteps(resumed, 2, 1);
  await model.engine.close();
  const names = (all: readonly StepReport[]) =>
    keptOf(all).map(({ exampleId, messages }) => `${exampleId} ${messages.at(-1)!.content}`);
  const kept = names([...reports, ...third]);
  expect(new Set(kept).size).toBe(kept.length);
  expect(names(again)).toEqual(names(third));
  // The same examples were solved again.
  const solved = again[0].episodes!.filter((episode) => episode.solved);
  expect(solved.length).toBeGreaterThan(names(again).length);
  const provenance = keptOf(reports).map(({ policyVersion, index, exampleId, sample }) => [
    policyVersion,
    index,
    exampleId,
    sample,
  ]);
  expect(provenance.length).toBeGreaterThan(0);
  for (const [round, index, id] of provenance) {
    expect([0, 1]).toContain(round);
    expect(id).toBe(dataset.example("train", Number(index)).id);
  }
});
