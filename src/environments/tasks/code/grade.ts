import { afterThoughts } from "../../task/answer.js";
import type { Grade } from "../../task/grade.js";
import type { CodeProblem, TestCase } from "./problem.js";
import type { CallResult, JsonValue, RunProgram } from "./run-program.js";

/** The name under which an answer defines its function. */
export const ENTRY = "f";

/** The program in an answer: its last fenced block, or all of it after the thoughts where there is none. */
export function programIn(text: string): string {
  const said = afterThoughts(text);
  const block = [...said.matchAll(/```[^\n`]*\n([\s\S]*?)(?:```|$)/g)].at(-1);
  return (block?.[1] ?? said).trim();
}

/** Solved when every shown and hidden test passes; progress is the share of hidden ones that do. */
export async function gradeProgram(
  run: RunProgram,
  { shown, hidden }: CodeProblem,
  text: string,
  signal: AbortSignal,
): Promise<Grade> {
  const tests = [...shown, ...hidden];
  const calls = tests.map(({ input }) => [input]);
  const results = await run(programIn(text), ENTRY, calls, { signal });
  const passed = tests.map((test, i) => passes(test, results[i]));
  const passedHidden = share(passed.slice(shown.length));
  const failures = (reason: string) => results.some((result) => !result.ok && result.reason === reason);
  return {
    solved: passed.every(Boolean),
    format: failures("syntax") || failures("missing") ? 0 : 1,
    progress: passedHidden,
    metrics: {
      shown: share(passed.slice(0, shown.length)),
      hidden: passedHidden,
      overTime: failures("time") ? 1 : 0,
      overMemory: failures("memory") ? 1 : 0,
    },
  };
}

function passes({ output }: TestCase, result: CallResult | undefined): boolean {
  return result?.ok === true && isSame(output, result.value);
}

/** Functions here give numbers, texts, flags and lists of them. */
function isSame(expected: JsonValue, found: unknown): boolean {
  if (!Array.isArray(expected)) return expected === found;
  return (
    Array.isArray(found) &&
    found.length === expected.length &&
    expected.every((item, i) => isSame(item, found[i]))
  );
}

function share(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length / flags.length;
}
