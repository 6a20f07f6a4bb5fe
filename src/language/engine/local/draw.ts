import type { Random } from "../../../random/index.js";
import type { SamplingParameters, TokenLogprob } from "../language-engine.js";

/** A token's probabilities as a sampler has them, for one row. */
export interface Distribution {
  /** The model's own log-probabilities `[vocabulary]`. */
  readonly logprobs: Float32Array;
  /** Probabilities at the row's temperature `[vocabulary]`. */
  readonly probabilities: Float32Array;
}

/**
 * Draws a token. Cuts are made in transformers' order: temperature, top-k, top-p of what is left, min-p relative to the most
 * likely token; one random number is used, whatever the cuts.
 */
export function drawToken(
  { logprobs, probabilities }: Distribution,
  { temperature = 1, topK = 0, topP = 1, minP = 0 }: SamplingParameters,
  random: Random,
): number {
  if (temperature === 0) return mostLikely(logprobs);
  const share = random.float();
  const uncut = (topK === 0 || topK >= probabilities.length) && topP >= 1 && minP <= 0;
  if (uncut) return pick(probabilities, share);
  return pickFrom(probabilities, cut(probabilities, topK, topP, minP), share);
}

/** The so many most likely tokens, best first, of equal ones those with the lower ids. @param logprobs `[vocabulary]` */
export function mostLikelyTokens(logprobs: Float32Array, count: number): TokenLogprob[] {
  const best: TokenLogprob[] = [];
  for (let id = 0; id < logprobs.length; id++) {
    const logprob = logprobs[id];
    if (best.length === count && logprob <= best[count - 1].logprob) continue;
    let place = best.length;
    while (place > 0 && best[place - 1].logprob < logprob) place--;
    best.splice(place, 0, { id, logprob });
    if (best.length > count) best.pop();
  }
  return best;
}

/** The first of the largest. */
function mostLikely(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** The token at which the sum of probabilities passes a share of their total. */
function pick(probabilities: Float32Array, share: number): number {
  let total = 0;
  for (let i = 0; i < probabilities.length; i++) total += probabilities[i];
  let left = share * total;
  let last = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const probability = probabilities[i];
    if (probability === 0) continue;
    last = i;
    left -= probability;
    if (left < 0) return i;
  }
  return last;
}

function pickFrom(probabilities: Float32Array, tokens: readonly number[], share: number): number {
  let left = share * sum(probabilities, tokens);
  for (const token of tokens) {
    left -= probabilities[token];
    if (left < 0) return token;
  }
  return tokens[tokens.length - 1];
}

/** The tokens that the cuts leave, most likely first: every cut leaves a first part of that order. */
function cut(probabilities: Float32Array, topK: number, topP: number, minP: number): number[] {
  const least = minP * probabilities[mostLikely(probabilities)];
  const tokens = candidates(probabilities, topK, topP, least);
  tokens.sort((a, b) => probabilities[b] - probabilities[a] || a - b);
  const best = topK > 0 ? tokens.slice(0, topK) : tokens;
  const total = topK > 0 ? sum(probabilities, best) : all(probabilities);
  const nucleus = topP < 1 ? best.slice(0, reach(probabilities, best, topP * total)) : best;
  return nucleus.filter((token) => probabilities[token] >= least);
}

/** All tokens that the cuts can leave; few as a rule, so that not the whole vocabulary must be sorted. */
function candidates(probabilities: Float32Array, topK: number, topP: number, least: number): number[] {
  const most = probabilities[mostLikely(probabilities)];
  for (let floor = 1e-3 * most; ; floor = floor > 1e-15 * most ? 1e-3 * floor : 0) {
    const tokens: number[] = [];
    for (let i = 0; i < probabilities.length; i++) if (probabilities[i] >= floor) tokens.push(i);
    if (floor === 0 || (topK > 0 && tokens.length >= topK)) return tokens;
    // Those left out would be cut by min-p; but top-p of the top-k needs the sum of all k.
    if (floor <= least && (topK === 0 || topP >= 1)) return tokens;
    if (topK === 0 && topP < 1 && sum(probabilities, tokens) >= topP * all(probabilities)) return tokens;
  }
}

const all = (probabilities: Float32Array) => probabilities.reduce((a, b) => a + b, 0);

/** How many of the first tokens together have this probability; all where it is never reached. */
function reach(probabilities: Float32Array, tokens: readonly number[], mass: number): number {
  let total = 0;
  for (const [i, token] of tokens.entries()) {
    total += probabilities[token];
    if (total >= mass) return i + 1;
  }
  return tokens.length;
}

function sum(probabilities: Float32Array, tokens: readonly number[]): number {
  let total = 0;
  for (const token of tokens) total += probabilities[token];
  return total;
}
