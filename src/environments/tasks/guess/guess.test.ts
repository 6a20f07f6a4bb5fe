import { expect, test } from "vitest";
import type { Turn } from "../../text/text-environment.js";
import { guess } from "./guess.js";

const { signal } = new AbortController();

async function play(guesses: readonly string[], spare = 0): Promise<string[]> {
  const environment = guess({ difficulty: 2, spare, progressReward: 1 });
  const drawn = environment.example("train", 0);
  const problem = { largest: 16, secret: 13, guesses: 5 + spare };
  const episode = await environment.begin({ ...drawn, problem });
  const told: string[] = [];
  for (const content of guesses) {
    const turn: Turn = await episode.answer({ role: "assistant", content }, signal);
    if (!turn.done) told.push(turn.messages[0].content);
    else told.push(turn.outcome.solved ? "solved" : `lost ${turn.outcome.metrics?.progress.toFixed(2)}`);
  }
  return told;
}

test("each guess is told higher or lower until it is right", async () => {
  expect(await play(["8", "14", "my guess is 12", "Answer: 13"])).toEqual([
    "higher",
    "lower",
    "higher",
    "solved",
  ]);
});

test("a guess that is none counts", async () => {
  expect(await play(["what?", "", "8", "x", "13"])).toEqual([
    "guess a number",
    "guess a number",
    "higher",
    "guess a number",
    "solved",
  ]);
});

test("the guesses are limited, and a narrower range is progress", async () => {
  expect((await play(["8", "8", "8", "8", "8"])).at(-1)).toBe("lost 0.22");
  expect((await play(["1", "2", "3", "4", "12"])).at(-1)).toBe("lost 0.43");
  expect((await play(["8", "8", "8", "8", "8"], 1)).at(-1)).toBe("higher");
});
