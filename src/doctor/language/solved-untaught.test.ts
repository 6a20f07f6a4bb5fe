import { expect, test } from "vitest";
import { solvedUntaught } from "./solved-untaught.js";

const measured = (step: number, value: number) => ({
  type: "evaluation",
  step,
  value,
  label: "solved of 200 held-out rev",
});

test("a checker that is content with what an untaught model writes is named", () => {
  const metrics = [measured(0, 1), measured(10, 1)];
  expect(solvedUntaught({ preset: "tiny" }, metrics)).toMatchObject({
    name: "solved-untaught",
    severity: "problem",
    evidence: "step 0: 100 % solved of 200 held-out rev",
  });
});

test("a model that was taught may know it, and one that learns may learn it", () => {
  expect(solvedUntaught({ checkpoint: "/models/a" }, [measured(0, 1)])).toBeUndefined();
  expect(solvedUntaught({ preset: "tiny" }, [measured(0, 0.02), measured(10, 1)])).toBeUndefined();
  expect(solvedUntaught({ preset: "tiny" }, [])).toBeUndefined();
});
