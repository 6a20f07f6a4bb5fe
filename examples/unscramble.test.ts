import { fileURLToPath } from "node:url";
import { loadTextEnvironment } from "selfplay";
import { checkTextEnvironment } from "selfplay/environments";
import { groupsOf, playEpisodes, type TextPolicy } from "selfplay/rollout";
import { expect, test } from "vitest";
import unscramble from "./unscramble.js";

test("the task is sound", async () => {
  expect(await checkTextEnvironment(unscramble)).toEqual([]);
});

test("the file is loaded as it stands, and a policy can play it", async () => {
  const file = fileURLToPath(new URL("unscramble.ts", import.meta.url));
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
  const known = episodes.filter(({ exampleId }) => words.includes(exampleId ?? ""));
  expect(known.length).toBeGreaterThan(0);
  expect(known.every(({ solved }) => solved)).toBe(true);
  const solved = episodes.filter((episode) => episode.solved).length;
  expect(solved).toBeLessThan(episodes.length / 2);
});
