import { distinctExamples } from "../text/distinct-examples.js";
import type { TextEnvironment } from "../text/text-environment.js";
import { openingOf } from "./play.js";
import { error, type Finding, warning } from "./problem.js";
import { type Sampled, SPLITS } from "./sample.js";

/** Held-out examples below which half of them solved is anything from 36 to 64 % (Wilson's 95 % interval). */
const FEW = 50;

/** There is something to learn from and something held out. */
export function checkSizes(environment: TextEnvironment): Finding[] {
  return SPLITS.flatMap((split) => {
    const size = environment.size(split);
    if (size !== Number.POSITIVE_INFINITY && !(Number.isInteger(size) && size >= 0))
      return [error(`size("${split}"): expected a whole number or Infinity, found ${size}`)];
    if (size > 0) return [];
    if (split === "train") return [error('size("train") is 0: there is nothing to learn from')];
    return [error('size("test") is 0: nothing is held out that training could be measured on')];
  });
}

/** Enough different examples are held out to measure on, also where they are generated and there is no end of them. */
export async function checkHeldOut(environment: TextEnvironment): Promise<Finding[]> {
  const { length: found } = await distinctExamples(environment, "test", FEW);
  if (found === 0 || found >= FEW) return [];
  const size = environment.size("test");
  const what = found === size ? `size("test") is ${size}` : `the test split has ${found} different examples`;
  return [warning(`${what}: of so few held-out examples no measurement tells small gains from chance`)];
}

/** Examples have an id and a difficulty, and are plain data. */
export function checkExamples(_: TextEnvironment, sample: readonly Sampled[]): Finding[] {
  for (const { example, place } of sample) {
    if (typeof example?.id !== "string" || example.id === "")
      return [error(`${place}: expected text as \`id\`, found ${JSON.stringify(example?.id) ?? "nothing"}`)];
    if (!Number.isFinite(example.difficulty))
      return [error(`${place}: expected a number as \`difficulty\`, found ${example.difficulty}`)];
    if (JSON.stringify(example) === undefined || !survivesJson(example))
      return [
        error(
          `${place} is changed by JSON: episodes on disk and worker threads need plain data, without functions, dates, ` +
            "NaN or undefined",
        ),
      ];
  }
  return [];
}

/** The same example and the same opening each time, also from a copy, and whatever was asked for before. */
export async function checkRepeatable(
  environment: TextEnvironment,
  sample: readonly Sampled[],
  seconds: number,
): Promise<Finding[]> {
  for (const { split, index, example, place } of sample.toReversed()) {
    const again = environment.example(split, index);
    if (JSON.stringify(again) !== JSON.stringify(example))
      return [
        error(
          `${place} is another one when it is asked for again: make it from its split and number alone, with \`Random\` ` +
            "and not with Math.random()",
        ),
      ];
    const opening = JSON.stringify(await openingOf(environment, example, seconds));
    const copy = JSON.parse(JSON.stringify(example)) as typeof example;
    if (JSON.stringify(await openingOf(environment, copy, seconds)) !== opening)
      return [error(`${place} opens otherwise the second time: begin() must depend on the example alone`)];
  }
  return [];
}

/** No example of one split is in the other, and no prompt that says all about its example. */
export async function checkSplits(
  environment: TextEnvironment,
  sample: readonly Sampled[],
  seconds: number,
): Promise<Finding[]> {
  const byPrompt = new Map<string, Sampled[]>();
  const byId = new Map<string, Sampled[]>();
  for (const sampled of sample) {
    const prompt = JSON.stringify(await openingOf(environment, sampled.example, seconds));
    byId.set(sampled.example.id, [...(byId.get(sampled.example.id) ?? []), sampled]);
    byPrompt.set(prompt, [...(byPrompt.get(prompt) ?? []), sampled]);
  }
  // Where examples of one split have a prompt in common, what tells them apart is hidden, as in a guessing game.
  const telling = [...byPrompt.values()].filter((group) =>
    SPLITS.every((split) => new Set(group.filter((one) => one.split === split).map(idOf)).size < 2),
  );
  for (const group of [...byId.values(), ...telling]) {
    const other = group.find(({ split }) => split !== group[0].split);
    if (other === undefined) continue;
    return [
      error(
        `${other.place} is also ${group[0].place}: what is held out must not be learnt from. \`questionTask\` splits by ` +
          "what a problem is, and keeps them apart",
      ),
    ];
  }
  return [];
}

function idOf({ example }: Sampled): string {
  return example.id;
}

/** Something is said before the first answer. */
export async function checkOpenings(
  environment: TextEnvironment,
  sample: readonly Sampled[],
  seconds: number,
): Promise<Finding[]> {
  for (const { example, place } of sample) {
    const opening = await openingOf(environment, example, seconds);
    if (opening.every(({ content }) => content.trim() === ""))
      return [error(`${place} says nothing before the first answer`)];
    if (opening.at(-1)?.role === "assistant")
      return [warning(`${place} opens with an assistant's message last: whose turn is it?`)];
  }
  return [];
}

function survivesJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (Array.isArray(value)) return value.every(survivesJson);
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(survivesJson);
}
