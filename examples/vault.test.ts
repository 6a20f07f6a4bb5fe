import { fileURLToPath } from "node:url";
import { loadTextEnvironment } from "selfplay";
import { checkTextEnvironment } from "selfplay/environments";
import { groupsOf, playEpisodes, type TextPolicy } from "selfplay/rollout";
import { expect, test } from "vitest";
import vault from "./vault.js";

const file = fileURLToPath(new URL("vault.ts", import.meta.url));
const jobs = groupsOf({ split: "test", from: 0, count: 8, samples: 1 });

/** Asks the tool for the square of the last number that was said, and says what the tool says. */
const patient: TextPolicy = async (conversation) => {
  const { role, content } = conversation[conversation.length - 1];
  if (role === "tool") return { content };
  const x = Number(/\d+/.exec(content)?.[0]);
  return { content: "", toolCalls: [{ id: "1", name: "square", input: { x } }] };
};

test("the task is sound", async () => {
  expect(await checkTextEnvironment(vault)).toEqual([]);
});

test("who asks the tool each time opens both locks", async () => {
  const environment = await loadTextEnvironment(file);
  const episodes = await playEpisodes({ environment, policy: patient }, jobs);
  expect(episodes.map(({ errors, solved }) => [errors.length, solved])).toEqual(jobs.map(() => [0, true]));
});

test("who guesses at the second lock has opened half of them", async () => {
  const hasty: TextPolicy = async (conversation, ...rest) =>
    conversation.length > 1 && conversation[conversation.length - 1].role === "user"
      ? { content: "1000000" }
      : patient(conversation, ...rest);
  const episodes = await playEpisodes({ environment: vault, policy: hasty }, jobs);
  expect(episodes.map(({ solved, metrics }) => [solved, metrics.progress])).toEqual(
    jobs.map(() => [false, 0.5]),
  );
});
