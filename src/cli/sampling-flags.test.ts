import { Command } from "commander";
import { expect, test } from "vitest";
import { addSamplingFlags, type SamplingFlags, samplingOf } from "./sampling-flags.js";

function parse(...flags: readonly string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addSamplingFlags(command);
  return samplingOf(command.parse(flags, { from: "user" }).opts<SamplingFlags>());
}

test("variables of the chat template are JSON, or else text", () => {
  expect(
    parse("--template-option", "enable_thinking=false", "--template-option", "date_string=1 May = today"),
  ).toEqual({ templateOptions: { enable_thinking: false, date_string: "1 May = today" } });
  expect(parse("--top-k", "3")).toEqual({ topK: 3 });
});

test("a variable without a value is refused", () => {
  expect(() => parse("--template-option", "enable_thinking")).toThrow("then = and a value");
});
