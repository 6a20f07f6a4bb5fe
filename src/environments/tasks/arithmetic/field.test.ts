import { expect, test } from "vitest";
import { outcomeOf, promptOf } from "../conformance/play.conformance.js";
import { addition } from "./addition.js";

const environment = addition({ difficulty: 3, field: 4, progressReward: 1 });
const example = { ...environment.example("train", 0), problem: { a: "345", b: "67" } };

test("in a field, numbers are asked for and answered from the ones up", async () => {
  expect(await promptOf(environment, example)).toBe("543.+76..=");
  expect(environment.demonstrate?.(example)[0].content).toBe("214");
  expect((await outcomeOf(environment, example, ["214"]))?.solved).toBe(true);
  expect((await outcomeOf(environment, example, ["412"]))?.solved).toBe(false);
  expect((await outcomeOf(environment, example, ["2141"]))?.solved).toBe(false);
});

test("each digit of a sum is as far from its column as every other", async () => {
  for (let i = 0; i < 50; i++) {
    const drawn = environment.example("train", i);
    const prompt = await promptOf(environment, drawn);
    const sum = environment.demonstrate!(drawn)[0].content;
    const text = prompt + sum;
    let carry = 0;
    for (let t = prompt.length; t < text.length; t++) {
      const column = Number(text[t - 10].replace(".", "0")) + Number(text[t - 5].replace(".", "0")) + carry;
      carry = column > 9 ? 1 : 0;
      expect(text[t]).toBe(String(column % 10));
    }
  }
});

test("a field has room for the numbers", () => {
  expect(() => addition({ difficulty: 5, field: 4 })).toThrow(
    "field: expected 0, or at least the difficulty, 5",
  );
  expect(() => addition({ difficulty: 5, field: 4, style: "chat" })).not.toThrow();
});
