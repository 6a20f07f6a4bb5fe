import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { train } from "../../training/train.js";
import { examineRun } from "../doctor.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-doctor-language-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A run of a task from a file, whose reward is a piece of source. */
async function runOf(name: string, outcome: string): Promise<string> {
  const file = join(folder, `${name}.mjs`);
  await writeFile(
    file,
    `export default {
      name: "${name}",
      size: () => Infinity,
      example: (split, index) => ({ id: \`\${split}\${index}\`, difficulty: 1 }),
      begin: ({ id }) => ({
        opening: [{ role: "user", content: "ab?" }],
        answer: ({ content }) => ({ done: true, outcome: ${outcome} }),
      }),
    };`,
  );
  const settings = { preset: "tiny", contextLength: 32, rlSteps: 4, groups: 4, groupSize: 4, maxTokens: 2 };
  const measured = { evaluations: 0, evaluationExamples: 2, evaluationSamples: 1 };
  const algorithm = { kind: "language", settings: { ...settings, ...measured } } as const;
  const out = join(folder, name);
  await train({ environment: file, algorithm, policy: { preset: "tiny", alphabet: "ab?" }, workers: 1, out });
  return out;
}

test("a run on disk is examined: failing episodes with what they say, and what its metrics show", async () => {
  const run = await runOf(
    "failing",
    '{ reward: content.startsWith("b") ? { b: 1 } : { a: NaN }, solved: false }',
  );
  const { findings, rounds } = await examineRun(run);
  expect(rounds).toBe(4);
  const [failed, ...others] = findings;
  expect(failed).toMatchObject({ name: "failed-episodes", severity: "problem" });
  expect(failed.evidence).toMatch(
    /^\d+ of 64 \(\d+ %\); most often environment BAD_REWARD: .*expected a finite number as reward `a`, found NaN$/,
  );
  // What is left is all paid the same, though nothing is solved.
  expect(others.map(({ name }) => name)).toContain("no-signal");
});
