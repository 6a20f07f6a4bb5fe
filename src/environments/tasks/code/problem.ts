import type { Random } from "../../../random/index.js";
import { randomInput } from "./inputs.js";
import type { JsonValue } from "./run-program.js";
import { drawParameters, type Kind, type Parameters, type Stage } from "./stages/stage.js";
import { stageById, stagesFrom } from "./stages/stages.js";

/** A stage with its parameters. */
export interface AppliedStage {
  readonly id: string;
  readonly parameters: Parameters;
}

/** A call of the function and what it must give. */
export interface TestCase {
  readonly input: JsonValue;
  readonly output: JsonValue;
}

/** A function of one argument to be written: what it does in a row, examples that are shown, and tests that are not. */
export interface CodeProblem {
  readonly stages: readonly AppliedStage[];
  readonly shown: readonly TestCase[];
  readonly hidden: readonly TestCase[];
}

const SHOWN = 2;
const HIDDEN = 8;
/** Longest list or string, and largest number, that may come up on the way. */
const LONGEST = 40;
const LARGEST = 1e6;

/**
 * A function of so many stages that its tests tell apart from simpler ones.
 *
 * @param wanted asked of the stages before the tests are made; undefined comes back where they are not
 */
export function randomCodeProblem(
  random: Random,
  count: number,
  wanted: (stages: readonly AppliedStage[]) => boolean,
): CodeProblem | undefined {
  for (;;) {
    const stages = randomStages(random, count);
    if (!wanted(stages)) return undefined;
    const kind = stageById(stages[0].id).from;
    const inputs = new Map<string, JsonValue>();
    for (let tries = 0; inputs.size < SHOWN + HIDDEN && tries < 100; tries++) {
      const input = randomInput(random, kind, tries);
      if (run(stages, input) !== undefined) inputs.set(JSON.stringify(input), input);
    }
    if (inputs.size < SHOWN + HIDDEN) continue;
    const tests = [...inputs.values()].map((input) => ({ input, output: run(stages, input)! }));
    if (!telling(stages, tests)) continue;
    return { stages, ...shownAndHidden(tests) };
  }
}

/** The problem in words: "keep items above 3, then sum". */
export function wordsOf({ stages }: CodeProblem): string {
  return stages.map(({ id, parameters }) => stageById(id).words(parameters)).join(", then ");
}

/** What kind of value the function takes. */
export function inputKind({ stages }: CodeProblem): Kind {
  return stageById(stages[0].id).from;
}

function randomStages(random: Random, count: number): AppliedStage[] {
  const stages: Stage[] = [];
  while (stages.length < count) {
    const last = stages.length === count - 1;
    const possible = stagesFrom(stages.at(-1)?.to).filter(({ to }) => last || to !== "boolean");
    stages.push(possible[random.integer(possible.length)]);
  }
  return stages.map((stage) => ({ id: stage.id, parameters: drawParameters(random, stage) }));
}

/** What the stages make of the input; undefined where something grows too large on the way. */
function run(stages: readonly AppliedStage[], input: JsonValue): JsonValue | undefined {
  let value: unknown = input;
  for (const { id, parameters } of stages) {
    value = stageById(id).apply(value as never, parameters);
    if (!isSmall(value)) return undefined;
  }
  return JSON.parse(JSON.stringify(value)) as JsonValue; // As a program's result comes out of the sandbox: 0 for −0.
}

function isSmall(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) <= LARGEST;
  if (typeof value === "string") return value.length <= LONGEST;
  return !Array.isArray(value) || (value.length <= LONGEST && value.every(isSmall));
}

/** Shows the last tests, with different outputs; those that come first have inputs that are often overlooked. */
function shownAndHidden(tests: readonly TestCase[]): Pick<CodeProblem, "shown" | "hidden"> {
  const shown: TestCase[] = [];
  for (const test of tests.toReversed()) {
    const same = shown.some(({ output }) => JSON.stringify(output) === JSON.stringify(test.output));
    if (!same && shown.length < SHOWN) shown.push(test);
  }
  return { shown, hidden: tests.filter((test) => !shown.includes(test)) };
}

/** Whether outputs vary, and whether each stage that could be left out changes some of them. */
function telling(stages: readonly AppliedStage[], tests: readonly TestCase[]): boolean {
  const outputs = new Set(tests.map(({ output }) => JSON.stringify(output)));
  if (outputs.size < (stageById(stages.at(-1)!.id).to === "boolean" ? 2 : 3)) return false;
  return stages.every(({ id }, i) => {
    const { from, to } = stageById(id);
    if (from !== to) return true;
    const others = stages.toSpliced(i, 1);
    return tests.some(({ input, output }) => JSON.stringify(run(others, input)) !== JSON.stringify(output));
  });
}
