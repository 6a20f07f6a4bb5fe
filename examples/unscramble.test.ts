import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { grpo, loadTextEnvironment, localModel, train } from "selfplay";
import { checkTextEnvironment } from "selfplay/environments";
import { groupsOf, playEpisodes, type TextPolicy } from "selfplay/rollout";
import { expect, test } from "vitest";
import unscramble from "./unscramble.js";

const file = fileURLToPath(new URL("unscramble.ts", import.meta.url));

test("the task is sound", async () => {
  expect(await checkTextEnvironment(unscramble)).toEqual([]);
});

test("the file is loaded as it stands, and a policy can play it", async () => {
  const environment = await loadTextEnvironment(file);
  const letters = (text: string) => /unscramble (\w+):/.exec(text)?.[1] ?? "";
  const sorted = (text: string) => [...text].sort().join("");
  const words = ["table", "ocean", "river"];
  const policy: TextPolicy = async (conversation) => {
    const asked = letters(conversation[0].content);
    return { content: words.find((word) => sorted(word) === sorted(asked)) ?? asked };
  };
  const jobs = groupsOf({ split: "train", from: 0, count: 60, samples: 1 });
  const episodes = await playEpisodes({ environment, policy }, jobs);
  expect(episodes.every(({ errors }) => errors.length === 0)).toBe(true);
  // Words that it knows, and none of the others unless shuffling left one as it was.
  const known = episodes.filter(({ exampleId }) =>
    words.some((word) => sorted(word) === sorted(exampleId ?? "")),
  );
  expect(known.length).toBeGreaterThan(0);
  expect(known.every(({ solved }) => solved)).toBe(true);
  const solved = episodes.filter((episode) => episode.solved).length;
  expect(solved).toBeLessThan(episodes.length / 2);
});

test("a model that knows nothing learns it from demonstrations, on orders of letters that it was not shown", async () => {
  const out = mkdtempSync(join(tmpdir(), "selfplay-unscramble-"));
  try {
    const settings = { sftSteps: 40, rlSteps: 2, groups: 4, groupSize: 4, maxTokens: 8 };
    const measured = { evaluations: 1, evaluationExamples: 50, evaluationSamples: 2 };
    const training = train({
      environment: file,
      algorithm: grpo({ ...settings, ...measured }),
      policy: localModel({ preset: "tiny", contextLength: 32 }),
      workers: 1,
      out,
      overwrite: true,
    });
    const solved: number[] = [];
    for await (const event of training) if (event.type === "evaluation") solved.push(event.value);
    console.log(`solved of what is held out: ${solved.map((share) => share.toFixed(2)).join(", ")}`);
    expect(solved[0]).toBeLessThan(0.1);
    expect(solved.at(-1)).toBeGreaterThan(0.6);
  } finally {
    rmSync(out, { recursive: true });
  }
}, 240_000);
