import fc from "fast-check";
import { expect, test } from "vitest";
import { splitOf } from "../../task/split.js";
import { outcomeOf } from "../conformance/play.conformance.js";
import { addition } from "./addition.js";
import { writeColumns, writeProducts, writeStates } from "./column-working.js";

test("columns have one width and the next column's carry", () => {
  expect(writeColumns("345", "67")).toBe("5+7+0=12,4+6+1=11,3+0+1=04");
  expect(writeColumns("999", "1")).toBe("9+1+0=10,9+0+1=10,9+0+1=10");
  expect(writeColumns("0", "0")).toBe("0+0+0=00");
});

test("states hold what is left, the carry and the answer so far", () => {
  expect(writeStates("345", "67")).toBe("34+6,1:2\n3+,1:12\n+,0:412");
  expect(writeStates("999", "1")).toBe("99+,1:0\n9+,1:00\n+,0:1000");
});

test("products are added up one after the other", () => {
  expect(writeProducts("34", "12")).toBe(
    "4*2+0=08,3*2+0=06:68\n4*1+0=04,3*1+0=03:340\n8+0+0=08,6+4+0=10,0+3+1=04:408",
  );
});

const digits = fc.bigInt({ min: 0n, max: 10n ** 12n }).map(String);

test("every term of the working is true, and it ends with the answer", () => {
  fc.assert(
    fc.property(digits, digits, (a, b) => {
      const terms = [writeColumns(a, b), writeProducts(a, b)].flatMap((working) => [
        ...working.matchAll(/(\d)([+*])(\d)\+(\d)=(\d\d)/g),
      ]);
      const wrong = terms.filter(([, x, sign, y, z, sum]) => {
        const value = sign === "+" ? Number(x) + Number(y) : Number(x) * Number(y);
        return value + Number(z) !== Number(sum);
      });
      expect(wrong).toEqual([]);
      const columns = writeColumns(a, b).split(",");
      const ones = columns.map((column) => column.at(-1)).reverse();
      expect(BigInt(columns.at(-1)!.at(-2) + ones.join(""))).toBe(BigInt(a) + BigInt(b));
      expect(writeStates(a, b).split(":").at(-1)).toBe(String(BigInt(a) + BigInt(b)));
      expect(writeProducts(a, b).split(":").at(-1)).toBe(String(BigInt(a) * BigInt(b)));
    }),
    { seed: 4, numRuns: 50 },
  );
});

test("a + b and b + a are in one split", () => {
  const environment = addition({ difficulty: 2 });
  for (let i = 0; i < 50; i++) {
    const { a, b } = environment.example("test", i).problem;
    expect(splitOf("addition", [a, b].sort().join("+"))).toBe("test");
    expect(splitOf("addition", [b, a].sort().join("+"))).toBe("test");
  }
});

test("digits that are right count as progress from the ones up", async () => {
  const environment = addition({ progressReward: 1 });
  const example = { ...environment.example("train", 0), problem: { a: "345", b: "67" } };
  const progress = async (answer: string) =>
    (await outcomeOf(environment, example, [answer]))?.metrics?.progress;
  expect(await progress("412")).toBe(1);
  expect(await progress("312")).toBeCloseTo(2 / 3);
  expect(await progress("12")).toBeCloseTo(2 / 3);
  expect(await progress("1412")).toBeCloseTo(3 / 4);
  expect(await progress("nothing")).toBe(0);
});
