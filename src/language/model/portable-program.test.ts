import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { TransformerConfig } from "../config.js";
import { localEngine } from "../engine/local/open-local-engine.js";
import { FIXTURES } from "../fixtures.conformance.js";
import { openCheckpoint } from "../node.js";
import { parameterShapes } from "../parameter-shapes.js";
import { largestDifference } from "./portable-check.js";
import { portableProgram } from "./portable-program.js";

/** The model of a fixture, whole. */
async function weightsOf(
  family: string,
): Promise<{ config: TransformerConfig; weights: Map<string, Float32Array> }> {
  const checkpoint = await openCheckpoint(join(FIXTURES, family));
  try {
    const weights = new Map<string, Float32Array>();
    for (const name of parameterShapes(checkpoint.config).keys())
      weights.set(name, await checkpoint.read(name));
    return { config: checkpoint.config, weights };
  } finally {
    await checkpoint.close();
  }
}

describe("a portable program", () => {
  test.each(["llama3", "mistral", "qwen2", "qwen3", "yarn"])(
    "of %s computes what the engine computes",
    async (family) => {
      const { config, weights } = await weightsOf(family);
      const engine = await localEngine({ config, weights, train: "none", inThread: true });
      try {
        const program = portableProgram(config, weights);
        expect(await largestDifference(program, { engine, adapter: undefined })).toBeLessThan(1e-4);
      } finally {
        await engine.close();
      }
    },
  );

  test("of other weights is found out", async () => {
    const { config, weights } = await weightsOf("qwen3");
    const engine = await localEngine({ config, weights, train: "none", inThread: true });
    try {
      const changed = new Map(weights);
      changed.set(
        "model.norm.weight",
        weights.get("model.norm.weight")!.map((value) => 1.5 * value),
      );
      const program = portableProgram(config, changed);
      expect(await largestDifference(program, { engine, adapter: undefined })).toBeGreaterThan(1e-2);
    } finally {
      await engine.close();
    }
  });

  test("refuses rotations that depend on the length", async () => {
    const { config, weights } = await weightsOf("dynamic");
    expect(() => portableProgram(config, weights)).toThrow("format onnx: expected a model whose rotation");
  });
});
