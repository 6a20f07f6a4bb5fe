import { createSession, type Program } from "../../graph/index.js";
import { Random } from "../../random/index.js";
import type { LanguageEngine } from "../engine/language-engine.js";

/** Tokens of the text that is compared. */
const LENGTH = 48;

/**
 * How far the log-probabilities of a program of `portableProgram` are from an engine's, at most, on a text of random
 * tokens: each token's, given those before it.
 */
export async function largestDifference(
  program: Program,
  { engine, adapter }: { readonly engine: LanguageEngine; readonly adapter: string | undefined },
): Promise<number> {
  const { vocabulary } = engine;
  const length = Math.min(LENGTH, engine.contextLength);
  const random = new Random(1, "portable check");
  const ids = Int32Array.from({ length: length + 1 }, () => random.integer(vocabulary));
  const [inputIds, targetIds] = [ids.subarray(0, length), ids.subarray(1)];
  const { logprobs } = await engine.forward(
    [{ inputIds, targetIds }],
    adapter === undefined ? {} : { adapter },
  );
  const session = await createSession(program, { inThread: true });
  try {
    const feed = { data: BigInt64Array.from(inputIds, BigInt), shape: [1, length] };
    const { logits } = await session.run({ input_ids: feed });
    const rows = logits.data as Float32Array;
    const differences = logprobs[0].map((expected, i) => {
      const row = rows.subarray(i * vocabulary, (i + 1) * vocabulary);
      return Math.abs(logprob(row, targetIds[i]) - expected);
    });
    return differences.reduce((most, difference) => Math.max(most, difference), 0);
  } finally {
    await session.close();
  }
}

/** Log-probability of a token by its logits. */
function logprob(logits: Float32Array, token: number): number {
  const highest = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const sum = logits.reduce((total, value) => total + Math.exp(value - highest), 0);
  return logits[token] - highest - Math.log(sum);
}
