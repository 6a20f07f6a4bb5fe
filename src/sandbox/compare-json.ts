import type { Json, PlainValue, Verdict } from "./verdict.js";

/**
 * Whether a result is what was expected: the same type, the same numbers to the last bit, arrays of the same length and
 * order, objects with the same keys in any order. NaN is equal to itself and zero to negative zero; a key whose value is
 * undefined counts as a key.
 *
 * Always ask this outside the sandbox: inside, code could lie about being equal.
 *
 * @example
 * equalJson({ a: [1, 2] }, { a: [1, 2] }); // true
 * equalJson([1, null], [1, undefined]); // false
 */
export function equalJson(expected: PlainValue, actual: PlainValue): boolean {
  if (expected === actual) return true;
  if (typeof expected === "number" && typeof actual === "number")
    return Number.isNaN(expected) && Number.isNaN(actual);
  if (!isComposite(expected) || !isComposite(actual)) return false;
  if (Array.isArray(expected) !== Array.isArray(actual)) return false;
  const keys = Object.keys(expected);
  if (keys.length !== Object.keys(actual).length) return false;
  return keys.every((key) => Object.hasOwn(actual, key) && equalJson(expected[key], actual[key]));
}

function isComposite(value: PlainValue): value is { readonly [key: string]: PlainValue } {
  return typeof value === "object" && value !== null;
}

/**
 * For each expected value, whether the call of that number returned it. A call that failed or was never made is a miss,
 * and so is every one where the program came to nothing.
 *
 * @example
 * const hits = matches(await sandbox.run(program), [3, 7]);
 * const reward = hits.filter(Boolean).length / hits.length;
 */
export function matches(verdict: Verdict, expected: readonly Json[]): boolean[] {
  const results = "results" in verdict ? verdict.results : [];
  return expected.map((value, i) => {
    const result = results[i];
    return result?.kind === "value" && equalJson(value, result.value);
  });
}
