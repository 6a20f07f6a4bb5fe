import { describe, expect, test } from "vitest";
import { OptionError } from "../../errors.js";
import { ADVANTAGE_KINDS } from "./advantages.js";
import { POLICY_GRADIENT_METHODS } from "./methods.js";
import { languagePlan } from "./plan.js";
import { resolveLanguage } from "./settings.js";
import { larger, twoDigits } from "./testing.conformance.js";

const shown = twoDigits(larger, "shown");
const practised = twoDigits(larger, "practised");
const measured = twoDigits(larger, "measured");

function planOf(given: Readonly<Record<string, unknown>>, environments = { shown, practised, measured }) {
  return languagePlan("x", { preset: "tiny" }, environments, resolveLanguage(given));
}

describe("settings become stages", () => {
  test("in the order of learning, those with steps alone", () => {
    const stages = (given: Readonly<Record<string, unknown>>) =>
      planOf(given).stages.map(({ name, steps, practises }) => [name, steps, practises]);
    expect(stages({ pretrainSteps: 3, sftSteps: 4, rlSteps: 5 })).toEqual([
      ["pretrain", 3, false],
      ["sft", 4, false],
      ["rl", 5, true],
    ]);
    expect(stages({ rlSteps: 0 })).toEqual([]);
    expect(stages({ algorithm: "expert-iteration", rounds: 2, rlSteps: 7 })).toEqual([
      ["expert-iteration", 2, true],
    ]);
    expect(stages({ algorithm: "expert-iteration", rounds: 0, sftSteps: 1 })).toEqual([["sft", 1, false]]);
  });

  test("what is measured is the environment to be measured", () => {
    const { examination } = planOf({ evaluationExamples: 7, evaluationSamples: 2, maxTokens: 9 });
    expect(examination).toMatchObject({ environment: measured, examples: 7, samples: 2, maxTokens: 9 });
  });

  test("showing needs demonstrations, practising does not", () => {
    const { demonstrate: _, ...silent } = shown;
    const all = { shown: silent, practised: silent, measured: silent };
    expect(() => planOf({ sftSteps: 1 }, all)).toThrow(
      /^shown: expected `demonstrate` to learn from in sft \(1 steps\), found none; without it pretrainSteps/,
    );
    expect(() => planOf({ pretrainSteps: 1 }, all)).toThrow(/to learn from in pretrain /);
    expect(planOf({ rlSteps: 1 }, all).stages).toHaveLength(1);
  });
});

describe("settings", () => {
  test("every method and part of a method can be named", () => {
    for (const algorithm of [...Object.keys(POLICY_GRADIENT_METHODS), "expert-iteration"])
      expect(resolveLanguage({ algorithm }).algorithm).toBe(algorithm);
    for (const advantage of ADVANTAGE_KINDS) expect(resolveLanguage({ advantage }).advantage).toBe(advantage);
  });

  test("a recipe's defaults stand below what is given, and are checked too", () => {
    const values = resolveLanguage({ groups: 4 }, { groups: 9, maxTokens: 11 });
    expect(values).toMatchObject({ groups: 4, maxTokens: 11, groupSize: 8 });
    expect(() => resolveLanguage({}, { maxTokens: 0 })).toThrow(OptionError);
  });

  test.each([
    [{ algorithm: "gpro" }, /^algorithm: expected one of grpo, dr-grpo, .*, found "gpro"$/],
    [
      { learningrate: 1 },
      /^learningrate: expected a setting of this algorithm \(did you mean learningRate\?\), found 1$/,
    ],
    [{ groupSize: 2.5 }, /^groupSize: expected a whole number from 1 to 65536, found 2.5$/],
    [{ learningRate: -1 }, /^learningRate: expected a number from 0 to 1, found -1$/],
    [{ clipHigh: "wide" }, /^clipHigh: expected a number from -1 to 1000000000, found "wide"$/],
    [{ temperature: Number.NaN }, /^temperature: expected a number from 0 to 100, found NaN$/],
    [{ dynamicSampling: true }, /^dynamicSampling: expected one of method, true, false, found true$/],
    [{ groupSize: "2" }, /^groupSize: expected a whole number from 1 to 65536, found "2"$/],
    [{ groupSize: null }, /^groupSize: expected a whole number from 1 to 65536, found null$/],
    [{ curriculum: "false" }, /^curriculum: expected true or false, found "false"$/],
    [{ toString: 1 }, /^toString: expected a setting of this algorithm, found 1$/],
    [{ curriculum: "yes" }, /^curriculum: expected true or false, found "yes"$/],
    [{ environmentSeconds: 0 }, /^environmentSeconds: expected a number from 0.001 to 86400, found 0$/],
    [{ maxToolCalls: -1 }, /^maxToolCalls: expected a whole number from 0 to 1000000, found -1$/],
    [
      { averaging: "mean" },
      /^averaging: expected one of method, sequence, token, constant, sum, found "mean"$/,
    ],
  ])("%j is refused", (given, message) => {
    expect(() => resolveLanguage(given)).toThrow(OptionError);
    expect(() => resolveLanguage(given)).toThrow(message);
  });
});
