import { expect, test } from "vitest";
import * as facts from "./conformance/rechecks.conformance.js";
import { type TaskFacts, testTask } from "./conformance/task.conformance.js";
import { TrustedRunner } from "./conformance/trusted-runner.conformance.js";
import { builtInTasks } from "./registry.js";

const runner = new TrustedRunner();
const dependencies = { runProgram: runner.run, trust: (source: string) => runner.trust(source) };

const FACTS: Readonly<Record<string, TaskFacts<never>>> = {
  addition: facts.additionFacts,
  multiplication: facts.multiplicationFacts,
  countdown: facts.countdownFacts,
  sorting: facts.sortingFacts,
  lists: facts.listsFacts,
  maze: facts.mazeFacts,
  sudoku: facts.sudokuFacts,
  knights: facts.knightsFacts,
  code: facts.codeFacts,
  guess: facts.guessFacts,
  calculator: facts.calculatorFacts,
};

test("every built-in task is looked at", () => {
  expect(builtInTasks.map(({ name }) => name)).toEqual(Object.keys(FACTS));
});

for (const [name, known] of Object.entries(FACTS)) testTask(name, known, dependencies);
