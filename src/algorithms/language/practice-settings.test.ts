import { expect, test } from "vitest";
import { OptionError } from "../../errors.js";
import { POLICY_GRADIENT_METHODS } from "./methods.js";
import { checkPractice } from "./practice-settings.js";
import { resolveLanguage } from "./settings.js";

const checked = (given: Readonly<Record<string, unknown>>) => () => checkPractice(resolveLanguage(given));

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
    const near = { groupSize: 2, temperature: 0.01, topK: 2, topP: 0.01, minP: 0.99 };
    expect(checked({ algorithm, ...near })).not.toThrow();
  },
);

test("where there is no practice, or only what was right is learnt from, both may be so", () => {
  for (const given of [{ rlSteps: 0 }, { algorithm: "expert-iteration" }])
    expect(checked({ ...given, groupSize: 1, temperature: 0, topK: 1, minP: 1 })).not.toThrow();
});
