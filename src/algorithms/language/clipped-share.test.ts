import { describe, expect, test } from "vitest";
import type { Datum } from "../../language/engine/language-engine.js";
import { clippedShare } from "./clipped-share.js";
import { gspoLoss } from "./gspo-loss.js";
import { POLICY_GRADIENT_METHODS } from "./methods.js";

/** Ratio and advantage of each sampled token of an answer, behind an observed token whose ratio is far out of bounds. */
type Answer = readonly (readonly [ratio: number, advantage: number])[];

function datum(answer: Answer): { readonly datum: Datum; readonly p: Float32Array } {
  const ids = Int32Array.from({ length: answer.length + 1 }, (_, i) => i);
  return {
    datum: {
      inputIds: ids,
      targetIds: ids,
      weights: Float32Array.from([0, ...answer.map(() => 1)]),
      logprobs: new Float32Array(ids.length).fill(-2),
      advantages: Float32Array.from([0, ...answer.map(([, advantage]) => advantage)]),
    },
    p: Float32Array.from([7, ...answer.map(([ratio]) => -2 + Math.log(ratio))]),
  };
}

function share(loss: "ppo" | "gspo" | "cispo" | "importance_sampling", answers: readonly Answer[]): number {
  const made = answers.map(datum);
  const bounds = { clipLow: 0.8, clipHigh: 1.2 };
  return clippedShare(
    made.map((one) => one.datum),
    made.map(({ p }) => p),
    { loss, ...bounds },
  );
}

/** Above, within and below the bounds, at an advantage, at a disadvantage, and at neither. */
const ALL: Answer = [1, -1, 0].flatMap((advantage) =>
  [1.5, 1, 0.5].map((ratio) => [ratio, advantage] as const),
);

describe("the share that is clipped, by hand", () => {
  test.each([
    // 1.5 at 1 and 0.5 at −1.
    ["ppo", 2 / 9],
    // 1.5 and 0.5, three times each.
    ["cispo", 6 / 9],
    ["importance_sampling", 0],
  ] as const)("%s looks at tokens", (loss, wanted) => {
    expect(share(loss, [ALL])).toBeCloseTo(wanted, 12);
    expect(share(loss, [ALL.slice(0, 4), ALL.slice(4)])).toBeCloseTo(wanted, 12);
  });

  test.each<[string, readonly Answer[], number, number]>([
    // answers, ppo, gspo. The ratio of an answer is the geometric mean of its tokens'.
    [
      "tokens out of bounds on both sides, an answer within",
      [
        [
          [1.5, 1],
          [1 / 1.5, 1],
        ],
      ],
      1 / 2,
      0,
    ],
    [
      "one token far out takes its answer along",
      [
        [
          [4, 1],
          [1, 1],
          [1, 1],
        ],
      ],
      1 / 3,
      1,
    ],
    [
      "the same, less likely than before",
      [
        [
          [1 / 4, -1],
          [1, -1],
          [1, -1],
        ],
      ],
      1 / 3,
      1,
    ],
    [
      "on the side that is not clipped",
      [
        [
          [4, -1],
          [1, -1],
        ],
        [[0.2, 1]],
      ],
      0,
      0,
    ],
    [
      "by tokens: a long answer counts more",
      [
        [
          [1.3, 1],
          [1.3, 1],
          [1.3, 1],
        ],
        [[1, 1]],
      ],
      3 / 4,
      3 / 4,
    ],
  ])("gspo looks at whole answers: %s", (_, answers, ppo, gspo) => {
    expect(share("ppo", answers)).toBeCloseTo(ppo, 12);
    expect(share("gspo", answers)).toBeCloseTo(gspo, 12);
  });

  test("what gspo clips is what its loss gives no gradient", () => {
    const answers: Answer[] = [0.5, 0.9, 1.1, 1.5].flatMap((ratio) =>
      [1, -1].map(
        (advantage) =>
          [
            [ratio, advantage],
            [1, advantage],
          ] as const,
      ),
    );
    const made = answers.map(datum);
    const { gradients } = gspoLoss(0.8, 1.2)(
      made.map((one) => one.datum),
      made.map(({ p }) => p),
    );
    const without = gradients.filter((gradient) => gradient.every((value) => value === 0));
    // √0.5 at −1 and √1.5 at 1.
    expect(without.length).toBe(2);
    expect(share("gspo", answers)).toBe(2 / 8);
  });

  test("there is none of nothing", () => {
    for (const { loss } of Object.values(POLICY_GRADIENT_METHODS)) expect(share(loss, [])).toBe(0);
    expect(share("gspo", [[]])).toBe(0);
  });
});
