/** By what the tokens of an answer are coloured. */
export type TokenMeasure = "probability" | "advantage" | "reward";

/** Probabilities below which a token is shaded, the strongest shade first. */
const UNLIKELY = [0.05, 0.2, 0.5, 0.8, 0.95];

/** Class of a token by the probability that the policy gave it: the less likely, the stronger. */
export function probabilityShade(logprob: number): string {
  const probability = Math.exp(logprob);
  const shade = UNLIKELY.findIndex((bound) => probability < bound);
  return shade < 0 ? "" : `unlikely-${shade}`;
}

/** Class of all tokens of an answer by a number that is good above zero and bad below. */
export function signedShade(value: number): string {
  if (Math.abs(value) < 1e-9) return "";
  const strength = Math.abs(value) > 0.5 ? 2 : Math.abs(value) > 0.15 ? 1 : 0;
  return `${value > 0 ? "above" : "below"}-${strength}`;
}
