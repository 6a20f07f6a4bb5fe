import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Random } from "../../random/index.js";
import * as g from "../index.js";
import { REFERENCE } from "./interpreter.js";
import { type Agreement, check } from "./properties/check.conformance.js";
import { composite } from "./properties/composite.conformance.js";
import { Draw, type PropertyDraw } from "./properties/draw.conformance.js";
import { elementwise } from "./properties/elementwise.conformance.js";
import { network } from "./properties/network.conformance.js";
import { reducing } from "./properties/reducing.conformance.js";
import { shaping } from "./properties/shaping.conformance.js";

/** Where the operators run: `SELFPLAY_DEVICE=webgpu` checks those of a GPU. */
const DEVICE = (process.env.SELFPLAY_DEVICE ?? "cpu") as g.Device;
/** Every GPU program compiles its shaders first, which takes seconds on a software GPU. */
const TRIALS = DEVICE === "cpu" ? 6 : 2;
const TIMEOUT_MS = DEVICE === "cpu" ? 60_000 : 600_000;
const OPERATORS = { ...elementwise, ...shaping, ...reducing, ...network };

async function expectAgreement(name: string, property: PropertyDraw): Promise<Set<string>> {
  const seen = new Set<string>();
  for (let trial = 0; trial < TRIALS; trial++) {
    const random = new Random(0, "property", name, trial);
    const { operators, runtimeError, gradientError } = await check(
      property(new Draw(random)),
      random,
      DEVICE,
    );
    expect(runtimeError, `trial ${trial}: ONNX Runtime and reference`).toBeLessThan(3e-5);
    expect(gradientError, `trial ${trial}: gradient and differences`).toBeLessThan(1e-6);
    for (const operator of operators) seen.add(operator);
  }
  return seen;
}

describe("every operator agrees with the reference, its gradient with finite differences", () => {
  test.each(Object.entries(OPERATORS))(
    "%s",
    async (name, property) => {
      expect(await expectAgreement(name, property)).toContain(name);
    },
    TIMEOUT_MS,
  );
});

describe("so do functions of several operators", () => {
  test.each(Object.entries(composite))(
    "%s",
    async (name, property) => {
      await expectAgreement(name, property);
    },
    TIMEOUT_MS,
  );
});

/** Names of all operators, from their definitions in the sources. */
function definedOperators(): string[] {
  const folder = new URL("../operators/", import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  return files.flatMap((file) => {
    const source = readFileSync(new URL(file, folder), "utf8");
    const names = [...source.matchAll(/const \w+Operator\b[^=]*=\s*(?:\w+\(|\{\s*name:)\s*"(\w+)"/g)];
    const uses = new Set([...source.matchAll(/const (\w+Operator)\b/g)].map(([, constant]) => constant));
    expect(names.length, `operators in ${file} whose names are found`).toBe(uses.size);
    return names.map(([, name]) => name);
  });
}

describe("completeness", () => {
  test("every operator has a reference and a property, and nothing else has", () => {
    const defined = definedOperators().sort();
    expect(defined.length).toBeGreaterThan(50);
    expect(Object.keys(REFERENCE).sort()).toEqual(defined);
    expect(Object.keys(OPERATORS).sort()).toEqual(defined);
  });

  test("a wrong gradient is found", async () => {
    const property = (draw: Draw) => ({
      operands: [draw.awayFromZero([2, 3])],
      build: (x: g.Tensor) => g.mul(x, g.stopGradient(x)),
    });
    const agreement: Agreement = await check(property(new Draw(new Random(0))), new Random(1));
    expect(agreement.gradientError).toBeGreaterThan(0.1);
    expect(agreement.runtimeError).toBeLessThan(1e-6);
  });
});
