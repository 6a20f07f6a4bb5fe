import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { POLICY_GRADIENT_METHODS } from "./methods.js";
import { languageSettings } from "./settings.js";

const wordOf = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** The cells of all rows of tables in `docs/algorithms.md`, without the marks of code. */
const ROWS = readFileSync(new URL("../../../docs/algorithms.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) =>
    line
      .slice(2, -2)
      .split(" | ")
      .map((cell) => cell.replaceAll("`", "").trim()),
  );

test("the page names every setting with its default, and no other", () => {
  const begin = ROWS.findIndex(([name]) => name === "preset");
  const settings = ROWS.slice(begin, begin + Object.keys(languageSettings).length);
  expect(settings.map(([name, value]) => [name, value])).toEqual(
    Object.entries(languageSettings).map(([name, setting]) => [name, wordOf(setting.default)]),
  );
});

test("the page says of every method what the code does", () => {
  for (const [name, method] of Object.entries(POLICY_GRADIENT_METHODS)) {
    const row = ROWS.find((cells) => cells[0] === name && cells.length === 6);
    const bounds = name === "rloo" ? "none" : `${method.clipLow}, ${method.clipHigh}`;
    expect(row?.slice(1, 3)).toEqual([method.advantage, method.averaging]);
    expect(row?.[4]).toBe(bounds);
  }
});
