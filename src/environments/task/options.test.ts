import { expect, test } from "vitest";
import { OptionError } from "../../errors.js";
import { choice, flag, integer, number, resolveOptions } from "./options.js";

const SPECS = {
  difficulty: integer("how hard", { from: 1, to: 9, default: 3 }),
  easiest: integer("how easy", { from: 1, to: 9 }),
  share: number("how much", { from: 0, to: 1, default: 0.5 }),
  style: choice("how written", ["plain", "chat"]),
  varied: flag("in several ways", true),
};

test("options that are not given have their defaults", () => {
  expect(resolveOptions("task", SPECS, {})).toEqual({
    difficulty: 3,
    easiest: undefined,
    share: 0.5,
    style: "plain",
    varied: true,
  });
  const given = { difficulty: 9, easiest: 1, share: 0, style: "chat", varied: false };
  expect(resolveOptions("task", SPECS, given)).toEqual(given);
});

test.each([
  [{ difficulty: 10 }, "task difficulty: expected an integer from 1 to 9, found 10"],
  [{ difficulty: 1.5 }, "an integer from 1 to 9, found 1.5"],
  [{ difficulty: Number.NaN }, "an integer from 1 to 9, found NaN"],
  [{ share: "1" }, 'task share: expected a number from 0 to 1, found "1"'],
  [{ style: "loud" }, 'task style: expected plain or chat, found "loud"'],
  [{ varied: 1 }, "task varied: expected true or false, found 1"],
  [{ dificulty: 2 }, "(did you mean difficulty?)"],
  [{ constructor: 2 }, "option of task: expected difficulty, easiest, share, style, varied"],
])("%j is refused", (given, message) => {
  expect(() => resolveOptions("task", SPECS, given)).toThrow(OptionError);
  expect(() => resolveOptions("task", SPECS, given)).toThrow(message);
});
