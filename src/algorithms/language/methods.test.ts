import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile, createSession, grad, input, sum } from "../../graph/index.js";
import type { Datum } from "../../language/engine/language-engine.js";
import { tokenLosses } from "../../language/engine/losses.js";
import { episodeWith } from "../../rollout/text/records.conformance.js";
import { groupEpisodes } from "./groups.js";
import { gspoLoss } from "./gspo-loss.js";
import {
  lossConfig,
  type MethodName,
  POLICY_GRADIENT_METHODS,
  type PolicyGradientMethod,
} from "./methods.js";
import { policyGradientData } from "./policy-gradient-data.js";

/** What `fixtures/algorithms/generate.py` had TRL compute. */
interface Fixture {
  readonly mostTokens: number;
  readonly groups: readonly (readonly number[])[];
  readonly answers: readonly { readonly p: readonly number[]; readonly q: readonly number[] }[];
  readonly methods: Readonly<
    Record<string, { readonly loss: number; readonly gradients: readonly (readonly number[])[] }>
  >;
  /** Of a step's first update, where p = q. */
  readonly rloo: {
    readonly advantages: readonly number[];
    readonly gradients: readonly (readonly number[])[];
  };
}

const FIXTURE = JSON.parse(
  readFileSync(new URL("../../../fixtures/algorithms/policy-gradient.json", import.meta.url), "utf8"),
) as Fixture;

/** Answers behind a prompt of one token, in groups. */
function episodesOf({ groups, answers }: Fixture) {
  return groups.flatMap((rewards, g) =>
    rewards.map((reward, i) => {
      const number = g * rewards.length + i;
      const { q } = answers[number];
      const mask = [0, ...q.map(() => 1 as const)] as const;
      const sequence = { ids: [number, ...q.map(() => 1)], mask, logprobs: [0, ...q] };
      return episodeWith({ group: `${g}`, rewards: [{ correct: reward }], sequences: [sequence] });
    }),
  );
}

/** The loss of a method and its gradient by each log-probability, on data of the policy `p`. */
async function lossOf(method: PolicyGradientMethod, data: readonly Datum[], p: readonly Float32Array[]) {
  if (method.loss === "gspo") return gspoLoss(method.clipLow, method.clipHigh)(data, p);
  const policy = input("p", "float32", ["tokens"]);
  const loss = sum(tokenLosses(method.loss, policy, lossConfig(method)));
  const session = await createSession(compile({ outputs: { loss, gradient: grad(loss, [policy])[0] } }), {
    inThread: true,
  });
  const joined = (of: (datum: Datum) => Float32Array) => Float32Array.from(data.flatMap((d) => [...of(d)]));
  const found = await session.run({
    p: Float32Array.from(p.flatMap((row) => [...row])),
    weights: joined(({ weights }) => weights!),
    logprobs: joined(({ logprobs }) => logprobs!),
    advantages: joined(({ advantages }) => advantages!),
  });
  const all = Float32Array.from(found.gradient.data, Number);
  const starts = p.map((_, i) => p.slice(0, i).reduce((at, { length }) => at + length, 0));
  const gradients = p.map(({ length }, i) => all.slice(starts[i], starts[i] + length));
  return { loss: Number(found.loss.data[0]), gradients };
}

/** From rewards to the gradient, by everything that a step of practice uses. @param policy `q` for a step's first update */
async function learnt(name: MethodName, policy: "p" | "q" = "p") {
  const method = POLICY_GRADIENT_METHODS[name];
  const groups = groupEpisodes(episodesOf(FIXTURE), method.advantage);
  const data = policyGradientData(groups, { averaging: method.averaging, maxTokens: FIXTURE.mostTokens });
  // The first token of a conversation says which answer it is.
  const numbers = data.map(({ datum }) => datum.inputIds[0]);
  const p = numbers.map((number) => Float32Array.from(FIXTURE.answers[number][policy]));
  const { loss, gradients } = await lossOf(
    method,
    data.map(({ datum }) => datum),
    p,
  );
  const all = FIXTURE.answers.map(({ p }, number) => {
    const at = numbers.indexOf(number);
    return at < 0 ? p.map(() => 0) : [...gradients[at]];
  });
  return { loss, gradients: all };
}

