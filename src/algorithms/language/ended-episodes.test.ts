import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { episodeWith } from "../../rollout/text/records.conformance.js";
import { EndedEpisodes } from "./ended-episodes.js";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-ended-"));
  path = join(folder, "underway.jsonl");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const job = (sample: number) => ({ split: "train" as const, index: 4, sample, group: "3/0" });
const episode = (step: number, sample: number) => episodeWith({ policyVersion: step, ...job(sample) });
const lines = async () => (await readFile(path, "utf8")).split("\n").length - 1;

/** Keeps episodes of steps, `[step, sample]` of each, as a training that is interrupted then. */
async function interrupted(...kept: readonly (readonly [number, number])[]) {
  const ended = await EndedEpisodes.open(path, kept[0][0]);
  await Promise.all(kept.map(([step, sample]) => ended.add(step, episode(step, sample))));
  await ended.close();
}

test("finds what ended before an interruption, for the same step and job only", async () => {
  await interrupted([3, 0], [3, 1]);
  const ended = await EndedEpisodes.open(path, 3);
  expect(ended.size).toBe(2);
  expect(ended.find(3, job(1))).toEqual(episode(3, 1));
  expect(ended.find(3, job(2))).toBeUndefined();
  expect(ended.find(3, { ...job(1), group: "3/1" })).toBeUndefined();
  expect(ended.find(4, job(1))).toBeUndefined();
  await ended.add(3, episode(3, 2));
  await ended.close();
  expect((await EndedEpisodes.open(path, 3)).size).toBe(3);
});

test("the first episode of another step takes the place of those of the step before", async () => {
  await interrupted([3, 0], [3, 1], [4, 0]);
  expect(await lines()).toBe(1);
  const before = await EndedEpisodes.open(path, 3);
  expect(before.size).toBe(0);
  expect(await lines()).toBe(1);
  await before.add(3, episode(3, 0));
  await before.close();
  expect(await lines()).toBe(1);
  expect((await EndedEpisodes.open(path, 3)).size).toBe(1);
});

test("an episode that was being written is left out, and the next stands in its place", async () => {
  await interrupted([3, 0]);
  await appendFile(path, '{"version":1,"envi');
  const ended = await EndedEpisodes.open(path, 3);
  expect(ended.size).toBe(1);
  await ended.add(3, episode(3, 1));
  await ended.close();
  expect((await EndedEpisodes.open(path, 3)).find(3, job(1))).toEqual(episode(3, 1));
});

test("a damaged file is named, and written anew", async () => {
  await interrupted([3, 0]);
  await writeFile(path, `nonsense\n${await readFile(path, "utf8")}`);
  const ended = await EndedEpisodes.open(path, 3);
  expect(ended.damage).toBe(`${path}:1: is not valid JSON`);
  expect(ended.size).toBe(0);
  await ended.add(3, episode(3, 1));
  await ended.close();
  const again = await EndedEpisodes.open(path, 3);
  expect([again.damage, again.size]).toEqual([undefined, 1]);
});

test("is removed where no step is under way", async () => {
  const ended = await EndedEpisodes.open(path, 0);
  await ended.remove();
  await ended.add(0, episode(0, 0));
  await ended.remove();
  await expect(readFile(path)).rejects.toThrow("ENOENT");
});
