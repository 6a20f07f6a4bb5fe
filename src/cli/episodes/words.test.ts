import pc from "picocolors";
import { expect, test } from "vitest";
import { addition } from "../../environments/index.js";
import { playEpisode } from "../../rollout/text/play-episode.js";
import { strangestEpisodes } from "../../rollout/text/select-episodes.js";
import type { RunConfig } from "../../run/index.js";
import { aheadWords, episodesWords } from "./words.js";

test.each([
  [
    { step: 0, shown: 8, practised: 3 },
    "it has not practised yet; practice begins after step 8, and 0 are made.",
  ],
  [
    { step: 1, shown: 8, practised: 3 },
    "it has not practised yet; practice begins after step 8, and 1 is made.",
  ],
  [{ step: 8, shown: 8, practised: 3 }, "it has not practised yet: its first step of practice is not made."],
  [{ step: 0, shown: 0, practised: 3 }, "it has not practised yet: its first step of practice is not made."],
  [{ step: 8, shown: 8, practised: 0 }, "this run does not practise, and has no episodes."],
])("says of %j why there are no episodes", (ahead, words) => {
  expect(aheadWords("runs/a", ahead)).toBe(`runs/a: ${words}`);
});

test("an error that makes an episode strange is told once", async () => {
  const policy = async () => {
    throw new Error("no weights");
  };
  const episode = await playEpisode({ environment: addition(), policy }, { split: "train", index: 0 });
  const episodes = strangestEpisodes([episode], 1);
  const selection = { order: "strangest", matching: 1, solved: 0, reward: 0, episodes } as const;
  const words = episodesWords("runs/a", {} as RunConfig, selection, pc.createColors(false));
  expect(words.match(/no weights/g)).toHaveLength(1);
});