describe("losses from rewards are those of TRL", () => {
  test.each(["grpo", "dr-grpo", "dapo", "gspo", "cispo"] as const)("%s", async (name) => {
    const { loss, gradients } = await learnt(name);
    const wanted = FIXTURE.methods[name];
    expect(loss).toBeCloseTo(wanted.loss, 5);
    expect(gradients).toEqual(wanted.gradients.map((row) => row.map((x) => expect.closeTo(x, 5))));
  });

  test("the numbers tell the methods apart, and clip some tokens and leave others", () => {
    const losses = Object.values(FIXTURE.methods).map(({ loss }) => loss);
    expect(new Set(losses).size).toBe(5);
    const zeros = (name: string) => FIXTURE.methods[name].gradients.flat().filter((x) => x === 0).length;
    // One of the three groups has equal rewards, its 11 tokens teach nothing; CISPO clips no gradient.
    expect(zeros("cispo")).toBe(11);
    expect(zeros("grpo")).toBeGreaterThan(zeros("dapo") - 1);
    expect(zeros("dapo")).toBeGreaterThan(11);
    expect(zeros("gspo")).toBeGreaterThan(zeros("grpo"));
  });
});

test("advantages and gradients of RLOO are those of TRL in a step's first update", async () => {
  const { advantages, gradients } = FIXTURE.rloo;
  const groups = groupEpisodes(episodesOf(FIXTURE), POLICY_GRADIENT_METHODS.rloo.advantage);
  const found = groups.flatMap((group) => group.advantages[0]);
  expect(found).toEqual(advantages.map((x) => expect.closeTo(x, 7)));
  const learned = await learnt("rloo", "q");
  expect(learned.gradients).toEqual(gradients.map((row) => row.map((x) => expect.closeTo(x, 7))));
});

test("RLOO by hand: −Σ r · a, a the reward less the mean of the others, over the number of answers", async () => {
  const { loss, gradients } = await learnt("rloo");
  let wanted = 0;
  FIXTURE.groups.forEach((rewards, g) => {
    rewards.forEach((reward, i) => {
      const others = rewards.filter((_, j) => j !== i);
      const advantage = reward - others.reduce((a, b) => a + b, 0) / others.length;
      const { p, q } = FIXTURE.answers[g * rewards.length + i];
      const byToken = p.map((x, t) => (-Math.exp(x - q[t]) * advantage) / FIXTURE.answers.length);
      expect(gradients[g * rewards.length + i]).toEqual(byToken.map((x) => expect.closeTo(x, 5)));
      wanted += byToken.reduce((a, b) => a + b, 0);
    });
  });
  expect(loss).toBeCloseTo(wanted, 5);
});

test("each method is what its paper says", () => {
  const { grpo, "dr-grpo": drGrpo, rloo, dapo, gspo, cispo } = POLICY_GRADIENT_METHODS;
  expect(grpo).toMatchObject({
    advantage: "standardised",
    averaging: "sequence",
    clipLow: 0.8,
    clipHigh: 1.2,
  });
  expect(drGrpo).toMatchObject({ advantage: "mean", averaging: "constant", clipLow: 0.8, clipHigh: 1.2 });
  expect(rloo).toMatchObject({ advantage: "leave-one-out", averaging: "sum", loss: "importance_sampling" });
  expect(dapo).toMatchObject({ averaging: "token", clipLow: 0.8, clipHigh: 1.28, dynamicSampling: true });
  expect(gspo).toMatchObject({ averaging: "sequence", clipLow: 0.9997, clipHigh: 1.0004 });
  expect(cispo).toMatchObject({ averaging: "token", loss: "cispo", clipLow: 0, clipHigh: 5 });
  const resampling = Object.entries(POLICY_GRADIENT_METHODS).filter(([, method]) => method.dynamicSampling);
  expect(resampling.map(([name]) => name)).toEqual(["dapo"]);
});
