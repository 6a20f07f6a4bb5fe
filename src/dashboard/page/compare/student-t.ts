/** Quantiles at 0.975 of Student's t for 1 to 10 degrees of freedom. */
const SMALL = [12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306, 2.26216, 2.22814];
const Z = 1.959964;

/**
 * The quantile at 0.975 of Student's t: half the width of a 95 % interval, in standard errors. Above 10 degrees of
 * freedom by the expansion about the normal distribution (Abramowitz and Stegun 1964, 26.7.5), to 4 digits.
 *
 * @param freedom degrees of freedom, from 1
 */
export function studentT(freedom: number): number {
  if (freedom <= SMALL.length) return SMALL[freedom - 1];
  const [z3, z5, z7] = [Z ** 3, Z ** 5, Z ** 7];
  return (
    Z +
    (z3 + Z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * Z) / (96 * freedom ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * freedom ** 3)
  );
}
