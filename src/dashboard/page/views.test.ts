import { expect, test } from "vitest";
import type { EpisodeDetail, EpisodeEntry, RunSummary } from "../api.js";
import { answersOf } from "./episodes/answers.js";
import { EVERYTHING } from "./episodes/query.js";
import { staticPage } from "./episodes/static-page.js";
import { probabilityShade, signedShade } from "./episodes/token-shade.js";
import { age, shownNumber } from "./parts/numbers.js";
import { compareLink, runLink } from "./parts/run-link.js";
import { matches, sorted } from "./runs/order.js";

const run = (name: string, more: Partial<RunSummary> = {}): RunSummary => ({
  run: name,
  state: "finished",
  ...more,
});

test("runs are sorted, those without the number last whatever the direction", () => {
  const runs = [run("a", { step: 5 }), run("b"), run("c", { step: 9 })];
  const order = (descending: boolean) => sorted(runs, { column: "step", descending }).map((one) => one.run);
  expect(order(false)).toEqual(["a", "c", "b"]);
  expect(order(true)).toEqual(["c", "a", "b"]);
});

test("every word of the filter has to be found", () => {
  const one = run("evening", { scenario: "connect-four", seed: 3 });
  expect(matches(one, "Connect evening")).toBe(true);
  expect(matches(one, "seed 3")).toBe(true);
  expect(matches(one, "connect morning")).toBe(false);
});

test("names of runs survive in addresses", () => {
  const names = ["a/b", "50 %", "c,d"];
  const path = compareLink(names).slice("/compare/".length);
  expect(decodeURIComponent(path).split(",").map(decodeURIComponent)).toEqual(names);
  expect(runLink("50 %", "games")).toBe("/run/50%20%25/games");
});

test("numbers are short and ages are in words", () => {
  expect([0, 0.71134, 1024, 2.9e-6, 12345678, Number.NaN].map(shownNumber)).toEqual([
    "0",
    "0.7113",
    "1,024",
    "2.90e-6",
    "1.23e7",
    "–",
  ]);
  const now = Date.parse("2026-01-02T00:00:00Z");
  expect(age("2026-01-01T23:57:00Z", now)).toBe("3 min ago");
  expect(age("2025-12-30T00:00:00Z", now)).toBe("3 days ago");
  expect(age(undefined, now)).toBe("–");
});

test("each run of sampled tokens is an answer", () => {
  const detail = {
    episode: {
      sequences: [{ ids: [1, 2, 3, 4, 5], mask: [0, 1, 1, 0, 1], logprobs: [0, -1, -2, 0, -3] }],
    },
    pieces: [["ask", "an", "swer", "and", "again"]],
  } as unknown as EpisodeDetail;
  expect(answersOf(detail, 0).map((answer) => answer.map(({ text }) => text))).toEqual([
    ["an", "swer"],
    ["again"],
  ]);
  expect(answersOf({ ...detail, pieces: [[]] }, 0)).toEqual([]);
});

test("unlikely tokens are shaded, the more the less likely; numbers by their sign", () => {
  expect([0.99, 0.9, 0.6, 0.3, 0.1, 0.01].map((p) => probabilityShade(Math.log(p)))).toEqual([
    "",
    "unlikely-4",
    "unlikely-3",
    "unlikely-2",
    "unlikely-1",
    "unlikely-0",
  ]);
  expect([0, 0.1, -0.3, 1].map(signedShade)).toEqual(["", "above-0", "below-1", "above-2"]);
});

test("a published site filters and orders the episodes it holds", () => {
  const entry = (number: number, reward: number, answer: string) =>
    ({ number, reward, solved: reward > 0.5, sampledTokens: 3, errors: 0, answer }) as EpisodeEntry;
  const all = {
    matching: 3,
    solved: 0,
    reward: 0,
    episodes: [entry(2, 1, "yes"), entry(1, 0, "no"), entry(0, 0.2, "yes no")],
  };
  const worst = staticPage(all, { ...EVERYTHING, order: "worst", text: "no" }, 0);
  expect(worst.episodes.map(({ number }) => number)).toEqual([1, 0]);
  expect(worst).toMatchObject({ matching: 2, solved: 0, reward: 0.1 });
  expect(staticPage(all, { ...EVERYTHING, solved: "true" }, 0).matching).toBe(1);
  expect(staticPage(all, { ...EVERYTHING, rewardAbove: "0.1", rewardBelow: "0.9" }, 0).matching).toBe(1);
});
