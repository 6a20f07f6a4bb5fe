import { describe, expect, test } from "vitest";
import type { Datum } from "../../language/engine/language-engine.js";
import { episodeWith } from "../../rollout/text/records.conformance.js";
import { divergenceFrom, driftOf } from "./health.js";
import { learntShares } from "./learnt-share.js";
import { penalizeDivergence } from "./policy-gradient-data.js";

const ids = (length: number) => Int32Array.from({ length }, (_, i) => i);

/** Tokens of which the first was observed. */
function datum(q: readonly number[], advantages: readonly number[]): Datum {
  return {
    inputIds: ids(q.length),
    targetIds: ids(q.length),
    weights: Float32Array.from(q, (_, i) => (i === 0 ? 0 : 1)),
    logprobs: Float32Array.from(q),
    advantages: Float32Array.from(advantages),
  };
}

describe("drift", () => {
  test("by hand: observed tokens do not count", () => {
    const data = [datum([-9, -1, -1, -1, -1], [0, 1, 1, -1, -1])];
    const p = [
      Float32Array.of(0, -1 + Math.log(1.5), -1 + Math.log(0.5), -1 + Math.log(1.5), -1 + Math.log(0.5)),
    ];
    const { largest, divergence } = driftOf(data, p);
    expect(largest).toBeCloseTo(Math.log(2), 6);
    // r − 1 − log r of 1.5 and 0.5, twice each.
    expect(divergence).toBeCloseTo((0.5 - Math.log(1.5) + (-0.5 - Math.log(0.5))) / 2, 6);
  });

  test("is nothing where nothing has changed or nothing was sampled", () => {
    const data = [datum([-9, -1, -2], [0, 1, 1])];
    expect(driftOf(data, [data[0].logprobs!])).toEqual({ largest: 0, divergence: 0 });
    expect(driftOf([], [])).toEqual({ largest: 0, divergence: 0 });
  });

  test("the largest difference is that at any token of any answer, not a mean, and a NaN is kept", () => {
    const data = [datum([0, -1, -1], [0, 0, 0]), datum([0, -1, -1], [0, 0, 0])];
    const p = [Float32Array.of(0, -1, -1), Float32Array.of(0, -1, -1.25)];
    expect(driftOf(data, p).largest).toBe(0.25);
    expect(driftOf(data, [p[0], Float32Array.of(0, Number.NaN, -1)]).largest).toBeNaN();
  });
});

describe("divergence from a reference", () => {
  test("by hand: the mean of r − 1 − log r with r the reference's share of the policy's probability", () => {
    const data = [datum([0, -1, -2], [0, 0, 0])];
    const reference = [Float32Array.of(-5, -1 - Math.log(2), -2 + Math.log(3))];
    const wanted = (0.5 - 1 + Math.log(2) + (3 - 1 - Math.log(3))) / 2;
    expect(divergenceFrom(data, reference)).toBeCloseTo(wanted, 6);
    expect(divergenceFrom(data, [data[0].logprobs!])).toBe(0);
    expect(divergenceFrom([], [])).toBe(0);
  });

  test("the penalty takes β · (q − q_ref) from each sampled token's advantage, scaled as the token is", () => {
    const plain = datum([0, -1, -2], [0, 0.5, 0.5]);
    const reference = [Float32Array.of(-7, -1.5, -1)];
    const [{ datum: penalized, scale }] = penalizeDivergence(
      [{ datum: plain, scale: 0.25, episode: episodeWith() }],
      reference,
      0.2,
    );
    expect(scale).toBe(0.25);
    expect([...penalized.advantages!]).toEqual(
      [0, 0.5 - 0.25 * 0.2 * 0.5, 0.5 + 0.25 * 0.2 * 1].map((x) => expect.closeTo(x, 6)),
    );
    expect([...plain.advantages!]).toEqual([0, 0.5, 0.5]);
  });
});

describe("the share that is learnt", () => {
  const said = episodeWith({ counts: { answers: 1, toolCalls: 0, toolErrors: 0, sampledTokens: 2 } });

  test("is that of the answers where the mask is right, and not where it is broken", () => {
    const right = datum([0, -1, -1], [0, 1, 1]);
    expect(learntShares([right], [said])).toEqual({ learntShare: 2 / 3, answerShare: 2 / 3 });
    const broken = { ...right, weights: Float32Array.of(1, 1, 1) };
    expect(learntShares([broken], [said])).toEqual({ learntShare: 1, answerShare: 2 / 3 });
  });

  test("there is none without data, and of several players", () => {
    expect(learntShares([], [])).toBeUndefined();
    const players = episodeWith({ sequences: [said.sequences[0], said.sequences[0]] });
    expect(learntShares([datum([0, -1], [0, 1])], [players])).toBeUndefined();
  });
});
