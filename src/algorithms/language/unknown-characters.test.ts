import { expect, test } from "vitest";
import { addition, countdown, questionTask } from "../../environments/index.js";
import { readFolder } from "../../language/fixtures.conformance.js";
import { loadTokenizer } from "../../language/tokenizer/hugging-face-tokenizer.js";
import { characterTokenizer } from "../../language/tokenizer/training/character-tokenizer.js";
import { unknownCharacters, unknownCharactersWarning } from "./unknown-characters.js";

const sorting = characterTokenizer(" 0123456789:orst");

test("are those of prompts and demonstrations that the tokeniser has no token for", async () => {
  expect(await unknownCharacters(sorting, [addition({ working: "none" })])).toEqual(["+", "="]);
  expect((await unknownCharacters(sorting, [countdown()])).join("")).toMatch(/^=\n?[-+*/\n]+$/);
  const task = {
    name: "shout",
    generate: () => 1,
    id: () => "1",
    ask: () => "sort",
    grade: () => ({ solved: true }),
  };
  expect(await unknownCharacters(sorting, [questionTask(task)])).toEqual([]);
  const shouting = questionTask({ ...task, demonstrate: () => "to 😀!" });
  expect(await unknownCharacters(sorting, [shouting, shouting])).toEqual(["😀", "!"]);
});

test.each(["qwen3", "llama3", "llama2"])("there are none where bytes stand in: %s", async (family) => {
  expect(await unknownCharacters(loadTokenizer(readFolder(family)), [countdown({ style: "chat" })])).toEqual(
    [],
  );
});

test("an environment that fails is not judged here", async () => {
  const failing = {
    ...countdown(),
    example: () => {
      throw new Error("no");
    },
  };
  expect(await unknownCharacters(sorting, [addition({ working: "none" }), failing])).toEqual(["+", "="]);
});

test("a warning names them, as far as there are not too many", () => {
  expect(unknownCharactersWarning("countdown", ["+", "\n"])).toBe(
    'countdown is written with characters that the model\'s tokeniser does not know: "+" "\\n". ' +
      "The model reads each as one and the same unknown token and can never write one.",
  );
  expect(unknownCharactersWarning("x", [..."abcdefghijkl"])).toContain('"i" "j" and 2 more. ');
});
