import { join } from "node:path";
import { expect, test } from "vitest";
import { OptionError, RunError } from "../errors.js";
import type { RunConfig } from "./config.js";
import { settingsOfRun } from "./settings-of-run.js";

const runWith = (settings: RunConfig["settings"]) => ({ path: "runs/a", config: { settings } as RunConfig });

const groupsOf = ({ groups = 16 }: RunConfig["settings"]) => {
  if (typeof groups !== "number") throw new OptionError("groups", "a number", groups);
  return groups;
};

test("a setting that is none is told with its file", () => {
  const seen = () => settingsOfRun(runWith({ groups: "many" }), groupsOf);
  expect(seen).toThrow(RunError);
  expect(seen).toThrow(`${join("runs/a", "config.json")}: settings.groups: expected a number, found "many"`);
});

test("others are seen through, and what is thrown otherwise stays as it is", () => {
  expect([{ groups: 8 }, {}].map((settings) => settingsOfRun(runWith(settings), groupsOf))).toEqual([8, 16]);
  const failing = () => {
    throw new TypeError("other");
  };
  expect(() => settingsOfRun(runWith({}), failing)).toThrow(TypeError);
});
