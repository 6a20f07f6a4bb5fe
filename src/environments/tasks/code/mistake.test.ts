import { describe, expect, test } from "vitest";
import { Random } from "../../../random/index.js";
import { outcomeOf } from "../conformance/play.conformance.js";
import { TrustedRunner } from "../conformance/trusted-runner.conformance.js";
import { code } from "./code.js";
import { withMistake } from "./mistake.js";
import type { AppliedStage } from "./problem.js";

const stage = (id: string, parameters: object = {}) => ({ id, parameters }) as AppliedStage;
const mistakesOf = (...stages: AppliedStage[]) =>
  new Set(
    Array.from({ length: 60 }, (_, i) =>
      withMistake(stages, new Random(1, i))
        .map(({ id, parameters }) => [id, ...Object.values(parameters)].join(" "))
        .join(", "),
    ),
  );

describe("a mistake", () => {
  test("is a number, a stage or an order", () => {
    expect(mistakesOf(stage("keep-above", { k: 3 }), stage("add-each", { k: 5 }))).toEqual(
      new Set([
        "keep-above 4, add-each 5",
        "keep-above 3, add-each 6",
        "keep-above 3",
        "add-each 5",
        "add-each 5, keep-above 3",
      ]),
    );
  });

  test("leaves a program a program", () => {
    expect(mistakesOf(stage("keep-above", { k: 3 }), stage("sum"))).toEqual(
      new Set(["keep-above 4, sum", "sum"]),
    );
  });

  test("is not made where there is none to make", () => {
    expect(mistakesOf(stage("sum"))).toEqual(new Set(["sum"]));
  });
});

test("demonstrations have as many mistakes as were asked for, and the tests find most of them", async () => {
  const share = async (mistakes: number) => {
    const runner = new TrustedRunner();
    const environment = code(runner.run, { difficulty: 2, mistakes });
    let solved = 0;
    for (let i = 0; i < 200; i++) {
      const example = environment.example("train", i);
      const [{ content }] = environment.demonstrate!(example);
      runner.trust(content);
      if ((await outcomeOf(environment, example, [content]))!.solved) solved++;
    }
    return solved / 200;
  };
  expect(await share(0)).toBe(1);
  const half = await share(0.5);
  expect(half).toBeGreaterThan(0.4);
  expect(half).toBeLessThan(0.7);
  expect(await share(1)).toBeLessThan(0.25);
});
