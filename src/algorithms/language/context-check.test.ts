import { expect, test } from "vitest";
import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { OptionError } from "../../errors.js";
import { characterTokenizer } from "../../language/tokenizer/training/character-tokenizer.js";
import { checkContext } from "./context-check.js";
import { resolveLanguage } from "./settings.js";
import { ALPHABET, twoDigits } from "./testing.conformance.js";

const tokenizer = characterTokenizer(ALPHABET);
const environment = twoDigits();
const asked = [{ role: "user", content: "3,7?" }] as const;
const opening = tokenizer.encodeChat(asked, { addGenerationPrompt: true }).length + 1;

/** Checks a context of so many tokens with everything in one environment. */
const check = (contextLength: number, given: Readonly<Record<string, unknown>>, other = environment) => {
  const environments = { shown: other, practised: other, measured: other };
  return checkContext(
    { name: "contextLength", contextLength, tokenizer },
    environments,
    resolveLanguage(given),
    1,
  );
};

test("what is shown must fit", async () => {
  const error = await check(4, { sftSteps: 1 }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OptionError);
  const { message } = error as OptionError;
  const needed = Number(
    /^contextLength: expected at least (\d+) tokens for the demo.* two-digits, found 4$/.exec(message)?.[1],
  );
  // The digit, and of the opening nothing but what it needs.
  expect(needed).toBe(opening);
  await check(needed, { sftSteps: 1 });
  await expect(check(needed - 1, { sftSteps: 1 })).rejects.toThrow(/^contextLength/);
});

test("what is asked must leave room for an answer", async () => {
  await check(opening, {});
  await expect(check(opening - 1, {})).rejects.toThrow(
    new RegExp(
      `^contextLength: expected at least ${opening} tokens for what two-digits asks .*, found ${opening - 1}$`,
    ),
  );
});

test("what fails by itself is left to the episodes, which tell of it", async () => {
  const failing: TextEnvironment = {
    ...environment,
    begin: () => {
      throw new Error("boom");
    },
  };
  await check(1, { sftSteps: 1 }, failing);
});
