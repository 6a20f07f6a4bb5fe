import { describe, expect, test } from "vitest";
import { Random } from "../../../random/index.js";
import { TrustedRunner } from "../conformance/trusted-runner.conformance.js";
import { randomInput } from "./inputs.js";
import { drawParameters } from "./stages/stage.js";
import { STAGES } from "./stages/stages.js";

const runner = new TrustedRunner();
const { signal } = new AbortController();

describe("the stages of functions", () => {
  test("are many, each by its own name", () => {
    expect(STAGES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(STAGES.map(({ id }) => id)).size).toBe(STAGES.length);
  });

  test.each(STAGES.map((stage) => [stage.id, stage] as const))(
    "%s is the same in each way it can be written",
    async (id, stage) => {
      for (let i = 0; i < 12; i++) {
        const random = new Random(1, "stages", id, i);
        const parameters = drawParameters(random, stage);
        const inputs = Array.from({ length: 8 }, (_, j) => randomInput(random, stage.from, j));
        const outputs = inputs.map((input) => JSON.stringify(stage.apply(input as never, parameters)));
        expect(stage.words(parameters)).not.toMatch(/undefined|NaN|\$/);
        for (const way of stage.code(parameters)) {
          const value = way.replaceAll("@", "x").replaceAll("#", "y");
          const source = way.includes("#")
            ? `function f(x){${value}return y}`
            : `function f(x){return ${value}}`;
          expect(source).not.toMatch(/undefined|NaN/);
          runner.trust(source);
          const results = await runner.run(
            source,
            "f",
            inputs.map((input) => [input]),
            { signal },
          );
          expect(
            results.map((result) => (result.ok ? JSON.stringify(result.value) : result)),
            source,
          ).toEqual(outputs);
        }
      }
    },
  );
});
