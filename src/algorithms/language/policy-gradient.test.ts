import { expect, test } from "vitest";
import { languagePlan } from "./plan.js";
import { resolveLanguage } from "./settings.js";
import { beginStage, tinyModel, twoDigits } from "./testing.conformance.js";

test("what a step asks of the engine can be sent to a worker, though the environment is made of functions", async () => {
  const model = await tinyModel();
  const environment = twoDigits((answer) => ({ reward: { length: answer.length }, solved: false }));
  const sent: unknown[] = [];
  const engine = new Proxy(model.engine, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== "forwardBackward") return value.bind(target);
      return (...args: Parameters<typeof target.forwardBackward>) => {
        sent.push(structuredClone(args));
        return target.forwardBackward(...args);
      };
    },
  });
  const values = resolveLanguage({ rlSteps: 1, groups: 2, groupSize: 4, maxTokens: 6, klEvery: 0 });
  const environments = { shown: environment, practised: environment, measured: environment };
  const plan = languagePlan("two-digits", { preset: "tiny" }, environments, values);
  const run = await beginStage(plan.stages[0], model, { engine });
  const { trainedTokens } = await run.step(0);
  await model.engine.close();
  expect(trainedTokens).toBeGreaterThan(0);
  expect(sent).toEqual([[expect.any(Array), "ppo", { clipLow: 0.8, clipHigh: 1.2 }]]);
});
