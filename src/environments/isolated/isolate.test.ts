import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { playEpisodes } from "../../rollout/text/play-episodes.js";
import type { TextPolicy } from "../../rollout/text/text-policy.js";
import { misspeltOf } from "../assert-text-environment.js";
import { checkTextEnvironment } from "../checks/check-text-environment.js";
import { loadTextEnvironment, textReferenceOf } from "../load-text-environment.js";
import type { TextEnvironment } from "../text/text-environment.js";
import { isolate } from "./isolate.js";

/** Counts to three, a number an answer; some answers are more than it can stand, and `shout` is a tool. */
const SOURCE = `
const never = () => new Promise(() => {});
const rest = () => new Promise((resolve) => setTimeout(resolve, 5));
const mischief = {
  loop: () => { for (;;); },
  "loop later": async () => { await rest(); for (;;); },
  throw: () => { throw new TypeError("no such thing"); },
  wait: never,
  exit: () => process.exit(3),
  nan: () => ({ done: true, outcome: { reward: { correct: Number.NaN }, solved: false } }),
};
export default {
  name: "counting",
  size: () => 1000,
  example: (split, index) => ({ id: split + index, difficulty: 1 }),
  tools: { shout: {
    description: "says it louder",
    inputSchema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
    execute: async ({ text }) => { await rest(); if (text === "loop") for (;;); return text.toUpperCase(); },
  } },
  begin({ id }) {
    let count = 0;
    return {
      opening: [{ role: "user", content: id }],
      async answer({ content }) {
        if (content in mischief) return mischief[content]();
        if (content !== String(++count)) return { done: true, outcome: { reward: { correct: 0 }, solved: false } };
        await rest();
        if (count < 3) return { done: false, messages: [{ role: "user", content: "next" }] };
        return { done: true, outcome: { reward: { correct: 1 }, solved: true } };
      },
    };
  },
};
`;

/** More than a busy machine takes for what is not stuck. */
const SECONDS = 4;

let folder: string;
let environment: TextEnvironment;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-isolated-"));
  const file = join(folder, "counting.ts");
  await writeFile(file, SOURCE);
  const loaded = await loadTextEnvironment(file);
  environment = isolate(loaded, textReferenceOf(loaded), SECONDS);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Plays an episode for each script; what it does not say is counted on. */
function play(scripts: readonly (readonly string[])[], signal?: AbortSignal) {
  const policy: TextPolicy = async (messages, { turn }) => {
    const script = scripts[Number(messages[0].content.replace("train", ""))];
    return { content: script[turn] ?? String(turn + 1) };
  };
  const jobs = scripts.map((_, index) => ({ split: "train" as const, index }));
  return playEpisodes({ environment, policy, ...(signal && { signal }) }, jobs);
}

test("an episode is what it is in this thread", async () => {
  const [right, wrong, nan, thrown] = await play([[], ["1", "5"], ["nan"], ["throw"]]);
  expect([right.solved, right.end, right.messages.map(({ content }) => content)]).toEqual([
    true,
    "done",
    ["train0", "1", "next", "2", "next", "3"],
  ]);
  expect([wrong.solved, wrong.end]).toEqual([false, "done"]);
  expect(nan.errors).toMatchObject([{ boundary: "environment", code: "BAD_REWARD" }]);
  expect(thrown.errors).toMatchObject([{ boundary: "environment", code: "THREW", message: "no such thing" }]);
});

test.each(["loop", "loop later", "wait", "exit"])(
  "one that answers %s costs that episode and no other",
  async (word) => {
    const scripts = Array.from({ length: 12 }, (_, i) => (i === 5 ? ["1", word] : []));
    const episodes = await play(scripts);
    const code = word === "exit" ? "WORKER_ENDED" : "TIME_LIMIT";
    expect(episodes[5]).toMatchObject({ end: "error", errors: [{ boundary: "environment", code }] });
    expect(episodes.filter(({ solved }) => solved).length).toBe(11);
    expect((await play([[]]))[0].solved).toBe(true);
  },
  60_000,
);

test("a tool that never ends is an error that the model is told", async () => {
  const policy: TextPolicy = async (messages, { turn }) => {
    const last = messages.at(-1)!;
    if (last.role === "tool") return { content: last.content };
    return { content: "", toolCalls: [{ id: `call-${turn}`, name: "shout", input: { text: "loop" } }] };
  };
  const [episode] = await playEpisodes({ environment, policy }, [{ split: "train", index: 0 }]);
  expect(episode.counts).toMatchObject({ toolCalls: 1, toolErrors: 1 });
  expect(episode.messages.at(-1)!.content).toMatch(/^Error: shout: .*not done after 4 s$/);
}, 60_000);

test("playing ends at once when it is told to, whatever the environment does", async () => {
  const controller = new AbortController();
  const playing = play([["loop"], ["wait"]], controller.signal);
  setTimeout(() => controller.abort(new Error("enough")), 300);
  await expect(playing).rejects.toThrow("enough");
});

test("a file that takes long to load is not stuck", async () => {
  const file = join(folder, "heavy.ts");
  const wait = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);";
  await writeFile(file, `${wait}\n${SOURCE}`);
  const loaded = await loadTextEnvironment(file);
  const heavy = isolate(loaded, textReferenceOf(loaded), 1);
  const episode = await heavy.begin(heavy.example("train", 0));
  expect(episode.opening).toEqual([{ role: "user", content: "train0" }]);
}, 60_000);

test("a demonstration that never ends is ended in this thread, and so is a check of it", async () => {
  const file = join(folder, "showing.ts");
  await writeFile(file, SOURCE.replace("export default {", "export default { demonstrate() { for (;;); },"));
  const loaded = await loadTextEnvironment(file);
  const showing = isolate(loaded, textReferenceOf(loaded), 1);
  const what =
    "`demonstrate` of train example 0: expected an end within 1 s (environmentSeconds), found none";
  await expect(checkTextEnvironment(showing)).rejects.toMatchObject({
    code: "ENVIRONMENT_STUCK",
    message: expect.stringContaining(`showing.ts: ${what}`),
  });
}, 60_000);

test("what is misspelt is found in its own thread too", () => {
  const { name } = environment;
  const misspelt = { ...environment, playrs: 2 } as TextEnvironment;
  const isolated = isolate(misspelt, { name, file: "counting.ts" }, SECONDS);
  expect(misspeltOf(isolated)).toEqual([{ name: "playrs", meant: "players" }]);
});
