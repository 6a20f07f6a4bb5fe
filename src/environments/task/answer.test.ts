import { describe, expect, test } from "vitest";
import { answerBlock, answerLine, integers, lastInteger } from "./answer.js";

describe("answerLine", () => {
  test.each([
    ["412", "412"],
    ["5+7=12\n\n412\n", "412"],
    ["Answer: 412", "412"],
    ["answer:412\nI hope that helps.", "412"],
    ["So **Answer: 412**.", "412"],
    ["**Answer:** 412", "412"],
    ["The answer is 412.", "412"],
    ["The answer is: 412.", "412"],
    ["Answer:\n\n412\nmore", "412"],
    ["Answer: 1\nNo. Answer: 2", "2"],
    ["#### 412", "412"],
    ["so $\\boxed{412}$ it is", "412"],
    ["<think>Answer: 1</think>\n2", "2"],
    ["<think>Answer: 1</think>Answer: `3`", "3"],
    ["", ""],
    ["\n \n", ""],
  ])("of %j is %j", (text, line) => expect(answerLine(text)).toBe(line));
});

test("answerBlock keeps all lines", () => {
  expect(answerBlock("thoughts\nAnswer:\n12\n34\n")).toBe("12\n34");
  expect(answerBlock("12\n34")).toBe("12\n34");
});

describe("lastInteger", () => {
  test.each([
    ["412", "412"],
    ["345+67=412", "412"],
    ["= 1,024.", "1024"],
    ["007", "7"],
    ["0", "0"],
    ["00", "0"],
    ["-0", "0"],
    ["x = -5", "-5"],
    ["−5", "-5"],
    ["7-5", "5"],
    ["12 apples", "12"],
    ["123456789012345678901234567890", "123456789012345678901234567890"],
    ["3.5", undefined],
    ["none", undefined],
    ["", undefined],
  ])("of %j is %j", (line, expected) => expect(lastInteger(line)).toBe(expected));
});

test("integers reads lists however they are written", () => {
  expect(integers("[3, -1,4]")).toEqual([3, -1, 4]);
  expect(integers("none")).toEqual([]);
});
