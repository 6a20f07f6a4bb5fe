import { expect, test } from "vitest";
import { OptionError } from "../../errors.js";
import { POLICY_GRADIENT_METHODS } from "./methods.js";
import { checkPractice } from "./practice-settings.js";
import { resolveLanguage } from "./settings.js";

const checked = (given: Readonly<Record<string, unknown>>, vocabulary?: number) => () =>
  checkPractice(resolveLanguage(given), vocabulary);

test.each(Object.keys(POLICY_GRADIENT_METHODS))(
  "%s needs answers of a group that can differ",
  (algorithm) => {
    expect(checked({ algorithm, groupSize: 1 })).toThrow(OptionError);
    expect(checked({ algorithm, groupSize: 1 })).toThrow(
      /^groupSize: expected at least 2 in practice .*found 1$/,
    );
    expect(checked({ algorithm, temperature: 0 })).toThrow(
      /^temperature: expected a number above 0 in practice .*found 0$/,
    );
    expect(checked({ algorithm, topK: 1 })).toThrow(/^topK: expected 0 or at least 2 in practice .*found 1$/);
    expect(checked({ algorithm, minP: 1 })).toThrow(
      /^minP: expected a number below 1 in practice .*found 1$/,
    );
    const near = { groupSize: 2, temperature: 0.01, topK: 2, topP: 0.51, minP: 0.99 };
    expect(checked({ algorithm, ...near })).not.toThrow();
    expect(checked({ algorithm, topP: 0.01 }, 101)).not.toThrow();
    expect(checked({ algorithm, topP: 0.01 }, 100)).toThrow(
      /^topP: expected a number above 1\/100 \(of 100 tokens the most likely always has that\) in practice .*found 0\.01$/,
    );
  },
);

test("top-p that the most likely of the tokens to draw from always has is refused, and a little more is not", () => {
  // Of top-k's tokens, or of all where there are fewer.
  const refused = [
    { topK: 2, topP: 0.5 },
    { topK: 3, topP: 1 / 3 },
    { topK: 4, topP: 0.25 },
    { topK: 50, topP: 0.1, vocabulary: 10 },
  ];
  for (const { vocabulary, ...given } of refused) {
    expect(checked(given, vocabulary)).toThrow(/^topP: expected a number above /);
    expect(checked({ ...given, topP: given.topP + 0.01 }, vocabulary)).not.toThrow();
  }
  // Without top-k or a vocabulary nothing is known of how many there are.
  expect(checked({ topP: 1e-6 })).not.toThrow();
  expect(checked({ topP: 1 }, 1)).not.toThrow();
});

test("where there is no practice, or only what was right is learnt from, both may be so", () => {
  for (const given of [{ rlSteps: 0 }, { algorithm: "expert-iteration" }])
    expect(
      checked({ ...given, groupSize: 1, temperature: 0, topK: 1, topP: 1e-6, minP: 1 }, 64),
    ).not.toThrow();
});
