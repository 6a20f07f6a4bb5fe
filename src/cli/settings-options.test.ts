import { Command } from "commander";
import { expect, test } from "vitest";
import { alphaZeroSettings } from "../algorithms/alpha-zero/settings.js";
import { languageSettings } from "../algorithms/language/settings.js";
import { addSettings, givenSettings } from "./settings-options.js";

function parsed(...args: readonly string[]): Record<string, unknown> {
  const settings = { ...alphaZeroSettings, ...languageSettings };
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addSettings(command, settings, "Settings:");
  return givenSettings(settings, command.parse(args, { from: "user" }).opts());
}

test("text becomes what a setting is: a number, true or false, a word", () => {
  expect(parsed("--groups", "4", "--curriculum", "false", "--dynamic-sampling", "true")).toEqual({
    groups: 4,
    curriculum: false,
    dynamicSampling: "true",
  });
  expect(parsed("--learning-rate", "1e-4", "--curriculum", "true", "--freeze", "3")).toEqual({
    learningRate: 1e-4,
    curriculum: true,
    freeze: "3",
  });
});

test.each([
  ["--groups", "four", "Expected a whole number"],
  ["--groups", "", "Expected a whole number"],
  ["--groups", "Infinity", "Expected a whole number"],
  ["--curriculum", "yes", "Expected true or false"],
])("%s %j is refused", (flag, text, message) => {
  expect(() => parsed(flag, text)).toThrow(message);
});
