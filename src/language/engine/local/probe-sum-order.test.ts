import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Host } from "../../../graph/index.js";
import { byKernel, probeSumOrder } from "./probe-sum-order.js";

test("the two orders can be told apart", () => {
  expect(byKernel({ lanes: 8 })).not.toEqual(byKernel({ lanes: 16 }));
  for (const [i, value] of byKernel({ lanes: 8 }).entries()) {
    expect(byKernel({ lanes: 16 })[i]).toBeCloseTo(value, 5);
  }
});

const CPU = "/proc/cpuinfo";
const flags = existsSync(CPU) ? readFileSync(CPU, "utf8") : "";
const has = (flag: string) => new RegExp(` ${flag} `).test(flags);

test("the order of this machine is found", async () => {
  const found = await probeSumOrder(await Host.here());
  expect(await probeSumOrder(await Host.here())).toEqual(found);
  if (has("fma") && has("avx2") && !has("avx512f")) expect(found).toEqual({ lanes: 8, exact: true });
});
