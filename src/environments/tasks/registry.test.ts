import { expect, test } from "vitest";
import { EnvironmentError, OptionError } from "../../errors.js";
import { builtInTasks, environmentByName } from "./registry.js";

test("a name that is nearly right is offered", () => {
  expect(() => environmentByName("cuontdown")).toThrow(EnvironmentError);
  expect(() => environmentByName("cuontdown")).toThrow('did you mean "countdown"? Built-in ones: addition');
  expect(() => environmentByName("zzzz")).toThrow('no text environment "zzzz". Built-in ones');
});

test("options are checked by name and value", () => {
  expect(environmentByName("addition", { difficulty: 7 }).options).toMatchObject({
    difficulty: 7,
    style: "plain",
  });
  expect(() => environmentByName("addition", { difficulty: 0 })).toThrow(OptionError);
  expect(() => environmentByName("maze", { larges: 3 })).toThrow("option of maze");
});

test("every task says what its options are", () => {
  for (const { options, description, answer } of builtInTasks) {
    expect(description).not.toBe("");
    expect(answer).not.toBe("");
    expect(Object.keys(options)).toEqual(expect.arrayContaining(["difficulty", "easiest", "style", "seed"]));
    for (const option of Object.values(options)) expect(option.description).not.toBe("");
  }
});
