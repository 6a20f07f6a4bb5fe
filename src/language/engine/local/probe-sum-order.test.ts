import { expect, test } from "vitest";
import { Host } from "../../../graph/index.js";
import { orderIsKnown } from "../../kernels/processor.conformance.js";
import { byKernel, probeSumOrder } from "./probe-sum-order.js";

test("the two orders can be told apart", () => {
  expect(byKernel({ lanes: 8 })).not.toEqual(byKernel({ lanes: 16 }));
  for (const [i, value] of byKernel({ lanes: 8 }).entries()) {
    expect(byKernel({ lanes: 16 })[i]).toBeCloseTo(value, 5);
  }
});

test("the order of this machine is found", async () => {
  const found = await probeSumOrder(await Host.here());
  expect(await probeSumOrder(await Host.here())).toEqual(found);
  if (orderIsKnown) expect(found).toEqual({ lanes: 8, exact: true });
});
