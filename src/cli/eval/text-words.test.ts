import { expect, test } from "vitest";
import type { TextEvaluation } from "../../evaluation/text-evaluation.js";
import { textEvaluationWords } from "./text-words.js";

const report: TextEvaluation = {
  kind: "language",
  run: "runs/a",
  environment: "sums",
  options: {},
  examples: 6,
  accuracy: 0.5,
  ci95: [0.2, 0.8],
  samples: 1,
  temperature: 0,
  passAt: { 1: 0.5 },
  byDifficulty: {},
  hackedShare: 0,
  truncatedShare: 0,
  errors: {},
  unknownCharacters: [],
  episodes: [],
};

test("where there are fewer examples than were asked for, that is said", () => {
  expect(textEvaluationWords(report)).toMatch(/^on 6 held-out examples of sums\n\nsolved/m);
  expect(textEvaluationWords({ ...report, examplesAsked: 200 })).toMatch(
    /^on 6 held-out examples of sums\n\(200 were asked for; no more different ones were found\)\n\nsolved/m,
  );
});
