import { expect, test } from "vitest";
import { lateHackedShare } from "./late-hacked-share.js";

const steps = (stage: string, shares: readonly (number | undefined)[]) =>
  shares.map((hackedShare) => ({ type: "step", stage, ...(hackedShare !== undefined && { hackedShare }) }));

test("the share of paid episodes that are unsolved is that of the last third of practice, however short it was", () => {
  const shown = steps("sft", [undefined, undefined]);
  expect(lateHackedShare(shown)).toBeUndefined();
  expect(lateHackedShare([...shown, ...steps("rl", [1])])).toEqual({ share: 1, steps: 1 });
  const practised = steps("rl", [1, 1, 1, 1, 0.5, 0.25]);
  expect(lateHackedShare([...shown, ...practised])).toEqual({ share: 0.375, steps: 2 });
});
