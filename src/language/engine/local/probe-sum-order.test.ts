import { expect, test } from "vitest";
import { Host } from "../../../graph/index.js";
import { orderIsKnown } from "../../kernels/processor.conformance.js";
import { bySampler, probeSumOrder } from "./probe-sum-order.js";

test("the two orders can be told apart", () => {
  expect(bySampler({ lanes: 8 })).not.toEqual(bySampler({ lanes: 16 }));
  for (const [i, value] of bySampler({ lanes: 8 }).entries()) {
    expect(bySampler({ lanes: 16 })[i]).toBeCloseTo(value, 5);
  }
});

test("the order of this machine is found", async () => {
  const found = await probeSumOrder(await Host.here());
  expect(await probeSumOrder(await Host.here())).toEqual(found);
  if (orderIsKnown) expect(found).toEqual({ lanes: 8 });
});
