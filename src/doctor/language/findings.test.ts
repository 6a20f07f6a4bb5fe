import { expect, test } from "vitest";
import type { Finding, Round } from "../finding.js";
import { diagnoseLanguage } from "./diagnose-language.js";

/** Steps of a stage, each with its own of the numbers that change and all with the others. */
const steps = (stage: string, changing: Readonly<Record<string, readonly number[]>>, rest: Round = {}) => {
  const [values] = Object.values(changing);
  return values.map((_, i): Round => {
    const own = Object.entries(changing).map(([name, all]) => [name, all[i]]);
    return { type: "step", step: i + 1, stage, ...rest, ...Object.fromEntries(own) };
  });
};

const found = (
  lines: readonly Round[],
  name: string,
  settings: Record<string, unknown> = {},
): Finding | undefined => diagnoseLanguage(lines, settings).find((finding) => finding.name === name);

test.each([
  ["showLearningRate", "--show-learning-rate"],
  ["learningRate", "--learning-rate"],
])("a training that stopped because of %s says where, why and which flag to lower", (rateSetting, flag) => {
  const line = { type: "diverged", step: 7, stage: "sft", rateSetting, message: "the loss is NaN" };
  const { severity, evidence, advice } = found([line], "diverged")!;
  expect([severity, evidence]).toEqual(["problem", "sft, step 7: the loss is NaN"]);
  expect(advice).toContain(`a tenth of ${flag},`);
});

test("a gradient that is now and then far above the median is told, unless clipping leaves it as it is", () => {
  const spiked = [1, 2, 1, 2, 1, 2, 1, 50, 2];
  expect(found(steps("sft", { gradientNorm: spiked }), "gradient-spikes")?.evidence).toBe(
    "sft: above ten times the median of 2.0 in 1 of 9 steps, up to 50",
  );
  expect(found(steps("sft", { gradientNorm: spiked }), "gradient-spikes", { clipNorm: 5 })).toBeUndefined();
  const even = spiked.map((norm) => Math.min(norm, 15));
  expect(found(steps("sft", { gradientNorm: even }), "gradient-spikes")).toBeUndefined();
  // Of fewer steps nothing is usual yet.
  expect(found(steps("sft", { gradientNorm: spiked.slice(2) }), "gradient-spikes")).toBeUndefined();
  const rare = [...spiked, ...new Array(100).fill(1)];
  expect(found(steps("sft", { gradientNorm: rare }), "gradient-spikes")).toBeUndefined();
});

test("a stage in which nothing was learnt has lost nothing, however many are solved by chance", () => {
  const solved = [0.5, 0.6, 0.5, 0.3, 0.2, 0.2];
  const idle = steps("rl", { solved }, { reward: 0.5, noSignalShare: 1 });
  expect(found(idle, "lost-again")).toBeUndefined();
  // The penalty on the divergence moves weights without any group.
  expect(found(idle, "lost-again", { klCoefficient: 0.1 })).toBeDefined();
  expect(found([{ ...idle[0], noSignalShare: 0.9 }, ...idle.slice(1)], "lost-again")).toBeDefined();
});

test("answers that become much shorter without being better are told, better ones are not", () => {
  const lengthRatio = [1, 1, 0.9, 0.6, 0.3, 0.2];
  const same = { type: "step", reward: 0.5, solved: 0.3 };
  const finding = found(steps("rl", { lengthRatio }, same), "length-collapse");
  expect(finding?.evidence).toBe("rl: 25 % of the tokens of the first step, solved from 30 % to 30 %");
  const better = steps("rl", { lengthRatio, solved: [0.3, 0.3, 0.4, 0.5, 0.6, 0.6] }, { reward: 0.5 });
  expect(found(better, "length-collapse")).toBeUndefined();
  const half = lengthRatio.map((ratio) => Math.max(ratio, 0.5));
  expect(found(steps("rl", { lengthRatio: half }, same), "length-collapse")).toBeUndefined();
});
