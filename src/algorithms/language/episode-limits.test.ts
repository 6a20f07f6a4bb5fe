import { describe, expect, test } from "vitest";
import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { episodeLimits } from "./episode-limits.js";
import { LanguageExaminer } from "./examiner.js";
import { languagePlan } from "./plan.js";
import { newProgress } from "./progress.js";
import { resolveLanguage } from "./settings.js";
import { beginStage, makeSteps, practiceStage, tinyModel, twoDigits } from "./testing.conformance.js";

test("settings become budgets, and none where they are 0", () => {
  expect(episodeLimits(resolveLanguage({}))).toEqual({
    budgets: { turns: 16 },
    limits: { environment: 30, tool: 30 },
  });
  const given = { maxTurns: 2, maxEpisodeTokens: 9, maxToolCalls: 3, episodeSeconds: 0.5, toolSeconds: 4 };
  expect(episodeLimits(resolveLanguage(given))).toEqual({
    budgets: { turns: 2, tokens: 9, toolCalls: 3, seconds: 0.5 },
    limits: { environment: 30, tool: 4 },
  });
});

/** Asks for another answer for ever, and counts the answers of each episode. */
function endless(): { readonly environment: TextEnvironment; readonly answers: number[] } {
  const answers: number[] = [];
  const environment: TextEnvironment = {
    ...twoDigits(),
    begin() {
      const episode = answers.push(0) - 1;
      return {
        opening: [{ role: "user", content: "1?" }],
        answer() {
          answers[episode]++;
          return { done: false, messages: [{ role: "user", content: "x" }] };
        },
      };
    },
  };
  return { environment, answers };
}

const FEW = { groups: 2, groupSize: 2, maxTokens: 2 };

describe("an episode that does not end by itself is ended", () => {
  test.each([
    ["grpo", { maxTurns: 3 }, "turns"],
    ["grpo", { maxEpisodeTokens: 5 }, "tokens"],
    ["grpo", { episodeSeconds: 1e-6 }, "seconds"],
    ["expert-iteration", { maxTurns: 3 }, "turns"],
    ["expert-iteration", { maxEpisodeTokens: 5 }, "tokens"],
  ] as const)("in the practice of %s with %j", async (algorithm, given, end) => {
    const model = await tinyModel();
    const stage = practiceStage(endless().environment, { ...FEW, algorithm, ...given });
    const [{ episodes }] = await makeSteps(await beginStage(stage, model), 0, 1);
    await model.engine.close();
    expect(episodes).toHaveLength(4);
    for (const { end: found, counts } of episodes!) {
      expect(found).toBe(end);
      if (end === "turns") expect(counts.answers).toBe(3);
      expect(counts.sampledTokens).toBeLessThanOrEqual(6);
    }
  });

  test("in a measurement", async () => {
    const model = await tinyModel();
    const { environment, answers } = endless();
    const environments = { shown: environment, practised: environment, measured: environment };
    const values = resolveLanguage({ ...FEW, maxTurns: 3, evaluationExamples: 2, evaluationSamples: 2 });
    const { examination } = languagePlan("endless", { preset: "tiny" }, environments, values);
    const context = { seed: 1, signal: new AbortController().signal };
    await new LanguageExaminer(examination, model, context).examine(newProgress(), true);
    await model.engine.close();
    expect(answers).toEqual([3, 3, 3, 3, 3, 3]);
  });
});
