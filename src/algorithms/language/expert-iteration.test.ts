import { describe, expect, test } from "vitest";
import { episodeWith } from "../../rollout/text/records.conformance.js";
import { distinctSuccesses } from "./expert-iteration.js";
import {
  beginStage,
  larger,
  makeSteps,
  numbers,
  practiceStage,
  tinyModel,
  twoDigits,
} from "./testing.conformance.js";

const answered = (exampleId: string, content: string, solved = true) =>
  episodeWith({ exampleId, solved, messages: [{ role: "assistant", content, player: 0 }] });

describe("kept answers", () => {
  test("are solved ones, each once, so many of an example, in the order they came", () => {
    const [a, again, other, wrong] = [
      answered("1", "x"),
      answered("1", "x"),
      answered("1", "y"),
      answered("1", "z", false),
    ];
    const [elsewhere, third] = [answered("2", "x"), answered("1", "w")];
    const all = [a, again, wrong, other, elsewhere, third];
    expect(distinctSuccesses(all, 2)).toEqual([a, other, elsewhere]);
    expect(distinctSuccesses(all, 9)).toEqual([a, other, elsewhere, third]);
  });

  test("differ when they call a tool with something else, and must have been judged", () => {
    const calling = (input: unknown) =>
      episodeWith({
        messages: [
          { role: "assistant", content: "", toolCalls: [{ id: `${input}`, name: "add", input }], player: 0 },
        ],
      });
    expect(distinctSuccesses([calling(1), calling(2), calling(1)], 9)).toHaveLength(2);
    const failed = episodeWith({ errors: [{ boundary: "judge", code: "X", message: "", turn: 1 }] });
    expect(distinctSuccesses([failed], 9)).toEqual([]);
  });
});

test("a model learns from its own successes, and every episode says where it comes from", async () => {
  const model = await tinyModel();
  const environment = twoDigits(larger, "larger-of-five", 5);
  const given = { algorithm: "expert-iteration", rounds: 6, maxTokens: 1, groups: 32, learningRate: 3e-3 };
  const reports = await makeSteps(
    await beginStage(practiceStage(environment, { ...given, showBatch: 16, regenerateEpochs: 8 }), model),
    0,
    6,
  );
  await model.engine.close();
  const solved = numbers(reports, "solved");
  expect(solved[0]).toBeLessThan(0.25);
  expect(Math.max(...solved.slice(-3))).toBeGreaterThan(0.6);
  reports.forEach(({ episodes, metrics }, round) => {
    expect(new Set(episodes!.map(({ policyVersion }) => policyVersion))).toEqual(new Set([round]));
    expect(episodes!.every(({ group }) => group!.startsWith(`${round}/`))).toBe(true);
    expect(metrics.kept).toBe(distinctSuccesses(episodes!, 2).length);
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
