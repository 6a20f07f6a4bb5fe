import { expect, it } from "vitest";
import { Random } from "../../random/index.js";
import { rotationKernel } from "./rotation-kernel.js";
import { wasmMemory } from "./web-assembly.js";

it.each([
  [2, 3],
  [6, 1],
  [8, 2],
  [20, 2],
  [64, 5],
])("turns heads of %i, %i of them", (size, heads) => {
  const random = new Random(1, "rotation", size, heads);
  const memory = wasmMemory(65536);
  const floats = new Float32Array(memory.buffer);
  const half = size / 2;
  const [apart, cos, sin, to] = [size + 3, 1000, 1100, 2000];
  const given = Float32Array.from({ length: heads * size }, () => random.float() - 0.5);
  const angles = Array.from({ length: half }, () => 6 * random.float());
  floats.set(given);
  floats.set(angles.map(Math.cos), cos);
  floats.set(angles.map(Math.sin), sin);
  rotationKernel(size, memory)(0, 4 * to, 4 * apart, heads, 4 * cos, 4 * sin);
  for (let head = 0; head < heads; head++) {
    for (let i = 0; i < half; i++) {
      const [x, y] = [given[head * size + i], given[head * size + half + i]];
      const [c, s] = [Math.cos(angles[i]), Math.sin(angles[i])];
      expect(floats[to + head * apart + i]).toBeCloseTo(x * c - y * s, 6);
      expect(floats[to + head * apart + half + i]).toBeCloseTo(y * c + x * s, 6);
    }
    // Nothing beyond a head is written.
    for (let i = size; i < apart; i++) expect(floats[to + head * apart + i]).toBe(0);
  }
});
