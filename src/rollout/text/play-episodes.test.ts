import { describe, expect, test } from "vitest";
import { addition } from "../../environments/index.js";
import { OptionError } from "../../errors.js";
import { groupsOf, playEpisodes } from "./play-episodes.js";
import type { TextEpisodeRecord } from "./text-episode-record.js";
import type { TextPolicy } from "./text-policy.js";

const environment = addition({ difficulty: 2 });
const jobs = groupsOf({ split: "train", from: 10, count: 3, samples: 4 });

/** Right when its seed is even. */
const policy: TextPolicy = async (conversation, { seed }) => {
  const [a, b] = conversation[0].content.split(/[+=]/).map(Number);
  return { content: String(a + b + (seed % 2)) };
};

const untimed = (episodes: readonly TextEpisodeRecord[]) =>
  episodes.map(({ timings: _, ...episode }) => episode);

test("jobs come in groups of the same example", () => {
  expect(jobs).toHaveLength(12);
  expect(jobs[5]).toEqual({ split: "train", index: 11, sample: 1, group: "train/11" });
});

describe("episodes played together", () => {
  test("are the same however many are played at a time", async () => {
    const alone = await playEpisodes({ environment, policy, concurrency: 1 }, jobs);
    const together = await playEpisodes({ environment, policy }, jobs);
    expect(untimed(together)).toEqual(untimed(alone));
    expect(together.map(({ index, sample }) => [index, sample])).toEqual(
      jobs.map(({ index, sample }) => [index, sample]),
    );
    expect(new Set(together.map(({ solved }) => solved)).size).toBe(2);
  });

  test("are as many at a time as allowed, and told of as they end", async () => {
    let now = 0;
    let most = 0;
    const slow: TextPolicy = async (conversation, context) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
      return policy(conversation, context);
    };
    const ended: string[] = [];
    const onEpisode = ({ index, sample }: TextEpisodeRecord) => void ended.push(`${index}/${sample}`);
    await playEpisodes({ environment, policy: slow, concurrency: 5, onEpisode }, jobs);
    expect(most).toBe(5);
    expect(ended.toSorted()).toEqual(jobs.map(({ index, sample }) => `${index}/${sample}`));
  });

  test("stop all when something is thrown", async () => {
    const signals: AbortSignal[] = [];
    const waiting: TextPolicy = (_, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    const stop = new AbortController();
    const playing = playEpisodes({ environment, policy: waiting, signal: stop.signal }, jobs);
    stop.abort(new Error("enough"));
    await expect(playing).rejects.toThrow("enough");
    const full = () => {
      throw new Error("disk full");
    };
    const quick: TextPolicy = (conversation, context) =>
      context.example.id === environment.example("train", 10).id
        ? policy(conversation, context)
        : waiting(conversation, context);
    await expect(playEpisodes({ environment, policy: quick, onEpisode: full }, jobs)).rejects.toThrow(
      "disk full",
    );
    expect(signals.length).toBeGreaterThan(0);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  test("need a sensible concurrency, and know no other options", async () => {
    await expect(playEpisodes({ environment, policy, concurrency: 0 }, jobs)).rejects.toThrow(OptionError);
    expect(await playEpisodes({ environment, policy }, [])).toEqual([]);
    const misspelt = { environment, policy, concurency: 2 };
    await expect(playEpisodes(misspelt, jobs)).rejects.toThrow(
      /^option of playEpisodes: .*mean concurrency\?\), found "concurency"$/,
    );
  });
});
