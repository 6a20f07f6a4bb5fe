import { describe, expect, test } from "vitest";
import * as algorithms from "./algorithms.js";
import { POLICY_GRADIENT_METHODS } from "./methods.js";
import { languageSettings } from "./settings.js";

describe("algorithms as functions", () => {
  test("there is one for each that the setting names", () => {
    const named = Object.values(algorithms).map((algorithm) => algorithm().settings.algorithm);
    expect([...new Set(named)].sort()).toEqual([...languageSettings.algorithm.choices].sort());
    expect(Object.keys(POLICY_GRADIENT_METHODS).every((name) => named.includes(name))).toBe(true);
  });

  test("settings are kept as given, the others are left to the recipe", () => {
    expect(algorithms.grpo({ groupSize: 4 })).toEqual({
      kind: "language",
      settings: { groupSize: 4, algorithm: "grpo" },
    });
    expect(algorithms.supervised({ sftSteps: 7 }).settings).toEqual({
      sftSteps: 7,
      rlSteps: 0,
      algorithm: "grpo",
    });
  });

  test("a setting that does not exist or cannot be so is refused at once", () => {
    expect(() => algorithms.grpo({ groupSise: 4 } as never)).toThrow(/groupSise/);
    // @ts-expect-error: types know the choices of a setting
    expect(() => algorithms.grpo({ advantage: "median" })).toThrow(/advantage: expected one of method, mean/);
    expect(() => algorithms.rloo({ groupSize: 0 })).toThrow(/groupSize: expected a whole number from 1/);
  });

  test.each([
    [5, "settings: expected them by name, as in { learningRate: 1e-4 }, found 5"],
    [null, "settings: expected them by name, as in { learningRate: 1e-4 }, found null"],
    [{ rlSteps: "1" }, 'rlSteps: expected a whole number from 0 to 10000000, found "1"'],
    [{ algorithm: "rloo" }, 'algorithm: expected grpo, as the algorithm has it, found "rloo"'],
  ])("of a program without types %j is refused", (settings, message) => {
    expect(() => algorithms.grpo(settings as never)).toThrow(message);
  });

  test("what is not practised cannot be given steps of practice", () => {
    expect(() => algorithms.supervised({ rlSteps: 3 } as never)).toThrow("rlSteps: expected 0, as the alg");
  });
});
