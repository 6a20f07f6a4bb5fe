import { expect, test } from "vitest";
import { MetricStore } from "../../metrics/metric-store.js";
import { fullName, measurementGroups, spokenName, trainingGroups } from "./groups.js";

const round = (step: number, more: object) => ({ type: "round", step, minutes: step / 60, ...more });

test("a curve has the lines that have its number, and stands at steps, minutes and samples", () => {
  const store = new MetricStore();
  store.add([round(0, { positions: 10 }), round(5, { positions: 30, policyLoss: 2 })]);
  store.add([round(9, { positions: 70, policyLoss: 1 })]);
  const loss = { source: "round", name: "policyLoss" };
  expect([...store.curve(loss, "step").x]).toEqual([5, 9]);
  expect([...store.curve(loss, "step").y]).toEqual([2, 1]);
  expect([...store.curve(loss, "samples").x]).toEqual([30, 70]);
  expect(store.curve({ source: "round", name: "unheard" }, "step").x).toHaveLength(0);
});

test("what a run cost is an axis of its rounds and, from the last of them, of its measurements", () => {
  const store = new MetricStore();
  const measured = { type: "evaluation", label: "Elo", value: 1 };
  store.add([round(1, { loss: 2 }), { ...measured, step: 1 }]);
  expect(store.has("processorSeconds")).toBe(false);
  store.add([round(2, { loss: 1, processorSeconds: 7.5 }), { ...measured, step: 2 }]);
  expect(store.has("processorSeconds")).toBe(true);
  expect([...store.curve({ source: "round", name: "loss" }, "processorSeconds").x]).toEqual([7.5]);
  expect([...store.curve({ source: "evaluation: Elo", name: "value" }, "processorSeconds").x]).toEqual([7.5]);
  expect(store.names().map(({ name }) => name)).not.toContain("processorSeconds");
});

test("stages are told apart, and episodes add up", () => {
  const store = new MetricStore();
  store.add([
    { type: "step", stage: "sft", step: 1, loss: 3 },
    { type: "step", stage: "rl", step: 2, loss: 0.1, episodes: 8 },
    { type: "step", stage: "rl", step: 3, loss: 0.2, episodes: 8 },
  ]);
  expect([...store.curve({ source: "sft", name: "loss" }, "step").y]).toEqual([3]);
  expect([...store.curve({ source: "rl", name: "loss" }, "samples").x]).toEqual([8, 16]);
});

test("a measurement keeps its interval and its details; matches and ends are no curves", () => {
  const store = new MetricStore();
  store.add([
    { type: "evaluation", step: 1, label: "Elo", value: 100, interval: [50, 150], details: { "pass@2": 1 } },
    { type: "match", wins: 3, draws: 0, losses: 1 },
    { type: "end", minutes: 3 },
  ]);
  const { y, low, high } = store.curve({ source: "evaluation: Elo", name: "value" }, "step");
  expect([y[0], low?.[0], high?.[0]]).toEqual([100, 50, 150]);
  expect(store.names().map(fullName)).toEqual(["Elo", "Elo · pass@2"]);
});

test("a wide store grows past its first size", () => {
  const store = new MetricStore();
  store.add(Array.from({ length: 1000 }, (_, i) => round(i, { x: i % 3 === 0 ? i : undefined })));
  expect(store.curve({ source: "round", name: "x" }, "step").y).toHaveLength(334);
});

test("what is measured comes before Elo, and every metric is on a chart or among the others", () => {
  const names = [
    { source: "evaluation: Elo", name: "value" },
    { source: "evaluation: solved", name: "value" },
    { source: "rl", name: "reward.correct" },
    { source: "rl", name: "loss" },
    { source: "sft", name: "loss" },
    { source: "rl", name: "entropy" },
    { source: "rl", name: "somethingElse" },
  ];
  expect(measurementGroups(names).map(({ title }) => title)).toEqual(["solved", "Elo"]);
  const { groups, others } = trainingGroups(names);
  expect(groups.map(({ title }) => title)).toEqual([
    "Reward by component",
    "Loss · rl",
    "Loss · sft",
    "Entropy",
  ]);
  expect(others).toEqual([names[6]]);
  expect(spokenName("policyLoss")).toBe("policy loss");
  expect(spokenName("reward.correct")).toBe("correct");
});
