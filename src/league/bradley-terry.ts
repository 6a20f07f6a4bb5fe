import { cholesky, solve } from "./cholesky.js";

/** Points that two players (by index) made against each other; a draw is half a point for each. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly pointsA: number;
  readonly pointsB: number;
}

/** Of the prior, 2000 Elo points: keeps ratings finite of players whom no games link to the anchor. */
const PRIOR_DEVIATION = (2000 * Math.LN10) / 400;

/** The most likely ratings (in nats) of the first `unknown` players, all others being 0, and their variances. */
export function mostLikely(
  pairs: readonly Pair[],
  unknown: number,
): { ratings: Float64Array; variances: Float64Array } {
  let ratings = new Float64Array(unknown);
  let best = logPosterior(pairs, ratings);
  for (let iteration = 0; iteration < 100; iteration++) {
    const { gradient, information } = derivatives(pairs, ratings);
    const step = solve(cholesky(information, unknown), gradient);
    // Newton's step, halved until it climbs: far from the top the curvature misleads.
    let scale = 1;
    let next = ratings;
    let height = best;
    for (; scale > 1e-6; scale /= 2) {
      next = ratings.map((rating, i) => rating + scale * step[i]);
      height = logPosterior(pairs, next);
      if (height >= best) break;
    }
    if (height < best) break;
    const moved = Math.max(0, ...next.map((rating, i) => Math.abs(rating - ratings[i])));
    ratings = next;
    best = height;
    if (moved < 1e-9) break;
  }
  const factor = cholesky(derivatives(pairs, ratings).information, unknown);
  const variances = new Float64Array(unknown);
  for (let i = 0; i < unknown; i++) {
    const unit = new Float64Array(unknown);
    unit[i] = 1;
    variances[i] = solve(factor, unit)[i];
  }
  return { ratings, variances };
}

function logPosterior(pairs: readonly Pair[], ratings: Float64Array): number {
  let total = 0;
  for (const rating of ratings) total -= (rating / PRIOR_DEVIATION) ** 2 / 2;
  for (const { a, b, pointsA, pointsB } of pairs) {
    const difference = (ratings[a] ?? 0) - (ratings[b] ?? 0);
    total -= pointsA * softplus(-difference) + pointsB * softplus(difference);
  }
  return total;
}

/** The gradient of the log posterior, and the information matrix `[unknown, unknown]`: minus its second derivative. */
function derivatives(pairs: readonly Pair[], ratings: Float64Array) {
  const n = ratings.length;
  const gradient = ratings.map((rating) => -rating / PRIOR_DEVIATION ** 2);
  const information = new Float64Array(n * n);
  for (let i = 0; i < n; i++) information[i * n + i] = 1 / PRIOR_DEVIATION ** 2;
  for (const { a, b, pointsA, pointsB } of pairs) {
    const expected = 1 / (1 + Math.exp((ratings[b] ?? 0) - (ratings[a] ?? 0)));
    const slope = pointsA - (pointsA + pointsB) * expected;
    const weight = (pointsA + pointsB) * expected * (1 - expected);
    if (a < n) {
      gradient[a] += slope;
      information[a * n + a] += weight;
    }
    if (b < n) {
      gradient[b] -= slope;
      information[b * n + b] += weight;
    }
    if (a < n && b < n) {
      information[a * n + b] -= weight;
      information[b * n + a] -= weight;
    }
  }
  return { gradient, information };
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
