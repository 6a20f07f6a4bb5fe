import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { asWeights, encodeSafetensors, weightsSha256 } from "./index.js";

const weights = () =>
  new Map([
    ["policy.weight", { shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) }],
    ["bias", { shape: [2], data: new Float32Array([0, -0]) }],
  ]);

describe("weightsSha256", () => {
  test("is that of the safetensors file", () => {
    const file = createHash("sha256").update(encodeSafetensors(weights())).digest("hex");
    expect(weightsSha256(weights())).toBe(file);
  });

  test("does not depend on the order of the map", () => {
    expect(weightsSha256(new Map([...weights()].reverse()))).toBe(weightsSha256(weights()));
  });

  test.each<[string, (changed: ReturnType<typeof weights>) => void]>([
    ["a bit", (changed) => changed.get("bias")!.data.fill(0)],
    ["a shape", (changed) => changed.set("policy.weight", { ...changed.get("policy.weight")!, shape: [4] })],
    ["a name", (changed) => changed.set("bias2", changed.get("bias")!).delete("bias")],
  ])("changes with %s", (_, change) => {
    const changed = weights();
    change(changed);
    expect(weightsSha256(changed)).not.toBe(weightsSha256(weights()));
  });
});

test("asWeights names a tensor that is not float32", () => {
  const mixed = new Map([["step", { shape: [1], data: new Int32Array(1) }]]);
  expect(() => asWeights(mixed, "a.safetensors")).toThrow('a.safetensors: tensor "step" is not float32');
  expect(asWeights(weights(), "x")).toEqual(weights());
});
