import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateExpression } from "./expression.js";
import { formatFraction } from "./fraction.js";

const value = (text: string) => formatFraction(evaluateExpression(text).value);

describe("arithmetic expressions", () => {
  test.each([
    ["1+2*3", "7"],
    ["(1+2)*3", "9"],
    ["10-4-3", "3"],
    ["24/4/3", "2"],
    ["-3--4", "1"],
    ["-(2+3)*2", "-10"],
    ["1/3*3", "1"],
    ["1/3", "0.333333333333"],
    ["-1/8", "-0.125"],
    ["0.1+0.2", "0.3"],
    ["2 × 3 ÷ 4 − 1", "0.5"],
    ["123456789012345678901234567890+1", "123456789012345678901234567891"],
    ["0*5", "0"],
  ])("%s is %s", (text, expected) => expect(value(text)).toBe(expected));

  test("names the numbers that stand in them", () => {
    expect(evaluateExpression("(25-5)*4").numbers).toEqual(["25", "5", "4"]);
  });

  test.each([
    ["", /expected a number or a bracket, found the end/],
    ["1+", /found the end in "1\+"/],
    ["(1", /expected a closing bracket, found the end/],
    ["1)", /expected an operator or the end, found "\)"/],
    ["2a", /found "a"/],
    ["process.exit()", /found "p"/],
    ["1 2", /found "2"/],
    ["(".repeat(60), /at most 50 deep/],
    ["-".repeat(60), /at most 50 deep/],
    ["1+".repeat(400), /at most 500 characters/],
  ])("%j is refused", (text, message) => expect(() => evaluateExpression(text)).toThrow(message));

  test("division by zero has no value", () => {
    expect(() => evaluateExpression("1/(2-2)")).toThrow(RangeError);
  });

  // Whole numbers small enough for exact floating-point arithmetic, divisions left out.
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      fc.nat(20).map(String),
      fc
        .tuple(tie("tree"), fc.constantFrom("+", "-", "*"), tie("tree"))
        .map(([a, sign, b]) => `(${a}${sign}${b})`),
    ),
  }));
  test("agree with JavaScript on whole numbers", () => {
    fc.assert(
      fc.property(tree, (text) => {
        fc.pre(text.length <= 300);
        // The text is made by the line above and holds digits, signs and brackets only.
        const expected = new Function(`return ${text}`)() as number;
        fc.pre(Number.isSafeInteger(expected));
        expect(Number(value(text))).toBe(expected + 0);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
