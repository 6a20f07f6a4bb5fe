import type { Algorithm } from "../algorithms/algorithm.js";
import { OptionError } from "../errors.js";

type Kind = Algorithm["kind"];

/** How an algorithm of each kind is made, and what it is for, in words. */
const EXAMPLES: Readonly<Record<Kind, string>> = { game: "alphaZero({ … })", language: "grpo({ … })" };
const PURPOSES: Readonly<Record<Kind, string>> = { game: "games", language: "language models" };

/**
 * An algorithm as `train` is given it, for what is trained.
 *
 * @throws OptionError for what is none, as a program without types may give, and for one of the other kind
 */
export function algorithmFor<K extends Kind>(
  kind: K,
  given: unknown,
): Extract<Algorithm, { kind: K }> | undefined {
  if (given === undefined) return undefined;
  if (!isAlgorithm(given)) throw new OptionError("algorithm", `one such as ${EXAMPLES[kind]}`, given);
  if (!isOf(kind, given))
    throw new OptionError("algorithm", `one for ${PURPOSES[kind]}, such as ${EXAMPLES[kind]}`, words(given));
  return given;
}

function isAlgorithm(given: unknown): given is Algorithm {
  if (!isObject(given)) return false;
  if (given.kind === "language") return isObject(given.settings);
  const methods = [given.resolve, given.train];
  return given.kind === "game" && methods.every((method) => typeof method === "function");
}

function isOf<K extends Kind>(kind: K, given: Algorithm): given is Extract<Algorithm, { kind: K }> {
  return given.kind === kind;
}

const words = (given: Algorithm) => `one for ${PURPOSES[given.kind]}`;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
