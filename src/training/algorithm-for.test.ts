import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alphaZero } from "../algorithms/alpha-zero/alpha-zero.js";
import { grpo, rloo } from "../algorithms/language/algorithms.js";
import { train } from "./train.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-algorithm-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  [rloo, "the function rloo"],
  ["rloo", '"rloo"'],
  [{ name: "rloo" }, '{"name":"rloo"}'],
  [{ kind: "language" }, '{"kind":"language"}'],
  [5, "5"],
  [null, "null"],
])("%o is no algorithm, and nothing is trained", async (algorithm, found) => {
  const stop = AbortSignal.abort();
  const of = (environment: string) =>
    train({ environment, algorithm: algorithm as never, out: join(folder, "run"), signal: stop });
  await expect(of("countdown")).rejects.toThrow(
    `algorithm: expected one such as grpo({ … }), found ${found}`,
  );
  await expect(of("tic-tac-toe")).rejects.toThrow(
    `algorithm: expected one such as alphaZero({ … }), found ${found}`,
  );
  expect(await readdir(folder)).toEqual([]);
});

test("an algorithm of the other kind is refused by what it is for", async () => {
  await expect(train({ environment: "countdown", algorithm: alphaZero() })).rejects.toThrow(
    'algorithm: expected one for language models, such as grpo({ … }), found "one for games"',
  );
  await expect(train({ environment: "tic-tac-toe", algorithm: grpo() })).rejects.toThrow(
    'algorithm: expected one for games, such as alphaZero({ … }), found "one for language models"',
  );
});
